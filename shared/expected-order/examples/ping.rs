//! Checks a run against an expected order, with only this crate.
//!
//! Run it: `cargo run -p expected-order --example ping`

use std::time::Duration;

use expected_order::{Line, Order, ParseError};

fn main() -> Result<(), ParseError> {
    let order: Order = "0s a | ping\n1s b after a | pong\n".parse()?;
    let run = [
        Line { at: Duration::from_millis(2), text: "ping" },
        Line { at: Duration::from_millis(1003), text: "pong" },
    ];
    let verdict = order.check(&run);
    if let Some(first) = verdict.broken.first() {
        eprint!("{}", order.explain(first, &run, &verdict, "ping.order"));
    }
    Ok(())
}
