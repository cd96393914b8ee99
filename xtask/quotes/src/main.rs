//! `cargo xtask quotes`: checks that each block of a page is an excerpt of a file that CI uses, a command
//! that works, or a command's output.
//!
//! # Layout
//! - `fences`: the blocks of a page and their labels
//! - `files`: what a page may quote
//! - `excerpt`: whether a block is in its source, and what the source says now
//! - `commands`: runs the commands

mod commands;
mod excerpt;
mod fences;
mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use self::commands::Ran;
use self::excerpt::{Problem, Source};
use self::fences::{Block, Label};
use self::files::Files;
use course::{exit, read_text};
use runner::{attempts, process};

/// The options. `cargo xtask quotes` has read the arguments and passes them on.
struct Options {
    /// The pages; with none, every Markdown file that git tracks.
    files: Vec<PathBuf>,
    /// Whether to update the blocks that differ from their source.
    write: bool,
    /// Whether to skip the commands and their output.
    no_run: bool,
}

impl Options {
    fn read() -> Self {
        let mut options = Self { files: Vec::new(), write: false, no_run: false };
        for argument in env::args_os().skip(1) {
            match argument.to_str() {
                Some("--write") => options.write = true,
                Some("--no-run") => options.no_run = true,
                _ => options.files.push(argument.into()),
            }
        }
        options
    }
}

fn main() -> ExitCode {
    match quotes(&Options::read()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed pipe, as after `head`, is not an error: the reader has seen enough.
            if !exit::is_broken_pipe(&error) {
                eprintln!("error: {error:#}");
            }
            ExitCode::from(exit::code_of(&error) as u8)
        }
    }
}

/// What `cargo xtask new` fills in; its page is checked as a lesson's page.
const TEMPLATE: &str = "xtask/template/";

/// Checks the pages.
fn quotes(options: &Options) -> Result<()> {
    process::take_ctrl_c()?;
    let files = Files::read()?;
    let mut quotes = Quotes { files: &files, write: options.write, found: BTreeSet::new() };
    let mut pages = Vec::new();
    for path in pages_of(&files, options)? {
        pages.push(quotes.page(path)?);
    }
    let uses = uses(&pages);
    if options.files.is_empty() {
        quotes.unused_exemptions(&uses);
    }
    let mut changes = quotes.excerpts(&pages, &uses)?;
    if !options.no_run {
        changes.append(&mut quotes.commands(&pages, &uses)?);
    }
    write(&files, &pages, &changes)?;
    for (page, line, why) in &quotes.found {
        eprintln!("{page}:{line}: {why}");
    }
    let runs = |block: &&Block| matches!(block.label, Label::Console { .. } | Label::Output { .. });
    let blocks = pages.iter().flat_map(|page| &page.blocks);
    let blocks = blocks.filter(|block| !options.no_run || !runs(block)).count();
    if options.no_run {
        println!("not run, so not checked: {} commands and what they print", uses.len());
    }
    if !quotes.found.is_empty() {
        bail!("quotes that differ from their source: {}", quotes.found.len());
    }
    println!("quotes that match their source: {blocks}");
    Ok(())
}

/// The pages to check, as paths from the root.
fn pages_of(files: &Files, options: &Options) -> Result<Vec<String>> {
    if options.files.is_empty() {
        let pages = files.tracked.iter().filter(|path| {
            files::ends_in(path, "md")
                && !path.starts_with(TEMPLATE)
                && files.root.join(path).exists()
        });
        return Ok(pages.cloned().collect());
    }
    let root = files.root.canonicalize().context("failed to find the workspace")?;
    let named = options.files.iter().map(|path| {
        let full =
            path.canonicalize().with_context(|| format!("failed to read {}", path.display()))?;
        let inside = full.strip_prefix(&root);
        let inside =
            inside.with_context(|| format!("{} is not in the workspace", path.display()))?;
        Ok(inside.display().to_string().replace('\\', "/"))
    });
    named.collect()
}

struct Page {
    path: String,
    text: String,
    blocks: Vec<Block>,
}

/// Where commands are used: by command, the page and the block in it, and the line in the page.
type Uses = BTreeMap<String, Vec<(usize, usize, usize)>>;

fn uses(pages: &[Page]) -> Uses {
    let mut uses = Uses::new();
    for (page_number, page) in pages.iter().enumerate() {
        for (number, block) in page.blocks.iter().enumerate() {
            let commands = match &block.label {
                Label::Console { .. } => commands::commands(&block.lines),
                Label::Output { command } => vec![(0, command.clone())],
                Label::Excerpt { .. } | Label::Diagram => Vec::new(),
            };
            for (line, command) in commands {
                let place = (page_number, number, block.line + 1 + line);
                uses.entry(command).or_default().push(place);
            }
        }
    }
    uses
}

/// New lines for a block, by page and block.
type Changes = BTreeMap<(usize, usize), Vec<String>>;

fn write(files: &Files, pages: &[Page], changes: &Changes) -> Result<()> {
    for (number, page) in pages.iter().enumerate() {
        let of_page = changes.range((number, 0)..(number + 1, 0));
        let changes: Vec<(&Block, Vec<String>)> =
            of_page.map(|((_, block), lines)| (&page.blocks[*block], lines.clone())).collect();
        for (block, _) in &changes {
            println!("{}:{}: written anew", page.path, block.line);
        }
        if !changes.is_empty() {
            fs::write(files.root.join(&page.path), fences::rewrite(&page.text, &changes))
                .with_context(|| format!("failed to write {}", page.path))?;
        }
    }
    Ok(())
}

/// The check, and what it has found so far.
struct Quotes<'a> {
    files: &'a Files,
    write: bool,
    /// What is wrong: page, line, why.
    found: BTreeSet<(String, usize, String)>,
}

impl Quotes<'_> {
    fn tell(&mut self, page: &Page, line: usize, why: String) {
        self.found.insert((page.path.clone(), line, why));
    }

    fn page(&mut self, path: String) -> Result<Page> {
        let text = read_text(&self.files.root.join(&path))?;
        let mut page = Page { blocks: Vec::new(), text, path };
        for block in fences::blocks(&page.text) {
            match block {
                Ok(block) => page.blocks.push(block),
                Err((line, why)) => self.tell(&page, line, why),
            }
        }
        Ok(page)
    }

    fn unused_exemptions(&mut self, uses: &Uses) {
        for (command, _) in commands::EXEMPT {
            if !uses.contains_key(command) {
                let why =
                    format!("no page contains the exempt command `{command}`; remove it there");
                self.found.insert(("xtask/quotes/src/commands.rs".into(), 1, why));
            }
        }
    }

    /// Checks each excerpt against its file.
    fn excerpts(&mut self, pages: &[Page], uses: &Uses) -> Result<Changes> {
        let mut changes = Changes::new();
        for (page_number, page) in pages.iter().enumerate() {
            for (number, block) in page.blocks.iter().enumerate() {
                let Label::Excerpt { language, source } = &block.label else { continue };
                let path = self.files.source(&page.path, source);
                let path = match path.and_then(|path| self.used_by_ci(path, uses)) {
                    Ok(path) => path,
                    Err(why) => {
                        self.tell(page, block.line, why);
                        continue;
                    }
                };
                let text = read_text(&self.files.root.join(&path))?;
                let source = Source::new(&path, &text, str::to_owned);
                if let Some(lines) = self.judge(page, block, language.mark, &source) {
                    changes.insert((page_number, number), lines);
                }
            }
        }
        Ok(changes)
    }

    /// The path of a source. A program must be one that CI compiles or runs.
    fn used_by_ci(&self, path: String, uses: &Uses) -> Result<String, String> {
        let is_of_rust = files::ends_in(&path, "rs") || files::ends_in(&path, "stderr");
        if is_of_rust && !self.files.compiled(&path) {
            return Err(format!("{path} belongs to no package, so nothing compiles it"));
        }
        let is_twin = path.starts_with("lessons/") && path.ends_with("/twin.py");
        let is_run = || {
            let run = uses.keys().filter(|command| commands::exempt(command).is_none());
            run.into_iter().any(|command| command.split_whitespace().any(|word| word == path))
        };
        if files::ends_in(&path, "py")
            && !is_twin
            && !path.starts_with("shared/python/")
            && !is_run()
        {
            return Err(format!("{path} is not a twin, and no `console` block runs it"));
        }
        Ok(path)
    }

    /// Checks a block against its source. Returns the new lines if the block should be updated.
    fn judge(
        &mut self,
        page: &Page,
        block: &Block,
        mark: &str,
        source: &Source,
    ) -> Option<Vec<String>> {
        let problem = excerpt::check(&block.lines, mark, source).err()?;
        let problem = if self.write {
            match excerpt::mend(&block.lines, mark, source) {
                Ok(lines) => return Some(lines),
                Err(problem) => problem,
            }
        } else {
            problem
        };
        let Problem { line, why } = problem;
        self.tell(page, block.line + 1 + line, why);
        None
    }

    /// Runs each command that is not exempt.
    fn commands(&mut self, pages: &[Page], uses: &Uses) -> Result<Changes> {
        let run = |command: &&String| commands::exempt(command).is_none();
        eprintln!("building what the pages run");
        commands::build(&self.files.root, uses.keys().filter(run).map(String::as_str))?;
        let mut changes = Changes::new();
        for (command, places) in uses {
            if let Some(why) = commands::exempt(command) {
                self.outputs_of_exempt(pages, places, why);
            } else {
                let start = Instant::now();
                changes.append(&mut self.command(pages, command, places)?);
                eprintln!("{:6.1} s  {command}", start.elapsed().as_secs_f64());
            }
        }
        Ok(changes)
    }

    /// Runs a command, and again with a longer second until every block that quotes it is right.
    fn command(
        &mut self,
        pages: &[Page],
        command: &str,
        places: &[(usize, usize, usize)],
    ) -> Result<Changes> {
        let is_output = |block: &Block| matches!(block.label, Label::Output { .. });
        let records = places.iter().any(|(page, block, _)| is_output(&pages[*page].blocks[*block]));
        let (first, tries) =
            if self.write && records { commands::RECORDED } else { commands::FIRST };
        let before = self.found.clone();
        let once = |second| {
            let ran = commands::run(&self.files.root, command, second)?;
            self.found.clone_from(&before);
            let changes = self.judge_run(pages, command, places, &ran);
            Ok((changes, self.found == before))
        };
        let (changes, _) = attempts(first, tries, once, |(_, is_right), _| !is_right)?;
        Ok(changes)
    }

    fn outputs_of_exempt(&mut self, pages: &[Page], places: &[(usize, usize, usize)], why: &str) {
        for (page, block, _) in places {
            let (page, block) = (&pages[*page], &pages[*page].blocks[*block]);
            if let Label::Output { command } = &block.label {
                let why =
                    format!("`{command}` is not run ({why}), so what it prints is not checked");
                self.tell(page, block.line, why);
            }
        }
    }

    /// Checks a run against all blocks that have its command.
    fn judge_run(
        &mut self,
        pages: &[Page],
        command: &str,
        places: &[(usize, usize, usize)],
        ran: &Ran,
    ) -> Changes {
        let mut changes = Changes::new();
        for &(page_number, number, line) in places {
            let page = &pages[page_number];
            let block = &page.blocks[number];
            match block.label {
                Label::Console { fails } if fails == (ran.code == Some(0)) => {
                    self.tell(page, line, wrong_end(command, fails, ran));
                }
                Label::Output { .. } => {
                    let source = Source::new("output", &ran.output, commands::without_times);
                    if let Some(lines) = self.judge(page, block, fences::OUTPUT_MARK, &source) {
                        changes.insert((page_number, number), lines);
                    }
                }
                _ => {}
            }
        }
        changes
    }
}

fn wrong_end(command: &str, fails: bool, ran: &Ran) -> String {
    if fails {
        return format!("`{command}` succeeds; a `console fails` block expects that it fails");
    }
    let end = ran.code.map_or("was ended".into(), |code| format!("ended with exit code {code}"));
    let lines: Vec<&str> = ran.output.lines().collect();
    let last = lines[lines.len().saturating_sub(15)..].join("\n    ");
    format!("`{command}` {end}; its last lines are\n    {last}")
}
