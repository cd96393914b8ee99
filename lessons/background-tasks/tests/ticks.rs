//! What each policy does about missed ticks, and how main notices a heartbeat that has ended.

use std::future::pending;
use std::time::Duration;

use anyhow::bail;
use tokio::select;
use tokio::task::{self, JoinHandle};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

const PERIOD: Duration = Duration::from_millis(40);

#[tokio::test]
async fn the_late_tick_is_the_first_that_was_missed() {
    for policy in [MissedTickBehavior::Burst, MissedTickBehavior::Skip, MissedTickBehavior::Delay] {
        let [late, _next] = ticks_after_a_stall(policy).await;
        assert_eq!(late, PERIOD, "{policy:?}");
    }
}

#[tokio::test]
async fn burst_makes_up_for_the_next_missed_tick() {
    let [_late, next] = ticks_after_a_stall(MissedTickBehavior::Burst).await;
    assert_eq!(next, 2 * PERIOD);
}

#[tokio::test]
async fn skip_continues_with_a_multiple_of_the_period() {
    let [_late, next] = ticks_after_a_stall(MissedTickBehavior::Skip).await;
    assert!(next >= 3 * PERIOD, "{next:?}");
    assert_eq!(next.as_nanos() % PERIOD.as_nanos(), 0, "{next:?}");
}

#[tokio::test]
async fn delay_waits_a_whole_period_after_the_late_tick() {
    let [_late, next] = ticks_after_a_stall(MissedTickBehavior::Delay).await;
    assert!(next >= 7 * PERIOD / 2, "{next:?}");
}

/// When two ticks were due, counted from the first one, after two and a half periods without a tick.
async fn ticks_after_a_stall(policy: MissedTickBehavior) -> [Duration; 2] {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(policy);
    let start = ticks.tick().await;
    sleep(5 * PERIOD / 2).await;
    [ticks.tick().await - start, ticks.tick().await - start]
}

#[tokio::test]
async fn an_interval_in_the_loop_ticks_without_a_pause() {
    let start = Instant::now();
    for _ in 0..3 {
        interval(Duration::from_secs(3600)).tick().await;
    }
    assert!(start.elapsed() < Duration::from_secs(3600));
}

#[tokio::test]
async fn with_biased_a_stop_wins_against_a_tick_that_is_due() {
    let stop = CancellationToken::new();
    stop.cancel();
    for _ in 0..100 {
        let mut ticks = interval(PERIOD);
        select! {
            biased;
            () = stop.cancelled() => {}
            _ = ticks.tick() => panic!("the tick won"),
        }
    }
}

#[tokio::test]
async fn main_notices_that_the_heartbeat_has_ended() {
    let heartbeat = task::spawn(async {});
    let error = until_done(pending(), heartbeat).await.expect_err("the heartbeat has ended");
    assert_eq!(error.to_string(), "the heartbeat has ended");
}

async fn until_done(
    work: impl Future<Output = ()>,
    mut heartbeat: JoinHandle<()>,
) -> anyhow::Result<()> {
    select! {
        () = work => Ok(()),
        // The first `?` is for a heartbeat that panicked.
        ended = &mut heartbeat => {
            ended?;
            bail!("the heartbeat has ended")
        }
    }
}
