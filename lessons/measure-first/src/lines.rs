//! Prints the lines of `tracing-subscriber` with `say!`, with their times in whole lesson seconds.

use std::io;

use in_order::{say, secs};

#[derive(Default)]
pub(crate) struct Lines;

/// The subscriber writes each line with one call.
impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let words: Vec<String> = text.split_whitespace().map(rounded).collect();
        say!("{}", words.join(" "));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Rounds a word such as `time.busy=4.02s` down to `time.busy=4s`. A busy machine makes times longer, so
/// that almost a whole second may come on top. A quarter of one may be missing: a moment more that is
/// counted as busy is a moment less that is idle.
fn rounded(word: &str) -> String {
    let time = word.split_once('=').and_then(|(name, time)| Some((name, seconds(time)?)));
    time.map_or(word.into(), |(name, time)| {
        format!("{name}={}s", (time / secs(1).as_secs_f64() + 0.25).floor())
    })
}

/// What the subscriber writes: `3.00s`, `25.1ms`, `7.25µs` or `310ns`.
fn seconds(time: &str) -> Option<f64> {
    let units = [("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9), ("s", 1.0)];
    units
        .iter()
        .find_map(|(unit, length)| Some(time.strip_suffix(unit)?.parse::<f64>().ok()? * length))
}
