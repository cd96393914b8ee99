//! `cargo xtask learn`: as plain lines, and in a real terminal.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use common::{Course, root, target};
use serde_json::Value;

/// A course of one lesson with one mistake. All tests share one target folder, so each test gives its
/// lesson another name.
struct Learner {
    course: Course,
    lesson: String,
    /// The lesson second.
    second: &'static str,
    _alone: MutexGuard<'static, ()>,
}

/// One test at a time, because each depends on the clock.
static ALONE: Mutex<()> = Mutex::new(());

impl Learner {
    fn new(lesson: &str, second: &'static str) -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut course = Course::new(&format!("learn-{lesson}"));
        course.gather(lesson, &[]);
        let mistake = root().join("lessons/gather/examples/gather-mistake-one-by-one.rs");
        let examples = course.folder.join(format!("lessons/{lesson}/examples"));
        fs::create_dir_all(&examples).expect("a folder can be made");
        // With a module that it takes from the lesson.
        let mistake = fs::read_to_string(mistake).expect("gather has that mistake");
        let mistake = format!("{mistake}\n#[path = \"../src/shared.rs\"]\nmod shared;\n");
        fs::write(examples.join(format!("{lesson}-mistake-one-by-one.rs")), mistake)
            .expect("a file can be written");
        fs::write(examples.join("../src/shared.rs"), "").expect("a file can be written");
        Self { course, lesson: lesson.into(), second, _alone: alone }
    }

    /// The mistake's copy, or another file beside it.
    fn own(&self, file: &str) -> PathBuf {
        self.course.folder.join(format!("my/{}-mistake-one-by-one/{file}", self.lesson))
    }

    fn program(&self) -> PathBuf {
        self.course.folder.join(format!("lessons/{}/src/main.rs", self.lesson))
    }

    fn progress(&self) -> PathBuf {
        self.course.folder.join("my/progress.json")
    }

    fn repair(&self) {
        // A copy would keep the time of the lesson's file on some systems.
        let program = fs::read(self.program()).expect("the lesson has a program");
        fs::write(self.own("src/main.rs"), program).expect("a file can be written");
    }

    /// Starts `learn` through pipes.
    fn starts(&self) -> Child {
        let mut command = self.course.xtask(&["learn", "--second", self.second]);
        command.env("LC_ALL", "C.UTF-8").stdin(Stdio::piped()).stdout(Stdio::piped());
        command.spawn().expect("xtask starts")
    }

    /// `learn` through pipes, with these lines typed. Returns what it prints.
    fn types(&self, lines: &str) -> String {
        Self::ends(self.starts(), lines)
    }

    /// Types these lines and waits for the end of `learn`. Returns what it prints.
    fn ends(mut child: Child, lines: &str) -> String {
        let mut stdin = child.stdin.take().expect("it is piped");
        stdin.write_all(lines.as_bytes()).expect("it reads");
        drop(stdin);
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn status(&self) -> Value {
        let output = self.asked(&["learn", "--status", "--json"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    fn asked(&self, args: &[&str]) -> Output {
        self.course.xtask(args).output().expect("xtask starts")
    }

    /// The numbers of these lines on the page that asks for their order.
    fn numbers(page: &str, lines: &[&str]) -> String {
        let number = |line: &&str| {
            let found = page.lines().find_map(|row| row.trim().strip_suffix(*line));
            found.unwrap_or_else(|| panic!("no {line} in:\n{page}")).trim().to_owned()
        };
        lines.iter().map(number).collect::<Vec<_>>().join(" ")
    }
}

fn holds(said: &str, all: &[&str]) {
    for text in all {
        assert!(said.contains(text), "{text:?} is missing in:\n{said}");
    }
}

/// Right, and wrong: c is done before a.
const RIGHT: [&str; 7] =
    ["a: started", "b: started", "c: started", "c: done", "b: done", "a: done", "got a, b, c"];
const WRONG: [&str; 7] =
    ["a: started", "b: started", "c: started", "a: done", "b: done", "c: done", "got a, b, c"];

#[test]
fn a_program_that_must_not_compile_is_repaired_line_by_line() {
    let learner = Learner::new("refused", "250ms");
    let first = "let lesson = lesson!();";
    let program = fs::read_to_string(learner.program()).expect("the lesson has a program");
    let (_, program) = program.split_once("\n\n").expect("it has a header");
    assert!(program.contains(first), "gather's program has no {first:?} any more");
    let borrows = "let name = String::from(\"a\");\n    tokio::spawn(async { drop(&name) });";
    let program = program.replace(first, &format!("{first}\n    {borrows}"));
    let program = format!(
        "//! \"A task may borrow.\"\n//!\n//! It may outlive main.\n//!\n\
         //! Refused: E0373 at \"tokio::spawn(async {{\": \"may outlive\"\n\n{program}"
    );
    let folder = learner.course.folder.join("lessons/refused/refused");
    fs::create_dir(&folder).expect("a folder can be made");
    fs::write(folder.join("borrowed.rs"), program).expect("a file can be written");

    let said = learner.types("n\n\nn\nn\nh\nh\nh\nq\n");
    holds(
        &said,
        &[
            "0 of 2 mistakes repaired.",
            "mistake 2 of 2",
            "Somebody believed: \"A task may borrow.\"",
            "my/refused-refused-borrowed/src/main.rs",
            "It does not compile. It is built each time you save it",
            "✗ The program does not build.",
            "error[E0373]: async block may outlive",
            "--> my/refused-refused-borrowed/src/main.rs:",
            "Hint 1 of 3: The compiler refuses the line with `tokio::spawn(async {`. `rustc --explain E0373`",
            "Hint 2 of 3: It may outlive main.",
            "Hint 3 of 3: 2 lines of your file are not in the lesson (lines ",
        ],
    );
    let own = learner.course.folder.join("my/refused-refused-borrowed/src/main.rs");
    let copied = fs::read_to_string(&own).expect("it was copied");
    assert!(!copied.contains("Refused:"), "what explains the error is left to the hints");
    let program = fs::read(learner.program()).expect("the lesson has a program");
    fs::write(&own, program).expect("a file can be written");
    holds(&learner.types("q\n"), &["It is repaired: press n to continue.", "1 of 2 mistakes are"]);
    let mistakes = &learner.status()["lessons"][0]["mistakes"];
    assert_eq!((&mistakes[1]["name"], &mistakes[1]["hints"]), (&"borrowed".into(), &3.into()));
    assert_eq!(mistakes[1]["repaired"], true);
}

#[test]
fn a_lesson_and_its_mistake_line_by_line() {
    let learner = Learner::new("walked", "250ms");
    let first = learner.types("n\n");
    holds(&first, &["Each lesson asks a question", "Lesson 1 of 1. 0 of 1 mistakes repaired."]);
    assert!(!learner.own("src/main.rs").exists(), "nothing is copied before it is wanted");

    let wrong = Learner::numbers(&first, &WRONG);
    let said = learner.types(&format!("n\n1 2\n{wrong}\n0 0 0 1 2 3 3\nn\nh\nh\nh\nh\nd\nq\n"));
    holds(
        &said,
        &[
            "5 of 7 lines are missing",
            "✗ Your prediction is wrong: \"b: done\" comes before \"a: done\", by the clock: at 2 s \
             and at 3 s.",
            "expected.order:7: 2s b | b: done",
            "✓ All 7 lines came in order and at their seconds.",
            "Somebody believed: \"The three calls start the downloads; the awaits only pick up the results.\"",
            "✗ \"b: started\" came at 3.",
            "Hint 1 of 3: The claim that this mistake breaks first: the second of \"b: started\".",
            "Hint 2 of 3: ",
            " of your file are not in the lesson (lines ",
            "There are no more hints.",
            "From your file (-) to the lesson (+):",
            "0 of 1 mistakes are repaired",
        ],
    );
    assert!(!said.contains('\x1b'), "a pipe gets no colours");
    let (run, page) = said.split_once(": the run").expect("it ran");
    assert_eq!(run.matches(" s  a: started\n").count(), 1, "lines are told as they come:\n{said}");
    let (page, _) = page.split_once("> n").expect("it went on");
    assert!(!page.contains("a: started"), "and not again:\n{said}");
    let status = learner.status();
    assert_eq!(status["lessons"][0]["prediction"], "wrong");
    assert_eq!(status["lessons"][0]["mistakes"][0]["hints"], 3);

    let program = fs::read_to_string(learner.own("src/main.rs")).expect("it was copied");
    assert!(!program.contains("Breaks:"), "what explains the mistake is left to the hints");
    // The learner's folder reuses what the course has compiled.
    let libraries = |folder: &str| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--message-format=json"]).env("CARGO_TARGET_DIR", target());
        let built = cargo.current_dir(learner.course.folder.join(folder)).output();
        let messages = String::from_utf8(built.expect("cargo starts").stdout).expect("UTF-8");
        let messages = messages.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        let files = messages.flat_map(|message: Value| {
            message["filenames"].as_array().cloned().unwrap_or_default()
        });
        let files = files.filter_map(|file| Some(PathBuf::from(file.as_str()?)));
        let library = |file: &PathBuf| file.extension().is_some_and(|end| end == "rlib");
        files.filter(library).collect::<BTreeSet<_>>()
    };
    let of_course = libraries(".");
    assert!(
        of_course.iter().any(|file| file.display().to_string().contains("libtokio-")),
        "{of_course:?}"
    );
    assert_eq!(libraries("my"), of_course);

    let said = learner.types("\nq\n");
    assert_eq!(
        said.matches("✗ \"b: started\" came at 3.").count(),
        2,
        "each run has a verdict:\n{said}"
    );

    // It continues where it stopped, with the current file.
    learner.repair();
    let said = learner.types("r\nq\n");
    holds(
        &said,
        &["It is repaired: press n to continue.", "Press r again to do it.", "1 of 1 mistakes are"],
    );
    // Changed, and then restored.
    let said = learner.types("r\nr\nn\n");
    holds(
        &said,
        &[
            "Your file is a fresh copy of the mistake.",
            "✗ \"b: started\" came",
            "This was the last lesson.",
        ],
    );
    assert_eq!(fs::read_to_string(learner.own("src/main.rs")).expect("it is there"), program);

    let right = Learner::numbers(&first, &RIGHT);
    let said = learner.types(&format!("b\nn\n{right}\n0 0 0 1 2 3 3\n"));
    holds(&said, &["✓ Your prediction is right."]);
    assert_eq!(learner.status()["lessons"][0]["prediction"], "right");
}

#[test]
fn a_program_that_misbehaves_is_told_in_one_message() {
    let learner = Learner::new("spoiled", "25ms");
    learner.types("n\n\nn\n");
    let program = fs::read_to_string(learner.program()).expect("the lesson has a program");
    for (line, expected) in [
        (
            "let x = ;",
            ["✗ The program does not build.", "--> my/spoiled-mistake-one-by-one/src/main.rs:"],
        ),
        (
            "loop { std::thread::park() }",
            ["✗ it hangs: it was still running at its limit", "✗ \"a: "],
        ),
        (
            "loop { println!(\"more and more\"); }",
            ["✗ it printed ", "The last line: more and more"],
        ),
        ("panic!(\"at once\");", ["at my/spoiled-mistake-one-by-one/src/main.rs:", "at once"]),
    ] {
        let after = "let lesson = lesson!();";
        let spoiled = program.replace(after, &format!("{after}\n    {line}"));
        fs::write(learner.own("src/main.rs"), spoiled).expect("a file can be written");
        let started = Instant::now();
        let said = learner.types("q\n");
        holds(&said, &expected);
        assert!(said.lines().count() < 80, "it is short:\n{said}");
        assert!(started.elapsed() < Duration::from_secs(60), "it ended by itself");
    }
    let misspelt = program.replace(": started", ": startet");
    fs::write(learner.own("src/main.rs"), misspelt).expect("a file can be written");
    let said = learner.types("q\n");
    holds(&said, &["✗ \"a: startet\" came at ", ", and no row expects it\n"]);
    holds(&said, &["  this row is still missing: lessons/spoiled/expected.order:"]);
    fs::remove_dir_all(learner.own("")).expect("a folder can be removed");
    let said = learner.types("q\n");
    holds(&said, &["✗ \"b: started\" came at 3."]);
}

#[test]
fn progress_goes_by_names_and_is_never_lost() {
    let mut learner = Learner::new("kept", "25ms");
    let folder = learner.course.folder.clone();
    assert_eq!(learner.status()["lessons"][0]["ran"], false);
    assert!(!folder.join("my").exists(), "who only asks gets no files");

    learner.types("n\n\nn\n");
    learner.repair();
    learner.types("q\n");
    let table = |learner: &Learner| {
        String::from_utf8(learner.asked(&["learn", "--status"]).stdout).expect("UTF-8")
    };
    holds(&table(&learner), &["01 kept    -           yes  1 of 1        0  <-- here"]);

    // A new lesson before it, so its number changes.
    learner.course.gather("before-kept", &[]);
    holds(&table(&learner), &["01 before-kept  -           -    0 of 0        0\n", "02 kept  "]);
    assert_eq!(learner.status()["lesson"], "kept");
    assert_eq!(learner.status()["lessons"][1]["mistakes"][0]["repaired"], true);
    holds(&learner.types("q\n"), &["02 kept: mistake 1 of 1", "You continue where you stopped."]);

    // A file that is not ours is reported and moved aside. `--status` leaves it in place.
    let before = fs::read(learner.progress()).expect("it was written");
    fs::write(learner.progress(), &before[..before.len() / 2]).expect("a file can be written");
    let refused = learner.asked(&["learn", "--status"]);
    assert_eq!(refused.status.code(), Some(1));
    holds(&String::from_utf8_lossy(&refused.stderr), &["error: my/progress.json cannot be read"]);
    let said = learner.types("q\n");
    holds(
        &said,
        &[
            "It is now my/progress.json.broken, and a new file takes its place.",
            "Each lesson asks a question",
        ],
    );
    let aside = fs::read(folder.join("my/progress.json.broken")).expect("it is kept");
    assert_eq!(aside, before[..before.len() / 2]);
}

#[test]
fn the_list_opens_over_a_page_and_leads_to_any_lesson() {
    let mut learner = Learner::new("listed", "25ms");
    learner.course.gather("without", &[]);
    let said = learner.types("2\nl\nnothing\nb\nl\nwithout\nn\n\nq\n");
    let (first, said) = said.split_once("> l\n").expect("the list opens");
    holds(first, &["01 listed: the program", "The key 2 does nothing here."]);
    let (list, said) = said.split_once("> b\n").expect("the list closes");
    holds(list, &["The lessons\n", "> 01 listed  new   0/1 ", "  02 without new   0/0 "]);
    holds(list, &["> nothing\nNo lesson matches nothing.\n"]);
    let (page, said) = said.split_once("> l\n").expect("the list opens again");
    holds(page, &["01 listed: the program", "n predict, b back"]);
    let (_, said) = said.split_once("> without\n").expect("the list leads to a lesson");
    holds(said, &["02 without: the program", "02 without: the run", "n next lesson, b back"]);
}

#[test]
fn two_sessions_at_once_lose_nothing() {
    let learner = Learner::new("shared", "25ms");
    let first = learner.starts();
    // Once it has written the current lesson, it has read the progress.
    let since = Instant::now();
    while !learner.progress().exists() {
        assert!(since.elapsed() < Duration::from_secs(60), "the first session writes no progress");
        sleep(Duration::from_millis(20));
    }
    learner.types("n\n\nn\nh\n");
    learner.repair();
    learner.types("q\n");
    // A step of the first session saves.
    Learner::ends(first, "n\nq\n");
    let lesson = learner.status()["lessons"][0].clone();
    assert_eq!(lesson["ran"], true);
    assert_eq!(lesson["mistakes"][0]["repaired"], true);
    assert_eq!(lesson["mistakes"][0]["hints"], 1);
}

#[test]
fn an_older_file_in_the_place_of_the_learners_is_built() {
    let learner = Learner::new("older", "25ms");
    let own = learner.own("src/main.rs");
    let time = || fs::metadata(&own).and_then(|file| file.modified()).expect("the file has a time");
    let said = learner.types("n\n\nn\nq\n");
    holds(&said, &["✗ \"b: started\" came at 3."]);
    let before = time();
    learner.types("q\n");
    assert_eq!(time(), before, "a file that has not changed keeps its time");
    learner.repair();
    let saved = time();
    holds(&learner.types("q\n"), &["It is repaired"]);
    assert_eq!(time(), saved, "a file that is newer than the last build keeps its time");
    let mistake = root().join("lessons/gather/examples/gather-mistake-one-by-one.rs");
    let mistake = fs::read_to_string(mistake).expect("gather has that mistake");
    fs::write(&own, mistake).expect("a file can be written");
    let file = fs::File::options().append(true).open(&own).expect("the file is there");
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    file.set_modified(hour_ago).expect("a file can have another time");
    holds(&learner.types("q\n"), &["✗ \"b: started\" came at 3."]);
}

#[test]
fn a_run_alone_and_the_completions() {
    let learner = Learner::new("alone", "250ms");
    let run = learner.asked(&["run", "alone", "--live", "--second", "250ms"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(String::from_utf8_lossy(&run.stdout).lines().collect::<Vec<_>>(), RIGHT);
    holds(&String::from_utf8_lossy(&run.stderr), &["7 lines, in order"]);

    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = learner.asked(&["completions", shell]);
        let script = String::from_utf8(script.stdout).expect("UTF-8");
        holds(&script, &["xtask", "learn", "verify"]);
        if shell == "bash" && cfg!(unix) {
            let file = learner.course.folder.join("completions");
            fs::write(&file, script).expect("a file can be written");
            let asks = ". ./completions; COMP_WORDS=(xtask lea); COMP_CWORD=1; _xtask xtask lea; \
                        echo \"$COMPREPLY\"; type -t xtask";
            let mut bash = Command::new("bash");
            bash.args(["--norc", "-c", asks]).current_dir(&learner.course.folder);
            let answer = bash.output().expect("bash starts");
            assert_eq!(String::from_utf8_lossy(&answer.stdout), "learn\nfunction\n");
        }
    }
}

/// A terminal with a shell in it.
struct Terminal {
    name: String,
}

impl Terminal {
    fn open(name: &str, (columns, lines): (u32, u32), learner: &Learner) -> Self {
        let terminal = Self { name: format!("learn-{name}-{}", std::process::id()) };
        let size = [columns.to_string(), lines.to_string()];
        terminal.tmux(&["new-session", "-d", "-x", &size[0], "-y", &size[1], "sh"]);
        let xtask = env!("CARGO_BIN_EXE_xtask");
        let (folder, target) = (learner.course.folder.display(), target().display());
        let script = format!(
            "cd {folder}\nexport LC_ALL=C.UTF-8 CARGO_TARGET_DIR={target}\nPS1='% '\n\
             learn() {{ stty -a >before; sh -c 'echo $$ >pid; exec {xtask} learn --second {}'; echo code $?; stty -a >after; }}\n",
            learner.second
        );
        let file = learner.course.folder.join("shell");
        fs::write(&file, script).expect("a file can be written");
        terminal.types(&format!(". {}", file.display()));
        terminal.clears();
        terminal
    }

    fn tmux(&self, args: &[&str]) -> String {
        let mut tmux = Command::new("tmux");
        let output = tmux.args(["-L", &self.name, "-f", "/dev/null"]).args(args).output();
        let output = output.expect("tmux is installed");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn key(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    /// Types a text, and Enter.
    fn types(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
        self.key("Enter");
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// Waits until a text is on the screen, however its lines are broken. Returns the screen.
    fn shows(&self, text: &str) -> String {
        let since = Instant::now();
        loop {
            let screen = self.screen();
            if screen.split_whitespace().collect::<Vec<_>>().join(" ").contains(text) {
                return screen;
            }
            assert!(since.elapsed() < Duration::from_secs(60), "no {text:?} in:\n{screen}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the shell. Its terminal and its screen must be restored.
    fn is_back(&self, learner: &Learner, code: &str) {
        let screen = self.shows(&format!("code {code} %"));
        assert!(screen.starts_with("% learn\n"), "the first screen is back:\n{screen}");
        let read = |name: &str| fs::read_to_string(learner.course.folder.join(name));
        assert_eq!(read("before").expect("stty wrote it"), read("after").expect("stty wrote it"));
        fs::remove_file(learner.course.folder.join("after")).expect("a file can be removed");
        self.clears();
    }

    fn clears(&self) {
        self.types("clear");
        while self.screen().trim() != "%" {
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.name, "kill-server"]).output();
    }
}

fn walk(name: &str, size: (u32, u32)) {
    let learner = Learner::new(name, "200ms");
    let terminal = Terminal::open(name, size, &learner);
    terminal.types("learn");
    terminal.shows("Each lesson asks a question");
    terminal.shows("n predict");
    terminal.key("n");
    let page = terminal.shows("The lines in order, such as 3 1 2:");
    terminal.types(&Learner::numbers(&page, &WRONG));
    terminal.shows("Type 7 seconds; 0 is the start.");
    // One second is missing. The typed text stays, and can be corrected.
    terminal.types("0 0 0 1 2 3");
    terminal.shows("You typed 6 of 7 seconds.");
    terminal.types(" 3");
    // The timeline grows: b is done, and a is not.
    let growing = terminal.shows("2.0");
    assert!(!growing.contains("a: done"), "{growing}");
    terminal.shows("Your prediction is wrong: \"b: done\" comes before \"a: done\", by the clock");

    terminal.key("n");
    terminal.shows("✗ \"b: started\" came at 3.");
    terminal.key("h");
    terminal.shows(
        "Hint 1 of 3: The claim that this mistake breaks first: the second of \"b: started\".",
    );
    terminal.key("d");
    terminal.shows("+ let (a, b, c) = tokio::join!(");
    terminal.key("h");
    terminal.shows("Hint 2 of 3: ");
    learner.repair();
    let page = terminal.shows("✓ All 7 lines came in order and at their seconds. It is repaired");
    let (columns, lines) = size;
    assert!(page.lines().count() <= lines as usize, "{page}");
    assert!(page.lines().all(|line| line.chars().count() <= columns as usize), "{page}");
    terminal.key("q");
    terminal.shows("1 of 1 mistakes are repaired");
    terminal.is_back(&learner, "0");

    terminal.types("learn");
    terminal.shows("You continue where you stopped.");
    terminal.shows("✓ All 7 lines came in order");
    terminal.key("q");
    terminal.is_back(&learner, "0");
}

#[test]
#[ignore = "needs tmux"]
fn a_lesson_and_its_mistake_on_a_whole_terminal() {
    walk("wide", (80, 24));
}

#[test]
#[ignore = "needs tmux"]
fn a_lesson_and_its_mistake_on_a_small_terminal() {
    walk("small", (40, 20));
}

#[test]
#[ignore = "needs tmux"]
fn the_terminal_is_restored_whatever_ends_it() {
    let learner = Learner::new("ended", "200ms");
    let terminal = Terminal::open("ended", (80, 24), &learner);
    terminal.types("learn");
    terminal.shows("n predict");
    terminal.key("C-c");
    terminal.is_back(&learner, "130");
    // While a lesson runs.
    terminal.types("learn");
    terminal.shows("n predict");
    terminal.key("n");
    terminal.key("n");
    terminal.shows("a: started");
    let pid = fs::read_to_string(learner.course.folder.join("pid")).expect("the shell wrote it");
    let ended = Command::new("sh").args(["-c", &format!("kill -TERM {}", pid.trim())]).status();
    assert!(ended.expect("a shell starts").success());
    terminal.is_back(&learner, "130");
}
