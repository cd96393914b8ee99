//! A run checked against its expected order.

use course::{Breaks, BreaksKind, Run, Trouble};
use expected_order::Order;

/// What to do about a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Every claim holds, and nothing else is wrong.
    Holds,
    /// A slow machine alone can have caused it, so another try with a longer second is worthwhile.
    MayBeNoise,
    /// No line is late, but it reached its limit, or its output stayed open after its end. A machine that
    /// stalls can cause either: rows without a second wait for a disk, and a pipe is open until every
    /// program that is just starting has closed its copy. So it is worth one more try, but only one,
    /// because a program that does hang takes long.
    OutOfTime,
    /// The program's fault for certain.
    Broken,
}

impl Judgement {
    /// Whether a run with this judgement is worth another try. Tries are counted from 0.
    #[must_use]
    pub fn is_worth_another_try(self, attempt: usize) -> bool {
        match self {
            Self::MayBeNoise => true,
            Self::OutOfTime => attempt == 0,
            Self::Holds | Self::Broken => false,
        }
    }
}

/// Why a mistake is not rejected for the claim that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Every claim of the lesson holds for it, whatever else is wrong.
    BreaksNoClaim,
    /// It breaks another claim first: that one's headline.
    OtherReason(String),
}

/// Judges a lesson's run. A late line may be noise, and so may everything after it: a machine that stalls
/// can make a timeout fire, or a lesson reach its limit. A claim that breaks while every line is on time
/// is broken for certain.
#[must_use]
pub fn judge(run: &Run, order: &Order) -> Judgement {
    let verdict = run.check(order);
    match verdict.broken.first() {
        None if run.troubles.is_empty() => Judgement::Holds,
        Some(first) if first.may_be_noise => Judgement::MayBeNoise,
        _ if run.hangs() || run.troubles == [Trouble::LeftBehind] => Judgement::OutOfTime,
        _ => Judgement::Broken,
    }
}

/// Judges a mistake's run: `Ok` if the first claim that it breaks for certain is the one that it
/// names.
///
/// # Errors
/// What happened instead, and whether noise may have caused it.
pub fn judge_mistake(
    run: &Run,
    order: &Order,
    names: &Breaks,
) -> Result<(), (Rejection, Judgement)> {
    let lines = run.lines();
    let verdict = order.check(&lines);
    // Lateness can hide that a line came too early, and can break before any other claim.
    let noise = |late| if late { Judgement::MayBeNoise } else { Judgement::Broken };
    let Some(first) = verdict.broken.iter().find(|broken| broken.is_certain()) else {
        return Err((Rejection::BreaksNoClaim, noise(names.kind == BreaksKind::Second)));
    };
    if Breaks::of(first, order, &lines).as_ref() == Some(names) {
        return Ok(());
    }
    let other = Rejection::OtherReason(order.headline(first, &lines));
    Err((other, noise(first.may_be_noise || names.kind == BreaksKind::Second)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use course::Said;

    use super::*;
    use crate::attempts::{ALL, attempts};

    #[test]
    fn what_only_a_clock_decided_is_told_from_what_is_broken_for_certain() {
        let order: Order = "0s a | one\n".parse().expect("a valid file");
        let judged = |text: &str, troubles: &[Trouble]| {
            let run = Run {
                second: Duration::from_millis(25),
                lines: vec![Said { at: Duration::ZERO, text: text.into(), src: None }],
                polls: Vec::new(),
                wakes: Vec::new(),
                took: Duration::ZERO,
                troubles: troubles.to_vec(),
                stderr: String::new(),
            };
            judge(&run, &order)
        };
        assert_eq!(judged("one", &[]), Judgement::Holds);
        assert_eq!(judged("one", &[Trouble::HangsUntilLimit]), Judgement::OutOfTime);
        assert_eq!(
            judged("one", &[Trouble::HangsUntilKilled { real_s: 9.0 }]),
            Judgement::OutOfTime
        );
        assert_eq!(judged("one", &[Trouble::LeftBehind]), Judgement::OutOfTime);
        assert_eq!(judged("two", &[]), Judgement::Broken);
        let panicked = Trouble::Panicked { status: "exit status: 101".into() };
        assert_eq!(judged("one", &[panicked, Trouble::LeftBehind]), Judgement::Broken);
    }

    /// Runs with the given judgements, one after the other: how many tries there are, and the last judgement.
    fn tried(judgements: &[Judgement]) -> (usize, Judgement) {
        let mut tries = 0;
        let run = |_| {
            tries += 1;
            Ok(judgements[tries - 1])
        };
        let again = |last: &Judgement, attempt| last.is_worth_another_try(attempt);
        let last = attempts(Duration::from_millis(25), ALL, run, again);
        (tries, last.expect("nothing fails"))
    }

    #[test]
    fn what_noise_can_do_is_tried_again_and_a_hang_once() {
        use Judgement::{Broken, Holds, MayBeNoise, OutOfTime};
        assert_eq!(tried(&[Holds]), (1, Holds));
        assert_eq!(tried(&[Broken]), (1, Broken));
        assert_eq!(tried(&[MayBeNoise, MayBeNoise, MayBeNoise, Holds]), (4, Holds));
        assert_eq!(tried(&[MayBeNoise; 6]), (6, MayBeNoise));
        assert_eq!(tried(&[OutOfTime, Holds]), (2, Holds));
        assert_eq!(tried(&[OutOfTime, OutOfTime]), (2, OutOfTime));
        assert_eq!(tried(&[MayBeNoise, Broken]), (2, Broken));
    }
}
