//! The machine and the versions of a measurement.

use std::env::consts;
use std::fs;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use course::shown;
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

/// The machine and the versions of all that is compared, each with its name.
pub(crate) fn with(tools: &Tools) -> Result<Vec<(String, String)>> {
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
            return Ok(list);
        }
    };
    let build = PythonBuild::of(python);
    list.push(("CPython".into(), format!("{}, {}", python.version(), build.in_words())));
    for package in ["aiohttp", "uvloop"] {
        let version = python.package(package).unwrap_or_else(|| "not installed".into());
        list.push((package.into(), version));
    }
    Ok(list)
}

/// Whether figures of this CPython may be published.
///
/// # Errors
/// If not, with the reason: it is slower than most, or a side could not be measured.
pub(crate) fn publishable(python: &Python) -> Result<(), String> {
    let named = || format!("{} ({})", shown(python.program()), python.version());
    let build = PythonBuild::of(python);
    if build.optimized() == Some(false) {
        return Err(format!("{} is {}", named(), build.in_words()));
    }
    let packages = if cfg!(windows) { &["aiohttp"][..] } else { &["aiohttp", "uvloop"] };
    match packages.iter().find(|package| python.package(package).is_none()) {
        Some(package) => Err(format!("{} has no {package}", named())),
        None => Ok(()),
    }
}

/// The day, of UTC, as 2026-01-31.
pub(crate) fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(since.as_secs() / 86_400)
}

/// How a CPython was built, as far as that decides how fast it is.
#[derive(Debug, PartialEq, Eq)]
struct PythonBuild {
    /// Whether it was optimized with a profile, if known. On Windows it is unknown.
    profiled: Option<bool>,
    /// At link time.
    linked: bool,
    /// The last `-O` of its compiler, if a release does not use that.
    level: Option<String>,
    /// Packaged by Debian or a distribution that derives from it, such as Ubuntu.
    debian: bool,
}

impl PythonBuild {
    fn of(python: &Python) -> Self {
        const CODE: &str = "\
import sysconfig
for name in ('CONFIG_ARGS', 'PY_CORE_CFLAGS'):
    print(sysconfig.get_config_var(name) or '')
print(*sysconfig.get_scheme_names())";
        let output = python.interpreter().args(["-c", CODE]).output();
        let output = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let output = output.unwrap_or_default();
        let mut lines = output.lines().map(str::trim);
        let mut next = || lines.next().unwrap_or_default();
        Self::from_config(next(), next(), next())
    }

    /// Reads the arguments of `configure`, the flags with which the interpreter itself was compiled, and
    /// the names of its installation schemes. A distribution may set its own flags without these arguments.
    fn from_config(arguments: &str, flags: &str, schemes: &str) -> Self {
        let flag = |start: &str| flags.split_whitespace().rfind(|flag| flag.starts_with(start));
        // Debian calls `make profile-opt`, and removes the flags from what sysconfig says afterwards. Its
        // scheme is the trace that is left.
        let debian = schemes.split_whitespace().any(|scheme| scheme == "deb_system");
        let profiled = debian
            || arguments.contains("--enable-optimizations")
            || flag("-fprofile-use").is_some()
            || flag("-fprofile-instr-use").is_some();
        let says = debian || !arguments.is_empty() || !flags.is_empty();
        let linked = flag("-flto").is_some()
            || (arguments.contains("--with-lto") && !arguments.contains("--with-lto=no"));
        let level = flag("-O").filter(|level| !["-O2", "-O3"].contains(level));
        Self { profiled: says.then_some(profiled), linked, level: level.map(Into::into), debian }
    }

    /// Whether it is as fast as the builds that systems ship, if known.
    fn optimized(&self) -> Option<bool> {
        Some(self.profiled? && self.level.is_none())
    }

    fn in_words(&self) -> String {
        let built = match self.profiled {
            _ if self.debian => "an optimized build, by Debian's rules",
            Some(true) => "an optimized build (--enable-optimizations",
            Some(false) => "an unoptimized build (no --enable-optimizations",
            None => "a build that does not say how it was made",
        };
        let mut out = String::from(built);
        if self.linked && !self.debian {
            out.push_str(", --with-lto");
        }
        if let Some(level) = &self.level {
            out = format!("{out}, compiled with {level}");
        }
        if built.contains('(') {
            out.push(')');
        }
        out
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

    fn build(arguments: &str, flags: &str) -> (String, Option<bool>) {
        let build = PythonBuild::from_config(arguments, flags, "nt posix_prefix venv");
        (build.in_words(), build.optimized())
    }

    #[test]
    fn how_cpython_was_built_is_read_from_its_arguments_or_its_flags() {
        let plain = "an unoptimized build (no --enable-optimizations)";
        assert_eq!(build("'--prefix=/usr'", "-g -O3"), (plain.into(), Some(false)));
        let both = ("an optimized build (--enable-optimizations, --with-lto)".into(), Some(true));
        assert_eq!(build("'--enable-optimizations' '--with-lto'", "-O2"), both);
        assert_eq!(build("", "-O3 -flto -fprofile-use -fprofile-correction"), both);
        assert_eq!(build("", "-fprofile-instr-use=code.profclangd").1, Some(true));
        let linked = "an unoptimized build (no --enable-optimizations, --with-lto)";
        assert_eq!(build("'--with-lto=thin'", "-O3"), (linked.into(), Some(false)));
        let debug = "an unoptimized build (no --enable-optimizations, compiled with -O0)";
        assert_eq!(
            build("'--with-lto=no' '--with-pydebug'", "-O3 -O0"),
            (debug.into(), Some(false))
        );
        assert_eq!(build("'--enable-optimizations'", "-O3 -Og").1, Some(false));
    }

    #[test]
    fn a_cpython_that_says_nothing_is_not_called_slow() {
        let (words, optimized) = build("", "");
        assert_eq!(optimized, None);
        assert_eq!(words, "a build that does not say how it was made");
    }

    #[test]
    fn debians_cpython_is_known_by_its_scheme() {
        let build = PythonBuild::from_config("'--prefix=/usr'", "-O2", "deb_system venv");
        assert_eq!(build.optimized(), Some(true));
        assert_eq!(build.in_words(), "an optimized build, by Debian's rules");
    }
}
