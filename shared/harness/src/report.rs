//! What standard error says at the end.

use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::path::Path;
use std::time::Duration;

use order::{Broken, Claim, Glyphs, Line, Order, Poll, Verdict};

use crate::Source;
use crate::run::End;

/// How many broken claims are told besides the first.
const MORE: usize = 3;

pub(crate) struct Report<'a> {
    pub(crate) source: &'a Source,
    pub(crate) order: &'a Order,
    pub(crate) second: Duration,
    pub(crate) verdict: &'a Verdict,
    pub(crate) lines: &'a [Line<'a>],
    pub(crate) polls: &'a [Poll<'a>],
    pub(crate) how: End,
    pub(crate) took: Duration,
}

impl Report<'_> {
    pub(crate) fn print(&self) {
        let style = Style::of_stderr();
        let mut out = format!("\n{}\n", self.title());
        out.push_str(&self.order.timeline(self.lines, self.verdict, self.polls, style.glyphs));
        match self.verdict.broken.first() {
            None if self.how == End::Finished => self.held(&mut out, style),
            None => {}
            Some(first) => self.broke(&mut out, style, first),
        }
        match self.how {
            End::Finished => {}
            End::Returned => out.push_str("main returned before lesson.finish()\n"),
            End::Panicked => out.push_str("main panicked before lesson.finish()\n"),
            End::Limit => self.limit(&mut out),
        }
        // Nobody is left to be told that standard error is gone.
        let _ = io::stderr().write_all(out.as_bytes());
    }

    fn title(&self) -> String {
        let Source { package, program, .. } = self.source;
        let on = match program.strip_prefix(package).map(|rest| rest.trim_start_matches('-')) {
            Some("") => "tokio",
            Some(variant) => variant,
            None => program,
        };
        let name = format!("{package} on {on}");
        format!("{name:50}1 s = {}", real(self.second))
    }

    fn held(&self, out: &mut String, style: Style) {
        let causes = self.order.claims().filter(|claim| claim.is_cause()).count();
        let mut seconds: Vec<_> = self.order.rows().iter().filter_map(|row| row.second).collect();
        seconds.sort_unstable();
        seconds.dedup();
        let _ = writeln!(
            out,
            "{} {}, in order: {} and {} hold",
            style.good(),
            count(self.order.rows().len(), "line"),
            count(causes, "cause"),
            count(seconds.len(), "second"),
        );
        let in_turn = self.in_turn();
        // Where nothing overlaps there is nothing to compare.
        if in_turn > self.took + Duration::from_millis(500) {
            let _ = writeln!(
                out,
                "  one after another these lanes take {:.0} s; this took {:.2} s",
                in_turn.as_secs_f64(),
                self.took.as_secs_f64(),
            );
        }
        if let Some(mistake) = self.first_mistake() {
            let _ = writeln!(out, "next: cargo run --example {mistake}");
        }
    }

    /// What the lanes take when each begins where the one before it ends.
    fn in_turn(&self) -> Duration {
        let mut spans = vec![None; self.order.lanes().len()];
        for (line, row) in self.verdict.row_of.iter().enumerate() {
            if let Some(row) = row {
                let at = self.lines[line].at;
                let span = &mut spans[self.order.rows()[*row].lane];
                *span = Some(span.map_or((at, at), |(first, _)| (first, at)));
            }
        }
        spans.into_iter().flatten().map(|(first, last)| last - first).sum()
    }

    /// The first mistake of the folder, if this is the lesson itself and its folder is still there.
    fn first_mistake(&self) -> Option<String> {
        if self.source.program != self.source.package {
            return None;
        }
        let prefix = format!("{}-mistake-", self.source.package);
        let entries = Path::new(self.source.folder).join("examples").read_dir().ok()?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let stems = names.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned));
        stems.filter(|stem| stem.starts_with(&prefix)).min()
    }

    fn broke(&self, out: &mut String, style: Style, first: &Broken) {
        let explanation = self.order.explain(first, self.lines, self.verdict, &self.file());
        let _ = write!(out, "{} {explanation}", style.bad());
        let others = &self.verdict.broken[1..];
        for other in others.iter().take(MORE) {
            let _ = writeln!(out, "  also: {}", self.order.headline(other, self.lines));
        }
        if let Some(rest) = others.len().checked_sub(MORE + 1) {
            let _ = writeln!(out, "  and {}", count(rest + 1, "more broken claim"));
        }
    }

    fn limit(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "ended after {:.2} s: it still ran at twice its last second, plus two lesson seconds and \
             one real one\n  LESSON_LIMIT=off lets it run on, for a debugger",
            self.took.as_secs_f64(),
        );
        for (lane, name) in self.order.lanes().iter().enumerate() {
            let of_lane = |row: &usize| self.order.rows()[*row].lane == lane;
            let last = self.verdict.row_of.iter().rposition(|row| row.as_ref().is_some_and(of_lane));
            let waits = self.verdict.broken.iter().any(|broken| {
                matches!(broken.claim, Claim::Comes { row } if of_lane(&row))
            });
            let _ = match last {
                Some(line) => writeln!(
                    out,
                    "  {name}: last heard at {:.2} s, \"{}\"{}",
                    self.lines[line].at.as_secs_f64(),
                    self.lines[line].text,
                    if waits { "; more was to come" } else { "" },
                ),
                None => writeln!(out, "  {name}: never heard"),
            };
        }
    }

    /// The expected order as a path from here, where it lies below.
    fn file(&self) -> String {
        let path = Path::new(self.source.folder).join(self.source.file);
        let here = env::current_dir().unwrap_or_default();
        path.strip_prefix(here).unwrap_or(&path).display().to_string()
    }
}

/// What the terminal can show.
#[derive(Clone, Copy)]
struct Style {
    colour: bool,
    glyphs: Glyphs,
}

impl Style {
    fn of_stderr() -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let colour = !set("NO_COLOR") && (set("CLICOLOR_FORCE") || io::stderr().is_terminal());
        let glyphs = if speaks_unicode() { Glyphs::UNICODE } else { Glyphs::ASCII };
        Self { colour, glyphs }
    }

    fn good(self) -> &'static str {
        match (self.glyphs == Glyphs::UNICODE, self.colour) {
            (true, true) => "\x1b[32m✓\x1b[0m",
            (true, false) => "✓",
            (false, true) => "\x1b[32mok:\x1b[0m",
            (false, false) => "ok:",
        }
    }

    fn bad(self) -> &'static str {
        match (self.glyphs == Glyphs::UNICODE, self.colour) {
            (true, true) => "\x1b[31m✗\x1b[0m",
            (true, false) => "✗",
            (false, true) => "\x1b[31mbroken:\x1b[0m",
            (false, false) => "broken:",
        }
    }
}

/// The first of these that is set decides, as for every program of the C library. Windows has none
/// of them and shows Unicode.
fn speaks_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) => {
            let locale = locale.to_string_lossy().to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(windows),
    }
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn real(second: Duration) -> String {
    if second < Duration::from_secs(1) {
        format!("{} ms", second.as_secs_f64() * 1e3)
    } else {
        format!("{} s", second.as_secs_f64())
    }
}
