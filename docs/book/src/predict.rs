//! The lines of a lesson, shuffled, for the reader to put in order.
//!
//! The expected order decides what is right, not the run. The page holds the claims as edges between rows,
//! and its script only follows these edges.

use std::fmt::Write;

use course::Cards;
use expected_order::{After, Order};
use serde_json::{Value, json};

use crate::html;

/// The widget. Without a script it is a list to copy onto paper.
pub(crate) fn widget(lesson: &str, file: &str, order: &Order) -> String {
    let captures = order.rows().iter().any(|row| row.text.literal().is_none());
    let captures = if captures { "<p>A name in braces stands for any one word.</p>" } else { "" };
    let mut out =
        format!("<div class=\"predict\" id=\"{lesson}-predict\">{captures}<ol class=\"cards\">");
    let cards = Cards::new(lesson, order);
    for (card, row) in cards.shuffled.iter().enumerate() {
        let mut matches = cards.matches(card, order).into_iter();
        let asks = matches.any(|row| order.rows()[row].second.is_some());
        let asks = if asks { " data-asks" } else { "" };
        let text = html::text(cards.text(card));
        let _ = write!(out, "<li data-row=\"{row}\"{asks}><code>{text}</code></li>");
    }
    // Without a `<`, nothing in it can end the script or begin an HTML comment.
    let data = data(&cards, file, order).to_string().replace('<', "\\u003c");
    let _ = write!(
        out,
        "</ol><noscript><p>Put them in order on paper. The answer is below, under the programs.</p>\
         </noscript><script type=\"application/json\">{data}</script></div>"
    );
    out
}

/// What the script in the page needs: the rows with their texts, and the rules for an order.
fn data(cards: &Cards, file: &str, order: &Order) -> Value {
    let mut data = rules(cards, order);
    for (card, &row) in cards.shuffled.iter().enumerate() {
        let Value::Object(fields) = &mut data["rows"][row] else { continue };
        let row = &order.rows()[row];
        fields.insert("text".into(), cards.text(card).into());
        fields.insert("lane".into(), order.lanes()[row.lane].as_str().into());
        fields.insert("claims".into(), row.cite(file).to_string().into());
        fields.insert("why".into(), row.why.as_str().into());
    }
    data["seconds"] = json!(seconds(order));
    data
}

/// The rules. For each row: the rows that must come before it, each with the kind of claim, the rows that
/// its line matches, and its second. Also the tolerance of the seconds.
fn rules(cards: &Cards, order: &Order) -> Value {
    let mut rows = vec![Value::Null; order.rows().len()];
    for (card, &number) in cards.shuffled.iter().enumerate() {
        let row = &order.rows()[number];
        let mut before: Vec<Value> = row.above.iter().map(|above| json!([above, "lane"])).collect();
        match &row.after {
            After::Rows(rows) => before.extend(rows.iter().map(|row| json!([row, "after"]))),
            After::All => before.extend(
                (0..number)
                    .filter(|&other| order.rows()[other].lane != row.lane)
                    .map(|other| json!([other, "after"])),
            ),
        }
        rows[number] = json!({
            "before": before,
            "matches": cards.matches(card, order),
            "second": row.second.map(|second| second.as_secs_f64()),
        });
    }
    json!({ "rows": rows, "tolerance": order.tolerance().as_secs_f64() })
}

/// The seconds to choose from: every whole second up to the last, and the claimed ones in between.
fn seconds(order: &Order) -> Vec<f64> {
    let claimed = order.rows().iter().filter_map(|row| row.second).map(|time| time.as_secs_f64());
    let whole = 0..=order.last_second().as_secs();
    let mut seconds: Vec<f64> = whole.map(|second| second as f64).chain(claimed).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.dedup();
    seconds
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;
    use std::{env, fs};

    use fastrand::Rng;

    use super::*;

    fn order(text: &str) -> Order {
        text.parse().expect("an order")
    }

    /// The JSON of a widget, as a browser reads it.
    fn json_of(widget: &str) -> Value {
        let (_, script) =
            widget.split_once("<script type=\"application/json\">").expect("a script");
        let (json, rest) = script.split_once('<').expect("the script ends");
        assert_eq!(rest, "/script></div>", "nothing in the JSON ends it");
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn each_card_is_a_row_and_its_text_ends_nothing() {
        let order =
            order("# no <b>, no --> and no </script>\n0s a | </script><!--<script>\na | x & y\n");
        let widget = widget("any", "expected.order", &order);
        let data = json_of(&widget);
        assert_eq!(data["rows"][0]["text"], "</script><!--<script>");
        assert_eq!(data["rows"][0]["why"], "no <b>, no --> and no </script>");
        assert_eq!(data["rows"][1]["claims"], "expected.order:3: a | x & y");
        assert_eq!(data["rows"][1]["before"], json!([[0, "lane"]]));
        // Two rows in another order than the file's.
        let first = "<ol class=\"cards\"><li data-row=\"1\"><code>x &amp; y</code></li>\
                     <li data-row=\"0\" data-asks><code>&lt;/script&gt;";
        assert!(widget.contains(first), "{widget}");
    }

    #[test]
    fn a_card_asks_for_a_second_where_its_line_may_be_a_row_that_has_one() {
        let order = order("a | {x} left\n1s a | {y} left\na | end\n");
        let widget = widget("any", "expected.order", &order);
        assert_eq!(widget.matches(" data-asks").count(), 2);
        assert_eq!(json_of(&widget)["rows"][0]["matches"], json!([0, 1]));
        assert!(widget.contains("<p>A name in braces stands for any one word.</p>"));
    }

    #[test]
    fn after_a_star_come_all_rows_above_of_other_lanes() {
        let order = order("a | 1\nb | 2\nc | 3\nb after * | 4\n");
        let data = rules(&Cards::new("any", &order), &order);
        assert_eq!(data["rows"][3]["before"], json!([[1, "lane"], [0, "after"], [2, "after"]]));
    }

    #[test]
    fn seconds_to_choose_are_whole_or_claimed() {
        assert_eq!(seconds(&order("0.5s a | 1\n2s a | 2\na | 3\n")), [0.0, 0.5, 1.0, 2.0]);
        assert_eq!(seconds(&order("a | 1\n")), [0.0]);
    }

    // The cases that show that the page's judge, in JavaScript, agrees with `Cards::judge`.

    /// Orders that no lesson has: lines that match rows of other texts, rows of one text of which only
    /// some have a second, nothing but seconds, and seconds that are not whole.
    const ODD: [(&str, &str); 6] = [
        ("shared", "0s a | {x} left\n0s a | b left\n2s a | {y} left\na | {x} left\n1s c | c: 1\n"),
        ("lines", "a | {x} left\na | b left\nb after * | end\nc after a b | last\n"),
        ("clock", "0s a | 1\n1s b | 2\n2s c | 3\n3s d | 4\n"),
        ("fractions", "0.1s a | 1\n0.3s b | 2\n0.5s a after b | 3\n1.2s c after * | 4\nc | 5\n"),
        ("halves", "0.5s a | 1\n1.5s a | 2\nb | 3\nc | 4\nd | 5\n"),
        ("fifths", "1s a | 1\n2.2s a | 2\nb | 3\nc | 4\nd | 5\n"),
    ];

    const LESSONS: [&str; 6] =
        ["gather", "locks", "queues", "semaphores", "web-scraper", "worker-pool"];

    /// Orders of the rows: the file's, some that are nearly the same, and some that are not.
    fn permutations(rows: usize, rng: &mut Rng) -> Vec<Vec<usize>> {
        let file: Vec<usize> = (0..rows).collect();
        let mut all = vec![file.clone()];
        for swaps in [1, 1, 1, 1, 2, 2, 3, 4] {
            let mut near = file.clone();
            for _ in 0..swaps {
                let place = rng.usize(1..rows);
                near.swap(place - 1, place);
            }
            all.push(near);
        }
        for _ in 0..3 {
            let mut far = file.clone();
            rng.shuffle(&mut far);
            all.push(far);
        }
        all
    }

    /// A prediction and its first mistake: without seconds, with the right seconds, and four times with one
    /// of the seconds wrong.
    fn cases(order: &Order, cards: &Cards, rows: &[usize], rng: &mut Rng) -> Vec<Value> {
        let card = |row: &usize| cards.shuffled.iter().position(|other| other == row);
        let shown: Vec<usize> = rows.iter().map(|row| card(row).expect("its card")).collect();
        let asks = cards.asks(&shown, order);
        let mut free = vec![true; order.rows().len()];
        let mut right = Vec::new();
        for (place, &card) in shown.iter().enumerate() {
            let row = cards.matches(card, order).into_iter().find(|&row| free[row]);
            let Some(row) = row else { continue };
            free[row] = false;
            if asks.contains(&place) {
                let second = order.rows()[row].second.expect("a row that asks has a second");
                right.push(second.as_secs_f64());
            }
        }
        let case = |chosen: Option<&[f64]>| {
            let times: Option<Vec<Duration>> =
                chosen.map(|all| all.iter().copied().map(Duration::from_secs_f64).collect());
            let missed = cards.judge(&shown, times.as_deref(), order);
            let place = |place: usize| {
                asks.iter().position(|&asks| asks == place).and_then(|nth| Some(chosen?[nth]))
            };
            let chosen: Vec<Option<f64>> = (0..rows.len()).map(place).collect();
            json!({ "cards": rows, "chosen": chosen, "missed": missed })
        };
        let mut all = vec![case(None), case(Some(&right))];
        for _ in 0..4 {
            let mut wrong = right.clone();
            if let (Some(second), Some(other)) =
                (rng.choice(&mut wrong), rng.choice(seconds(order)))
            {
                *second = other;
            }
            all.push(case(Some(&wrong)));
        }
        all
    }

    /// The cases of all orders, one per line.
    fn vectors() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let lesson = |name: &&'static str| {
            let file = root.join("lessons").join(name).join("expected.order");
            (*name, course::read_order(&file).expect("an order"))
        };
        let odd = ODD.iter().map(|(name, text)| (*name, order(text)));
        let mut rng = Rng::with_seed(1);
        let mut out = String::from("[\n");
        for (name, order) in odd.chain(LESSONS.iter().map(lesson)) {
            let cards = Cards::new(name, &order);
            let rules = rules(&cards, &order);
            let permutations = permutations(order.rows().len(), &mut rng);
            let mut all: Vec<String> = Vec::new();
            for rows in permutations {
                let cases = cases(&order, &cards, &rows, &mut rng);
                all.extend(cases.iter().map(Value::to_string));
            }
            all.dedup();
            let cases = all.join(",\n");
            let _ =
                write!(out, "{{\"name\":\"{name}\",\"rules\":{rules},\"cases\":[\n{cases}\n]}},\n");
        }
        out.trim_end_matches(",\n").to_owned() + "\n]\n"
    }

    #[test]
    fn the_cases_of_the_judge_are_current() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge.json");
        let vectors = vectors();
        if env::var_os("WRITE_CASES").is_some() {
            fs::write(&file, &vectors).expect("the file can be written");
        }
        let there = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            there == vectors,
            "docs/book/tests/judge.json is not what `Cards::judge` says now; write it anew with \
             `WRITE_CASES=1 cargo test -p book cases`, and run `node --test docs/book/tests/judge.test.mjs`"
        );
    }
}
