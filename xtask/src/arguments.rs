//! How arguments are read that several commands take.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use course::Variant;

/// Reads `25ms` or `0.5s`.
pub(crate) fn parse_second(text: &str) -> Result<Duration, String> {
    in_order::parse_second(text).ok_or_else(|| "write a length such as 25ms, 0.5s or 1s".into())
}

/// Reads the name of what a lesson runs on.
pub(crate) fn variants() -> impl TypedValueParser<Value = Variant> {
    PossibleValuesParser::new(Variant::ALL.map(Variant::name))
        .try_map(|name| name.parse::<Variant>())
}
