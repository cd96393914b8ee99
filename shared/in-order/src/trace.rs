//! The run as JSON lines, for `LESSON_TRACE`.
//!
//! "The trace" in `ARCHITECTURE.md` describes each record and field.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::Source;
use crate::second::fail;

/// The version of the format.
const VERSION: u32 = 2;

/// File and line, as `src` holds them.
type Place = (String, u32);

/// An open trace.
#[derive(Debug)]
pub(crate) struct Trace {
    path: PathBuf,
    file: File,
}

impl Trace {
    /// Opens the file that `LESSON_TRACE` names, if it names one.
    pub(crate) fn open(source: &Source, second: Duration) -> Option<Self> {
        let path = PathBuf::from(std::env::var_os("LESSON_TRACE")?);
        let file = File::create(&path).unwrap_or_else(|error| {
            fail(&format!("cannot write the trace {}: {error}", path.display()))
        });
        let mut trace = Self { path, file };
        trace.write(&format!(
            "{{\"trace\":{VERSION},\"program\":{},\"expected\":{},\"second_ns\":{}}}",
            quote(source.program),
            quote(source.file),
            second.as_nanos(),
        ));
        Some(trace)
    }

    pub(crate) fn line(&mut self, at: Duration, text: &str, place: &Place) {
        let (at, text, src) = (at.as_nanos(), quote(text), src(place));
        self.write(&format!("{{\"at_ns\":{at},\"line\":{text},{src}}}"));
    }

    pub(crate) fn poll(&mut self, lane: &str, from: Duration, to: Duration, place: &Place) {
        let (from, to, lane, src) = (from.as_nanos(), to.as_nanos(), quote(lane), src(place));
        self.write(&format!("{{\"at_ns\":{from},\"to_ns\":{to},\"poll\":{lane},{src}}}"));
    }

    pub(crate) fn wake(&mut self, at: Duration, lane: &str) {
        self.write(&format!("{{\"at_ns\":{},\"wake\":{}}}", at.as_nanos(), quote(lane)));
    }

    pub(crate) fn panic(
        &mut self,
        at: Duration,
        text: &str,
        thread: Option<&str>,
        place: Option<&Place>,
    ) {
        let mut record = format!("{{\"at_ns\":{},\"panic\":{}", at.as_nanos(), quote(text));
        if let Some(thread) = thread {
            record.extend([",\"thread\":", &quote(thread)]);
        }
        if let Some(place) = place {
            record.extend([",", &src(place)]);
        }
        self.write(&(record + "}"));
    }

    pub(crate) fn expects(&mut self, at: Duration, text: &str) {
        self.write(&format!("{{\"at_ns\":{},\"expects\":{}}}", at.as_nanos(), quote(text)));
    }

    pub(crate) fn end(&mut self, at: Duration, how: &str) {
        self.write(&format!("{{\"at_ns\":{},\"end\":{}}}", at.as_nanos(), quote(how)));
    }

    /// Unbuffered, so that the trace of a lesson that is killed has all lines up to then.
    fn write(&mut self, record: &str) {
        if let Err(error) = self.file.write_all(format!("{record}\n").as_bytes()) {
            fail(&format!("cannot write the trace {}: {error}", self.path.display()));
        }
    }
}

fn src((file, line): &Place) -> String {
    format!("\"src\":[{},{line}]", quote(file))
}

fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn quotes_what_json_cannot_hold() {
        assert_eq!(quote("a \"b\" \\ \t ü"), "\"a \\\"b\\\" \\\\ \\u0009 ü\"");
    }
}
