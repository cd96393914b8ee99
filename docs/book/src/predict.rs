//! The lines of a lesson, shuffled, for the reader to put in order.
//!
//! What is right is decided by the expected order, not by what came: its claims stand in the page as
//! edges between rows, and the script in the page only walks along them.

use std::fmt::Write;

use expected_order::{After, Order};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::html;

/// The widget. Without a script it is a list to copy onto paper.
pub(crate) fn widget(lesson: &str, file: &str, order: &Order) -> String {
    let captures = order.rows().iter().any(|row| row.text.literal().is_none());
    let captures = if captures { "<p>A name in braces stands for any one word.</p>" } else { "" };
    let mut out =
        format!("<div class=\"predict\" id=\"{lesson}-predict\">{captures}<ol class=\"cards\">");
    for row in shuffled(lesson, order) {
        let row = &order.rows()[row];
        let asks = if row.second.is_some() { " data-asks" } else { "" };
        let _ = write!(out, "<li{asks}><code>{}</code></li>", html::text(row.text.as_str()));
    }
    // In JSON a slash may be escaped, and then nothing in it ends the script.
    let data = data(file, order).to_string().replace("</", "<\\/");
    let _ = write!(
        out,
        "</ol><noscript><p>Put them in order on paper. The answer is below, under the programs.</p>\
         </noscript><script type=\"application/json\">{data}</script></div>"
    );
    out
}

/// The rows in an order that is the same in every book, and is not the file's.
fn shuffled(lesson: &str, order: &Order) -> Vec<usize> {
    let seed = lesson.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
    let mut rng = Rng::with_seed(seed);
    let file: Vec<usize> = (0..order.rows().len()).collect();
    let mut rows = file.clone();
    while rows == file && rows.len() > 1 {
        rng.shuffle(&mut rows);
    }
    rows
}

/// The rows, each with the rows that come before it, and which claim says so.
fn data(file: &str, order: &Order) -> Value {
    let rows = order.rows().iter().enumerate().map(|(number, row)| {
        let mut before: Vec<Value> = row.above.iter().map(|above| json!([above, "lane"])).collect();
        match &row.after {
            After::Rows(rows) => before.extend(rows.iter().map(|row| json!([row, "after"]))),
            After::All => before.extend(
                (0..number)
                    .filter(|&other| order.rows()[other].lane != row.lane)
                    .map(|other| json!([other, "after"])),
            ),
        }
        json!({
            "text": row.text.as_str(),
            "lane": order.lanes()[row.lane],
            "second": row.second.map(|second| second.as_secs_f64()),
            "before": before,
            "claims": row.cite(file).to_string(),
            "why": row.why,
        })
    });
    json!({ "rows": rows.collect::<Vec<_>>(), "seconds": seconds(order) })
}

/// What may be chosen: every whole second up to the last, and those between that are claimed.
fn seconds(order: &Order) -> Vec<f64> {
    let claimed = order.rows().iter().filter_map(|row| row.second).map(|time| time.as_secs_f64());
    let whole = 0..=order.last_second().as_secs();
    let mut seconds: Vec<f64> = whole.map(|second| second as f64).chain(claimed).collect();
    seconds.sort_by(f64::total_cmp);
    seconds.dedup();
    seconds
}
