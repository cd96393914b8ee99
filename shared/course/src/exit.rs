//! Exit codes, and the errors that carry one.

use std::{fmt, io};

/// Why a command failed, as its exit code. 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// A claim is broken, a check failed, or any other error without a separate code.
    Broken = 1,
    /// An argument is unusable. It is the code that clap uses.
    Unusable = 2,
    /// Cargo could not build, or could not read the workspace.
    BuildFailed = 3,
    /// A lesson that is named does not exist.
    NoSuchLesson = 4,
    /// An expected order cannot be read.
    BadOrder = 5,
    /// Ctrl-C, as shells count it.
    Interrupted = 130,
}

/// An exit code, and its error's message, in an error chain.
#[derive(Debug)]
struct Coded(Exit, String);

impl fmt::Display for Coded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.1)
    }
}

impl std::error::Error for Coded {}

/// An error with this exit code.
pub fn fail(exit: Exit, error: impl fmt::Display) -> anyhow::Error {
    anyhow::Error::new(Coded(exit, format!("{error:#}")))
}

/// Whether printing failed because the reader closed the pipe.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        io.or_else(|| cause.downcast_ref::<serde_json::Error>()?.io_error_kind())
    };
    error.chain().any(|cause| kind(cause) == Some(io::ErrorKind::BrokenPipe))
}

/// The exit code of an error.
#[must_use]
pub fn code_of(error: &anyhow::Error) -> Exit {
    error.downcast_ref::<Coded>().map_or(Exit::Broken, |coded| coded.0)
}
