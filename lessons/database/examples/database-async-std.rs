//! Database, on async-std, which is discontinued: here to read old code.
//!
//! Run it: cargo run -p database --example database-async-std

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use async_std::future::timeout;
use async_std::net::TcpStream;
use async_std::task;
// src/backend.rs
use backend::{CENTS, Database, FRUIT, LIMIT, NO_CONNECTION, TABLE, host_and_port, open_sqlite};
use deadpool::unmanaged::Pool;
use futures::future::try_join_all;
use in_order::{Finished, lesson, say, secs};
use tokio_postgres::{Client, Config, NoTls};
use tokio_util::compat::FuturesAsyncReadCompatExt;

fn main() -> anyhow::Result<Finished> {
    task::block_on(async {
        let database = Database::from_env()?;
        // Before the clock: how long it takes to connect is the server's affair.
        let connections =
            vec![Connection::open(&database).await?, Connection::open(&database).await?];
        // It knows no runtime.
        let pool = Pool::from(connections);
        let lesson = lesson!();

        let cents = try_join_all(FRUIT.map(|name| order(name, &pool))).await?;
        say!("all five: {cents:?} cents");

        lesson.finish()
    })
}

/// Looks up what a fruit costs, and sends a mail about it.
async fn order(name: &'static str, pool: &Pool<Connection>) -> anyhow::Result<i32> {
    // Waits while both connections are in use.
    let connection = pool.get().await?;
    say!("{name}: has a connection");
    let cents = connection.cents(name).await?;
    say!("{name}: {cents} cents");
    // Back to the pool: whoever waits longest has it. What follows needs none.
    drop(connection);
    task::sleep(secs(1)).await; // stands for a mail server
    say!("{name}: mailed");
    Ok(cents)
}

/// A connection to one database or the other.
enum Connection {
    /// The lock is never waited for. It lets a blocking thread have the connection for one query.
    Sqlite(Arc<Mutex<rusqlite::Connection>>),
    Postgres(Client),
}

impl Connection {
    async fn open(database: &Database) -> anyhow::Result<Self> {
        let Database::Postgres(config) = database else {
            return Ok(Self::Sqlite(Arc::new(Mutex::new(open_sqlite()?))));
        };
        let connected = timeout(LIMIT, connect(config)).await.context(NO_CONNECTION)?;
        let client = connected.context(NO_CONNECTION)?;
        client.batch_execute(TABLE).await?;
        Ok(Self::Postgres(client))
    }

    async fn cents(&self, name: &'static str) -> anyhow::Result<i32> {
        let second = secs(1).as_secs_f64();
        match self {
            Self::Sqlite(connection) => {
                let connection = connection.clone();
                // SQLite works in the thread that asks, and this thread has other queries to serve.
                let query = task::spawn_blocking(move || {
                    let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                    connection.query_row(CENTS, (second, name), |row| row.get(0))
                });
                Ok(query.await?)
            }
            Self::Postgres(client) => Ok(client.query_one(CENTS, &[&second, &name]).await?.get(0)),
        }
    }
}

/// tokio-postgres can connect by itself on Tokio alone. Over a socket that is there, it speaks on any
/// runtime.
async fn connect(config: &Config) -> anyhow::Result<Client> {
    let socket = TcpStream::connect(host_and_port(config)?).await?;
    // Or the kernel holds small queries back, to send several in one packet.
    socket.set_nodelay(true)?;
    let (client, driver) = config.connect_raw(socket.compat(), NoTls).await?;
    // The socket is this task's; the client hands it queries and waits for their answers.
    task::spawn(driver);
    Ok(client)
}
