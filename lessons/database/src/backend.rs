//! What knows no runtime: which database it is, its table, and the one query.

use std::env::{self, VarError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::functions::FunctionFlags;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// What is asked for.
pub const FRUIT: [&str; 5] = ["apple", "banana", "cherry", "lemon", "orange"];

/// A temporary table belongs to its connection and goes with it, in both databases: whatever becomes
/// of the lesson, it leaves nothing behind, and does not get in the way of another one.
pub const TABLE: &str = "
    CREATE TEMPORARY TABLE fruit (name TEXT, cents INTEGER);
    INSERT INTO fruit VALUES
        ('apple', 30), ('banana', 25), ('cherry', 5), ('lemon', 40), ('orange', 35);
";

/// The query. It takes the database as many seconds as its first parameter says.
pub const CENTS: &str = "SELECT cents, pg_sleep($1) FROM fruit WHERE name = $2";

/// A server that does not answer within this time, of real seconds, is not there.
pub const LIMIT: Duration = Duration::from_secs(10);

/// For errors of connecting.
pub const NO_CONNECTION: &str = "no connection to the PostgreSQL server of DATABASE_URL; \
    start it, correct DATABASE_URL, or unset it to use SQLite";

/// Which database the queries go to.
pub enum Database {
    /// The one that is compiled into the program.
    Sqlite,
    /// A server.
    Postgres(Box<Config>),
}

impl Database {
    /// The server that `DATABASE_URL` names; SQLite if it is not set.
    ///
    /// # Errors
    /// If it is set to something else than the address of a PostgreSQL server.
    pub fn from_env() -> Result<Self> {
        const WANTED: &str = "DATABASE_URL has to be postgres://USER:PASSWORD@HOST:PORT/DATABASE, \
            or unset to use SQLite";
        let url = match env::var("DATABASE_URL") {
            Err(VarError::NotPresent) => return Ok(Self::Sqlite),
            url => url.context(WANTED)?,
        };
        // The address may hold a password, so no message repeats it.
        match url.split_once("://") {
            Some(("postgres" | "postgresql", _)) => {}
            Some((scheme, _)) => bail!("{WANTED}; it begins with {scheme}://"),
            None => bail!(WANTED),
        }
        Ok(Self::Postgres(Box::new(url.parse().context(WANTED)?)))
    }
}

/// Opens a database in memory, with a function that SQLite lacks. It sleeps in the thread that asks,
/// which is where SQLite does all its work.
///
/// # Errors
/// If SQLite refuses, for want of memory.
pub fn open_sqlite() -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.create_scalar_function("pg_sleep", 1, FunctionFlags::SQLITE_UTF8, |context| {
        thread::sleep(Duration::from_secs_f64(context.get(0)?));
        Ok(0)
    })?;
    connection.execute_batch(TABLE)?;
    Ok(connection)
}

/// Host and port of the server, for a runtime on which tokio-postgres does not connect by itself.
///
/// # Errors
/// If `DATABASE_URL` names no host, but a Unix socket or nothing.
pub fn host_and_port(config: &Config) -> Result<(&str, u16)> {
    let [Host::Tcp(host), ..] = config.get_hosts() else {
        bail!(
            "DATABASE_URL has to name a host on this runtime, as in postgres://localhost/postgres"
        );
    };
    Ok((host, config.get_ports().first().copied().unwrap_or(5432)))
}
