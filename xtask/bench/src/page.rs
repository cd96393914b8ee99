//! Figures as a page of the book: the paragraphs of `xtask/bench/page.md`, with tables and pictures in
//! place of its marks.

use std::fmt::Write;

use anyhow::{Result, bail};

use course::xml;

use crate::figures::{Figure, Measured, MeasuredSide, MeasuredTable};
use crate::measure::Measure;
use crate::report::memory;
use crate::rows::{Language, ROWS};
use crate::units::{megabytes, seconds, times};

/// Puts what was measured into the template: `{{with}}` is the machine, `{{tasks}}` the row `tasks`.
pub(crate) fn page(template: &str, measured: &Measured) -> Result<String> {
    let mut out = String::from(
        "<!-- `cargo xtask bench --page` writes this page; its text is in xtask/bench/page.md. -->\n\n",
    );
    for row in ROWS {
        let place = format!("{{{{{}}}}}", row.name);
        match (row.on_page, template.lines().any(|line| line == place)) {
            (true, false) => bail!("xtask/bench/page.md has no line {place}"),
            (false, true) => bail!("xtask/bench/page.md: {place} does not belong on the page"),
            _ => {}
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
    let (by, pieces) = (table.by.name(), if table.by_the_piece() { ", per piece" } else { "" });
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
    // The report of the run says what disturbed a round. Here it is enough that something did.
    if !table.disturbed.is_empty() {
        let left_out =
            if table.quiet { "which were left out" } else { "which were counted all the same" };
        let _ = writeln!(
            out,
            "\nOther programs disturbed {} of {} rounds, {left_out}.",
            table.disturbed.len(),
            table.sides.iter().map(|side| side.samples.len()).max().unwrap_or(0)
        );
    }
    out
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
/// Above the bars, where the measure and the colours are named.
const HEAD: f64 = 28.0;
const BAR: f64 = 26.0;
/// Below the bars, where the axis is.
const FOOT: f64 = 22.0;
const LETTER: f64 = 8.0;
const RIGHT: f64 = 84.0;

/// What a language is drawn in: readable on light and on dark.
fn colour(language: Language) -> &'static str {
    match language {
        Language::Rust => "#c8602b",
        Language::Python => "#3a7ca5",
    }
}

/// Bars with an axis, as inline SVG in one line. Text has the colour of the text around the picture.
fn svg(table: &MeasuredTable, id: &str) -> String {
    let pieces = table.by_the_piece();
    let bars: Vec<Bar<'_>> =
        table.sides.iter().filter_map(|side| bar(side, table.by, pieces)).collect();
    let most = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    let letters = bars.iter().map(|bar| bar.name.chars().count()).max().unwrap_or(0);
    let left = letters as f64 * LETTER + 14.0;
    let scale = (WIDTH - left - RIGHT) / most;
    let bottom = HEAD + BAR * bars.len() as f64;
    let height = bottom + FOOT;
    let measure = format!("{}{}", what(table.by), if pieces { ", per piece" } else { "" });
    let title = format!("{}: {measure}", capitalised(table.work));
    let told = bars.iter().map(|bar| format!("{}: {}.", bar.name, bar.shown));
    let mut out = format!(
        "<svg class=\"costs\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\" font-family=\"monospace\" font-size=\"13\" \
         fill=\"currentColor\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>\
         <text x=\"4\" y=\"16\">{measure}</text>",
        xml(&title),
        xml(&told.collect::<Vec<_>>().join(" ")),
    );
    let mut x = WIDTH;
    for language in Language::ALL.into_iter().rev() {
        if bars.iter().any(|bar| bar.language == language) {
            x -= LETTER * language.name().len() as f64 + 30.0;
            let _ = write!(
                out,
                "<rect x=\"{x:.0}\" y=\"6\" width=\"11\" height=\"11\" fill=\"{}\"/>\
                 <text x=\"{:.0}\" y=\"16\">{}</text>",
                colour(language),
                x + 16.0,
                language.name(),
            );
        }
    }
    for tick in ticks(most, (WIDTH - left - RIGHT) / TICK) {
        let x = left + tick * scale;
        let _ = write!(
            out,
            "<path d=\"M{x:.1} {HEAD}V{bottom}\" stroke=\"currentColor\" stroke-opacity=\"0.25\"/>\
             <text x=\"{x:.1}\" y=\"{:.0}\" font-size=\"11\" text-anchor=\"middle\">{}</text>",
            bottom + 14.0,
            at_tick(tick, table.by),
        );
    }
    for (n, bar) in bars.iter().enumerate() {
        let y = BAR * n as f64 + HEAD + 4.0;
        let width = (bar.value * scale).max(1.0);
        let _ = write!(
            out,
            "<text x=\"4\" y=\"{:.0}\">{}</text><rect x=\"{left:.0}\" y=\"{y:.0}\" width=\"{width:.1}\" \
             height=\"18\" fill=\"{}\"/><text x=\"{:.1}\" y=\"{:.0}\">{}</text>",
            y + 14.0,
            xml(bar.name),
            colour(bar.language),
            left + width + 6.0,
            y + 14.0,
            xml(&bar.shown),
        );
    }
    out + "</svg>"
}

/// How far apart the ticks of the axis are at least.
const TICK: f64 = 70.0;

/// Round figures from zero to the longest bar, at most as many intervals as that.
fn ticks(most: f64, intervals: f64) -> Vec<f64> {
    let least = most / intervals.max(1.0);
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0].map(|digit| digit * power);
    let step = step.into_iter().find(|step| *step >= least).unwrap_or(10.0 * power);
    let last = (most / step) as u32;
    (0..=last).map(|n| f64::from(n) * step).collect()
}

/// A round figure: `0`, `1.5 s`, `200 ms`.
fn at_tick(value: f64, by: Measure) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let text = in_units(value, by);
    match text.split_once(' ') {
        Some((figure, unit)) if figure.contains('.') => {
            format!("{} {unit}", figure.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => text,
    }
}

fn in_units(value: f64, by: Measure) -> String {
    if by == Measure::Memory { megabytes(value) } else { seconds(value) }
}

/// A side in the picture.
struct Bar<'a> {
    name: &'a str,
    language: Language,
    value: f64,
    /// The value with its unit.
    shown: String,
}

/// The bar of a side, if it was measured. With `pieces`, its figure is that of one piece of the work.
fn bar(side: &MeasuredSide, by: Measure, pieces: bool) -> Option<Bar<'_>> {
    let figure = match by {
        Measure::Wall => side.wall_s,
        Measure::Cpu => side.cpu_s,
        Measure::Memory => side.memory_bytes,
    };
    let value = figure?.median / if pieces { side.size as f64 } else { 1.0 };
    Some(Bar { name: side.name, language: side.language, value, shown: in_units(value, by) })
}

fn what(by: Measure) -> &'static str {
    match by {
        Measure::Wall => "wall time",
        Measure::Cpu => "CPU time",
        Measure::Memory => "peak memory",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::MeasuredRow;
    use crate::measure::Sample;
    use crate::rows::{COUNTING, How, InPython, Loop, Side, Table};

    /// Two rounds of two sides.
    const TABLE: Table = Table {
        name: "test",
        work: "a & b",
        sides: &[
            Side { name: "one", how: How::Rust(Ok), size: 1 },
            Side {
                name: "two",
                how: How::Python(InPython { work: "two", on: Loop::Asyncio, aiohttp: false }),
                size: 1,
            },
        ],
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
        let with = vec![("Rust".into(), "1 | 2".into())];
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
        // A heading is what a lesson links to, and the table at the beginning.
        let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        let headings = headings.map(|heading| heading.to_lowercase().replace(' ', "-"));
        let headings: Vec<String> = headings.collect();
        for row in ROWS {
            assert_eq!(headings.iter().any(|heading| heading == row.name), row.on_page);
            assert_eq!(page.contains(&format!("](#{})", row.name)), row.on_page, "{}", row.name);
        }
    }

    #[test]
    fn a_table_holds_medians_spread_and_ratio() {
        let page = page(TEMPLATE, &measured()).expect("a template that fits");
        let page = page.replace('\u{a0}', " ");
        assert!(page.contains("| one | 1.00 s | 500 ms | 1.00 MB | 500 ms to 500 ms | 1.00 |"));
        assert!(page.contains("| two | 1.00 s | 1.25 s | 1.00 MB | 1.00 s to 1.50 s | 2.50 |"));
    }

    #[test]
    fn no_figure_is_typed_into_the_template() {
        // Seconds, megabytes and ratios come from a run. The amount of work is in words.
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
    fn each_row_that_belongs_on_the_page_has_a_place_and_no_other() {
        let refused = |template: &str, why: &str| {
            let page = page(template, &measured());
            assert!(page.is_err_and(|error| error.to_string().contains(why)), "{why}");
        };
        refused(&format!("{TEMPLATE}\n{{{{ghost}}}}\n"), "ghost");
        refused(&TEMPLATE.replace("{{queue}}", ""), "queue");
        refused(&format!("{TEMPLATE}\n{{{{verify}}}}\n"), "does not belong");
    }

    #[test]
    fn a_picture_of_unequal_sides_is_by_the_piece() {
        let mut row = table_of("test");
        row.tables[0].sides[1].size = 10;
        let svg = svg(&row.tables[0], "tasks-0");
        assert!(svg.contains("A &amp; b: CPU time, per piece</title>"));
        assert!(svg.contains(">one: 500 ms. two: 125 ms.</desc>"));
    }

    #[test]
    fn an_axis_has_round_figures_with_units() {
        let shown = |most, intervals| -> Vec<String> {
            let ticks = ticks(most, intervals).into_iter();
            ticks.map(|tick| at_tick(tick, Measure::Cpu)).collect()
        };
        assert_eq!(shown(1.48, 4.0), ["0", "500 ms", "1 s"]);
        assert_eq!(shown(6.55, 5.0), ["0", "2 s", "4 s", "6 s"]);
        assert_eq!(shown(0.0341, 2.0), ["0", "20 ms"]);
    }

    #[test]
    fn a_picture_is_one_line_with_its_title_and_what_it_shows() {
        let row = table_of("test");
        let svg = svg(&row.tables[0], "tasks-0");
        assert!(!svg.contains('\n'));
        assert!(svg.contains("<title id=\"tasks-0-title\">A &amp; b: CPU time</title>"));
        assert!(svg.contains("<desc id=\"tasks-0-desc\">one: 500 ms. two: 1.25 s.</desc>"));
        assert!(svg.contains("fill=\"currentColor\""));
    }

    #[test]
    fn a_picture_names_its_measure_and_the_colour_of_each_language() {
        let row = table_of("test");
        let both = svg(&row.tables[0], "tasks-0");
        assert!(both.contains(">CPU time</text>") && both.contains(">500 ms</text>"));
        for language in Language::ALL {
            assert!(both.contains(&format!(">{}</text>", language.name())));
            // Once in the legend and once as a bar.
            assert_eq!(both.matches(colour(language)).count(), 2);
        }
        let mut row = table_of("test");
        row.tables[0].sides.truncate(1);
        assert!(!svg(&row.tables[0], "tasks-0").contains(Language::Python.name()));
    }
}
