//! The text becomes an [`Order`], or a [`ParseError`] with line and column.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::Claim;
use crate::pattern::{Part, Pattern};

/// The most different texts with captures that one file may hold. Each line of a run is compared
/// with all of them.
pub const MAX_CAPTURE_TEXTS: usize = 64;

/// The most lanes that may hold rows which could match one line with rows of other lanes.
pub const MAX_SHARING_LANES: usize = 64;

/// The longest claim of a second: about 31 years.
const MAX_SECOND: u64 = 1_000_000_000;

/// What is claimed of a run: its lines, their order, and their seconds.
#[derive(Clone, Debug)]
pub struct Order {
    rows: Vec<Row>,
    lanes: Vec<String>,
    tolerance: Duration,
    /// The class of a line without captures. Rows of one class have the same text.
    pub(crate) literals: HashMap<String, usize>,
    /// The classes of texts with captures.
    pub(crate) captures: Vec<usize>,
    /// The first row of each class.
    pub(crate) first: Vec<usize>,
    /// The next row of the same class, for each row.
    pub(crate) next: Vec<Option<usize>>,
}

/// One line of standard output and what is claimed of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Index into [`Order::lanes`].
    pub lane: usize,
    /// The row above it in its lane.
    pub above: Option<usize>,
    /// Its `after`.
    pub after: After,
    /// When the line comes, in lesson seconds after the start.
    pub second: Option<Duration>,
    /// What the line says.
    pub text: Pattern,
    /// The comment right above the row, without `#`; empty if there is none.
    pub why: String,
    /// Where the row stands in its file, counted from 1.
    pub line: usize,
    /// The claims as written, left of the bar.
    pub claims: String,
}

/// The `after` of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// `after A B`: these rows, the nearest above of each lane. Empty without an `after`.
    Rows(Vec<usize>),
    /// `after *`: all rows above.
    All,
}

/// Why a file is no expected order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// Character of the line, counted from 1.
    pub column: usize,
    /// What is wrong, and what to write instead.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

impl FromStr for Order {
    type Err = ParseError;

    /// Reads an expected order.
    ///
    /// # Errors
    /// The first thing that is no row, or that no run could be judged by.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut reader = Reader::default();
        for (index, line) in text.split('\n').enumerate() {
            reader.line(index + 1, line.strip_suffix('\r').unwrap_or(line))?;
        }
        reader.finish()
    }
}

impl Order {
    /// The rows, in the order of the file. Every cause leads from a row to one further down.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The names of the lanes, in the order of their first rows.
    #[must_use]
    pub fn lanes(&self) -> &[String] {
        &self.lanes
    }

    /// How far from its second a line may come, in lesson seconds, this value excluded: half of
    /// the smallest gap between two seconds of the file, at most half a second. Hence the order
    /// that follows from two seconds holds whenever both seconds hold.
    #[must_use]
    pub fn tolerance(&self) -> Duration {
        self.tolerance
    }

    /// The last second that a row claims; zero where none does.
    #[must_use]
    pub fn last_second(&self) -> Duration {
        self.rows.iter().filter_map(|row| row.second).max().unwrap_or_default()
    }

    /// Every claim of the file, row by row, [`Claim::NothingElse`] last. `after *` appears once a
    /// row, with the nearest row above of another lane standing for all.
    pub fn claims(&self) -> impl Iterator<Item = Claim> {
        let of_row = |(row, r): (usize, &Row)| {
            let mut claims = vec![Claim::Comes { row }];
            claims.extend(r.above.map(|before| Claim::Lane { row, before }));
            match &r.after {
                After::Rows(rows) => {
                    claims.extend(rows.iter().map(|&before| Claim::After { row, before }));
                }
                After::All => {
                    let before = (0..row).rev().find(|&above| self.rows[above].lane != r.lane);
                    claims.extend(before.map(|before| Claim::After { row, before }));
                }
            }
            claims.extend(r.second.map(|_| Claim::Second { row }));
            claims
        };
        self.rows.iter().enumerate().flat_map(of_row).chain([Claim::NothingElse])
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reader {
    rows: Vec<Row>,
    lanes: Vec<String>,
    lane_ids: HashMap<String, usize>,
    /// The last row of each lane.
    last: Vec<usize>,
    /// The largest second that stands behind each row, its own included, with the row it is from.
    earliest: Vec<Option<(Duration, usize)>>,
    /// The largest of them all: what stands behind `after *`.
    earliest_of_all: Option<(Duration, usize)>,
    why: String,
    columns: Vec<Columns>,
}

/// Where the parts of a row stand, for errors that show only when the whole file is read.
struct Columns {
    text: usize,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), ParseError> {
        let error = |column: usize, message| ParseError { line: number, column: column + 1, message };
        if number == 1 && line.starts_with('\u{feff}') {
            return Err(error(0, "the file starts with a byte-order mark; save it as plain UTF-8".into()));
        }
        if line.ends_with(|c: char| c.is_whitespace()) {
            let column = line.trim_end().chars().count();
            let what = if line.trim().is_empty() { "a line of blanks" } else { "trailing blanks" };
            return Err(error(column, format!("{what}: nobody sees them; take them away")));
        }
        if line.is_empty() {
            self.why.clear();
            return Ok(());
        }
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            if !self.why.is_empty() {
                self.why.push(' ');
            }
            self.why.push_str(comment.trim());
            return Ok(());
        }
        let Some((claims, text)) = line.split_once('|') else {
            return Err(error(
                line.chars().count(),
                "no bar; a row is `0s lane after other | the line that is printed`".into(),
            ));
        };
        let words = Words::of(claims)
            .map_err(|column| error(column, "a tab left of the bar; align with blanks".into()))?;
        let text_column = claims.chars().count() + 1 + usize::from(text.starts_with(' '));
        let text = match Pattern::parse(text.strip_prefix(' ').unwrap_or(text)) {
            Ok(text) => text,
            Err((offset, message)) => return Err(error(text_column + offset, message)),
        };
        self.row(number, claims.trim(), &words, text, text_column)
    }

    fn row(
        &mut self,
        number: usize,
        claims: &str,
        words: &Words,
        text: Pattern,
        text_column: usize,
    ) -> Result<(), ParseError> {
        let error = |column: usize, message| ParseError { line: number, column: column + 1, message };
        let mut words_left = words.0.iter().copied().peekable();
        let mut second = None;
        let mut second_column = 0;
        if let Some(&(column, word)) = words_left.peek()
            && looks_like_second(word)
        {
            words_left.next();
            second = Some(parse_second(word).map_err(|message| error(column, message))?);
            second_column = column;
        }
        let Some((lane_column, name)) = words_left.next() else {
            let column = claims.chars().count();
            return Err(error(column, "no lane; a row is `0s lane | the line that is printed`".into()));
        };
        if let Err(message) = lane_name(name) {
            return Err(error(lane_column, message));
        }
        let row = self.rows.len();
        let after = match words_left.next() {
            None => After::Rows(Vec::new()),
            Some((column, "after")) => self.after(number, name, column, words_left)?,
            Some((column, word)) => {
                return Err(error(
                    column,
                    format!("`{word}` is no claim; after the lane stands `after LANE` or the bar"),
                ));
            }
        };
        let lane = *self.lane_ids.entry(name.into()).or_insert_with(|| {
            self.lanes.push(name.into());
            self.last.push(usize::MAX);
            self.lanes.len() - 1
        });
        let above = Some(self.last[lane]).filter(|&last| last != usize::MAX);
        let behind = self.second_behind(above, &after);
        if let (Some(own), Some((least, from))) = (second, behind)
            && own < least
        {
            return Err(error(
                second_column,
                format!(
                    "{} is before {}, the second of line {}, and this row comes after that one; \
                     raise it, or move the row up",
                    seconds(own),
                    seconds(least),
                    self.rows[from].line,
                ),
            ));
        }
        let earliest = second.map(|own| (own, row)).or(behind);
        self.earliest_of_all = later(self.earliest_of_all, earliest);
        self.earliest.push(earliest);
        self.last[lane] = row;
        self.columns.push(Columns { text: text_column });
        let why = std::mem::take(&mut self.why);
        let claims = claims.split_whitespace().collect::<Vec<_>>().join(" ");
        self.rows.push(Row { lane, above, after, second, text, why, line: number, claims });
        Ok(())
    }

    /// The lanes that follow the word `after`, as rows.
    fn after<'a>(
        &self,
        number: usize,
        own: &str,
        column: usize,
        lanes: impl Iterator<Item = (usize, &'a str)>,
    ) -> Result<After, ParseError> {
        let error = |column: usize, message| ParseError { line: number, column: column + 1, message };
        let mut rows = Vec::new();
        let mut all = false;
        let mut any = false;
        for (column, lane) in lanes {
            if all || (lane == "*" && any) {
                return Err(error(column, "`*` stands alone; it already means every lane above".into()));
            }
            any = true;
            if lane == "*" {
                if self.lanes.iter().all(|name| name == own) {
                    return Err(error(column, "`after *`, but no other lane has a row above".into()));
                }
                all = true;
                continue;
            }
            if lane == own {
                return Err(error(
                    column,
                    format!("`after {lane}` in lane {lane}: a lane already keeps its own order"),
                ));
            }
            let Some(&id) = self.lane_ids.get(lane) else {
                return Err(error(
                    column,
                    format!("lane {lane} has no row above this one; `after` means a row above"),
                ));
            };
            if rows.contains(&self.last[id]) {
                return Err(error(column, format!("lane {lane} is named twice; once is enough")));
            }
            rows.push(self.last[id]);
        }
        match (all, any) {
            (true, _) => Ok(After::All),
            (false, true) => Ok(After::Rows(rows)),
            (false, false) => Err(error(column, "`after` names no lane; write `after LANE`".into())),
        }
    }

    /// The largest second among the rows that come before a row with these causes.
    fn second_behind(&self, above: Option<usize>, after: &After) -> Option<(Duration, usize)> {
        match after {
            After::All => self.earliest_of_all,
            After::Rows(rows) => {
                rows.iter().copied().chain(above).map(|row| self.earliest[row]).fold(None, later)
            }
        }
    }

    fn finish(self) -> Result<Order, ParseError> {
        if self.rows.is_empty() {
            let message = "no rows; a row is `0s lane | the line that is printed`".into();
            return Err(ParseError { line: 1, column: 1, message });
        }
        let classes = Classes::of(&self.rows);
        if let Some((row, message)) =
            classes.too_many(&self.rows).or_else(|| classes.undecided(&self.rows, &self.lanes))
        {
            let column = self.columns[row].text + 1;
            return Err(ParseError { line: self.rows[row].line, column, message });
        }
        let distinct: BTreeSet<Duration> = self.rows.iter().filter_map(|row| row.second).collect();
        let gaps = distinct.iter().zip(distinct.iter().skip(1)).map(|(a, b)| *b - *a);
        let smallest = gaps.min().unwrap_or(Duration::from_secs(1)).min(Duration::from_secs(1));
        Ok(Order {
            rows: self.rows,
            lanes: self.lanes,
            tolerance: smallest / 2,
            literals: classes.literals,
            captures: classes.captures,
            first: classes.first,
            next: classes.next,
        })
    }
}

fn later(a: Option<(Duration, usize)>, b: Option<(Duration, usize)>) -> Option<(Duration, usize)> {
    match (a, b) {
        (Some(x), Some(y)) if y.0 > x.0 => Some(y),
        (None, b) => b,
        (a, _) => a,
    }
}

/// The words left of the bar with their columns.
struct Words<'a>(Vec<(usize, &'a str)>);

impl<'a> Words<'a> {
    /// Fails with the column of a blank that is no space.
    fn of(claims: &'a str) -> Result<Self, usize> {
        let mut words = Vec::new();
        let mut start = None;
        for (column, (byte, c)) in claims.char_indices().enumerate() {
            match (c, start) {
                (' ', Some((from, at))) => {
                    words.push((from, &claims[at..byte]));
                    start = None;
                }
                (' ', None) => {}
                (c, _) if c.is_whitespace() => return Err(column),
                (_, None) => start = Some((column, byte)),
                _ => {}
            }
        }
        if let Some((from, at)) = start {
            words.push((from, &claims[at..]));
        }
        Ok(Self(words))
    }
}

/// Whether a reader would take the word for a second: a number, or something that starts as one
/// and ends in `s`.
fn looks_like_second(word: &str) -> bool {
    let digits = word.trim_start_matches(['-', '+', '.']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && (word.ends_with('s') || word.chars().all(|c| !c.is_alphabetic()))
}

fn parse_second(word: &str) -> Result<Duration, String> {
    let form = || format!("`{word}` is no second; write 2s or 0.5s");
    if word.starts_with('-') {
        return Err(format!("`{word}` is before the start; seconds are not negative"));
    }
    let number = word.strip_suffix('s').ok_or_else(form)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(form());
    }
    if fraction.len() > 6 {
        return Err(format!("`{word}` is finer than a millionth of a second; round it"));
    }
    let micros: u32 = format!("{fraction:0<6}").parse().map_err(|_| form())?;
    match whole.parse::<u64>() {
        Ok(whole) if whole < MAX_SECOND => Ok(Duration::new(whole, micros * 1000)),
        _ => Err(format!("`{word}` is more than 30 years; a lesson is shorter")),
    }
}

fn lane_name(name: &str) -> Result<(), String> {
    if matches!(name, "after" | "*") {
        return Err(format!("`{name}` cannot name a lane; here stands who prints the line"));
    }
    if looks_like_second(name) {
        return Err(format!("`{name}` looks like a second; here stands the lane, one second is enough"));
    }
    Ok(())
}

/// A second as a file would write it: `2s`, `0.5s`.
pub(crate) fn seconds(second: Duration) -> String {
    let micros = second.subsec_micros();
    if micros == 0 {
        return format!("{}s", second.as_secs());
    }
    format!("{}.{}s", second.as_secs(), format!("{micros:06}").trim_end_matches('0'))
}

/// Rows by text: which row does a line belong to?
struct Classes {
    literals: HashMap<String, usize>,
    captures: Vec<usize>,
    first: Vec<usize>,
    next: Vec<Option<usize>>,
}

impl Classes {
    fn of(rows: &[Row]) -> Self {
        let mut classes = Self {
            literals: HashMap::with_capacity(rows.len()),
            captures: Vec::new(),
            first: Vec::new(),
            next: vec![None; rows.len()],
        };
        let mut by_parts: HashMap<&[Part], usize> = HashMap::new();
        let mut last = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            let fresh = classes.first.len();
            let class = match row.text.literal() {
                Some(line) => *classes.literals.entry(line).or_insert(fresh),
                None => *by_parts.entry(row.text.parts()).or_insert(fresh),
            };
            if class == fresh {
                classes.first.push(index);
                last.push(index);
                if row.text.has_captures() {
                    classes.captures.push(class);
                }
            } else {
                classes.next[last[class]] = Some(index);
                last[class] = index;
            }
        }
        classes
    }

    fn too_many(&self, rows: &[Row]) -> Option<(usize, String)> {
        let class = *self.captures.get(MAX_CAPTURE_TEXTS)?;
        debug_assert!(rows[self.first[class]].text.has_captures());
        Some((
            self.first[class],
            format!("more than {MAX_CAPTURE_TEXTS} different texts with captures in one file"),
        ))
    }

    /// The first two rows that could match one line and that no cause orders.
    fn undecided(&self, rows: &[Row], lanes: &[String]) -> Option<(usize, String)> {
        let pairs = self.sharing(rows);
        let mut tracked: Vec<usize> = Vec::new();
        let mut slot = HashMap::new();
        for &(row, before) in &pairs {
            if rows[row].lane != rows[before].lane {
                slot.entry(rows[before].lane).or_insert_with(|| {
                    tracked.push(rows[before].lane);
                    tracked.len() - 1
                });
            }
            if tracked.len() > MAX_SHARING_LANES {
                let message = format!(
                    "rows of more than {MAX_SHARING_LANES} lanes could match lines of other lanes; \
                     give each lane texts of its own"
                );
                return Some((row, message));
            }
        }
        let mut known = Known::new(lanes.len(), tracked.len());
        let mut pairs = pairs.into_iter().peekable();
        for (index, row) in rows.iter().enumerate() {
            known.learn(rows, index);
            while let Some((_, before)) = pairs.next_if(|&(later, _)| later == index) {
                let earlier = &rows[before];
                if earlier.lane != row.lane && !known.reaches(row.lane, slot[&earlier.lane], before) {
                    return Some((index, undecided(row, earlier, &lanes[earlier.lane])));
                }
            }
            if let Some(&slot) = slot.get(&row.lane) {
                known.note(row.lane, slot, index);
            }
        }
        None
    }

    /// Pairs `(row, before)` that need a cause between them, by row.
    fn sharing(&self, rows: &[Row]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = self
            .next
            .iter()
            .enumerate()
            .filter_map(|(before, next)| next.map(|row| (row, before)))
            .collect();
        for (n, &capture) in self.captures.iter().enumerate() {
            let text = &rows[self.first[capture]].text;
            let later = self.captures[n + 1..].iter().copied();
            let overlapping = later
                .filter(|&other| text.overlaps(&rows[self.first[other]].text))
                .chain(self.literals.iter().filter(|(line, _)| text.matches(line)).map(|(_, &id)| id));
            for other in overlapping {
                // Both classes keep their own order, so the merged list is one order exactly when
                // each row of it comes after the row before it.
                let mut merged: Vec<usize> = self.members(capture).chain(self.members(other)).collect();
                merged.sort_unstable();
                pairs.extend(merged.windows(2).map(|pair| (pair[1], pair[0])));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    fn members(&self, class: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.first[class]), |&row| self.next[row])
    }
}

fn undecided(row: &Row, earlier: &Row, lane: &str) -> String {
    let what = if row.text == earlier.text {
        format!("\"{}\" stands on line {} as well", row.text, earlier.line)
    } else {
        format!("one line could match this and \"{}\" of line {}", earlier.text, earlier.line)
    };
    format!("{what}, and no cause says which comes first; write `after {lane}` here, or change a text")
}

/// For each lane, the last row of each tracked lane that is known to come before the lane's next
/// row: vector clocks, kept only where the question will be asked.
struct Known {
    width: usize,
    clocks: Vec<Option<usize>>,
    /// The last row of each tracked lane so far: what `after *` knows.
    all: Vec<Option<usize>>,
}

impl Known {
    fn new(lanes: usize, width: usize) -> Self {
        Self { width, clocks: vec![None; lanes * width], all: vec![None; width] }
    }

    fn learn(&mut self, rows: &[Row], row: usize) {
        let own = rows[row].lane * self.width;
        match &rows[row].after {
            After::All => self.clocks[own..own + self.width].copy_from_slice(&self.all),
            After::Rows(after) => {
                for &before in after {
                    let other = rows[before].lane * self.width;
                    for slot in 0..self.width {
                        self.clocks[own + slot] = self.clocks[own + slot].max(self.clocks[other + slot]);
                    }
                }
            }
        }
    }

    fn reaches(&self, lane: usize, slot: usize, before: usize) -> bool {
        self.clocks[lane * self.width + slot] >= Some(before)
    }

    fn note(&mut self, lane: usize, slot: usize, row: usize) {
        self.clocks[lane * self.width + slot] = Some(row);
        self.all[slot] = Some(row);
    }
}
