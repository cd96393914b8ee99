//! `cargo xtask learn`: the course in the terminal.
//!
//! # Layout
//! - `session`: where the learner is, and what each key does; its `pages` are what each step shows
//! - `screen`: pages on the full screen, or as plain lines
//! - `predict`: what a learner types for a prediction
//! - `exercise`: copies of mistakes, in `my/`
//! - `job`: a program, built and run; `live`: its run so far; `watch`: whether a file was saved
//! - `progress`: what the learner has done; `status`: the same for a teacher

mod exercise;
mod job;
pub(crate) mod live;
mod predict;
mod progress;
mod screen;
mod session;
mod status;
mod watch;

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use crossterm::event::{self, KeyEvent, KeyEventKind};

use crate::arguments::parse_second;
use course::Course;
use course::exit::{Exit, fail};
use job::{Job, JobEvent, JobOutcome};
use runner::process::{self, interrupted};
use runner::second_text;
use screen::{Page, Pressed, Screen};
use session::{Effect, Session};
use watch::Watch;

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// The lesson to start at, by name, number or folder [default: where you stopped]
    lesson: Option<String>,
    /// Print plain lines instead of using the full screen, as for a screen reader
    #[arg(long)]
    plain: bool,
    /// Read your file every 100 ms, for systems that do not report changes to files
    #[arg(long)]
    poll: bool,
    /// Length of a lesson second when a lesson runs, such as 500ms
    #[arg(long, default_value = "1s", value_parser = parse_second)]
    second: Duration,
    /// Print your progress in each lesson and exit
    #[arg(long, conflicts_with_all = ["lesson", "plain", "poll"])]
    status: bool,
    /// Print JSON, together with --status
    #[arg(long, requires = "status")]
    json: bool,
}

/// What the app waits for.
enum Event {
    Key(KeyEvent),
    /// The terminal has another size.
    Resized,
    Line(String),
    /// The input has ended.
    End,
    /// The watched file may have another text.
    Touched,
    /// The job of this number reports something.
    Job(usize, JobEvent),
}

/// Runs the command.
pub(crate) fn learn(options: &Options) -> Result<()> {
    let course = Course::read()?;
    if options.status {
        return status::status(&course, options.json);
    }
    process::take_ctrl_c()?;
    let (session, first) = Session::new(course, options.lesson.as_deref(), options.second)?;
    let (send, events) = channel();
    let screen = Screen::open(options.plain)?;
    let keys = send.clone();
    match screen {
        Screen::Full(_) => thread::spawn(move || read_keys(&keys)),
        Screen::Lines(_) => thread::spawn(move || read_lines(&keys)),
    };
    let mut app = App {
        session,
        screen,
        send,
        poll: options.poll,
        job: None,
        jobs: 0,
        watch: None,
        lines: VecDeque::new(),
        printed: Vec::new(),
    };
    let left = app.work(first, &events);
    let summary = app.session.summary();
    // This restores the terminal, which then shows the summary.
    drop(app);
    match left? {
        // The reader of the output may be gone.
        Left::Quit => drop(writeln!(io::stdout(), "{summary}")),
        Left::Interrupted => {
            return Err(fail(Exit::Interrupted, format!("interrupted; {summary}")));
        }
    }
    Ok(())
}

/// Why a session ended.
enum Left {
    Quit,
    Interrupted,
}

/// A session with its screen, its job and its watched file.
struct App {
    session: Session,
    screen: Screen,
    send: Sender<Event>,
    poll: bool,
    job: Option<Job>,
    /// How many jobs have started, which is the number of the newest. Reports of older ones are dropped.
    jobs: usize,
    watch: Option<Watch>,
    /// Lines that were typed while a job ran.
    lines: VecDeque<Event>,
    /// The rows of the last page that was printed as plain lines.
    printed: Vec<String>,
}

impl App {
    fn work(&mut self, first: Effect, events: &Receiver<Event>) -> Result<Left> {
        self.act(Ok(first));
        self.show(self.job.is_none())?;
        loop {
            let waiting = if self.job.is_none() { self.lines.pop_front() } else { None };
            let event = match waiting {
                Some(event) => Some(event),
                None => match events.recv_timeout(live::FRAME) {
                    Ok(event) => Some(event),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return Ok(Left::Quit),
                },
            };
            if interrupted() {
                return Ok(Left::Interrupted);
            }
            match event {
                None => self.tick()?,
                Some(event) => {
                    if let Some(left) = self.take(event)? {
                        return Ok(left);
                    }
                }
            }
        }
    }

    /// Takes an event and shows what it changed. Returns why the session ends, if it does.
    fn take(&mut self, event: Event) -> Result<Option<Left>> {
        let left = match event {
            Event::Key(key) => self.press(key),
            // Each line waits for the job of the line before, as a person who types would.
            Event::Line(_) | Event::End if self.job.is_some() => {
                self.lines.push_back(event);
                return Ok(None);
            }
            Event::Line(line) => {
                self.screen.echo(&line);
                self.command(&line)
            }
            Event::End => Some(Left::Quit),
            Event::Resized => None,
            Event::Touched => {
                if !self.watch.as_mut().is_some_and(Watch::touched) {
                    return Ok(None);
                }
                self.saved();
                None
            }
            Event::Job(job, event) => {
                if job == self.jobs && self.job.is_some() {
                    self.job_reports(event)?;
                }
                None
            }
        };
        if left.is_none() {
            self.show(self.job.is_none())?;
        }
        Ok(left)
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        let wants = self.page().wants;
        // The message was about the line before.
        self.session.say("");
        let Screen::Full(full) = &mut self.screen else { return None };
        match full.press(key, &wants) {
            Pressed::Command(command) => self.command(&command),
            Pressed::Interrupt => Some(Left::Interrupted),
            Pressed::Nothing => None,
        }
    }

    fn command(&mut self, typed: &str) -> Option<Left> {
        let effect = self.session.take(typed);
        self.act(effect)
    }

    /// Carries out the effect of a key. An error becomes a message, and the session continues.
    fn act(&mut self, effect: Result<Effect>) -> Option<Left> {
        let effect = effect.unwrap_or_else(|error| {
            self.session.say(format!("error: {error:#}"));
            Effect::Stay
        });
        match (&effect, &mut self.screen) {
            (Effect::Turn | Effect::Run(_), Screen::Full(full)) => full.turn(),
            (Effect::ToEnd, Screen::Full(full)) => full.scroll_to_end(),
            (Effect::Retype(typed), Screen::Full(full)) => full.type_again(typed),
            _ => {}
        }
        match effect {
            Effect::Stay | Effect::ToEnd | Effect::Retype(_) => {}
            Effect::Turn => self.job = None,
            Effect::Run(task) => self.start(*task),
            Effect::Quit => return Some(Left::Quit),
        }
        self.watch_edited_file();
        None
    }

    fn start(&mut self, task: job::Task) {
        // The job before ends first, since two builds would wait for each other.
        self.job = None;
        self.jobs += 1;
        // The new verdict is printed even if it is the same as the one before.
        self.printed.truncate(same(&self.page(), &self.printed));
        // This run already has the text of the last save.
        if let Some(watch) = &mut self.watch {
            watch.touched();
        }
        let (number, send) = (self.jobs, self.send.clone());
        self.job = Some(Job::start(task, move |event| {
            // The app may have ended.
            let _ = send.send(Event::Job(number, event));
        }));
    }

    fn watch_edited_file(&mut self) {
        let file = self.session.edited();
        if self.watch.as_ref().map(Watch::file) != file.as_deref() {
            let poll = self.poll;
            self.watch = file.map(|file| {
                let send = self.send.clone();
                Watch::new(&file, poll, move || drop(send.send(Event::Touched)))
            });
        }
    }

    /// Runs the file that was saved.
    fn saved(&mut self) {
        let effect = self.session.run();
        self.session.say("");
        self.act(effect);
        if self.watch.as_ref().is_some_and(Watch::polls) && !self.poll {
            self.poll = true;
            self.session.say(
                "The system did not report that you saved the file, so learn now reads it every 100 ms.",
            );
        }
    }

    fn job_reports(&mut self, event: JobEvent) -> Result<()> {
        if let Screen::Lines(lines) = &self.screen {
            match &event {
                JobEvent::Builds(what) => lines.say(what),
                JobEvent::Runs { second, .. } => {
                    lines.say(&format!("Running, 1 s = {}:", second_text(*second)));
                }
                // The lines that came after the last look at the trace.
                JobEvent::Ended(JobOutcome::Ran(run)) => {
                    let before = self.session.live().map_or(0, |live| live.run.lines.len());
                    lines.stamped(run.lines.iter().skip(before));
                }
                JobEvent::Ended(_) => {}
            }
        }
        if matches!(event, JobEvent::Ended(_)) {
            self.job = None;
        }
        self.session.take_job_event(event)
    }

    /// Looks at what changes without an event: the run, and the learner's file.
    fn tick(&mut self) -> Result<()> {
        self.follow();
        if self.session.live().is_some() && matches!(self.screen, Screen::Full(_)) {
            self.show(false)?;
        }
        if self.watch.as_mut().is_some_and(Watch::tick) {
            self.saved();
            self.show(false)?;
        }
        if self.watch.as_mut().is_some_and(Watch::is_gone) {
            self.session.say("Your file is gone. Press Enter for a new copy of the mistake.");
            self.show(true)?;
        }
        Ok(())
    }

    /// Reads what the running program has printed since the last look.
    fn follow(&mut self) {
        let Some(live) = self.session.live() else { return };
        let before = live.read();
        if let Screen::Lines(lines) = &self.screen {
            lines.stamped(live.run.lines.iter().skip(before));
        }
    }

    fn page(&self) -> Page {
        let style = self.screen.style().without_colour();
        self.session.page(self.screen.columns(), style, self.screen.typed())
    }

    /// Shows the page. As plain lines, it prints only what is new, and only if it `asks` for a line.
    fn show(&mut self, asks: bool) -> Result<()> {
        let mut page = self.page();
        match &mut self.screen {
            Screen::Full(full) => full.draw(&page)?,
            Screen::Lines(_) if !asks => {}
            Screen::Lines(lines) => {
                let same = same(&page, &self.printed);
                self.printed = texts(&page).map(str::to_owned).collect();
                if same == 0 {
                    lines.show(&page);
                } else {
                    page.rows.drain(..same - 1);
                    lines.rows(&page);
                }
                lines.ask(&page);
            }
        }
        Ok(())
    }
}

/// The title and the rows of a page.
fn texts(page: &Page) -> impl Iterator<Item = &str> {
    [&*page.title].into_iter().chain(page.rows.iter().map(|row| &*row.text))
}

/// How many texts at the beginning of a page have been printed.
fn same(page: &Page, printed: &[String]) -> usize {
    texts(page).zip(printed).take_while(|(now, before)| now == before).count()
}

fn read_keys(send: &Sender<Event>) {
    loop {
        let event = match event::read() {
            Ok(event::Event::Key(key)) if key.kind != KeyEventKind::Release => Event::Key(key),
            Ok(event::Event::Resize(..)) => Event::Resized,
            Ok(_) => continue,
            Err(_) => Event::End,
        };
        let end = matches!(event, Event::End);
        if send.send(event).is_err() || end {
            return;
        }
    }
}

fn read_lines(send: &Sender<Event>) {
    for line in io::stdin().lines() {
        let Ok(line) = line else { break };
        if send.send(Event::Line(line)).is_err() {
            return;
        }
    }
    let _ = send.send(Event::End);
}
