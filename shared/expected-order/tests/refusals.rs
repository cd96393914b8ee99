//! Files that are not an expected order, and the error for each.

use expected_order::{MAX_CAPTURE_TEXTS, MAX_SHARING_LANES, Order};

/// `message` is the whole error, line and column included.
#[track_caller]
fn check(file: &str, message: &str) {
    match file.parse::<Order>() {
        Ok(_) => panic!("accepted: {file:?}"),
        Err(error) => assert_eq!(error.to_string(), message, "{file:?}"),
    }
}

const REFUSED: &[(&str, &str)] = &[
    // The file
    ("", "1:1: no rows; a row is `0s lane | the line that is printed`"),
    ("\n\n", "1:1: no rows; a row is `0s lane | the line that is printed`"),
    ("# only a comment\n", "1:1: no rows; a row is `0s lane | the line that is printed`"),
    (
        "\u{feff}0s a | x\n",
        "1:1: the file starts with a byte-order mark; save it as UTF-8 without one",
    ),
    // Invisible blanks
    ("0s a | x \n", "1:9: trailing blanks, which nobody can see; remove them"),
    ("0s a | x\t\r\n", "1:9: trailing blanks, which nobody can see; remove them"),
    ("0s a | x\u{3000}\n", "1:9: trailing blanks, which nobody can see; remove them"),
    ("0s a | \n", "1:7: trailing blanks, which nobody can see; remove them"),
    ("0s a | x\n   \n", "2:1: a line of blanks, which nobody can see; remove them"),
    ("# why \n0s a | x\n", "1:6: trailing blanks, which nobody can see; remove them"),
    // The bar
    (
        "0s a x\n",
        "1:7: no bar; a row is `0s lane after other | the line that is printed`, and a comment starts with `#`",
    ),
    (
        "// a comment\n",
        "1:13: no bar; a row is `0s lane after other | the line that is printed`, and a comment starts with `#`",
    ),
    (
        "0s a │ x\n",
        "1:9: no bar; a row is `0s lane after other | the line that is printed`, and a comment starts with `#`",
    ),
    ("0s\ta | x\n", "1:3: a tab left of the bar; align with spaces"),
    ("0s a\u{a0}| x\n", "1:5: the blank U+00A0 left of the bar; align with spaces"),
    ("0s a\r| x\n", "1:5: the blank U+000D left of the bar; align with spaces"),
    // The second
    ("5 a | x\n", "1:1: `5` is not a second; write 5s"),
    ("0.5 a | x\n", "1:1: `0.5` is not a second; write 0.5s"),
    (".5s a | x\n", "1:1: `.5s` is not a second; write 2s or 0.5s"),
    ("1.s a | x\n", "1:1: `1.s` is not a second; write 2s or 0.5s"),
    ("1,5s a | x\n", "1:1: `1,5s` is not a second; write 2s or 0.5s"),
    ("1:30s a | x\n", "1:1: `1:30s` is not a second; write 2s or 0.5s"),
    ("500ms a | x\n", "1:1: `500ms` is not a second; write 2s or 0.5s"),
    ("1m a | x\n", "1:1: `1m` is not a second; write 2s or 0.5s"),
    ("2S a | x\n", "1:1: `2S` is not a second; write 2s or 0.5s"),
    ("+1s a | x\n", "1:1: `+1s` is not a second; write 2s or 0.5s"),
    ("1 s a | x\n", "1:1: `1` is not a second; write 1s"),
    ("  -1s a | x\n", "1:3: `-1s` is before the start; the first second is 0s"),
    ("0.1234567s a | x\n", "1:1: `0.1234567s` is finer than a millionth of a second; round it"),
    (
        "0.1234567890s a | x\n",
        "1:1: `0.1234567890s` is finer than a millionth of a second; round it",
    ),
    ("1000000000s a | x\n", "1:1: `1000000000s` is more than 30 years; a lesson is shorter"),
    (
        "99999999999999999999s a | x\n",
        "1:1: `99999999999999999999s` is more than 30 years; a lesson is shorter",
    ),
    (
        "2s a | x\n1.5s a | y\n",
        "2:1: 1.5s is before 2s, the second of line 1, and this row comes after that one; raise it, or move the row up",
    ),
    (
        "2s a | x\n1s b after a | y\n",
        "2:1: 1s is before 2s, the second of line 1, and this row comes after that one; raise it, or move the row up",
    ),
    (
        "2s a | x\nb after a | y\n0.25s c after b | z\n",
        "3:1: 0.25s is before 2s, the second of line 1, and this row comes after that one; raise it, or move the row up",
    ),
    (
        "2s a | x\n0s b | y\n1s c after * | z\n",
        "3:1: 1s is before 2s, the second of line 1, and this row comes after that one; raise it, or move the row up",
    ),
    // The lane
    ("| x\n", "1:1: no lane; a row is `0s lane | the line that is printed`"),
    ("  | x\n", "1:3: no lane; a row is `0s lane | the line that is printed`"),
    ("  0s  | x\n", "1:7: no lane; a row is `0s lane | the line that is printed`"),
    (
        "0s 1s a | x\n",
        "1:4: `1s` looks like a second; a row has at most one, and its lane belongs here",
    ),
    (
        "0s 7 | x\n",
        "1:4: `7` looks like a second; a row has at most one, and its lane belongs here",
    ),
    (
        "0s after b | x\n",
        "1:4: `after` cannot name a lane; write the lane that prints the line before it",
    ),
    ("* | x\n", "1:1: `*` is only for `after *`; write the lane that prints the line here"),
    (
        "0s worker 1 | x\n",
        "1:11: `1` is not a claim; a lane is one word, and `after LANE` or the bar comes next",
    ),
    ("a 0s | x\n", "1:3: the second comes before the lane; write `0s a`"),
    (
        "0s a # why | x\n",
        "1:6: `#` is not a claim; a lane is one word, and `after LANE` or the bar comes next",
    ),
    (
        "0s a After b | x\n",
        "1:6: `After` is not a claim; a lane is one word, and `after LANE` or the bar comes next",
    ),
    (
        "0s é ü | x\n",
        "1:6: `ü` is not a claim; a lane is one word, and `after LANE` or the bar comes next",
    ),
    // The lanes that it comes after
    ("b | x\na after | y\n", "2:3: `after` names no lane; write `after LANE`"),
    (
        "a | x\na after a | y\n",
        "2:9: `after a` in lane `a`: a lane already keeps its own order; remove it",
    ),
    (
        "a | x\nb after c | y\n",
        "2:9: lane `c` has no row above this one, and `after` means a row above; move this row down, or check the name",
    ),
    (
        "a after b | x\nb | y\n",
        "1:9: lane `b` has no row above this one, and `after` means a row above; move this row down, or check the name",
    ),
    (
        "a | x\nb | y\nc after a, b | z\n",
        "3:9: `a,` is not a lane; separate lanes with blanks alone: `a`",
    ),
    (
        "a | x\nb | y\nc after a,b | z\n",
        "3:9: `a,b` is not a lane; separate lanes with blanks alone: `a b`",
    ),
    (
        "a | x\nb | y\nc after a and b | z\n",
        "3:11: lane `and` has no row above this one, and `after` means a row above; move this row down, or check the name",
    ),
    (
        "a | x\nb | y\nc after a after b | z\n",
        "3:11: a row has one `after`; write all lanes after the first one",
    ),
    ("a | x\nb after 1s | y\n", "2:9: `1s` is not a lane; a second comes first in its row"),
    ("a | x\nb | y\nc after a b a | z\n", "3:13: lane `a` is named twice; once is enough"),
    (
        "a | x\nb after * a | y\n",
        "2:9: `*` already means every lane above; write nothing else here",
    ),
    (
        "a | x\nb after a * | y\n",
        "2:11: `*` already means every lane above; write nothing else here",
    ),
    (
        "a after * | x\n",
        "1:9: no other lane has a row above; remove `after *`, or move this row down",
    ),
    (
        "a | x\na after * | y\n",
        "2:9: no other lane has a row above; remove `after *`, or move this row down",
    ),
    // The text
    (
        "a | {\n",
        "1:5: a capture is written {name}, with letters, digits, - or _; for a brace itself write {{",
    ),
    (
        "a | x {}\n",
        "1:7: a capture is written {name}, with letters, digits, - or _; for a brace itself write {{",
    ),
    (
        "a | x {a b}\n",
        "1:7: a capture is written {name}, with letters, digits, - or _; for a brace itself write {{",
    ),
    (
        "a | {x\n",
        "1:5: a capture is written {name}, with letters, digits, - or _; for a brace itself write {{",
    ),
    (
        "a | {\"id\": 1}\n",
        "1:5: a capture is written {name}, with letters, digits, - or _; for a brace itself write {{",
    ),
    (
        "a | {x}{y}\n",
        "1:8: two captures are side by side, so nothing shows where the first one ends; write a blank or a letter between them",
    ),
    // Two rows and one line
    (
        "a | x\nb | x\n",
        "2:5: \"x\" is on line 1 as well, and no cause decides which comes first; write `after a` here, or change a text",
    ),
    (
        "a | x\nb | y\n b after *  |  x\nc | x\n",
        "4:5: \"x\" is on line 1 as well, and no cause decides which comes first; write `after a` here, or change a text",
    ),
    (
        "a | x\nc | y\nb after c | x\n",
        "3:13: \"x\" is on line 1 as well, and no cause decides which comes first; add `a` to the `after` here, or change a text",
    ),
    (
        "a | y\nb after a | y\na | y\n",
        "3:5: \"y\" is on line 2 as well, and no cause decides which comes first; write `after b` here, or change a text",
    ),
    (
        "a | {x}\nb | y\n",
        "2:5: one line could match this and \"{x}\" of line 1, and no cause decides which comes first; write `after a` here, or change a text",
    ),
    (
        "a | id {x}\nb | id {y}\n",
        "2:5: one line could match this and \"id {x}\" of line 1, and no cause decides which comes first; write `after a` here, or change a text",
    ),
    (
        "a | {x} b\nb | a {y}\n",
        "2:5: one line could match this and \"{x} b\" of line 1, and no cause decides which comes first; write `after a` here, or change a text",
    ),
    (
        "a | {w}\nb after a | x\na | {w}\n",
        "3:5: one line could match this and \"x\" of line 2, and no cause decides which comes first; write `after b` here, or change a text",
    ),
    (
        "a | {w}\na | y\nb after a | x\na after b | {w}\na | {w}\nb | y\n",
        "6:5: one line could match this and \"{w}\" of line 5, and no cause decides which comes first; write `after a` here, or change a text",
    ),
    (
        "b | x\na | {{\nc after b | {w}\n",
        "3:13: one line could match this and \"{{\" of line 2, and no cause decides which comes first; add `a` to the `after` here, or change a text",
    ),
];

#[test]
fn refused() {
    for (file, message) in REFUSED {
        check(file, message);
    }
}

#[test]
fn refused_at_a_limit() {
    let long = format!("a | {{x}} {}\n", "x".repeat(196));
    assert!(long.parse::<Order>().is_ok());
    check(
        &long.replace("x\n", "xx\n"),
        "1:205: a text with captures has at most 200 characters; shorten it",
    );

    let captures = |n| (0..n).map(|n| format!("a | line {n} {{x}}\n")).collect::<Vec<_>>().concat();
    assert!(captures(MAX_CAPTURE_TEXTS).parse::<Order>().is_ok());
    check(
        &captures(MAX_CAPTURE_TEXTS + 1),
        "65:5: more than 64 different texts with captures in one file; write some of them as they \
         are printed",
    );

    let lanes = |n| {
        let rows = (1..=n).map(|n| format!("{n} after * | x\n").replacen(' ', "th ", 1));
        "0th | x\n".to_owned() + &rows.collect::<Vec<_>>().concat()
    };
    assert!(lanes(MAX_SHARING_LANES).parse::<Order>().is_ok());
    check(
        &lanes(MAX_SHARING_LANES + 1),
        "66:16: rows of more than 64 lanes could match lines of other lanes; give each lane texts \
         of its own",
    );
}

#[test]
fn bytes() {
    let message = |bytes: &[u8]| Order::from_bytes(bytes).expect_err("refused").to_string();
    let not_text = "a byte that is not UTF-8; save the file as UTF-8";
    assert_eq!(message(b"0s a | x\xff\n"), format!("1:9: {not_text}"));
    let second_line = ["# für\n0s ä | x".as_bytes(), b"\xc3\n"].concat();
    assert_eq!(message(&second_line), format!("2:9: {not_text}"));
    assert!(Order::from_bytes("0s a | ü\n".as_bytes()).is_ok());
    check(
        "0s a | x \u{fffd}\n",
        "1:10: U+FFFD, which bytes that are not UTF-8 become when they are read; a line with one \
         matches no row, so write the character itself",
    );
}

/// A tool that reads a program's output replaces bytes that are not UTF-8 with U+FFFD.
#[test]
fn a_line_that_is_not_utf_8_matches_no_row() {
    let order: Order = "a | got {x}\n".parse().expect("valid");
    let text = &order.rows()[0].text;
    assert!(text.matches("got ü"));
    for line in ["got \u{fffd}", "got a\u{fffd}", "got \u{fffd}a"] {
        assert!(!text.matches(line), "{line}");
    }
}

/// Files that look odd but are right.
#[test]
fn accepted() {
    let files = [
        "a|x",
        "a |",
        "a | x|y | z",
        "a ||",
        "  0s   a   |   x",
        "0s a | x\r\n0s b | y\r\n\r\n",
        "  # why\na | # no comment",
        "a | \tx",
        "3workers | x",
        "1st | x",
        "- | x",
        "a, | x\nb after a, | y",
        "afters | x",
        "{a} | x",
        "0.000001s a | x",
        "00.50s a | x",
        "999999999.999999s a | x",
        "1s a | x\n0s b | y",
        "1s a | x\na | y\n1s a | z",
        "a | }",
        "a | {{}",
        "a | {{{x}}",
        "a | {x}{{",
        "a | {x}-{y}",
        "a | x\na | x\na | {x}",
        "a | x {w}\nb | y {w}\nc | {w}",
        "a | x\nb after a | y\nc after b | x",
        "a | x\nb | y\na after b | y\nc after * | x",
    ];
    for file in files {
        if let Err(error) = file.parse::<Order>() {
            panic!("{error}: {file:?}");
        }
    }
}
