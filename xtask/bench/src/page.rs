//! Figures as a page of the book: the paragraphs of `xtask/bench/page.md`, and in the places that they
//! leave, tables and pictures.

use std::fmt::Write;

use anyhow::{Result, bail};

use course::xml;

use crate::figures::{Figure, Measured, MeasuredSide, MeasuredTable};
use crate::measure::Measure;
use crate::report::memory;
use crate::rows::ROWS;
use crate::units::{megabytes, seconds, times};

/// Puts what was measured into the template: `{{with}}` is the machine, `{{tasks}}` the row `tasks`.
pub(crate) fn page(template: &str, measured: &Measured) -> Result<String> {
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
                None => bail!("xtask/bench/page.md: nothing was measured of {name}"),
            },
        }
        out.push('\n');
    }
    Ok(out)
}

fn with(measured: &Measured) -> String {
    let mut out = format!(
        "Measured on {}, in {} rounds.\n\n| what | version |\n| --- | --- |\n",
        measured.date, measured.rounds,
    );
    for (name, version) in &measured.with {
        let _ = writeln!(out, "| {name} | {} |", cell(version));
    }
    if measured.python_optimized == Some(false) {
        out.push_str(
            "\nThis CPython was built without --enable-optimizations, and is slower than those that \
             systems ship: each distance to Python is larger here than it is there.\n",
        );
    }
    out.trim_end().into()
}

/// A table as Markdown, below its picture.
fn table(table: &MeasuredTable, id: &str) -> String {
    let work = capitalised(table.work);
    let mut out = format!(
        "**{work}**\n\n<div class=\"picture\" role=\"group\" tabindex=\"0\" \
         aria-label=\"{}, the picture\">{}</div>\n\n",
        xml(&work),
        svg(table, id)
    );
    let (by, pieces) = (table.by.name(), if table.by_the_piece() { ", by the piece" } else { "" });
    let _ = writeln!(
        out,
        "| side | wall | CPU | memory | {by}, least to most | {by}, times the first{pieces} |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |",
    );
    for side in &table.sides {
        if let Some(why) = &side.missing {
            let _ = writeln!(out, "| {} | not measured: {} | | | | |", side.name, cell(why));
            continue;
        }
        let median = |figure: Option<Figure>| {
            figure.map_or_else(|| "-".into(), |figure| whole(&seconds(figure.median)))
        };
        let (wall, cpu) = (median(side.wall_s), median(side.cpu_s));
        let spread = match table.by {
            Measure::Cpu => side.cpu_s,
            _ => side.wall_s,
        };
        let spread = spread.map_or_else(
            || "-".into(),
            |figure| {
                let (least, most) = (seconds(figure.least), seconds(figure.most));
                format!("{} to {}", whole(&least), whole(&most))
            },
        );
        let ratio = side.ratio.map_or_else(|| "-".into(), times);
        let _ = writeln!(
            out,
            "| {} | {wall} | {cpu} | {} | {spread} | {ratio} |",
            side.name,
            whole(&memory(side))
        );
    }
    let mut notes = String::new();
    for finding in &table.findings {
        let mark = match (finding.kept, finding.ours) {
            (true, true) => "kept",
            (false, true) => "**not kept**",
            (true, false) => "as then",
            (false, false) => "**far from then**",
        };
        let _ = writeln!(notes, "- {}: {mark}", finding.text);
    }
    // Why each of them was is for the one who measures; here it is enough that they were.
    if !table.disturbed.is_empty() {
        let left_out = if table.quiet { " and left out" } else { ", and counted all the same" };
        let _ = writeln!(
            notes,
            "- disturbed by other programs{left_out}: {} of {} rounds",
            table.disturbed.len(),
            table.sides.iter().map(|side| side.samples.len()).max().unwrap_or(0)
        );
    }
    if notes.is_empty() { out } else { format!("{out}\n{notes}") }
}

/// A figure and its unit, on one line.
fn whole(figure: &str) -> String {
    figure.replace(' ', "\u{a0}")
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
const LETTER: f64 = 8.0;
const RIGHT: f64 = 84.0;

/// Bars, as inline SVG in one line. The colour is that of the text around it, so that it can be read on
/// light and on dark.
fn svg(table: &MeasuredTable, id: &str) -> String {
    let pieces = table.by_the_piece();
    let bars: Vec<(&str, f64, String)> =
        table.sides.iter().filter_map(|side| bar(side, table.by, pieces)).collect();
    let most = bars.iter().map(|(_, value, _)| *value).fold(f64::MIN_POSITIVE, f64::max);
    let letters = bars.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    let left = letters as f64 * LETTER + 14.0;
    let height = BAR * bars.len() as f64 + 6.0;
    let title = format!(
        "{}: {}{}",
        capitalised(table.work),
        what(table.by),
        if pieces { ", by the piece" } else { "" }
    );
    let told = bars.iter().map(|(name, _, shown)| format!("{name}: {shown}."));
    let mut out = format!(
        "<svg class=\"costs\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" font-family=\"monospace\" font-size=\"13\" \
         fill=\"currentColor\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>",
        xml(&title),
        xml(&told.collect::<Vec<_>>().join(" ")),
    );
    for (n, (name, value, shown)) in bars.iter().enumerate() {
        let y = BAR * n as f64 + 4.0;
        let width = (value / most * (WIDTH - left - RIGHT)).max(1.0);
        let _ = write!(
            out,
            "<text x=\"4\" y=\"{:.0}\">{}</text><rect x=\"{left:.0}\" y=\"{y:.0}\" width=\"{width:.1}\" \
             height=\"18\" fill-opacity=\"0.55\"/><text x=\"{:.1}\" y=\"{:.0}\">{}</text>",
            y + 14.0,
            xml(name),
            left + width + 6.0,
            y + 14.0,
            xml(shown),
        );
    }
    out + "</svg>"
}

/// A side's bar: its name, how long it is, and what stands beside it. By the piece where sides differ.
fn bar(side: &MeasuredSide, by: Measure, pieces: bool) -> Option<(&str, f64, String)> {
    let figure = match by {
        Measure::Wall => side.wall_s,
        Measure::Cpu => side.cpu_s,
        Measure::Memory => side.memory_bytes,
    };
    let value = figure?.median / if pieces { side.size as f64 } else { 1.0 };
    let shown = if by == Measure::Memory { megabytes(value) } else { seconds(value) };
    Some((side.name, value, shown))
}

fn what(by: Measure) -> &'static str {
    match by {
        Measure::Wall => "wall time",
        Measure::Cpu => "CPU seconds",
        Measure::Memory => "peak memory",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::MeasuredRow;
    use crate::measure::Sample;
    use crate::rows::{COUNTING, Expected, How, Side, Table, Whose};
    use crate::versions::With;

    /// Two rounds of two sides, which promise something that does not hold.
    const TABLE: Table = Table {
        name: "test",
        work: "a & b",
        sides: &[
            Side { name: "one", how: How::Rust(Ok), size: 1 },
            Side { name: "two", how: How::Rust(Ok), size: 1 },
        ],
        expected: &[Expected {
            side: "two",
            base: Some("one"),
            by: Measure::Cpu,
            from: 0.0,
            to: 1.5,
            whose: Whose::Ours,
        }],
        ..COUNTING
    };

    fn table_of(name: &'static str) -> MeasuredRow {
        let sample = |cpu_s| Sample {
            wall_s: 1.0,
            cpu_s: Some(cpu_s),
            memory_bytes: Some(1_000_000),
            disturbed: None,
        };
        let samples = [vec![sample(0.5), sample(0.5)], vec![sample(1.0), sample(1.5)]];
        let table = MeasuredTable::new(&TABLE, 1, &[None, None], &samples);
        MeasuredRow { name, tables: vec![table] }
    }

    fn measured() -> Measured {
        let with =
            With { list: vec![("Rust".into(), "1 | 2".into())], python_optimized: Some(true) };
        let measured = Measured::new(false, 2, "2026-01-31".into(), with);
        Measured { rows: ROWS.iter().map(|row| table_of(row.name)).collect(), ..measured }
    }

    const TEMPLATE: &str = include_str!("../page.md");

    #[test]
    fn the_template_has_a_place_and_a_heading_for_each_row() {
        let page = page(TEMPLATE, &measured()).expect("a template that fits");
        assert!(page.contains("Measured on 2026-01-31, in 2 rounds."));
        assert!(page.contains("| Rust | 1 \\| 2 |"));
        assert!(!page.contains("{{"));
        // A heading is what a lesson links to.
        let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        let headings: Vec<String> =
            headings.map(|heading| heading.to_lowercase().replace(' ', "-")).collect();
        assert_eq!(headings, ROWS.iter().map(|row| row.name).collect::<Vec<_>>());
    }

    #[test]
    fn a_table_holds_medians_spread_ratio_and_what_became_of_a_promise() {
        let page = page(TEMPLATE, &measured()).expect("a template that fits");
        let page = page.replace('\u{a0}', " ");
        assert!(page.contains("| one | 1.00 s | 500 ms | 1.00 MB | 500 ms to 500 ms | 1.00 |"));
        assert!(page.contains("| two | 1.00 s | 1.25 s | 1.00 MB | 1.00 s to 1.50 s | 2.50 |"));
        assert!(page.contains("promised: at most 1.50: **not kept**"));
    }

    #[test]
    fn no_figure_is_typed_into_the_template() {
        // Seconds, megabytes and ratios come from a run; what the work consists of is in words.
        let figure = |line: &&str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
            let unit = |word: &str| {
                ["s", "ms", "µs", "ns", "MB", "times", "%"].contains(&word.trim_matches(['.', ',']))
            };
            words.windows(2).any(|pair| number(pair[0]) && unit(pair[1]))
        };
        assert!(figure(&"it took 1.5 s."));
        assert_eq!(TEMPLATE.lines().find(figure), None);
    }

    #[test]
    fn a_place_for_no_row_or_a_row_without_a_place_is_refused() {
        let refused = |template: &str, why: &str| {
            let page = page(template, &measured());
            assert!(page.is_err_and(|error| error.to_string().contains(why)), "{why}");
        };
        refused(&format!("{TEMPLATE}\n{{{{ghost}}}}\n"), "ghost");
        refused(&TEMPLATE.replace("{{queue}}", ""), "queue");
    }

    #[test]
    fn a_picture_of_unequal_sides_is_by_the_piece() {
        let mut row = table_of("test");
        row.tables[0].sides[1].size = 10;
        let svg = svg(&row.tables[0], "tasks-0");
        assert!(svg.contains("A &amp; b: CPU seconds, by the piece</title>"));
        assert!(svg.contains(">one: 500 ms. two: 125 ms.</desc>"));
    }

    #[test]
    fn a_python_that_is_slower_than_others_is_told() {
        let mut measured = measured();
        assert!(!page(TEMPLATE, &measured).expect("it fits").contains("This CPython"));
        measured.python_optimized = Some(false);
        assert!(page(TEMPLATE, &measured).expect("it fits").contains("This CPython was built"));
    }

    #[test]
    fn a_picture_is_one_line_with_its_title_and_what_it_shows() {
        let row = table_of("test");
        let svg = svg(&row.tables[0], "tasks-0");
        assert!(!svg.contains('\n'));
        assert!(svg.contains("<title id=\"tasks-0-title\">A &amp; b: CPU seconds</title>"));
        assert!(svg.contains("<desc id=\"tasks-0-desc\">one: 500 ms. two: 1.25 s.</desc>"));
        assert!(svg.contains("fill=\"currentColor\""));
    }
}
