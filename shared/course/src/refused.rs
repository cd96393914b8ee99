//! A program that must not compile, and the error that refuses it.

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::files::{read_text, shown};
use crate::header;

/// A program that must not compile, and the one error of the compiler that its header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The name of its file, `rc`.
    pub name: String,
    /// The line of its header that names the error, counted from 1.
    pub line: usize,
    /// The error's code, where rustc gives one.
    pub code: Option<String>,
    /// A part of the source line that the error points at.
    pub at: String,
    /// A part of the message, of its labels, notes or help.
    pub says: String,
}

/// The name of an error that has no code.
const NO_CODE: &str = "error";

/// The line of a header, for messages.
const FORM: &str = "E0373 at \"a part of the line\": \"a part of the message\"";

impl Refused {
    /// Reads the programs of a folder, by name. A folder that is not there has none.
    pub(crate) fn read_all(folder: &Path) -> Result<Vec<Self>> {
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.with_context(|| format!("failed to read {}", shown(folder)))?;
        let mut all = Vec::new();
        for path in entries.iter().map(fs::DirEntry::path) {
            let extension = path.extension().unwrap_or_default();
            if extension == "rs" {
                all.push(Self::of_program(&read_text(&path)?, &path)?);
            } else if extension == "stderr" && !path.with_extension("rs").exists() {
                bail!("{}: there is no program with this message; remove it", shown(&path));
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// `source` is where the program is.
    fn of_program(text: &str, source: &Path) -> Result<Self> {
        let Some((line, named)) = header::named(text, "//! Refused: ") else {
            bail!(
                "{}: the header of a program that must not compile ends with `//! Refused: {FORM}`",
                shown(source)
            );
        };
        let parts = || {
            let (code, rest) = named.split_once(" at \"")?;
            let (at, says) = rest.strip_suffix('"')?.split_once("\": \"")?;
            let digits = |code: &str| code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
            let known = code == NO_CODE || code.strip_prefix('E').is_some_and(digits);
            (known && !at.is_empty() && !says.is_empty()).then_some((code, at, says))
        };
        let (code, at, says) = parts().with_context(|| {
            format!(
                "{}:{line}: this names no error of the compiler; write {FORM}, and `{NO_CODE}` where \
                 rustc gives no code",
                shown(source)
            )
        })?;
        Ok(Self {
            name: source.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            line,
            code: Some(code).filter(|code| *code != NO_CODE).map(Into::into),
            at: at.into(),
            says: says.into(),
        })
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.as_deref().unwrap_or(NO_CODE);
        write!(f, "{code} at \"{}\": \"{}\"", self.at, self.says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(named: &str) -> Result<Refused> {
        let program = format!("//! One.\n//!\n//! Refused: {named}\n\nfn main() {{}}\n");
        Refused::of_program(&program, Path::new("refused/rc.rs"))
    }

    #[test]
    fn a_header_names_one_error() {
        for (named, code, at) in [
            ("E0373 at \"async {\": \"may outlive\"", Some("E0373"), "async {"),
            ("error at \"say!(\"x\")\": \"may outlive\"", None, "say!(\"x\")"),
        ] {
            let refused = read(named).expect("it names an error");
            assert_eq!((refused.code.as_deref(), &*refused.at, refused.line), (code, at, 3));
            assert_eq!((&*refused.name, &*refused.says), ("rc", "may outlive"));
            assert_eq!(refused.to_string(), named);
        }
    }

    #[test]
    fn a_header_that_names_none_says_what_to_write() {
        for named in [
            "E0373",
            "E0373 at \"async {\"",
            "E0373 at \"\": \"may outlive\"",
            "E0373 at \"async {\": \"\"",
            "E373 at \"async {\": \"may outlive\"",
            "warning at \"async {\": \"may outlive\"",
        ] {
            let error = read(named).expect_err(named).to_string();
            assert!(error.starts_with("refused/rc.rs:3: this names no error"), "{error}");
            assert!(error.contains(FORM), "{error}");
        }
        let error = Refused::of_program("//! One.\n", Path::new("rc.rs")).expect_err("no line");
        assert!(error.to_string().starts_with("rc.rs: the header of a program"), "{error}");
    }
}
