//! In which state a connection comes back to the pool, when its query fails or is dropped.

use std::sync::{Arc, Mutex, mpsc};

use backend::open_sqlite;
use deadpool::unmanaged::Pool;
use rusqlite::Connection;
use tokio::select;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

#[tokio::test]
async fn a_dropped_query_gives_its_connection_back_and_keeps_it_locked() {
    let pool = Pool::from(vec![Arc::new(Mutex::new(open_sqlite().expect("in memory")))]);
    let (started, has_started) = oneshot::channel();
    let (finish, finished) = mpsc::channel::<()>();
    let query = async {
        let connection = pool.get().await.expect("the pool is open");
        let lock = Arc::clone(&connection);
        let running = spawn_blocking(move || {
            let _connection = lock.lock().expect("nobody panicked");
            started.send(()).expect("the test waits for it");
            let _ = finished.recv(); // as long as the test wants
        });
        running.await
    };

    select! {
        _ = query => panic!("it ends after the test only"),
        started = has_started => started.expect("it has the lock"),
    }
    // `query` is dropped: its connection is in the pool, and its thread still has the lock.
    assert_eq!(pool.status().available, 1);
    let connection = pool.get().await.expect("the pool is open");
    assert!(connection.try_lock().is_err());
    drop(finish);
}

#[test]
fn an_error_after_begin_leaves_the_transaction_open() {
    let connection = open_sqlite().expect("in memory");
    let raise = || {
        connection.execute_batch("BEGIN")?;
        connection.execute("UPDATE fruit SET cents = 99", [])?;
        connection.execute("UPDATE vegetables SET cents = 99", [])?; // no such table
        connection.execute_batch("COMMIT")
    };
    assert!(raise().is_err());
    assert!(!connection.is_autocommit(), "whoever has it next is inside a transaction");
}

#[test]
fn an_error_rolls_a_transaction_back() {
    let mut connection = open_sqlite().expect("in memory");
    assert!(raise(&mut connection).is_err());
    assert!(connection.is_autocommit());
    let cents: i32 = connection
        .query_row("SELECT cents FROM fruit WHERE name = 'apple'", [], |row| row.get(0))
        .expect("there are apples");
    assert_eq!(cents, 30);
}

fn raise(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute("UPDATE fruit SET cents = 99", [])?;
    transaction.execute("UPDATE vegetables SET cents = 99", [])?; // no such table: `?` drops the transaction
    transaction.commit()
}
