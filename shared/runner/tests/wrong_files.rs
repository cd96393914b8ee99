//! The program is right, and the file is made wrong: the check must notice, for every lesson.

use std::time::Duration;

use course::Variant;
use expected_order::Order;
use runner::{Judgement, Runner, judge};

/// The rows of a file: line index, lane, second.
fn rows(order: &Order) -> Vec<(usize, usize, Option<Duration>)> {
    order.rows().iter().map(|row| (row.line - 1, row.lane, row.second)).collect()
}

/// Each way in which the file is made wrong.
fn wrong_files(text: &str, order: &Order) -> Vec<(&'static str, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let rows = rows(order);
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        change(&mut lines);
        lines.join("\n")
    };
    let mut wrong = Vec::new();
    let last = rows.iter().max_by_key(|row| row.2).copied();
    if let Some((line, _, Some(second))) = last {
        wrong.push((
            "the last second raised by one",
            with(&|lines| {
                let words =
                    lines[line].split_once("s ").expect("a row with a second has a blank after it");
                lines[line] = format!("{}s {}", second.as_secs_f64() + 1.0, words.1);
            }),
        ));
    }
    let text_of = |line: usize| lines[line].split_once('|').map(|(_, text)| text.to_owned());
    let swap = rows.iter().enumerate().find_map(|(n, (line, lane, _))| {
        let (above, ..) = rows[..n].iter().rev().find(|row| row.1 == *lane)?;
        (text_of(*above) != text_of(*line)).then_some((*above, *line))
    });
    if let Some((above, below)) = swap {
        wrong.push((
            "two rows of one lane swapped",
            with(&|lines| {
                let texts = [above, below].map(|line| text_of(line).expect("a row has a bar"));
                for (line, text) in [(above, &texts[1]), (below, &texts[0])] {
                    let (claims, _) = lines[line].split_once('|').expect("a row has a bar");
                    lines[line] = format!("{claims}|{text}");
                }
            }),
        ));
    }
    let (line, ..) = rows.last().expect("a file has rows");
    wrong.push(("a row taken out", with(&|lines| drop(lines.remove(*line)))));
    wrong
        .push(("a row added", with(&|lines| lines.push("ghost | a line that never comes".into()))));
    wrong
}

#[test]
fn a_wrong_file_is_seen_under_every_lesson() {
    let runner = Runner::new(&[]).expect("the lessons build");
    let (mut refused, mut seen) = (0, 0);
    for lesson in &runner.course.lessons {
        let program = lesson.on(Variant::Tokio);
        let order = runner.order(&program);
        let run = runner.good_run(&program).expect("the lesson holds");
        let text = std::fs::read_to_string(program.order_file()).expect("the claims can be read");
        for (what, wrong) in wrong_files(&text, order) {
            // A file that contradicts itself is refused before anything runs.
            let Ok(wrong_order) = wrong.parse::<Order>() else {
                refused += 1;
                continue;
            };
            seen += 1;
            let judgement = judge(&run, &wrong_order);
            assert_ne!(judgement, Judgement::Holds, "{}: {what}:\n{wrong}", lesson.name);
        }
    }
    assert!(seen > 3 * refused, "{refused} of {} files were refused", seen + refused);
}
