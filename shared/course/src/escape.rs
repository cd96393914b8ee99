//! Text, escaped for other formats.

/// Text for XML 1.0. A character that XML does not allow becomes a replacement character.
#[must_use]
pub fn xml(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}

/// A program's text, made safe for a terminal: what the terminal would interpret, such as an escape
/// sequence or a change of text direction, becomes visible. Line ends and tabs stay.
#[must_use]
pub fn visible(text: &str) -> String {
    let is_followed = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown = |c: char| if is_followed(c) { c.escape_default().collect() } else { c.to_string() };
    text.chars().map(shown).collect::<Vec<String>>().concat()
}

#[cfg(test)]
mod tests {
    use super::{visible, xml};

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(xml("a<b> & \"c\"\n\t"), "a&lt;b&gt; &amp; &quot;c&quot;\n\t");
        assert_eq!(
            xml("\u{1b}[1m\u{0}\r\u{fffe}\u{ffff}ü"),
            "\u{fffd}[1m\u{fffd}\u{fffd}\u{fffd}\u{fffd}ü"
        );
    }

    #[test]
    fn what_a_terminal_would_follow_is_visible() {
        assert_eq!(visible("a\tü\n日"), "a\tü\n日");
        assert_eq!(visible("\u{1b}[2J\u{202e}x\r\u{7}"), "\\u{1b}[2J\\u{202e}x\\r\\u{7}");
    }
}
