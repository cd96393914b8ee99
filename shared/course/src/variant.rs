//! What a lesson runs on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a lesson runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// The lesson itself.
    Tokio,
    /// An example of the lesson's package.
    Smol,
    /// An example of the lesson's package.
    AsyncStd,
    /// The twin: asyncio on CPython.
    Python,
}

impl Variant {
    /// All of them, the lesson itself first.
    pub const ALL: [Self; 4] = [Self::Tokio, Self::Smol, Self::AsyncStd, Self::Python];

    /// Its name on the command line and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokio => "tokio",
            Self::Smol => "smol",
            Self::AsyncStd => "async-std",
            Self::Python => "python",
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Variant {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|variant| variant.name() == name);
        found
            .ok_or_else(|| format!("{name} is not one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}
