//! One future for both signals that ask a server to stop.
#![cfg(unix)]

use std::io;
use std::pin::pin;
use std::process;

use futures::FutureExt;
use tokio::process::Command;
use tokio::select;
use tokio::signal::ctrl_c;
use tokio::signal::unix::{SignalKind, signal};

async fn terminated_or_ctrl_c() -> io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    select! {
        _ = terminated.recv() => Ok(()),
        result = ctrl_c() => result,
    }
}

#[tokio::test]
async fn each_of_two_signals_asks_to_stop() -> io::Result<()> {
    for name in ["-TERM", "-INT"] {
        let mut stop = pin!(terminated_or_ctrl_c());
        // The first poll installs the handlers. Without them, the signal would end this process.
        assert!(stop.as_mut().now_or_never().is_none());
        let status = Command::new("kill").args([name, &process::id().to_string()]).status().await?;
        assert!(status.success());
        stop.await?;
    }
    Ok(())
}
