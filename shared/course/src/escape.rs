//! Text that other formats hold.

/// Text as XML 1.0 holds it. What XML cannot hold becomes a replacement character.
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

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(xml("a<b> & \"c\"\n\t"), "a&lt;b&gt; &amp; &quot;c&quot;\n\t");
        assert_eq!(
            xml("\u{1b}[1m\u{0}\r\u{fffe}\u{ffff}ü"),
            "\u{fffd}[1m\u{fffd}\u{fffd}\u{fffd}\u{fffd}ü"
        );
    }
}
