//! How many columns of a screen a text takes.
//!
//! Each character counts for itself, as in the C library's `wcwidth`. So an emoji that consists of several
//! characters takes the columns of its parts, which is what many terminals show.

/// Characters that take two columns: those with the values W and F of Unicode 14's `EastAsianWidth.txt`
/// (<https://www.unicode.org/reports/tr11/>). Ranges include code points that are not assigned.
#[rustfmt::skip]
const WIDE: [(u32, u32); 81] = [
    (0x1100, 0x115f), (0x231a, 0x231b), (0x2329, 0x232a), (0x23e9, 0x23ec), (0x23f0, 0x23f0),
    (0x23f3, 0x23f3), (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653), (0x267f, 0x267f),
    (0x2693, 0x2693), (0x26a1, 0x26a1), (0x26aa, 0x26ab), (0x26bd, 0x26be), (0x26c4, 0x26c5),
    (0x26ce, 0x26ce), (0x26d4, 0x26d4), (0x26ea, 0x26ea), (0x26f2, 0x26f3), (0x26f5, 0x26f5),
    (0x26fa, 0x26fa), (0x26fd, 0x26fd), (0x2705, 0x2705), (0x270a, 0x270b), (0x2728, 0x2728),
    (0x274c, 0x274c), (0x274e, 0x274e), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797),
    (0x27b0, 0x27b0), (0x27bf, 0x27bf), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2b55, 0x2b55),
    (0x2e80, 0x303e), (0x3041, 0x3247), (0x3250, 0x4dbf), (0x4e00, 0xa4c6), (0xa960, 0xa97c),
    (0xac00, 0xd7a3), (0xf900, 0xfaff), (0xfe10, 0xfe19), (0xfe30, 0xfe6b), (0xff01, 0xff60),
    (0xffe0, 0xffe6), (0x16fe0, 0x1b2fb), (0x1f004, 0x1f004), (0x1f0cf, 0x1f0cf), (0x1f18e,
    0x1f18e), (0x1f191, 0x1f19a), (0x1f200, 0x1f320), (0x1f32d, 0x1f335), (0x1f337, 0x1f37c),
    (0x1f37e, 0x1f393), (0x1f3a0, 0x1f3ca), (0x1f3cf, 0x1f3d3), (0x1f3e0, 0x1f3f0), (0x1f3f4,
    0x1f3f4), (0x1f3f8, 0x1f43e), (0x1f440, 0x1f440), (0x1f442, 0x1f4fc), (0x1f4ff, 0x1f53d),
    (0x1f54b, 0x1f54e), (0x1f550, 0x1f567), (0x1f57a, 0x1f57a), (0x1f595, 0x1f596), (0x1f5a4,
    0x1f5a4), (0x1f5fb, 0x1f64f), (0x1f680, 0x1f6c5), (0x1f6cc, 0x1f6cc), (0x1f6d0, 0x1f6d2),
    (0x1f6d5, 0x1f6df), (0x1f6eb, 0x1f6ec), (0x1f6f4, 0x1f6fc), (0x1f7e0, 0x1f7f0), (0x1f90c,
    0x1f93a), (0x1f93c, 0x1f945), (0x1f947, 0x1f9ff), (0x1fa70, 0x1faff), (0x20000, 0x3fffd),
];

/// Characters that take no column: combining marks (Mn and Me of Unicode 14's `UnicodeData.txt`) for Latin,
/// Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai and Lao, the later parts of Hangul syllables, joiners,
/// and selectors of a variant. Marks of other scripts count as one column.
#[rustfmt::skip]
const NONE: [(u32, u32); 40] = [
    (0x300, 0x36f), (0x483, 0x489), (0x591, 0x5bd), (0x5bf, 0x5bf), (0x5c1, 0x5c2), (0x5c4,
    0x5c5), (0x5c7, 0x5c7), (0x610, 0x61a), (0x64b, 0x65f), (0x670, 0x670), (0x6d6, 0x6dc),
    (0x6df, 0x6e4), (0x6e7, 0x6e8), (0x6ea, 0x6ed), (0x900, 0x902), (0x93a, 0x93a), (0x93c,
    0x93c), (0x941, 0x948), (0x94d, 0x94d), (0x951, 0x957), (0x962, 0x963), (0xe31, 0xe31),
    (0xe34, 0xe3a), (0xe47, 0xe4e), (0xeb1, 0xeb1), (0xeb4, 0xebc), (0xec8, 0xece), (0x1160,
    0x11ff), (0x1ab0, 0x1aff), (0x1dc0, 0x1dff), (0x200b, 0x200f), (0x202a, 0x202e), (0x2060,
    0x206f), (0x20d0, 0x20ff), (0x302a, 0x302d), (0x3099, 0x309a), (0xfe00, 0xfe0f), (0xfe20,
    0xfe2f), (0xfeff, 0xfeff), (0xe0100, 0xe01ef),
];

/// How many columns a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// A text, and blanks up to that many columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width.saturating_sub(columns(text)))
}

/// A text, cut to at most `most` columns, with `...` if something is left out. A character that a terminal
/// would interpret instead of show becomes a replacement character.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let whole: String = text.chars().take(4 * most + 1).map(|c| seen(c, false)).collect();
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

/// A character as it is shown. U+FFFD replaces a character that a terminal would interpret, and an
/// invisible character that differs.
pub(crate) fn seen(c: char, differs: bool) -> char {
    let is_unseen = c != ' ' && (width(c) == 0 || c.is_whitespace());
    if is_followed(c) || (differs && is_unseen) { char::REPLACEMENT_CHARACTER } else { c }
}

/// Whether a terminal interprets it: control characters, and characters that change the text direction.
fn is_followed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn width(c: char) -> usize {
    let within = |ranges: &[(u32, u32)]| {
        ranges.iter().any(|&(from, to)| (from..=to).contains(&u32::from(c)))
    };
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
                .into_iter()
                .chain([
                    ("✅❌", 4),
                    ("⏰", 2),
                    ("☕", 2),
                    ("ｆ", 2),
                    ("、", 2),
                    ("ก็", 1),
                    ("नि", 2),
                ])
                .chain([("\u{1112}\u{1161}", 2), ("❤\u{fe0f}", 1), ("→●─█", 4), ("\u{200b}", 0)])
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
