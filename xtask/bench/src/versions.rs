//! What it was measured on and with.

use std::env::consts;
use std::fs;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use runner::build::rustc_version;
use runner::python::Python;

use crate::tools::Tools;

/// The packages whose work is measured.
const COMPARED: [&str; 9] = [
    "tokio",
    "smol",
    "async-std",
    "futures",
    "async-channel",
    "async-process",
    "hyper",
    "reqwest",
    "rayon",
];

/// What it was measured on and with.
#[derive(Default)]
pub(crate) struct With {
    /// The machine and the versions, each with its name.
    pub(crate) list: Vec<(String, String)>,
    /// Whether CPython was built with profile-guided optimization, if it is there and says so.
    pub(crate) python_optimized: Option<bool>,
}

/// The machine, and the versions of all that is compared.
pub(crate) fn with(tools: &Tools) -> Result<With> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let mut list = vec![
        ("processors".into(), format!("{processors} of {}", processor())),
        ("system".into(), system()),
        ("Rust".into(), rustc_version()?),
    ];
    let metadata = MetadataCommand::new().exec().context("failed to read the workspace")?;
    for name in COMPARED {
        let versions = metadata.packages.iter().filter(|package| *package.name == name);
        let newest = versions.map(|package| &package.version).max();
        let newest = newest.with_context(|| format!("{name} is not among the packages"))?;
        list.push((name.into(), newest.to_string()));
    }
    let python = match &tools.python {
        Ok(python) => python,
        Err(why) => {
            list.push(("CPython".into(), why.clone()));
            return Ok(With { list, python_optimized: None });
        }
    };
    let build = PythonBuild::of(python);
    list.push(("CPython".into(), format!("{}, {}", python.version(), build.in_words())));
    for package in ["aiohttp", "uvloop"] {
        let version = python.package(package).unwrap_or_else(|| "not installed".into());
        list.push((package.into(), version));
    }
    Ok(With { list, python_optimized: build.optimized })
}

/// The day, of UTC, as 2026-01-31.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / 86_400)
}

/// How a CPython was built, as far as that decides how fast it is. A plain build is slower than those that
/// systems ship.
#[derive(Debug, PartialEq, Eq)]
struct PythonBuild {
    /// Guided by a profile, if it says so: on Windows it says nothing.
    optimized: Option<bool>,
    /// At link time.
    linked: bool,
    /// The last `-O` of its compiler, where that is none of a release.
    level: Option<String>,
}

impl PythonBuild {
    fn of(python: &Python) -> Self {
        const CODE: &str = "\
import sysconfig
for name in ('CONFIG_ARGS', 'PY_CORE_CFLAGS'):
    print(sysconfig.get_config_var(name) or '')";
        let output = python.interpreter().args(["-c", CODE]).output();
        let output = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let output = output.unwrap_or_default();
        let (arguments, flags) = output.split_once('\n').unwrap_or_default();
        Self::from_config(arguments.trim(), flags.trim())
    }

    /// Reads the arguments of `configure`, and the flags with which the interpreter itself was compiled. A
    /// distribution may pass its own flags and not the arguments.
    fn from_config(arguments: &str, flags: &str) -> Self {
        let flag = |start: &str| flags.split_whitespace().rfind(|flag| flag.starts_with(start));
        let optimized = arguments.contains("--enable-optimizations")
            || flag("-fprofile-use").is_some()
            || flag("-fprofile-instr-use").is_some();
        let says = !arguments.is_empty() || !flags.is_empty();
        let linked = flag("-flto").is_some()
            || (arguments.contains("--with-lto") && !arguments.contains("--with-lto=no"));
        let level = flag("-O").filter(|level| !["-O2", "-O3"].contains(level));
        Self { optimized: says.then_some(optimized), linked, level: level.map(Into::into) }
    }

    fn in_words(&self) -> String {
        let built = match self.optimized {
            Some(true) => "built with --enable-optimizations",
            Some(false) => "built without --enable-optimizations",
            None => "which does not say how it was built",
        };
        let linked = match (self.linked, self.optimized) {
            (false, _) => "",
            (true, Some(true)) => " and --with-lto",
            (true, _) => ", with --with-lto",
        };
        let level = self.level.as_ref().map(|level| format!(", at {level}")).unwrap_or_default();
        format!("{built}{linked}{level}")
    }
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(
        || consts::ARCH.into(),
        |(_, model)| format!("{} ({})", model.trim(), consts::ARCH),
    )
}

fn system() -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB"));
    let memory = kb.and_then(|kb| kb.trim().parse::<f64>().ok()).map(|kb| kb / 1024.0 / 1024.0);
    let memory = memory.map(|gb| format!(", {gb:.0} GB of memory")).unwrap_or_default();
    format!("{} {}{memory}", consts::OS, kernel.trim())
}

/// The date of a day, counted from 1970-01-01.
fn date(mut day: u64) -> String {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", day + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(20_453), "2025-12-31");
        assert_eq!(date(20_454), "2026-01-01");
    }

    fn built(arguments: &str, flags: &str) -> String {
        PythonBuild::from_config(arguments, flags).in_words()
    }

    #[test]
    fn how_cpython_was_built_is_read_from_its_arguments_or_its_flags() {
        assert_eq!(built("'--prefix=/usr'", "-g -O3"), "built without --enable-optimizations");
        let both = "built with --enable-optimizations and --with-lto";
        assert_eq!(built("'--enable-optimizations' '--with-lto'", "-O2"), both);
        assert_eq!(built("", "-O3 -flto -fprofile-use -fprofile-correction"), both);
        assert_eq!(built("", "-fprofile-instr-use=code.profclangd"), &both[..33]);
        assert_eq!(
            built("'--with-lto=thin'", "-O3"),
            "built without --enable-optimizations, with --with-lto"
        );
        assert_eq!(
            built("'--with-lto=no' '--with-pydebug'", "-O3 -g -O0"),
            "built without --enable-optimizations, at -O0"
        );
    }

    #[test]
    fn a_cpython_that_says_nothing_is_not_called_slow() {
        let build = PythonBuild::from_config("", "");
        assert_eq!(build.optimized, None);
        assert_eq!(build.in_words(), "which does not say how it was built");
    }
}
