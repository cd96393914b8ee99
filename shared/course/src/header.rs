//! The header of a program that is wrong on purpose.

/// The last line of a program's header that begins with `key`: its number, counted from 1, and what
/// follows the key.
pub(crate) fn named<'p>(program: &'p str, key: &str) -> Option<(usize, &'p str)> {
    let header = program.lines().enumerate().take_while(|(_, line)| line.starts_with("//!"));
    let named = header.filter_map(|(n, line)| Some((n + 1, line.strip_prefix(key)?.trim_end())));
    named.last()
}
