//! `cargo xtask learn`: the course in the terminal.
//!
//! - `session`: where the learner is, and what each key does
//! - `screen`: pages on the whole terminal, or line by line
//! - `predict`: what a learner types for a prediction
//! - `exercise`: copies of mistakes, under `my/`
//! - `job`: a program, built and run; `live`: its run so far; `watch`: whether a file was saved
//! - `progress`: what is kept; `status`: the same for a teacher

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
use job::{Job, Outcome, Told};
use runner::process::{self, interrupted};
use runner::second_text;
use screen::{Page, Pressed, Screen};
use session::{Do, Session};
use watch::Watch;

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Options {
    /// The lesson to go to, by package, number or folder [default: where you were]
    lesson: Option<String>,
    /// Line by line, as where no terminal is
    #[arg(long)]
    plain: bool,
    /// Look at your files now and then, instead of waiting for the system to tell of changes
    #[arg(long)]
    poll: bool,
    /// Length of the lesson second when a lesson runs
    #[arg(long, default_value = "1s", value_parser = parse_second)]
    second: Duration,
    /// Print how far each lesson is, and nothing else
    #[arg(long, conflicts_with_all = ["lesson", "plain", "poll"])]
    status: bool,
    /// The same as JSON
    #[arg(long, requires = "status")]
    json: bool,
}

/// What happens.
enum Event {
    Key(KeyEvent),
    /// The terminal has another size.
    Resized,
    Line(String),
    /// There is no more input.
    End,
    /// The file that is watched may have another text.
    Touched,
    /// What the job of that number tells.
    Told(usize, Told),
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
        Screen::Whole(_) => thread::spawn(move || read_keys(&keys)),
        Screen::Lines(_) => thread::spawn(move || read_lines(&keys)),
    };
    let mut desk = Desk {
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
    let left = desk.work(first, &events);
    let summary = desk.session.summary();
    // The terminal comes back first.
    drop(desk);
    match left? {
        // Nobody may be left to read it.
        Left::Quit => drop(writeln!(io::stdout(), "{summary}")),
        Left::Interrupted => {
            return Err(fail(Exit::Interrupted, format!("interrupted; {summary}")));
        }
    }
    Ok(())
}

enum Left {
    Quit,
    Interrupted,
}

/// A session with all that it takes to hold it.
struct Desk {
    session: Session,
    screen: Screen,
    send: Sender<Event>,
    poll: bool,
    job: Option<Job>,
    /// How many there were: what an older one tells is of no interest any more.
    jobs: usize,
    watch: Option<Watch>,
    /// Lines that were typed ahead.
    lines: VecDeque<Event>,
    /// The rows that were printed last, line by line.
    printed: Vec<String>,
}

impl Desk {
    fn work(&mut self, first: Do, events: &Receiver<Event>) -> Result<Left> {
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
            let Some(event) = event else {
                self.tick()?;
                continue;
            };
            let left = match event {
                Event::Key(key) => self.press(key),
                // One after the other, as if typed by a person who waits.
                Event::Line(_) | Event::End if self.job.is_some() => {
                    self.lines.push_back(event);
                    continue;
                }
                Event::Line(line) => {
                    self.screen.echo(&line);
                    self.take(&line)
                }
                Event::End => Some(Left::Quit),
                Event::Resized => None,
                Event::Touched => {
                    if !self.watch.as_mut().is_some_and(Watch::touched) {
                        continue;
                    }
                    self.saved();
                    None
                }
                Event::Told(job, told) => {
                    if job == self.jobs && self.job.is_some() {
                        self.told(told)?;
                    }
                    None
                }
            };
            if let Some(left) = left {
                return Ok(left);
            }
            self.show(self.job.is_none())?;
        }
    }

    fn press(&mut self, key: KeyEvent) -> Option<Left> {
        let wants = self.page().wants;
        // What was said of the last line is of no interest while the next is typed.
        self.session.say("");
        let Screen::Whole(whole) = &mut self.screen else { return None };
        match whole.press(key, &wants) {
            Pressed::Command(command) => self.take(&command),
            Pressed::Interrupt => Some(Left::Interrupted),
            Pressed::Nothing => None,
        }
    }

    fn take(&mut self, typed: &str) -> Option<Left> {
        let to_do = self.session.take(typed);
        self.act(to_do)
    }

    /// Does what a key asks for. What cannot be done is said, and the session goes on.
    fn act(&mut self, to_do: Result<Do>) -> Option<Left> {
        let to_do = match to_do {
            Ok(to_do) => to_do,
            Err(error) => {
                self.session.say(format!("error: {error:#}"));
                Do::Stay
            }
        };
        match (&to_do, &mut self.screen) {
            (Do::Turn | Do::Run(_), Screen::Whole(whole)) => whole.turn(),
            (Do::ToEnd, Screen::Whole(whole)) => whole.scroll_to_end(),
            (Do::Retype(typed), Screen::Whole(whole)) => whole.type_again(typed),
            _ => {}
        }
        match to_do {
            Do::Stay | Do::ToEnd | Do::Retype(_) => {}
            Do::Turn => self.job = None,
            Do::Run(program) => {
                // The one before has to end first: the two would wait for each other's build.
                self.job = None;
                self.jobs += 1;
                // Its verdict is printed anew, even if it is the same.
                self.printed.truncate(same(&self.page(), &self.printed));
                // What is run now needs no second run.
                if let Some(watch) = &mut self.watch {
                    watch.touched();
                }
                let (number, send) = (self.jobs, self.send.clone());
                self.job = Some(Job::start(*program, move |told| {
                    // Nobody may be left to be told.
                    let _ = send.send(Event::Told(number, told));
                }));
            }
            Do::Quit => return Some(Left::Quit),
        }
        self.look_at_the_right_file();
        None
    }

    fn look_at_the_right_file(&mut self) {
        let file = self.session.edited();
        if self.watch.as_ref().map(Watch::file) != file.as_deref() {
            let poll = self.poll;
            self.watch = file.map(|file| {
                let send = self.send.clone();
                Watch::new(&file, poll, move || drop(send.send(Event::Touched)))
            });
        }
    }

    fn saved(&mut self) {
        let to_do = self.session.run();
        self.session.say("");
        self.act(to_do);
        if self.watch.as_ref().is_some_and(Watch::polls) && !self.poll {
            self.poll = true;
            self.session
                .say("The system tells of no changes here, so the file is looked at now and then.");
        }
    }

    fn told(&mut self, told: Told) -> Result<()> {
        if let Screen::Lines(lines) = &self.screen {
            match &told {
                Told::Builds(what) => lines.say(what),
                Told::Runs { second, .. } => {
                    lines.say(&format!("Running, 1 s = {}:", second_text(*second)));
                }
                // What came since the last look.
                Told::Ended(Outcome::Ran(run)) => {
                    let before = self.session.live().map_or(0, |live| live.run.lines.len());
                    lines.stamped(run.lines.iter().skip(before));
                }
                Told::Ended(_) => {}
            }
        }
        if matches!(told, Told::Ended(_)) {
            self.job = None;
        }
        self.session.told(told)
    }

    /// What is done between two events: a run that is under way grows, a file may have been saved.
    fn tick(&mut self) -> Result<()> {
        self.follow();
        if self.session.live().is_some() && matches!(self.screen, Screen::Whole(_)) {
            self.show(false)?;
        }
        if self.watch.as_mut().is_some_and(Watch::tick) {
            self.saved();
            self.show(false)?;
        }
        if self.watch.as_mut().is_some_and(Watch::is_gone) {
            self.session.say("The file is gone. Enter makes a new copy of it.");
            self.show(true)?;
        }
        Ok(())
    }

    /// Reads on in a run that is under way.
    fn follow(&mut self) {
        let Some(live) = self.session.live() else { return };
        let before = live.read();
        if let Screen::Lines(lines) = &self.screen {
            lines.stamped(live.run.lines.iter().skip(before));
        }
    }

    fn page(&self) -> Page {
        self.session.page(self.screen.columns(), self.screen.style(), self.screen.typed())
    }

    /// Shows the page; line by line that part of it which is new, when nothing runs.
    fn show(&mut self, asks: bool) -> Result<()> {
        let mut page = self.page();
        match &mut self.screen {
            Screen::Whole(whole) => whole.draw(&page)?,
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

/// How much of a page has been printed.
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
