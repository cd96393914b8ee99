//! `docs/verify-json.md` has each field of the results, with its type, and no other field.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use course::results::{
    LessonResult, MistakeResult, Outcome, Place, RefusedResult, Results, Status, Try, VERSION,
};
use course::{PollSpan, Run, Said, Trouble, Variant, Wake};
use serde_json::{Value, json};

/// Results in which every field has a value, or in which every optional field is left out.
fn results(full: bool) -> Results {
    let lesson = LessonResult {
        number: "01".into(),
        name: "gather".into(),
        title: "Gather".into(),
        variants: Variant::ALL.into_iter().map(|variant| (variant, outcome(full))).collect(),
        mistakes: vec![MistakeResult {
            name: "one-by-one".into(),
            breaks: "never comes: a".into(),
            outcome: outcome(full),
        }],
        refused: vec![RefusedResult {
            name: "rc".into(),
            refused: "E0277 at \"a\": \"b\"".into(),
            message: "error".into(),
            outcome: outcome(full),
        }],
    };
    Results {
        version: VERSION,
        lessons: vec![lesson],
        runs: 1,
        repeated: 0,
        took_s: 1.0,
        real_s: 1.0,
        interrupted: false,
        versions: if full { vec![("Rust".into(), "1.88".into())] } else { Vec::new() },
    }
}

fn outcome(full: bool) -> Outcome {
    Outcome {
        status: Status::Failed,
        why: if full { "it breaks".into() } else { String::new() },
        at: full.then(|| Place { file: "expected.order".into(), line: 1 }),
        tries: vec![Try {
            second_ms: 25.0,
            broke: full.then(|| "never comes: a".into()),
            further: full,
        }],
        lesson_s: 1.0,
        run: full.then(|| run(true)),
        report: if full { "a report".into() } else { String::new() },
    }
}

fn run(full: bool) -> Run {
    let (lane, at) = ("a".to_owned(), Duration::ZERO);
    let poll = PollSpan { lane: lane.clone(), from: at, to: at };
    Run {
        second: Duration::from_millis(25),
        lines: vec![Said { at, text: "a".into(), src: full.then(|| ("src/main.rs".into(), 1)) }],
        polls: Vec::from_iter(full.then_some(poll)),
        wakes: Vec::from_iter(full.then_some(Wake { lane, at })),
        took: at,
        troubles: if full { troubles() } else { Vec::new() },
        stderr: if full { "error".into() } else { String::new() },
    }
}

/// Each kind of trouble, from the one before it. After a new kind is added, this does not compile until it
/// has the new kind, too.
fn troubles() -> Vec<Trouble> {
    use Trouble as T;
    let after = |trouble: &T| {
        let (status, what, line) = (String::new(), String::new(), String::new());
        Some(match trouble {
            T::HangsUntilLimit => T::HangsUntilKilled { real_s: 1.0 },
            T::HangsUntilKilled { .. } => T::LeftBehind,
            T::LeftBehind => T::Flooded { bytes: 1, last: line },
            T::Flooded { .. } => T::HalfLine,
            T::HalfLine => T::NotSaid { line },
            T::NotSaid { .. } => T::NotPrinted { line },
            T::NotPrinted { .. } => T::Panicked { status },
            T::Panicked { .. } => T::Returned { status },
            T::Returned { .. } => T::Raised { status },
            T::Raised { .. } => T::Exited { status },
            T::Exited { .. } => T::Unexpected { what },
            T::Unexpected { .. } => T::Unfinished { status },
            T::Unfinished { .. } => T::EndedAfterwards { status },
            T::EndedAfterwards { .. } => T::Ended { status },
            T::Ended { .. } => T::BadTrace { what, status },
            T::BadTrace { .. } => return None,
        })
    };
    std::iter::successors(Some(T::HangsUntilLimit), after).collect()
}

fn statuses() -> Vec<Status> {
    let after = |status: &Status| {
        Some(match status {
            Status::Ok => Status::Failed,
            Status::Failed => Status::NotApplicable,
            Status::NotApplicable => Status::Skipped,
            Status::Skipped => Status::NotRun,
            Status::NotRun => return None,
        })
    };
    std::iter::successors(Some(Status::Ok), after).collect()
}

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verify-json.md");
    fs::read_to_string(page).expect("the page is there").replace("\r\n", "\n")
}

/// The rows of the table under a heading, each with its cells; its head is left out.
fn table<'a>(page: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let (_, section) = page
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("the page has no heading `## {heading}`"));
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    rows.skip(2).map(|row| row.split('|').map(str::trim).collect()).collect()
}

/// A field as the page has it: its type, and whether it is optional.
type Fields<'a> = BTreeMap<&'a str, (&'a str, bool)>;

fn documented<'a>(page: &'a str, heading: &str) -> Fields<'a> {
    let field = |row: Vec<&'a str>| {
        let [name, kind, meaning] = row[..] else { panic!("{heading}: {row:?} has three cells") };
        (name.trim_matches('`'), (kind, meaning.starts_with("optional: ")))
    };
    table(page, heading).into_iter().map(field).collect()
}

fn written<'a>(full: &'a Value, short: &Value) -> Fields<'a> {
    let fields = full.as_object().expect("an object");
    let field = |(name, value): (&'a String, &Value)| {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(_) => "list",
            Value::Object(_) => "object",
        };
        (name.as_str(), (kind, short.get(name).is_none()))
    };
    fields.iter().map(field).collect()
}

#[test]
fn the_page_has_each_field_and_its_type() {
    let [full, short] = [true, false].map(|full| json!(results(full)));
    let runs = [true, false].map(|full| json!(run(full)));
    let outcome = |results: &Value| results["lessons"][0]["variants"]["tokio"].clone();
    let outcomes = [outcome(&full), outcome(&short)];
    let page = page();
    let check = |heading: &str, [full, short]: [&Value; 2]| {
        assert_eq!(documented(&page, heading), written(full, short), "{heading}");
    };
    check("The results", [&full, &short]);
    check("A lesson", [&full["lessons"][0], &short["lessons"][0]]);
    check("An outcome", outcomes.each_ref());
    check("A place", [&outcomes[0]["at"]; 2]);
    check("A try", outcomes.each_ref().map(|outcome| &outcome["tries"][0]));
    check("A run", runs.each_ref());
    check("A line", runs.each_ref().map(|run| &run["lines"][0]));
    check("A poll", [&runs[0]["polls"][0]; 2]);
    check("A wake", [&runs[0]["wakes"][0]; 2]);

    // The fields of a wrong program are next to those of its outcome.
    for (list, heading) in [("mistakes", "A mistake"), ("refused", "A refused program")] {
        let mut wrong = full["lessons"][0][list][0].clone();
        let fields = wrong.as_object_mut().expect("an object");
        for name in outcomes[0].as_object().expect("an object").keys() {
            assert!(fields.remove(name).is_some(), "{name} of an outcome is missing: {heading}");
        }
        check(heading, [&wrong; 2]);
    }

    let version = format!("the version of this format: {VERSION}");
    assert!(table(&page, "The results")[0].contains(&version.as_str()), "{version}");
    for variant in full["lessons"][0]["variants"].as_object().expect("an object").keys() {
        let row = table(&page, "A lesson").into_iter().find(|row| row[0] == "`variants`");
        assert!(row.expect("a row")[2].contains(&format!("`{variant}`")), "{variant}");
    }
}

#[test]
fn the_page_has_each_status_and_each_kind_of_trouble() {
    let page = page();
    let documented: BTreeSet<String> =
        table(&page, "The status").iter().map(|row| row[0].trim_matches('`').into()).collect();
    let status = |status: Status| json!(status).as_str().expect("a word").to_owned();
    assert_eq!(documented, statuses().into_iter().map(status).collect());

    let kind = |trouble: &Trouble| {
        let trouble = json!(trouble);
        let fields = trouble.as_object().expect("an object").keys();
        let fields: BTreeSet<String> = fields.filter(|field| *field != "kind").cloned().collect();
        (trouble["kind"].as_str().expect("a word").to_owned(), fields)
    };
    let word = |cell: &str| cell.trim_matches('`').to_owned();
    let row = |row: &Vec<&str>| {
        let fields = row[1].split(", ").filter(|field| !field.is_empty());
        (word(row[0]), fields.map(word).collect())
    };
    let documented: BTreeMap<String, BTreeSet<String>> =
        table(&page, "A trouble").iter().map(row).collect();
    assert_eq!(documented, troubles().iter().map(kind).collect());
}
