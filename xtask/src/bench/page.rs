//! Figures as a page of the book: the paragraphs of `xtask/bench/page.md`, and in the places that they
//! leave, tables and pictures.

use std::fmt::Write;

use anyhow::{Result, bail};

use super::measure::Measure;
use super::report::{by_the_piece, disturbed, megabytes, memory, name, seconds, times};
use super::rows::ROWS;
use super::{Measured, MeasuredSide, MeasuredTable};

/// Puts what was measured into the template: `{{with}}` is the machine, `{{tasks}}` the row `tasks`.
pub(super) fn page(template: &str, measured: &Measured) -> Result<String> {
    let mut out = String::from(
        "<!-- `cargo xtask bench --page` writes this page; its text is in xtask/bench/page.md. -->\n\n",
    );
    for row in ROWS {
        if !template.contains(&format!("\n{{{{{}}}}}\n", row.name)) {
            bail!("xtask/bench/page.md has no line {{{{{}}}}}", row.name);
        }
    }
    for line in template.lines() {
        let place = line.strip_prefix("{{").and_then(|line| line.strip_suffix("}}"));
        match place {
            None => out.push_str(line),
            Some("with") => out.push_str(&with(measured)),
            Some(name) => match measured.rows.iter().find(|row| row.name == name) {
                Some(row) => {
                    let tables = row.tables.iter().enumerate();
                    let tables = tables.map(|(n, one)| table(one, &format!("{name}-{n}")));
                    out.push_str(tables.collect::<Vec<_>>().join("\n").trim_end());
                }
                None if ROWS.iter().any(|row| row.name == name) => {
                    out.push_str("Not measured: a quick run leaves this row out.");
                }
                None => bail!("xtask/bench/page.md: there is no row {name}"),
            },
        }
        out.push('\n');
    }
    Ok(out)
}

fn with(measured: &Measured) -> String {
    let mut out = format!(
        "Measured on {}, in {} rounds{}.\n\n| with | |\n| --- | --- |\n",
        measured.date,
        measured.rounds,
        if measured.quick { ", quickly (`--quick`)" } else { "" },
    );
    for (name, version) in &measured.with {
        let _ = writeln!(out, "| {name} | {} |", cell(version));
    }
    out.trim_end().into()
}

/// A table as Markdown, below its picture.
fn table(table: &MeasuredTable, id: &str) -> String {
    let work = capitalised(table.work);
    let mut out = format!("**{work}**\n\n{}\n\n", svg(table, id));
    let _ = writeln!(
        out,
        "| side | wall | CPU | CPU, least to most | memory | {} |\n| --- | ---: | ---: | ---: | ---: | ---: |",
        if by_the_piece(table) {
            format!("times the {} of the first, by the piece", name(table.by))
        } else {
            format!("times the {} of the first", name(table.by))
        },
    );
    for side in &table.sides {
        if let Some(why) = &side.missing {
            let _ = writeln!(out, "| {} | not measured: {} | | | | |", side.name, cell(why));
            continue;
        }
        let wall = side.wall_s.map_or_else(|| "-".into(), |figure| seconds(figure.median));
        let cpu = side.cpu_s.map_or_else(|| "-".into(), |figure| seconds(figure.median));
        let spread = side.cpu_s.map_or_else(
            || "-".into(),
            |figure| format!("{} to {}", seconds(figure.least), seconds(figure.most)),
        );
        let ratio = side.ratio.map_or_else(|| "-".into(), times);
        let _ = writeln!(
            out,
            "| {} | {wall} | {cpu} | {spread} | {} | {ratio} |",
            side.name,
            memory(side)
        );
    }
    let mut notes = String::new();
    for verdict in &table.verdicts {
        let mark = match (verdict.kept, verdict.ours) {
            (true, true) => "kept",
            (false, true) => "**not kept**",
            (true, false) => "about the same",
            (false, false) => "**far from it**",
        };
        let _ = writeln!(notes, "- {}: {mark}", verdict.text);
    }
    // Why each of them was is for the one who measures; here it is enough that they were.
    if !table.disturbed.is_empty() {
        let left_out = if table.quiet { " and left out" } else { ", and counted all the same" };
        let _ = writeln!(
            notes,
            "- disturbed by other work{left_out}: {} rounds",
            table.disturbed.len()
        );
    }
    debug_assert!(table.quiet || !disturbed(table).is_empty());
    if notes.is_empty() { out } else { format!("{out}\n{notes}") }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

const WIDTH: f64 = 640.0;
const BAR: f64 = 26.0;
const LETTER: f64 = 7.2;
const RIGHT: f64 = 84.0;

/// Bars, as inline SVG in one line. The colour is that of the text around it, so that it can be read on
/// light and on dark.
fn svg(table: &MeasuredTable, id: &str) -> String {
    let bars: Vec<(&str, f64, String)> =
        table.sides.iter().filter_map(|side| bar(side, table.by)).collect();
    let most = bars.iter().map(|(_, value, _)| *value).fold(f64::MIN_POSITIVE, f64::max);
    let letters = bars.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    let left = letters as f64 * LETTER + 14.0;
    let height = BAR * bars.len() as f64 + 6.0;
    let title = format!("{}: {}", capitalised(table.work), what(table.by));
    let told = bars.iter().map(|(name, _, shown)| format!("{name}: {shown}."));
    let mut out = format!(
        "<svg class=\"costs\" viewBox=\"0 0 {WIDTH} {height}\" width=\"100%\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" font-family=\"sans-serif\" font-size=\"13\" \
         fill=\"currentColor\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
        text(&title),
        text(&told.collect::<Vec<_>>().join(" ")),
    );
    for (n, (name, value, shown)) in bars.iter().enumerate() {
        let y = BAR * n as f64 + 4.0;
        let width = (value / most * (WIDTH - left - RIGHT)).max(1.0);
        let _ = write!(
            out,
            "<text x=\"4\" y=\"{:.0}\">{}</text><rect x=\"{left:.0}\" y=\"{y:.0}\" width=\"{width:.1}\" \
             height=\"18\" fill-opacity=\"0.55\"/><text x=\"{:.1}\" y=\"{:.0}\">{}</text>",
            y + 14.0,
            text(name),
            left + width + 6.0,
            y + 14.0,
            text(shown),
        );
    }
    out + "</svg>"
}

/// A side's bar: its name, how long it is, and what stands beside it. By the piece where sides differ.
fn bar(side: &MeasuredSide, by: Measure) -> Option<(&str, f64, String)> {
    let (value, shown) = match by {
        Measure::Wall => side.wall_s.map(|figure| (figure.median, seconds(figure.median)))?,
        Measure::Cpu => side.cpu_s.map(|figure| (figure.median, seconds(figure.median)))?,
        Measure::Memory => {
            side.memory_bytes.map(|figure| (figure.median, megabytes(figure.median)))?
        }
    };
    Some((side.name, value, shown))
}

fn what(by: Measure) -> &'static str {
    match by {
        Measure::Wall => "wall time",
        Measure::Cpu => "CPU seconds",
        Measure::Memory => "peak memory",
    }
}

fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Sample;
    use crate::bench::rows::{Run, Side, Table};
    use crate::bench::{MeasuredRow, MeasuredTable};

    fn measured() -> Measured {
        const TABLE: Table = Table {
            name: "tasks",
            work: "a & b",
            by: Measure::Cpu,
            sides: &[Side { name: "one", run: Run::Rust("one"), size: 1 }],
            expected: &[],
        };
        let sample = Sample {
            wall_s: 1.0,
            cpu_s: Some(0.5),
            memory_bytes: Some(1_000_000),
            disturbed: None,
        };
        let table = MeasuredTable::new(&TABLE, vec![None], vec![vec![sample]]);
        Measured {
            version: 1,
            date: "2026-01-31".into(),
            quick: true,
            rounds: 1,
            with: vec![("Rust".into(), "1".into())],
            rows: vec![MeasuredRow { name: "tasks", tables: vec![table] }],
        }
    }

    const TEMPLATE: &str = include_str!("../../bench/page.md");

    #[test]
    fn the_template_has_a_place_and_a_paragraph_for_each_row() {
        let page = page(TEMPLATE, &measured()).expect("a template that fits");
        assert!(page.contains("| one | 1.00 s | 500 ms | 500 ms to 500 ms | 1.00 MB | 1.00 |"));
        assert!(page.contains("2026-01-31"));
        assert!(!page.contains("{{"));
        for row in ROWS {
            let heading = format!("\n## {}", row.name);
            assert!(page.contains(&heading), "no heading, and so no link, for {}", row.name);
        }
    }

    #[test]
    fn a_place_for_no_row_is_refused() {
        let template = format!("{TEMPLATE}\n{{{{ghost}}}}\n");
        assert!(
            page(&template, &measured()).is_err_and(|error| error.to_string().contains("ghost"))
        );
    }

    #[test]
    fn a_picture_is_one_line_with_its_title_and_what_it_shows() {
        let measured = measured();
        let svg = svg(&measured.rows[0].tables[0], "tasks-0");
        assert!(!svg.contains('\n'));
        assert!(svg.contains("<title id=\"tasks-0-title\">A &amp; b: CPU seconds</title>"));
        assert!(svg.contains("<desc id=\"tasks-0-desc\">one: 500 ms.</desc>"));
        assert!(svg.contains("currentColor"));
    }
}
