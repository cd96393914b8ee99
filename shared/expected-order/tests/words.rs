//! What a learner reads: headlines, explanations and timelines, word by word.

use std::time::Duration;

use expected_order::{Glyphs, Line, Order, Poll};

const FILE: &str = "\
0s  a           | a: started
# join! goes on to b while a waits
0s  b  after a  | b: started
2s  b           | b: done {n}

3s  c  after *  | end
";

fn order() -> Order {
    FILE.parse().expect("a valid file")
}

/// `run` has a line `seconds text` for each line that came.
fn lines(run: &str) -> Vec<Line<'_>> {
    let line = |line: &'_ str| {
        let (at, text) = line.split_once(' ').expect("a stamp and a text");
        (at.parse().expect("a number"), text.len(), line.len())
    };
    let lines = run.lines().map(|whole| {
        let (at, text, len) = line(whole);
        Line { at: Duration::from_secs_f64(at), text: &whole[len - text..] }
    });
    lines.collect()
}

fn check(run: &str, headlines: &[&str]) {
    let (order, lines) = (order(), lines(run));
    let verdict = order.check(&lines);
    let told: Vec<String> =
        verdict.broken.iter().map(|broken| order.headline(broken, &lines)).collect();
    assert_eq!(told, headlines, "{run}");
}

#[test]
fn headlines() {
    let right = "0.01 a: started\n0.02 b: started\n2.03 b: done 7\n3.04 end";
    check(right, &[]);
    check(
        &right.replace("2.03", "2.5"),
        &["\"b: done 7\" came at 2.50 s, after \"b: started\"; expected at 2s"],
    );
    check(
        &right.replace("3.04", "2.03"),
        &["\"end\" came at 2.03 s, after \"b: done 7\"; expected at 3s"],
    );
    check(
        "0.5 a: started\n0.5 b: started\n2 b: done 7\n3 end",
        &[
            "\"a: started\" came at 0.50 s; expected at 0s",
            "\"b: started\" came at 0.50 s, after \"a: started\"; expected at 0s",
        ],
    );
    check(
        "0 b: started\n0 a: started\n2 b: done 7\n3 end",
        &["\"b: started\" came at 0.00 s, before \"a: started\" of lane a"],
    );
    check(
        "0 a: started\n2 b: done 7\n2 end\n2 b: started",
        &[
            "\"b: done 7\" came at 2.00 s, before \"b: started\" of lane b",
            "\"end\" came at 2.00 s, before \"b: started\" of lane b",
            "\"end\" came at 2.00 s, after \"b: done 7\"; expected at 3s",
            "\"b: started\" came at 2.00 s, after \"end\"; expected at 0s",
        ],
    );
    check(
        "0 a: started\n0 a: started\n0 b: started\n0 c: started",
        &[
            "\"a: started\" came at 0.00 s, more often than expected",
            "\"c: started\" came at 0.00 s, and no row expects it",
            "\"b: done {n}\" never came",
            "\"end\" never came",
        ],
    );
    check(
        "2 b: done 7\n2 b: done 8",
        &[
            "\"b: done 8\" came at 2.00 s, more often than expected",
            "\"a: started\" never came",
            "\"b: started\" never came",
            "\"end\" never came",
        ],
    );
}

#[test]
fn explanation() {
    let (order, lines) = (order(), lines("0 b: started\n0.01 a: started\n2 b: done 7\n3 end"));
    let verdict = order.check(&lines);
    let told = order.explain(&verdict.broken[0], &lines, &verdict, "expected.order");
    assert_eq!(
        told.to_string(),
        "\
\"b: started\" came at 0.00 s, before \"a: started\" of lane a
    expected.order:3: 0s b after a | b: started
    why it should hold: join! goes on to b while a waits
    broken: a cause. This line must come after that line of lane a, which came at 0.01 s

             a           b
     0.00 s              b: started  <-- here
     0.01 s  a: started
"
    );
}

/// The six lines before the one that broke it, whatever their lane; a text that is too wide is cut.
#[test]
fn columns() {
    let order: Order =
        "a | 1\na | 2\nb | 3\nb | 4\na | 5\nb | 6\na | 7\nc | 8\n".parse().expect("valid");
    let lines =
        lines("0 1\n0.5 2\n1 3\n1 4\n2 a foreign line, and a wide one\n2 5\n3 6\n4 8\n4.5 7\n5 7");
    let verdict = order.check(&lines);
    assert_eq!(
        order.explain(&verdict.broken[1], &lines, &verdict, "expected.order").to_string(),
        "\
\"7\" came at 5.00 s, more often than expected
    broken: nothing else comes. If this line belongs to the program, give it a row

             a  b  c  (no lane)
     1.00 s     4
     2.00 s           a foreign line, and...
     2.00 s  5
     3.00 s     6
     4.00 s        8
     4.50 s  7
     5.00 s           7  <-- here
"
    );
}

/// Lanes whose names begin alike are different lanes, and so are those that are cut alike.
#[test]
fn timeline() {
    let file =
        "0s a | 1\n2s a | 2\n1s ab | 3\n1s a-very-long-name-1 | 4\n1s a-very-long-name-2 | 5\n";
    let order: Order = file.parse().expect("a valid file");
    let lines = lines("0 1\n1 3\n1 4\n1.01 5\n2.02 2");
    let verdict = order.check(&lines);
    assert!(verdict.holds());
    let seconds = Duration::from_secs_f64;
    let poll = |lane, from, to| Poll { lane, from: seconds(from), to: seconds(to) };
    let polls = [
        poll("ab", 0.0, 0.5),
        poll("a", 1.0, 1.01),
        poll("a-very-long-name-2", 1.5, 9.0),
        poll("silent", 0.5, 1.0),
    ];
    assert_eq!(
        order.timeline(&lines, &verdict, &polls, Glyphs::ASCII),
        "                0s         1s         2s\n\
a               o---------------------o\n\
ab              #######    o\n\
a-very-long...             o\n\
a-very-long...             o     ######\n\
silent                ######\n"
    );
}

/// A run that has not ended: a lane with missing lines is drawn up to now, and the picture fits the screen.
#[test]
fn timeline_of_a_run_under_way() {
    let order: Order = "0s a | 1\n4s a | 2\n0s b | 3\n2s c | 4\n".parse().expect("a valid file");
    let lines = lines("0 1\n0 3");
    let verdict = order.check(&lines);
    let picture = |columns, now| {
        let now = Some(Duration::from_secs_f64(now));
        order.timeline_so_far(&lines, &verdict, &[], Glyphs::ASCII, columns, now)
    };
    assert_eq!(
        picture(80, 1.5),
        "   0s         1s         2s         3s         4s\n\
a  o-----------------\n\
b  o\n\
c  \n"
    );
    let narrow = "   0s     1s     2s     3s     4s\n\
a  o----------------------------\n\
b  o\n\
c  \n";
    // Later than the last second is not shown.
    assert_eq!(picture(36, 9.0), narrow);
}

/// Decreasing stamps are not a valid run, but can still be drawn.
#[test]
fn timeline_of_what_is_no_run() {
    let (order, lines) = (order(), lines("9 a: started\n0 b: started\n5 b: done 7\n1 end"));
    let verdict = order.check(&lines);
    assert!(!verdict.holds());
    let picture = order.timeline(&lines, &verdict, &[], Glyphs::UNICODE);
    assert_eq!(picture.lines().count(), 4, "{picture}");
}

/// For a line that nearly matches a row, the report shows that row and where the two differ.
#[test]
fn a_near_miss() {
    let (order, lines) = (order(), lines("0 a: started\n0 B: started"));
    let verdict = order.check(&lines);
    assert_eq!(
        order.explain(&verdict.broken[0], &lines, &verdict, "expected.order").to_string(),
        "\
\"B: started\" came at 0.00 s, and no row expects it
    this row is still missing: expected.order:3: 0s b after a | b: started
    it came as  \"B: started\"
                 ^
    expected    \"b: started\"
                 ^
    broken: nothing else comes. If this line belongs to the program, give it a row

             a           (no lane)
     0.00 s  a: started
     0.00 s              B: started  <-- here
"
    );
}

/// The whole reports on a line that never came, and on one that came too late.
#[test]
fn a_missing_line_and_a_late_one() {
    let (order, lines) = (order(), lines("0 a: started\n1 b: started\n2 b: done 7"));
    let verdict = order.check(&lines);
    let told = |broken: usize| {
        order.explain(&verdict.broken[broken], &lines, &verdict, "expected.order").to_string()
    };
    assert_eq!(
        told(0),
        "\
\"b: started\" came at 1.00 s, after \"a: started\"; expected at 0s
    expected.order:3: 0s b after a | b: started
    why it should hold: join! goes on to b while a waits
    broken: the clock. The line is 1.00 s too late

             a           b
     0.00 s  a: started
     1.00 s              b: started  <-- here
"
    );
    assert_eq!(
        told(1),
        "\
\"end\" never came
    expected.order:6: 3s c after * | end
    broken: the line itself. Every row's line must come

             a           b
     0.00 s  a: started
     1.00 s              b: started
     2.00 s              b: done 7
             and nothing more
"
    );
}

/// The whole explanation of the first broken claim of a run.
fn told(file: &str, run: &str) -> String {
    let order: Order = file.parse().expect("a valid file");
    let lines = lines(run);
    let verdict = order.check(&lines);
    order.explain(&verdict.broken[0], &lines, &verdict, "expected.order").to_string()
}

#[test]
fn a_lane_out_of_order() {
    assert_eq!(
        told("a | one\n# program order\na | two\n", "0 two\n0.25 one"),
        "\
\"two\" came at 0.00 s, before \"one\" of lane a
    expected.order:3: a | two
    why it should hold: program order
    broken: a cause. Lane a keeps the order of its rows, and the earlier row's line came at 0.25 s

             a
     0.00 s  two  <-- here
     0.25 s  one
"
    );
}

#[test]
fn a_line_that_came_too_early() {
    assert_eq!(
        told("0s a | one\n2s a | two\n", "0 one\n0.5 two"),
        "\
\"two\" came at 0.50 s, after \"one\"; expected at 2s
    expected.order:2: 2s a | two
    broken: the clock. The line is 1.50 s too early, and a slow machine never makes a line early

             a
     0.00 s  one
     0.50 s  two  <-- here
"
    );
}

/// A line that is not like any row, while one is missing.
#[test]
fn a_foreign_line() {
    assert_eq!(
        told("a | one\n", "0 something else"),
        "\
\"something else\" came at 0.00 s, and no row expects it
    broken: nothing else comes. If this line belongs to the program, give it a row

             (no lane)
     0.00 s  something else  <-- here
"
    );
}

#[test]
fn a_run_without_lines() {
    assert_eq!(
        told("# it starts\na | one\n", ""),
        "\
\"one\" never came
    expected.order:2: a | one
    why it should hold: it starts
    broken: the line itself. Every row's line must come

    no line came
"
    );
}

/// Captures are shown as the file has them, and wide letters keep the marks and the columns in place.
#[test]
fn a_near_miss_with_a_capture_and_wide_letters() {
    let file = "下载 | 下载 開始\nb | b: done\nb | ✅ {n} pages\n";
    assert_eq!(
        told(file, "0 下载 開始\n1 b: done\n2 ✅ 12 page"),
        "\
\"✅ 12 page\" came at 2.00 s, and no row expects it
    this row is still missing: expected.order:3: b | ✅ {n} pages
    it came as  \"✅ 12 page\"
    expected    \"✅ {n} pages\"
                            ^
    broken: nothing else comes. If this line belongs to the program, give it a row

             下载       b        (no lane)
     0.00 s  下载 開始
     1.00 s             b: done
     2.00 s                      ✅ 12 page  <-- here
"
    );
}

/// The parts say the same as the whole, so a tool need not take the whole apart.
#[test]
fn the_parts_of_an_explanation() {
    let (order, lines) = (order(), lines("0 a: started\n1 b: started\n1.5 B: done 7"));
    let verdict = order.check(&lines);
    let late = order.explain(&verdict.broken[0], &lines, &verdict, "expected.order");
    assert_eq!((late.row, late.near), (Some(1), None));
    assert_eq!(late.headline, order.headline(&verdict.broken[0], &lines));
    assert_eq!(late.cited.as_deref(), Some("expected.order:3: 0s b after a | b: started"));
    assert_eq!(late.why, "join! goes on to b while a waits");
    assert_eq!(late.kind, "broken: the clock. The line is 1.00 s too late");
    assert!(late.columns.ends_with("b: started  <-- here\n"), "{}", late.columns);

    let foreign = order.explain(&verdict.broken[1], &lines, &verdict, "expected.order");
    assert_eq!((foreign.row, foreign.why.as_str()), (None, ""));
    assert_eq!(foreign.near.map(|near| near.row), Some(2));
    assert_eq!(foreign.cited.as_deref(), Some("expected.order:4: 2s b | b: done {n}"));
    assert_eq!(order.rows()[2].cite("f").to_string(), "f:4: 2s b | b: done {n}");
}

/// Names that are wide, a mark that takes no column, and a name that is cut.
#[test]
fn a_timeline_of_wide_names() {
    let file = "0s 下载 | 1\n0s e\u{301} | 2\n1s 一二三四五六七八 | 3\n";
    let order: Order = file.parse().expect("a valid file");
    let lines = lines("0 1\n0 2\n1 3");
    let verdict = order.check(&lines);
    assert_eq!(
        order.timeline(&lines, &verdict, &[], Glyphs::ASCII),
        "                0s         1s\n\
下载            o\n\
e\u{301}               o\n\
一二三四五...              o\n"
    );
}
