//! Programs that do nothing, one after the other or all at once. Each side counts those that succeeded.
//!
//! The program is this one, `bench nothing`, so that every side starts the same.

use std::env;
use std::process::Command;

use anyhow::Result;
use futures::future::try_join_all;

pub(crate) fn std_in_turn(n: u64) -> Result<u64> {
    let program = env::current_exe()?;
    let mut good = 0;
    for _ in 0..n {
        good += u64::from(Command::new(&program).arg("nothing").status()?.success());
    }
    Ok(good)
}

pub(crate) fn std_at_once(n: u64) -> Result<u64> {
    let program = env::current_exe()?;
    let children = (0..n).map(|_| Command::new(&program).arg("nothing").spawn());
    let children = children.collect::<Result<Vec<_>, _>>()?;
    let mut good = 0;
    for mut child in children {
        good += u64::from(child.wait()?.success());
    }
    Ok(good)
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio_in_turn(n: u64) -> Result<u64> {
    let program = env::current_exe()?;
    let mut good = 0;
    for _ in 0..n {
        let status = tokio::process::Command::new(&program).arg("nothing").status().await?;
        good += u64::from(status.success());
    }
    Ok(good)
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn tokio_at_once(n: u64) -> Result<u64> {
    let program = env::current_exe()?;
    let one = |_| tokio::process::Command::new(&program).arg("nothing").status();
    let ends = try_join_all((0..n).map(one)).await?;
    Ok(ends.iter().filter(|status| status.success()).count() as u64)
}

/// smol's processes are the crate async-process.
pub(crate) fn smol_in_turn(n: u64) -> Result<u64> {
    let program = env::current_exe()?;
    smol::block_on(async {
        let mut good = 0;
        for _ in 0..n {
            let status = smol::process::Command::new(&program).arg("nothing").status().await?;
            good += u64::from(status.success());
        }
        Ok(good)
    })
}

pub(crate) fn smol_at_once(n: u64) -> Result<u64> {
    let program = env::current_exe()?;
    let one = |_| smol::process::Command::new(&program).arg("nothing").status();
    let ends = smol::block_on(try_join_all((0..n).map(one)))?;
    Ok(ends.iter().filter(|status| status.success()).count() as u64)
}
