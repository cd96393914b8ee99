//! Figures with their units.

/// Three significant digits: `1.24 s`, `43.1 ms`, `850 ns`.
pub(crate) fn seconds(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s if s >= 1e-6 => (s * 1e6, "µs"),
        s => (s * 1e9, "ns"),
    };
    format!("{} {unit}", digits(value))
}

/// Bytes, as `52.4 MB`.
pub(crate) fn megabytes(bytes: f64) -> String {
    format!("{} MB", digits(bytes / 1e6))
}

/// How many times: `17.2`, `1.08`, `0.02`.
pub(crate) fn times(ratio: f64) -> String {
    if ratio < 0.1 { format!("{ratio:.4}") } else { digits(ratio) }
}

fn digits(value: f64) -> String {
    let after = if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    };
    format!("{value:.after$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits() {
        assert_eq!(seconds(12.345), "12.3 s");
        assert_eq!(seconds(0.0431), "43.1 ms");
        assert_eq!(seconds(1.5e-5), "15.0 µs");
        assert_eq!(seconds(0.0), "0.00 ns");
        assert_eq!(times(17.18), "17.2");
        assert_eq!(times(0.0201), "0.0201");
        assert_eq!(times(123.4), "123");
        assert_eq!(megabytes(52_428_800.0), "52.4 MB");
    }
}
