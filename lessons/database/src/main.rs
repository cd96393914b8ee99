//! Five queries of a second each, and two connections: which query waits, and for what?
//!
//! Run it:      cargo run -p database
//! Predict it:  the second of each of the sixteen lines.
//! On a server: the same, with `DATABASE_URL=postgres://USER:PASSWORD@HOST/DATABASE` before it

use std::sync::{Arc, Mutex};

use anyhow::Context;
use backend::{CENTS, Database, FRUIT, LIMIT, NO_CONNECTION, TABLE, open_sqlite}; // src/backend.rs
use deadpool::unmanaged::Pool;
use futures::future::try_join_all;
use in_order::{Finished, lesson, say, secs};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use tokio_postgres::NoTls;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<Finished> {
    let database = Database::from_env()?;
    // Before the lesson's clock starts: how long connecting takes depends on the server.
    let connections = vec![Connection::open(&database).await?, Connection::open(&database).await?];
    let pool = Pool::from(connections);
    let lesson = lesson!();

    let cents = try_join_all(FRUIT.map(|name| answer(name, &pool))).await?;
    say!("all five: {cents:?} cents");

    lesson.finish()
}

/// Looks up what a fruit costs, and mails the answer.
async fn answer(name: &'static str, pool: &Pool<Connection>) -> anyhow::Result<i32> {
    // Waits while both connections are in use.
    let connection = pool.get().await?;
    say!("{name}: has a connection");
    let cents = connection.cents(name).await?;
    say!("{name}: {cents} cents");
    // The connection goes back to the pool, for the request that has waited longest. A mail needs none.
    drop(connection);
    sleep(secs(1)).await; // pretends to send the mail
    say!("{name}: mailed");
    Ok(cents)
}

/// A connection to one database or the other.
enum Connection {
    /// A blocking thread holds the lock for its query, even if nobody wants the answer any more.
    Sqlite(Arc<Mutex<rusqlite::Connection>>),
    Postgres(tokio_postgres::Client),
}

impl Connection {
    async fn open(database: &Database) -> anyhow::Result<Self> {
        let Database::Postgres(config) = database else {
            return Ok(Self::Sqlite(Arc::new(Mutex::new(open_sqlite()?))));
        };
        let connected = timeout(LIMIT, config.connect(NoTls)).await.context(NO_CONNECTION)?;
        let (client, driver) = connected.context(NO_CONNECTION)?;
        // This task owns the socket. The client sends it queries and waits for their answers.
        tokio::spawn(driver);
        client.batch_execute(TABLE).await?;
        Ok(Self::Postgres(client))
    }

    async fn cents(&self, name: &'static str) -> anyhow::Result<i32> {
        let second = secs(1).as_secs_f64();
        match self {
            Self::Sqlite(connection) => {
                let connection = connection.clone();
                // SQLite works in the thread that calls it, and this thread has other requests to answer.
                let query = spawn_blocking(move || {
                    let connection = connection.lock().expect("no query panicked");
                    connection.query_row(CENTS, (second, name), |row| row.get(0))
                });
                Ok(query.await??)
            }
            Self::Postgres(client) => Ok(client.query_one(CENTS, &[&second, &name]).await?.get(0)),
        }
    }
}
