//! Which row a line belongs to, and whether causes decide it.

use std::collections::HashMap;

use crate::pattern::Part;
use crate::row::{After, Row};

/// The most different texts with captures that one file may hold. Each line of a run is compared
/// with all of them.
pub const MAX_CAPTURE_TEXTS: usize = 64;

/// The most lanes that may hold rows which could match one line with rows of other lanes.
pub const MAX_SHARING_LANES: usize = 64;

/// The rows of a file by their texts. Rows of the same text, names of captures aside, are a class.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    /// The class of each row.
    class: Vec<usize>,
    /// The next row of the same class, for each row.
    next: Vec<Option<usize>>,
    /// The first row of each class.
    first: Vec<usize>,
    /// The classes of texts without captures.
    literals: HashMap<String, usize>,
    /// The classes of texts with captures.
    captures: Vec<usize>,
}

impl Texts {
    pub(crate) fn of(rows: &[Row]) -> Self {
        let mut texts = Self {
            next: vec![None; rows.len()],
            literals: HashMap::with_capacity(rows.len()),
            ..Self::default()
        };
        let mut by_parts: HashMap<&[Part], usize> = HashMap::new();
        let mut last = Vec::new();
        for (row, text) in rows.iter().map(|row| &row.text).enumerate() {
            let fresh = texts.first.len();
            let class = match text.literal() {
                Some(line) => *texts.literals.entry(line.into()).or_insert(fresh),
                None => *by_parts.entry(text.parts()).or_insert(fresh),
            };
            texts.class.push(class);
            if class < fresh {
                texts.next[last[class]] = Some(row);
                last[class] = row;
                continue;
            }
            texts.first.push(row);
            last.push(row);
            if text.literal().is_none() {
                texts.captures.push(class);
            }
        }
        texts
    }

    /// Whether this is the line of a row, taken or free.
    pub(crate) fn expects(&self, rows: &[Row], line: &str) -> bool {
        let matches = |&class: &usize| rows[self.first[class]].text.matches(line);
        self.literals.contains_key(line) || self.captures.iter().any(matches)
    }

    /// All rows, none of them taken.
    pub(crate) fn free<'a>(&'a self, rows: &'a [Row]) -> Free<'a> {
        Free { texts: self, rows, first: self.first.iter().copied().map(Some).collect(), guess: 0 }
    }

    /// A row whose line could be another row's while no cause decides which comes first, and what to write
    /// instead.
    pub(crate) fn undecided(&self, rows: &[Row], lanes: &[String]) -> Option<(usize, String)> {
        if let Some(&class) = self.captures.get(MAX_CAPTURE_TEXTS) {
            return Some((self.first[class], too_many_captures()));
        }
        let shared = self.shared(rows);
        let across = || {
            let pairs = self.rivals(&shared);
            pairs.filter(|&(row, before)| rows[row].lane != rows[before].lane)
        };
        let (mut slots, mut tracked) = (vec![None; lanes.len()], 0..MAX_SHARING_LANES);
        for (row, before) in across() {
            let slot = &mut slots[rows[before].lane];
            *slot = slot.or_else(|| tracked.next());
            if slot.is_none() {
                return Some((row, too_many_lanes()));
            }
        }
        let mut known = Known::new(rows, slots);
        let (row, before) = across().find(|&(row, before)| !known.leads(before, row))?;
        Some((row, no_cause(&rows[row], &rows[before], &lanes[rows[before].lane])))
    }

    /// For each class, which texts with captures have a line in common with it, one bit for each.
    fn shared(&self, rows: &[Row]) -> Vec<u64> {
        let text = |class: usize| &rows[self.first[class]].text;
        let captures = || self.captures.iter().copied().enumerate();
        let bits = |class: usize| {
            let common = captures().filter(|&(_, capture)| text(capture).overlaps(text(class)));
            common.fold(0, |bits, (bit, _)| bits | 1 << bit)
        };
        (0..self.first.len()).map(bits).collect()
    }

    /// Pairs `(row, before)`, row by row, of rows that could match one line. If causes order all of these
    /// pairs, they order every other such pair, too.
    fn rivals<'a>(&'a self, shared: &'a [u64]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let mut last = vec![None; self.first.len()];
        self.class.iter().enumerate().flat_map(move |(row, &class)| {
            let rivals = self.rivals_of(row, shared, &last);
            last[class] = Some(row);
            rivals.into_iter().map(move |before| (row, before))
        })
    }

    /// The rows above that a cause must order before `row`; `last` holds the last one of each class.
    fn rivals_of(&self, row: usize, shared: &[u64], last: &[Option<usize>]) -> Vec<usize> {
        let class = self.class[row];
        let mut rivals = Vec::from_iter(last[class]);
        for (bit, &capture) in self.captures.iter().enumerate() {
            let shares = |class: usize| shared[class] >> bit & 1 == 1;
            if capture == class {
                // A row is between two of this class once, so this is linear over all rows.
                let between = last[class].map_or(0, |last| last + 1)..row;
                rivals.extend(between.filter(|&before| shares(self.class[before])));
            } else if shares(class) {
                rivals.extend(last[capture]);
            }
        }
        rivals
    }
}

/// The rows that no line has yet.
pub(crate) struct Free<'a> {
    texts: &'a Texts,
    rows: &'a [Row],
    /// The first free row of each class.
    first: Vec<Option<usize>>,
    /// The row below the last one taken. Its line comes next more often than any other.
    guess: usize,
}

impl Free<'_> {
    /// Takes the first row of the file that is free and that the line matches.
    ///
    /// Rows that could match one line are ordered by causes, and causes lead down the file, so in
    /// a run that keeps the causes every line finds its own row.
    pub(crate) fn take(&mut self, line: &str) -> Option<usize> {
        let texts = self.texts;
        let free = |&class: &usize| self.first[class];
        let captures = texts.captures.iter().filter_map(free);
        let captures = captures.filter(|&row| self.rows[row].text.matches(line));
        let literal = self.literal_class(line).as_ref().and_then(free);
        let row = captures.chain(literal).min()?;
        self.first[texts.class[row]] = texts.next[row];
        self.guess = row + 1;
        Some(row)
    }

    fn literal_class(&self, line: &str) -> Option<usize> {
        let guess = self.rows.get(self.guess).and_then(|row| row.text.literal());
        if guess == Some(line) {
            return Some(self.texts.class[self.guess]);
        }
        self.texts.literals.get(line).copied()
    }
}

/// Which rows are known to come before which: vector clocks, kept only for the lanes that are asked
/// about.
struct Known<'a> {
    rows: &'a [Row],
    /// The place of each lane in a clock, if it is tracked.
    slots: Vec<Option<usize>>,
    width: usize,
    /// For each lane, `width` entries: how far down the file each tracked lane is known to have come
    /// before the lane's next row.
    clocks: Vec<usize>,
    /// How far each tracked lane has come, for `after *`.
    all: Vec<usize>,
    /// How many rows the clocks have seen.
    seen: usize,
}

impl<'a> Known<'a> {
    fn new(rows: &'a [Row], slots: Vec<Option<usize>>) -> Self {
        let width = slots.iter().flatten().count();
        let clocks = vec![0; slots.len() * width];
        Self { rows, slots, width, clocks, all: vec![0; width], seen: 0 }
    }

    /// Whether causes lead from `before`, a row of a tracked lane, to `row`. Asked row by row.
    fn leads(&mut self, before: usize, row: usize) -> bool {
        while self.seen <= row {
            self.learn(self.seen);
            self.note(self.seen);
            self.seen += 1;
        }
        let slot = self.slots[self.rows[before].lane];
        slot.is_some_and(|slot| self.clocks[self.rows[row].lane * self.width + slot] > before)
    }

    /// The row's lane knows everything that the rows before it know.
    fn learn(&mut self, row: usize) {
        let own = self.rows[row].lane * self.width;
        match &self.rows[row].after {
            After::All => self.clocks[own..own + self.width].copy_from_slice(&self.all),
            After::Rows(after) => {
                for &before in after {
                    let other = self.rows[before].lane * self.width;
                    for slot in 0..self.width {
                        self.clocks[own + slot] =
                            self.clocks[own + slot].max(self.clocks[other + slot]);
                    }
                }
            }
        }
    }

    /// The row's lane has come as far as the row.
    fn note(&mut self, row: usize) {
        let lane = self.rows[row].lane;
        if let Some(slot) = self.slots[lane] {
            self.clocks[lane * self.width + slot] = row + 1;
            self.all[slot] = row + 1;
        }
    }
}

fn too_many_captures() -> String {
    format!(
        "more than {MAX_CAPTURE_TEXTS} different texts with captures in one file; write some of \
         them as they are printed"
    )
}

fn too_many_lanes() -> String {
    format!(
        "rows of more than {MAX_SHARING_LANES} lanes could match lines of other lanes; give each \
         lane texts of its own"
    )
}

fn no_cause(row: &Row, earlier: &Row, lane: &str) -> String {
    let what = if row.text == earlier.text {
        format!("\"{}\" is on line {} as well", row.text, earlier.line)
    } else {
        format!("one line could match this and \"{}\" of line {}", earlier.text, earlier.line)
    };
    let write = match &row.after {
        After::Rows(rows) if !rows.is_empty() => format!("add `{lane}` to the `after` here"),
        _ => format!("write `after {lane}` here"),
    };
    format!("{what}, and no cause decides which comes first; {write}, or change a text")
}
