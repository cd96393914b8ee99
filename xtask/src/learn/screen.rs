//! Pages on the full screen of a terminal, or as plain lines.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::panic;
use std::sync::Once;

use anyhow::Result;
use course::Said;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use crossterm::terminal::{
    self, BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use expected_order::Glyphs;
use in_order::report::Style;

/// The smallest screen that a page is laid out for, in columns and lines.
const NARROWEST: usize = 20;
const LOWEST: usize = 6;

/// The longest line of prose, in columns.
const MEASURE: usize = 100;

/// How many lines of a run a page has at most, since a program may print without end.
pub(crate) const MOST_LINES: usize = 50;

/// What the learner looks at.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) rows: Vec<TextRow>,
    /// The lines of the run, below the rows. Plain lines leave them out: they printed each line when it
    /// came.
    pub(crate) lines: Vec<TextRow>,
    /// A message next to the prompt.
    pub(crate) note: String,
    pub(crate) wants: Wants,
    pub(crate) keys: Vec<(&'static str, &'static str)>,
}

/// What the learner may type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wants {
    /// Only keys.
    #[default]
    Keys,
    /// Numbers, for which the text asks. Letters are keys.
    Numbers(&'static str),
    /// Any text.
    Text(&'static str),
}

impl Wants {
    fn asks(&self) -> Option<&'static str> {
        match self {
            Self::Keys => None,
            Self::Numbers(asks) | Self::Text(asks) => Some(asks),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct TextRow {
    pub(crate) text: String,
    pub(crate) tone: Tone,
    fit: Fit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Loud,
    Quiet,
    Good,
    Bad,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Loud => "\x1b[1m",
            Self::Quiet => "\x1b[2m",
            Self::Good => "\x1b[32m",
            Self::Bad => "\x1b[31m",
        }
    }
}

/// What happens to a row that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// The row is broken between words.
    Words,
    /// The row is broken anywhere.
    Code,
    /// The row is cut off.
    Picture,
}

impl TextRow {
    pub(crate) fn prose(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone, fit: Fit::Words }
    }

    pub(crate) fn code(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone, fit: Fit::Code }
    }

    pub(crate) fn picture(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone, fit: Fit::Picture }
    }

    pub(crate) fn blank() -> Self {
        Self::prose(Tone::Plain, "")
    }

    /// The row as lines of a screen of the given width.
    fn lines(&self, columns: usize) -> Vec<String> {
        let indent = self.text.len() - self.text.trim_start().len();
        match self.fit {
            Fit::Words => words(&self.text, indent, columns.min(MEASURE)),
            Fit::Code => {
                let chars: Vec<char> = self.text.chars().collect();
                if chars.is_empty() {
                    return vec![String::new()];
                }
                chars.chunks(columns).map(|chunk| chunk.iter().collect()).collect()
            }
            Fit::Picture => vec![self.text.chars().take(columns).collect()],
        }
    }
}

/// Breaks a text between words, and indents each line like the first one.
fn words(text: &str, indent: usize, columns: usize) -> Vec<String> {
    let indent = " ".repeat(indent.min(columns / 2));
    let mut lines = Vec::new();
    let mut line = indent.clone();
    for word in text.split_whitespace() {
        let blank = usize::from(line.len() > indent.len());
        if blank > 0 && line.chars().count() + blank + word.chars().count() > columns {
            lines.push(std::mem::replace(&mut line, indent.clone()));
        } else if blank > 0 {
            line.push(' ');
        }
        line.push_str(word);
        // A word that is longer than a line.
        while line.chars().count() > columns {
            let rest = line.chars().skip(columns).collect::<String>();
            lines.push(line.chars().take(columns).collect());
            line = format!("{indent}{rest}");
        }
    }
    lines.push(line);
    lines
}

/// Where pages appear.
pub(crate) enum Screen {
    Full(FullScreen),
    Lines(Lines),
}

impl Screen {
    /// The full screen. Plain lines if `plain` asks for them, or if the terminal cannot show more.
    pub(crate) fn open(plain: bool) -> Result<Self> {
        let style = Style::of_stdout();
        let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        if plain || dumb || !terminal {
            return Ok(Self::Lines(Lines { style }));
        }
        Ok(Self::Full(FullScreen::open(style)?))
    }

    pub(crate) fn style(&self) -> Style {
        match self {
            Self::Full(full) => full.style,
            Self::Lines(lines) => lines.style,
        }
    }

    /// The widest picture that fits, in columns.
    pub(crate) fn columns(&self) -> usize {
        match self {
            Self::Full(_) => size().0,
            Self::Lines(_) => width_of_stdout(),
        }
    }

    /// Prints a typed line, unless the terminal has shown it already.
    pub(crate) fn echo(&self, line: &str) {
        if let Self::Lines(lines) = self
            && !io::stdin().is_terminal()
        {
            lines.say(line);
        }
    }

    /// The text after the prompt.
    pub(crate) fn typed(&self) -> &str {
        if let Self::Full(full) = self { &full.typed } else { "" }
    }
}

/// The columns of standard output, without a bound if it is not a terminal.
pub(crate) fn width_of_stdout() -> usize {
    if io::stdout().is_terminal() { size().0 } else { usize::MAX }
}

fn size() -> (usize, usize) {
    let (columns, lines) = terminal::size().unwrap_or((80, 24));
    // A terminal that does not know its size reports 0.
    let (columns, lines) = if columns == 0 || lines == 0 { (80, 24) } else { (columns, lines) };
    (usize::from(columns).max(NARROWEST), usize::from(lines).max(LOWEST))
}

/// The text without control characters, and in ASCII if the terminal shows nothing else.
fn plain_text(text: &str, style: Style) -> String {
    let show = |c: char| match c {
        c if c.is_control() => ' ',
        c if c.is_ascii() || style.glyphs() == Glyphs::UNICODE => c,
        _ => '?',
    };
    text.chars().map(show).collect()
}

fn painted(text: &str, tone: Tone, style: Style) -> String {
    let text = plain_text(text, style);
    if !style.colour() || tone == Tone::Plain {
        return text;
    }
    format!("{}{text}\x1b[0m", tone.code())
}

/// Plain lines, for screen readers, logs and pipes.
pub(crate) struct Lines {
    style: Style,
}

impl Lines {
    /// Prints a page.
    pub(crate) fn show(&self, page: &Page) {
        print(&format!("\n{}\n", painted(&page.title, Tone::Loud, self.style)));
        self.rows(page);
    }

    /// Prints the rows of a page.
    pub(crate) fn rows(&self, page: &Page) {
        let columns = width_of_stdout();
        let mut out = String::new();
        for row in &page.rows {
            for line in row.lines(columns) {
                out.push_str(painted(&line, row.tone, self.style).trim_end());
                out.push('\n');
            }
        }
        print(&out);
    }

    /// Prints the message and the keys.
    pub(crate) fn ask(&self, page: &Page) {
        let mut out = String::new();
        if !page.note.is_empty() {
            out.push_str(&plain_text(&page.note, self.style));
            out.push('\n');
        }
        let keys: Vec<String> =
            page.keys.iter().map(|(key, what)| format!("{key} {what}")).collect();
        let asks = page.wants.asks().map(|asks| format!("{asks}; ")).unwrap_or_default();
        out.extend([&asks, &*keys.join(", "), "\n> "]);
        print(&out);
    }

    /// Prints one line.
    pub(crate) fn say(&self, text: &str) {
        print(&format!("{}\n", plain_text(text, self.style)));
    }

    /// Prints lines of a run.
    pub(crate) fn stamped<'a>(&self, lines: impl Iterator<Item = &'a Said>) {
        lines.take(MOST_LINES).for_each(|said| self.say(&stamped(said)));
    }
}

/// A line of a run.
pub(crate) fn stamped(said: &Said) -> String {
    format!("{:>6.2} s  {}", said.at.as_secs_f64(), said.text)
}

/// Ignores errors: if nobody reads the output any more, the end of the input ends the session.
fn print(text: &str) {
    let mut out = io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The full terminal. It uses the terminal's second screen, so that the first one comes back.
pub(crate) struct FullScreen {
    style: Style,
    /// The text after the prompt.
    typed: String,
    /// The first visible line of the page.
    top: usize,
    /// How many lines the page had when it was last drawn, and how many of them fit.
    height: (usize, usize),
}

/// What a key means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pressed {
    /// A key of the page, or a text that the learner ended with Enter.
    Command(String),
    Interrupt,
    /// The key changed only the drawing.
    Nothing,
}

impl FullScreen {
    fn open(style: Style) -> Result<Self> {
        restore_on_panic();
        enable_raw_mode()?;
        let full = Self { style, typed: String::new(), top: 0, height: (0, 0) };
        execute!(io::stdout(), EnterAlternateScreen)?;
        Ok(full)
    }

    /// Scrolls to the top and empties the prompt, for another page.
    pub(crate) fn turn(&mut self) {
        (self.top, self.typed) = (0, String::new());
    }

    /// Puts a text back at the prompt for the learner to correct.
    pub(crate) fn type_again(&mut self, typed: &str) {
        typed.clone_into(&mut self.typed);
    }

    /// Scrolls to the end of the page.
    pub(crate) fn scroll_to_end(&mut self) {
        self.top = usize::MAX;
    }

    pub(crate) fn press(&mut self, key: KeyEvent, wants: &Wants) -> Pressed {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let page = self.height.1.saturating_sub(1).max(1);
        match key.code {
            KeyCode::Char('c') if control => return Pressed::Interrupt,
            KeyCode::Char('u') if control => self.typed.clear(),
            KeyCode::Up => self.top = self.top.saturating_sub(1),
            KeyCode::Down => self.top = self.top.saturating_add(1),
            KeyCode::PageUp => self.top = self.top.saturating_sub(page),
            KeyCode::PageDown => self.top = self.top.saturating_add(page),
            KeyCode::Home => self.top = 0,
            KeyCode::End => self.scroll_to_end(),
            KeyCode::Backspace => drop(self.typed.pop()),
            KeyCode::Esc if self.typed.is_empty() && matches!(wants, Wants::Text(_)) => {
                return Pressed::Command(String::new());
            }
            KeyCode::Esc => self.typed.clear(),
            KeyCode::Enter => return Pressed::Command(std::mem::take(&mut self.typed)),
            KeyCode::Char(c) if !control => match wants {
                Wants::Text(_) => self.typed.push(c),
                Wants::Numbers(_) if !c.is_alphabetic() => self.typed.push(c),
                Wants::Keys if c == ' ' => self.top = self.top.saturating_add(page),
                _ => return Pressed::Command(c.to_lowercase().collect()),
            },
            _ => {}
        }
        Pressed::Nothing
    }

    /// Draws a page: its title, the rows that fit, the keys and the prompt.
    pub(crate) fn draw(&mut self, page: &Page) -> Result<()> {
        let (columns, lines) = size();
        let style = self.style;
        let below = self.below(page, columns, lines);
        let room = lines.saturating_sub(below.len() + 1).max(1);
        let rows = page.rows.iter().chain(&page.lines);
        let body: Vec<(String, Tone)> = rows
            .flat_map(|row| row.lines(columns).into_iter().map(|line| (line, row.tone)))
            .collect();
        self.top = self.top.min(body.len().saturating_sub(room));
        self.height = (body.len(), room);
        let mut shown = vec![(page.title.clone(), Tone::Loud)];
        shown.extend(body.iter().skip(self.top).take(room).cloned());
        let hidden = body.len().saturating_sub(self.top + room);
        if hidden > 0 {
            let more = format!("... {} more lines: press Down or Page Down", hidden + 1);
            shown.pop();
            shown.push((more, Tone::Quiet));
        }
        shown.resize(room + 1, (String::new(), Tone::Plain));
        let cursor = (lines.min(shown.len() + below.len()), below.last().cloned());
        shown.extend(below);
        let mut out = io::stdout().lock();
        queue!(out, BeginSynchronizedUpdate, Hide)?;
        for (number, (text, tone)) in shown.iter().take(lines).enumerate() {
            let text: String = text.chars().take(columns).collect();
            queue!(out, MoveTo(0, number as u16))?;
            write!(out, "{}\x1b[K", painted(&text, *tone, style))?;
        }
        if page.wants.asks().is_some()
            && let (line, Some((text, _))) = cursor
        {
            let column = text.chars().count().min(columns - 1);
            queue!(out, MoveTo(column as u16, line.saturating_sub(1) as u16), Show)?;
        }
        queue!(out, EndSynchronizedUpdate)?;
        Ok(out.flush()?)
    }

    /// The bottom of the screen: a message, the keys, and the prompt.
    fn below(&self, page: &Page, columns: usize, lines: usize) -> Vec<(String, Tone)> {
        let mut below = Vec::new();
        if !page.note.is_empty() {
            let note = words(&page.note, 0, columns);
            below.extend(note.into_iter().map(|line| (line, Tone::Loud)));
        }
        let mut line = String::new();
        for (key, what) in &page.keys {
            let item = format!("{key} {what}");
            if !line.is_empty() && line.chars().count() + 2 + item.chars().count() > columns {
                below.push((std::mem::take(&mut line), Tone::Quiet));
            }
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&item);
        }
        below.push((line, Tone::Quiet));
        if let Some(asks) = page.wants.asks() {
            let mut ask = format!("{asks}: ");
            if ask.chars().count() > columns / 2 {
                below.push((ask, Tone::Plain));
                ask = "> ".into();
            }
            let room = columns.saturating_sub(ask.chars().count() + 1).max(8);
            let skip = self.typed.chars().count().saturating_sub(room);
            let end: String = self.typed.chars().skip(skip).collect();
            below.push((format!("{ask}{end}"), Tone::Plain));
        }
        // At least one line is left for the page.
        let surplus = (below.len() + 2).saturating_sub(lines);
        below.drain(..surplus);
        below
    }
}

impl Drop for FullScreen {
    fn drop(&mut self) {
        restore();
    }
}

/// Restores the terminal. Calling it twice is harmless.
fn restore() {
    let _ = execute!(io::stdout(), EndSynchronizedUpdate, Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

/// Makes a panic on any thread restore the terminal, print its message and end the process.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            restore();
            tell(what);
            std::process::exit(101);
        }));
    });
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::{fs, process::Command, thread};

    use super::*;

    #[test]
    fn prose_is_broken_between_words_and_pictures_are_cut() {
        let prose = TextRow::prose(Tone::Plain, "  one two three");
        assert_eq!(prose.lines(9), ["  one two", "  three"]);
        assert_eq!(TextRow::prose(Tone::Plain, "").lines(9), [""]);
        assert_eq!(
            TextRow::prose(Tone::Plain, "abcdefghijk l").lines(5),
            ["abcde", "fghij", "k l"]
        );
        assert_eq!(TextRow::code(Tone::Plain, "let x = 1;").lines(6), ["let x ", "= 1;"]);
        assert_eq!(TextRow::picture(Tone::Plain, "o-------o").lines(5), ["o----"]);
    }

    fn pressed(full: &mut FullScreen, keys: &str, wants: &Wants) -> Pressed {
        let mut last = Pressed::Nothing;
        for c in keys.chars() {
            let code = if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
            last = full.press(KeyEvent::new(code, KeyModifiers::NONE), wants);
        }
        last
    }

    #[test]
    fn letters_are_keys_unless_a_text_is_wanted() {
        let mut full =
            FullScreen { style: Style::of_stdout(), typed: String::new(), top: 0, height: (0, 0) };
        let command = |text: &str| Pressed::Command(text.into());
        assert_eq!(pressed(&mut full, "n", &Wants::Keys), command("n"));
        assert_eq!(pressed(&mut full, "3 1 2", &Wants::Numbers("order")), Pressed::Nothing);
        assert_eq!(pressed(&mut full, "b", &Wants::Numbers("order")), command("b"));
        assert_eq!(pressed(&mut full, "\n", &Wants::Numbers("order")), command("3 1 2"));
        assert_eq!(pressed(&mut full, "queues\n", &Wants::Text("filter")), command("queues"));
        let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(full.press(control_c, &Wants::Text("filter")), Pressed::Interrupt);
        // Its drop would write to the terminal of the test.
        std::mem::forget(full);
    }

    /// This test runs itself in a terminal of tmux.
    #[test]
    #[cfg(unix)]
    #[ignore = "needs tmux"]
    fn a_panic_gives_the_terminal_back() {
        const PANICS: &str = "LEARN_PANICS";
        if env::var_os(PANICS).is_some() {
            let _full = FullScreen::open(Style::of_stdout()).expect("there is a terminal");
            let _ = thread::spawn(|| panic!("on purpose")).join();
            unreachable!("a panic ends all");
        }
        let folder = tempfile::tempdir().expect("a folder");
        let own = env::current_exe().expect("this test has a file");
        let name = "learn::screen::tests::a_panic_gives_the_terminal_back";
        let script = format!(
            "stty -a >before; {PANICS}=1 {} --ignored --exact --nocapture {name}; echo $? >code; \
             stty -a >after; touch over; sleep 60",
            own.display()
        );
        let server = format!("learn-panics-{}", std::process::id());
        let tmux = |args: &[&str]| {
            let mut tmux = Command::new("tmux");
            tmux.args(["-L", &server, "-f", "/dev/null"]).args(args).current_dir(folder.path());
            String::from_utf8(tmux.output().expect("tmux is installed").stdout).expect("UTF-8")
        };
        tmux(&["new-session", "-d", &script]);
        for _ in 0..1000 {
            if folder.path().join("over").exists() {
                break;
            }
            thread::sleep(std::time::Duration::from_millis(20));
        }
        let screen = tmux(&["capture-pane", "-p"]);
        tmux(&["kill-server"]);
        let read = |file: &str| fs::read_to_string(folder.path().join(file)).expect("it is there");
        assert!(screen.contains("on purpose"), "the panic is told on the first screen:\n{screen}");
        assert_eq!(read("code"), "101\n");
        assert_eq!(read("before"), read("after"));
    }
}
