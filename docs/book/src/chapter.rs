//! A lesson's chapter: its README, with what ran put where the page speaks of it.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail};
use order::{Broken, Order};
use similar::TextDiff;

use crate::course::{Course, Lesson, Mistake, Run, Variant};
use crate::picture::{self, Picture};
use crate::{html, predict};

/// The chapter, as Markdown.
pub(crate) fn chapter(course: &Course, lesson: &Lesson) -> Result<String> {
    let readme = format!("{}/README.md", lesson.folder);
    let text = course.text(&readme)?;
    let mut sections = sections(&text);
    let mut take = |name: &str| {
        let found = sections.iter().position(|(heading, _)| *heading == name);
        let found = found.with_context(|| format!("{readme}: there is no heading `## {name}`"))?;
        Ok::<_, anyhow::Error>(sections.remove(found).1)
    };
    let (intro, predict, run) = (take("")?, take("Predict")?, take("Run")?);
    let mistakes = if lesson.mistakes.is_empty() { "" } else { take("Mistakes")? };
    let asyncio = take("On asyncio")?;

    let order = course.order(&lesson.variants[0].order)?;
    let widget = predict::widget(&lesson.name, file_name(&lesson.variants[0].order), &order);
    let mut out = format!(
        "{}\n\n```console\ncargo run -p {}\n```\n\n{asyncio}\n{predict}\n{widget}\n\n",
        intro.trim_end(),
        lesson.name,
    );
    programs(&mut out, course, lesson)?;
    let _ = writeln!(out, "{run}");
    runs(&mut out, course, lesson)?;
    let _ = writeln!(out, "{mistakes}");
    let mut in_order: Vec<&Mistake> = lesson.mistakes.iter().collect();
    in_order.sort_by_key(|mistake| mistakes.find(&mistake.program));
    for mistake in in_order {
        self::mistake(&mut out, course, lesson, &order, mistake)
            .with_context(|| format!("{}: mistake {}", lesson.name, mistake.name))?;
    }
    for (_, section) in sections {
        let _ = writeln!(out, "{section}");
    }
    Ok(out)
}

/// A page from heading to heading, each with its text, the heading included. What stands before the
/// first has an empty one.
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

/// The programs, one below the other; a script makes tabs of them.
fn programs(out: &mut String, course: &Course, lesson: &Lesson) -> Result<()> {
    out.push_str("## The program\n\n<div class=\"programs\">\n\n");
    for variant in &lesson.variants {
        let _ = write!(
            out,
            "<section class=\"program\" data-name=\"{}\">\n<h3 id=\"{}\">{}</h3>\n\n",
            variant.name,
            html::id(&lesson.name, &variant.name),
            variant.label(),
        );
        match &variant.without {
            Some(why) => {
                let _ = writeln!(out, "There is no such program: {why}.\n");
            }
            None => {
                for file in files(course, lesson, variant)? {
                    source(out, course, lesson, &file)?;
                }
            }
        }
        out.push_str("</section>\n\n");
    }
    out.push_str("</div>\n\n");
    Ok(())
}

/// The files of a program: for the lesson itself all of `src`, `main.rs` first.
fn files(course: &Course, lesson: &Lesson, variant: &Variant) -> Result<Vec<String>> {
    let mut files = vec![variant.source.clone()];
    if variant.source.ends_with("/src/main.rs") {
        let folder = format!("{}/src", lesson.folder);
        let mut others = fs::read_dir(course.root.join(&folder))?
            .map(|entry| Ok(format!("{folder}/{}", entry?.file_name().to_string_lossy())))
            .collect::<std::io::Result<Vec<String>>>()?;
        others.retain(|file| *file != variant.source);
        others.sort();
        files.append(&mut others);
    }
    Ok(files)
}

fn source(out: &mut String, course: &Course, lesson: &Lesson, file: &str) -> Result<()> {
    let short = file.strip_prefix(&lesson.folder).unwrap_or(file).trim_start_matches('/');
    let language = if short.ends_with(".py") { "python" } else { "rust" };
    let text = course.text(file)?;
    if text.contains("\n```") {
        bail!("{file}: a line begins with ```, which would end the listing");
    }
    let _ = write!(
        out,
        "<p class=\"path\" id=\"{}\"><code>{}</code></p>\n\n```{language}\n{}\n```\n\n",
        html::id(&lesson.name, short),
        html::text(short),
        text.trim_end(),
    );
    Ok(())
}

/// What came, once for each file of claims.
fn runs(out: &mut String, course: &Course, lesson: &Lesson) -> Result<()> {
    let mut files: Vec<&str> = Vec::new();
    for variant in lesson.variants.iter().filter(|variant| variant.without.is_none()) {
        if !files.contains(&variant.order.as_str()) {
            files.push(&variant.order);
        }
    }
    for file in files {
        let of_file = |variant: &&Variant| variant.without.is_none() && variant.order == file;
        let ran: Vec<(&Variant, &Run)> = lesson
            .variants
            .iter()
            .filter(of_file)
            .filter_map(|variant| Some((variant, course.run(&variant.program)?)))
            .collect();
        // The first of them is shown; the others hold the same claims.
        let Some((variant, run)) = ran.first() else { continue };
        let names: Vec<&str> = ran.iter().map(|(variant, _)| variant.label()).collect();
        let order = course.order(file)?;
        let _ = writeln!(out, "### What it prints on {}\n", list(&names));
        shown(out, course, lesson, variant, &order, run, names.len() > 1)?;
    }
    Ok(())
}

fn list(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        names => names.concat(),
    }
}

/// A run that holds: its output, its picture, and the claims, each line of one tied to the others.
fn shown(
    out: &mut String,
    course: &Course,
    lesson: &Lesson,
    variant: &Variant,
    order: &Order,
    run: &Run,
    one_of_many: bool,
) -> Result<()> {
    let (lines, polls) = (run.lines(), run.polls());
    let verdict = order.check(&lines);
    let id = format!("{}-run-{}", lesson.name, variant.name);
    let title = format!("{} on {}", lesson.title, variant.label());
    let picture = Picture {
        id: &id,
        title: &title,
        order,
        lines: &lines,
        verdict: &verdict,
        polls: &polls,
        end: picture::end(order, &lines),
        broken: None,
    };
    let which = if one_of_many { format!(" This run was on {}.", variant.label()) } else { String::new() };
    let _ = write!(out, "<figure class=\"run\"><ol class=\"output\" aria-label=\"Output\">");
    for (number, line) in lines.iter().enumerate() {
        let _ = write!(
            out,
            "<li data-line=\"{number}\"><span class=\"at\">{}</span> <code>{}</code></li>",
            html::at(line.at),
            html::text(line.text)
        );
    }
    let _ = write!(
        out,
        "</ol><div class=\"picture\" role=\"group\" tabindex=\"0\" aria-label=\"{}, the picture\">{}</div>",
        html::text(&title),
        picture.svg()
    );
    let holds = if polls.is_empty() { "" } else { " A bar: it holds the thread." };
    let _ = write!(
        out,
        "<figcaption>A dot: the lane says a line. A line: it waits, or lets others run.{holds}{which} \
         A lesson second took {} ms.</figcaption><details><summary>The picture as a table</summary>{}</details>",
        run.second_ms,
        picture.table()
    );
    claims(out, course, lesson, variant, order, &verdict.line_of)?;
    out.push_str("</figure>\n\n");
    Ok(())
}

/// The expected order, as its file has it.
fn claims(
    out: &mut String,
    course: &Course,
    lesson: &Lesson,
    variant: &Variant,
    order: &Order,
    line_of: &[Option<usize>],
) -> Result<()> {
    let text = course.text(&variant.order)?;
    let text: Vec<&str> = text.lines().collect();
    let file = file_name(&variant.order);
    let _ = write!(
        out,
        "<p class=\"path\" id=\"{}\"><code>{file}</code></p><ol class=\"claims\" aria-label=\"Claims\">",
        html::id(&lesson.name, file),
    );
    for (row, line) in order.rows().iter().zip(line_of) {
        let line = line.map(|line| format!(" data-line=\"{line}\"")).unwrap_or_default();
        let why = if row.why.is_empty() {
            String::new()
        } else {
            format!("<span class=\"why\"># {}</span>", html::sentence(&row.why))
        };
        let _ = write!(
            out,
            "<li{line}>{why}<code>{}</code></li>",
            html::text(text[row.line - 1])
        );
    }
    out.push_str("</ol>");
    Ok(())
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A mistake: what someone believed, what they wrote instead, what came, and the claim that says no.
fn mistake(
    out: &mut String,
    course: &Course,
    lesson: &Lesson,
    order: &Order,
    mistake: &Mistake,
) -> Result<()> {
    let main = &lesson.variants[0];
    let short = format!("examples/{}.rs", mistake.program);
    let text = course.text(&format!("{}/{short}", lesson.folder))?;
    let (header, program) = split_header(&text);
    let main_text = course.text(&main.source)?;
    let (_, lesson_program) = split_header(&main_text);
    let belief = header.split("\n\n").filter(|paragraph| !paragraph.starts_with("Breaks: "));
    let diff = TextDiff::from_lines(lesson_program, program);
    let diff = diff.unified_diff().context_radius(2).to_string();
    let _ = write!(
        out,
        "<section class=\"mistake\">\n<h3 id=\"{}\">{}</h3>\n\n{}\n\n```console\ncargo run -p {} --example {}\n```\n\n\
         What differs from the lesson:\n\n```diff\n{}\n```\n\n",
        html::id(&lesson.name, &short),
        mistake.name,
        belief.collect::<Vec<_>>().join("\n\n"),
        lesson.name,
        mistake.program,
        diff.trim_end(),
    );
    let (Some(run), Some(right)) = (course.run(&mistake.program), course.run(&main.program)) else {
        bail!("it was not run");
    };
    let (lines, polls) = (run.lines(), run.polls());
    let (right_lines, right_polls) = (right.lines(), right.polls());
    let verdict = order.check(&lines);
    let broken = verdict.broken.iter().find(|broken| broken.is_certain());
    let broken = broken.context("it breaks no claim")?;
    let right_verdict = order.check(&right_lines);
    let end = picture::end(order, &right_lines).max(picture::end(order, &lines));
    let id = html::id(&lesson.name, &mistake.name);
    let picture = Picture {
        id: &format!("{id}-right"),
        title: &format!("{}, as it should be", lesson.title),
        order,
        lines: &right_lines,
        verdict: &right_verdict,
        polls: &right_polls,
        end,
        broken: None,
    };
    let wrong = Picture {
        id: &format!("{id}-wrong"),
        title: &format!("{}, the mistake {}", lesson.title, mistake.name),
        lines: &lines,
        verdict: &verdict,
        polls: &polls,
        broken: broken.line,
        ..picture
    };
    let _ = write!(
        out,
        "<figure class=\"run\"><div class=\"picture\" role=\"group\" tabindex=\"0\" aria-label=\"The lesson and the mistake {}, the pictures\">\
         <p class=\"which\">the lesson</p>{}<p class=\"which\">the mistake</p>{}</div>\
         <details><summary>The pictures as tables</summary>{}{}</details></figure>\n\n",
        html::text(&mistake.name),
        picture.svg(),
        wrong.svg(),
        picture.table(),
        wrong.table()
    );
    rejected(out, order, broken, &lines, file_name(&main.order), run.trouble.as_deref());
    out.push_str("</section>\n\n");
    Ok(())
}

/// The claim that rejects a mistake, and why it should hold.
fn rejected(
    out: &mut String,
    order: &Order,
    broken: &Broken,
    lines: &[order::Line],
    file: &str,
    trouble: Option<&str>,
) {
    let trouble = trouble.map(|trouble| format!(" And {}.", html::text(trouble))).unwrap_or_default();
    let _ = write!(
        out,
        "<div class=\"rejected\"><p><strong>Rejected:</strong> {}.{trouble}</p>",
        html::text(&order.headline(broken, lines)),
    );
    if let Some(row) = broken.claim.row().map(|row| &order.rows()[row]) {
        let _ = write!(
            out,
            "<p><code>{file}:{}: {} | {}</code></p>",
            row.line,
            html::text(&row.claims),
            html::text(row.text.as_str())
        );
        if !row.why.is_empty() {
            let _ = write!(out, "<p>Why it should hold: {}.</p>", html::sentence(&row.why));
        }
    }
    out.push_str("</div>\n\n");
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
