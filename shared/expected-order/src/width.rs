//! How many columns of a screen a text takes.

/// Letters that take two columns: East Asian Wide and Fullwidth of Unicode's `EastAsianWidth.txt`, in
/// rough ranges.
const WIDE: [(char, char); 14] = [
    ('\u{1100}', '\u{115f}'),
    ('\u{2e80}', '\u{303e}'),
    ('\u{3041}', '\u{33ff}'),
    ('\u{3400}', '\u{4dbf}'),
    ('\u{4e00}', '\u{a4cf}'),
    ('\u{a960}', '\u{a97c}'),
    ('\u{ac00}', '\u{d7a3}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe30}', '\u{fe6f}'),
    ('\u{ff00}', '\u{ff60}'),
    ('\u{ffe0}', '\u{ffe6}'),
    ('\u{1f300}', '\u{1f64f}'),
    ('\u{1f680}', '\u{1faff}'),
    ('\u{20000}', '\u{3fffd}'),
];

/// Marks that are drawn over the letter before them, joiners, and selectors of a variant.
const NONE: [(char, char); 8] = [
    ('\u{300}', '\u{36f}'),
    ('\u{483}', '\u{489}'),
    ('\u{591}', '\u{5bd}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{1ab0}', '\u{1aff}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{20d0}', '\u{20ff}'),
    ('\u{fe00}', '\u{fe0f}'),
];

/// How many columns a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A text, and blanks up to that many columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width.saturating_sub(columns(text)))
}

/// At most so many columns of a text, with `...` where something is left out. What a terminal would
/// follow instead of showing it becomes a replacement character.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let shown = |c: char| if is_followed(c) { char::REPLACEMENT_CHARACTER } else { c };
    let whole: String = text.chars().take(4 * most + 1).map(shown).collect();
    if columns(&whole) <= most {
        return whole;
    }
    let mut out = String::new();
    let mut room = most.saturating_sub(3);
    for c in whole.chars() {
        let Some(rest) = room.checked_sub(width(c)) else { break };
        room = rest;
        out.push(c);
    }
    out + "..."
}

/// Whether a terminal follows it: control characters, and what turns the direction of a text round.
fn is_followed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn width(c: char) -> usize {
    let within =
        |ranges: &[(char, char)]| ranges.iter().any(|&(from, to)| (from..=to).contains(&c));
    match c {
        ' '..='\u{2ff}' => 1,
        _ if within(&NONE) => 0,
        _ if within(&WIDE) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_take_none_one_or_two_columns() {
        for (text, expected) in
            [("", 0), ("abc", 3), ("ü", 1), ("u\u{308}", 1), ("日本", 4), ("🦀!", 3), ("한", 2)]
        {
            assert_eq!(columns(text), expected, "{text}");
        }
        assert_eq!(pad("日", 4), "日  ");
        assert_eq!(pad("abc", 2), "abc");
    }

    #[test]
    fn a_long_text_is_cut_at_a_column() {
        assert_eq!(cut("abcdefgh", 8), "abcdefgh");
        assert_eq!(cut("abcdefghi", 8), "abcde...");
        assert_eq!(cut("日本日本日", 8), "日本...");
        assert_eq!(cut("a\u{1b}[1m\u{202e}b", 20), "a\u{fffd}[1m\u{fffd}b");
    }
}
