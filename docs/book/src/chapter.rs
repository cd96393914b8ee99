//! A lesson's chapter: its README, with the real runs inserted in the sections that are about them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use course::{Lesson, Mistake, Program, Run, Variant};
use expected_order::{Broken, Order};
use similar::TextDiff;

use crate::edition::{self, Edition, label, order_name};
use crate::picture::{self, Picture};
use crate::{html, predict};

/// The chapter, as Markdown.
pub(crate) fn chapter(edition: &Edition, lesson: &Lesson) -> Result<String> {
    let readme = edition.page(lesson);
    let text = edition.text(&readme)?;
    let mut sections = sections(&text);
    // The second name is the heading on pages that have not been rewritten yet.
    let mut take = |names: &[&str]| {
        let found = sections.iter().position(|(heading, _)| names.contains(heading));
        let name = names[0];
        let found = found.with_context(|| format!("{readme}: there is no heading `## {name}`"))?;
        Ok::<_, anyhow::Error>(sections.remove(found).1)
    };
    let (intro, code) = (take(&[""])?, take(&["In Python, in Rust", "On asyncio"])?);
    let (predict, run) = (take(&["Predict"])?, take(&["Run it", "Run"])?);
    let is_mistakes = |heading: &str| ["Common mistakes", "Mistakes"].contains(&heading);
    if lesson.exercises().count() > 0 && !sections.iter().any(|(heading, _)| is_mistakes(heading)) {
        bail!("{readme}: there is no heading `## Common mistakes`");
    }

    let main = lesson.on(Variant::Tokio);
    let order = edition::order(&main)?;
    let widget = predict::widget(&lesson.name, &order_name(&main), &order);
    let command = format!("```console\ncargo run -p {}\n```", lesson.name);
    let intro = intro.trim_end();
    let out = format!("{intro}\n\n{command}\n\n{code}\n{predict}\n{widget}\n\n");
    let mut chapter = Chapter { edition, lesson, out };
    chapter.programs()?;
    chapter.out.push_str(run);
    chapter.runs()?;
    for (heading, section) in sections {
        chapter.out.push_str(section);
        if is_mistakes(heading) {
            chapter.mistakes(&order, section)?;
            chapter.refused(section)?;
        }
    }
    Ok(chapter.out)
}

/// The sections of a page: each heading, and the text from it to the next one. The text before the first
/// heading has an empty one.
fn sections(page: &str) -> Vec<(&str, &str)> {
    let mut starts = vec![0];
    let (mut at, mut fenced) = (0, false);
    for line in page.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if line.starts_with("## ") && !fenced {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([page.len()]);
    let section = |(start, end): (usize, usize)| {
        let text = &page[start..end];
        let first = text.lines().next().unwrap_or_default();
        (first.strip_prefix("## ").unwrap_or_default(), text)
    };
    starts.iter().copied().zip(ends).map(section).collect()
}

/// A chapter, as far as it is written.
struct Chapter<'a> {
    edition: &'a Edition,
    lesson: &'a Lesson,
    out: String,
}

impl Chapter<'_> {
    /// The programs, one below the other. A script turns them into tabs.
    fn programs(&mut self) -> Result<()> {
        self.out.push_str("\n## The program\n\n<div class=\"programs\">\n\n");
        for variant in Variant::ALL {
            let _ = write!(
                self.out,
                "<section class=\"program\" data-name=\"{}\">\n<h3 id=\"{}\">{}</h3>\n\n",
                variant,
                html::id(&self.lesson.name, variant.name()),
                label(variant),
            );
            if let Some(why) = self.lesson.about.without.get(&variant) {
                let why = html::in_markdown(why);
                let _ = writeln!(self.out, "There is no such program: {why}.\n");
            } else {
                let language = if variant == Variant::Python { "python" } else { "rust" };
                for file in self.files(variant)? {
                    self.source(&file, language)?;
                }
            }
            self.out.push_str("</section>\n\n");
        }
        self.out.push_str("</div>\n\n");
        Ok(())
    }

    /// The files of a program: for the lesson itself all of `src`, `main.rs` first.
    fn files(&self, variant: Variant) -> Result<Vec<String>> {
        let source = self.edition.file(&self.lesson.source(variant));
        let mut files = vec![source.clone()];
        if variant == Variant::Tokio {
            let mut others = fs::read_dir(self.lesson.folder.join("src"))?
                .map(|entry| Ok(self.edition.file(&entry?.path())))
                .collect::<std::io::Result<Vec<String>>>()?;
            others.retain(|file| *file != source);
            others.sort();
            files.append(&mut others);
        }
        Ok(files)
    }

    fn source(&mut self, file: &str, language: &str) -> Result<()> {
        let short = self.edition.file_in(self.lesson, file);
        let text = self.edition.text(file)?;
        if text.contains("\n```") {
            bail!("{file}: a line begins with ```, which would end the listing");
        }
        let _ = write!(
            self.out,
            "<p class=\"path\" id=\"{}\"><code>{}</code></p>\n\n```{language}\n{}\n```\n\n",
            html::id(&self.lesson.name, short),
            html::text(short),
            text.trim_end(),
        );
        Ok(())
    }

    /// The runs, one for each file of claims.
    fn runs(&mut self) -> Result<()> {
        let lesson = self.lesson;
        let mut files: Vec<_> =
            lesson.variants().map(|variant| lesson.order_file(variant)).collect();
        let mut seen = BTreeSet::new();
        files.retain(|file| seen.insert(file.clone()));
        for file in files {
            let ran: Vec<(Variant, &Run)> = lesson
                .variants()
                .filter(|variant| lesson.order_file(*variant) == file)
                .filter_map(|variant| Some((variant, self.edition.run(&lesson.on(variant))?)))
                .collect();
            // The first run is shown. The others keep the same claims.
            let Some((variant, run)) = ran.first() else { continue };
            let names: Vec<&str> = ran.iter().map(|(variant, _)| label(*variant)).collect();
            let _ = write!(self.out, "\n### What it prints on {}\n\n", list(&names));
            let figure = self.figure(*variant, run, names.len() > 1)?;
            let _ = write!(self.out, "{figure}\n\n");
        }
        Ok(())
    }

    /// A run that holds: its output, its picture and the claims, with each line linked to the others.
    fn figure(&self, variant: Variant, run: &Run, one_of_many: bool) -> Result<String> {
        let (lines, polls) = (run.lines(), run.polls());
        let program = self.lesson.on(variant);
        let order = edition::order(&program)?;
        let verdict = order.check(&lines);
        let title = format!("{} on {}", self.lesson.about.title, label(variant));
        let picture = Picture {
            id: &format!("{}-run-{variant}", self.lesson.name),
            title: &title,
            order: &order,
            lines: &lines,
            verdict: &verdict,
            polls: &polls,
            end: picture::end(&order, &lines),
            broken: None,
        };
        let mut out =
            String::from("<figure class=\"run\"><ol class=\"output\" aria-label=\"Output\">");
        for (number, line) in lines.iter().enumerate() {
            let _ = write!(
                out,
                "<li data-line=\"{number}\"><span class=\"at\">{}</span> <code>{}</code></li>",
                html::at(line.at),
                html::text(line.text)
            );
        }
        let holds = if polls.is_empty() { "" } else { " A bar: it holds the thread." };
        let on = if one_of_many {
            format!(" This run was on {}.", label(variant))
        } else {
            String::new()
        };
        let _ = write!(
            out,
            "</ol><div class=\"picture\" role=\"group\" tabindex=\"0\" aria-label=\"{title}, the picture\">\
             {svg}</div><figcaption>A dot: the lane says a line. A line: it waits, or lets others run.\
             {holds}{on} A lesson second took {second} ms.</figcaption>\
             <details><summary>The picture as a table</summary>{table}</details>{claims}</figure>",
            title = html::text(&title),
            svg = picture.svg(),
            second = run.second.as_secs_f64() * 1e3,
            table = picture.table(),
            claims = self.claims(&program, &order, &verdict.line_of)?,
        );
        Ok(out)
    }

    /// The expected order, as its file has it.
    fn claims(
        &self,
        program: &Program,
        order: &Order,
        line_of: &[Option<usize>],
    ) -> Result<String> {
        let text = self.edition.text(&self.edition.file(&program.order_file()))?;
        let text: Vec<&str> = text.lines().collect();
        let file = order_name(program);
        let mut out = format!(
            "<p class=\"path\" id=\"{}\"><code>{file}</code></p><ol class=\"claims\" aria-label=\"Claims\">",
            html::id(&self.lesson.name, &file),
        );
        for (row, line) in order.rows().iter().zip(line_of) {
            let line = line.map(|line| format!(" data-line=\"{line}\"")).unwrap_or_default();
            let why = if row.why.is_empty() {
                String::new()
            } else {
                format!("<span class=\"why\"># {}</span>", html::sentence(&row.why))
            };
            let row = html::text(text[row.line - 1]);
            let _ = write!(out, "<li{line}>{why}<code>{row}</code></li>");
        }
        Ok(out + "</ol>")
    }

    /// The mistakes, in the order in which the page names them.
    fn mistakes(&mut self, order: &Order, page: &str) -> Result<()> {
        let lesson = self.lesson;
        let mut as_named: Vec<&Mistake> = lesson.mistakes.iter().collect();
        as_named.sort_by_key(|mistake| page.find(&mistake.target));
        for mistake in as_named {
            self.mistake(order, mistake).with_context(|| lesson.mistake(mistake).title())?;
        }
        self.out.push('\n');
        Ok(())
    }

    /// A mistake: what someone believed, what they wrote instead, what the program printed, and the claim that
    /// rejects it.
    fn mistake(&mut self, order: &Order, mistake: &Mistake) -> Result<()> {
        let (edition, lesson) = (self.edition, self.lesson);
        let (main, wrong) = (lesson.on(Variant::Tokio), lesson.mistake(mistake));
        self.differs(&wrong)?;
        let ran = edition.run(&wrong).zip(edition.run(&main));
        let (run, right) = ran.context("it was not run")?;
        let (lines, right_lines) = (run.lines(), right.lines());
        let verdict = order.check(&lines);
        let broken = verdict.broken.iter().find(|broken| broken.is_certain());
        let broken = broken.context("it breaks no claim")?;
        let id = html::id(&lesson.name, mistake.short());
        let picture = Picture {
            id: &format!("{id}-right"),
            title: &format!("{}, as it should be", lesson.about.title),
            order,
            lines: &right_lines,
            verdict: &order.check(&right_lines),
            polls: &right.polls(),
            end: picture::end(order, &right_lines).max(picture::end(order, &lines)),
            broken: None,
        };
        let wrong_picture = Picture {
            id: &format!("{id}-wrong"),
            title: &format!("{}, the mistake {}", lesson.about.title, mistake.short()),
            lines: &lines,
            verdict: &verdict,
            polls: &run.polls(),
            broken: broken.line,
            ..picture
        };
        let _ = write!(
            self.out,
            "<figure class=\"run\"><div class=\"picture\" role=\"group\" tabindex=\"0\" \
             aria-label=\"The lesson and the mistake {}, the pictures\"><p class=\"which\">the lesson</p>{}\
             <p class=\"which\">the mistake</p>{}</div><details><summary>The pictures as tables</summary>\
             {}{}</details></figure>\n\n{}</section>\n\n",
            html::text(mistake.short()),
            picture.svg(),
            wrong_picture.svg(),
            picture.table(),
            wrong_picture.table(),
            rejected(order, broken, &lines, &order_name(&main), run.trouble().as_deref()),
        );
        Ok(())
    }

    /// The programs that must not compile, in the order in which the page names them, each with the compiler's
    /// message.
    fn refused(&mut self, page: &str) -> Result<()> {
        let (edition, lesson) = (self.edition, self.lesson);
        let short = |file: &Path| edition.file_in(lesson, &edition.file(file)).to_owned();
        let mut refused: Vec<Program> = lesson.refused_programs().collect();
        refused.sort_by_key(|program| page.find(&short(&program.source())));
        for program in refused {
            self.differs(&program).with_context(|| program.title())?;
            let record = short(&program.source().with_extension("stderr"));
            let message = edition.results.message(&program);
            let message = message.filter(|message| !message.is_empty());
            let message =
                message.with_context(|| format!("{} was not compiled", program.title()))?;
            let _ = write!(
                self.out,
                "<p id=\"{}\">What the compiler says:</p>\n\n```text\n{}\n```\n\n</section>\n\n",
                html::id(&lesson.name, &record),
                message.trim_end(),
            );
        }
        Ok(())
    }

    /// The beginning of the section of a wrong program: what someone believed, and what they wrote instead
    /// of the lesson.
    fn differs(&mut self, wrong: &Program) -> Result<()> {
        let (edition, lesson) = (self.edition, self.lesson);
        let source = edition.file(&wrong.source());
        let short = edition.file_in(lesson, &source);
        let text = edition.text(&source)?;
        let right = edition.text(&edition.file(&lesson.source(Variant::Tokio)))?;
        let (header, program) = split_header(&text);
        let names = ["Breaks: ", "Refused: "];
        let belief = header.split("\n\n");
        let belief = belief.filter(|paragraph| !names.iter().any(|key| paragraph.starts_with(key)));
        let diff = TextDiff::from_lines(split_header(&right).1, program);
        let diff = diff.unified_diff().context_radius(2).to_string();
        let _ = write!(
            self.out,
            "\n<section class=\"mistake\">\n<h3 id=\"{}\">{}</h3>\n\n{}\n\n\
             ```console\n{}\n```\n\n\
             What differs from the lesson:\n\n```diff\n{}\n```\n\n",
            html::id(&lesson.name, short),
            wrong.short(),
            belief.collect::<Vec<_>>().join("\n\n"),
            wrong.command(),
            diff.trim_end(),
        );
        Ok(())
    }
}

/// The claim that rejects a mistake, and why it should hold.
fn rejected(
    order: &Order,
    broken: &Broken,
    lines: &[expected_order::Line],
    file: &str,
    trouble: Option<&str>,
) -> String {
    let trouble =
        trouble.map(|trouble| format!(" And {}.", html::text(trouble))).unwrap_or_default();
    let mut out = format!(
        "<div class=\"rejected\"><p><strong>Rejected:</strong> {}.{trouble}</p>",
        html::text(&order.headline(broken, lines)),
    );
    if let Some(row) = broken.claim.row().map(|row| &order.rows()[row]) {
        let claims = html::text(&row.cite(file).to_string());
        let _ = write!(out, "<p><code>{claims}</code></p>");
        if !row.why.is_empty() {
            let _ = write!(out, "<p>Why it should hold: {}.</p>", html::sentence(&row.why));
        }
    }
    out + "</div>\n\n"
}

fn list(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}

/// The words of a program's header, and the program without it.
fn split_header(program: &str) -> (String, &str) {
    let lines = program.split_inclusive('\n').take_while(|line| line.starts_with("//!"));
    let mut words = String::new();
    let mut length = 0;
    for line in lines {
        words.push_str(line["//!".len()..].strip_prefix(' ').unwrap_or(&line["//!".len()..]));
        length += line.len();
    }
    (words.trim_end().to_owned(), program[length..].trim_start_matches('\n'))
}
