//! What is the same on every runtime: the choice of the database, its table, and the one query.

use std::env::{self, VarError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::functions::FunctionFlags;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The fruit whose prices the requests ask for.
pub const FRUIT: [&str; 5] = ["apple", "banana", "cherry", "lemon", "orange"];

/// In both databases, a temporary table belongs to its connection and is deleted with it. So the lesson
/// leaves nothing behind, however it ends, and two of them can run at the same time.
pub const TABLE: &str = "
    CREATE TEMPORARY TABLE fruit (name TEXT, cents INTEGER);
    INSERT INTO fruit VALUES
        ('apple', 30), ('banana', 25), ('cherry', 5), ('lemon', 40), ('orange', 35);
";

/// The query. It takes the database the number of seconds that its first parameter gives.
pub const CENTS: &str = "SELECT cents, pg_sleep($1) FROM fruit WHERE name = $2";

/// How long connecting to a server may take, in real seconds.
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
    /// If `DATABASE_URL` is set to anything but the address of a PostgreSQL server.
    pub fn from_env() -> Result<Self> {
        const WANTED: &str = "DATABASE_URL must be postgres://USER:PASSWORD@HOST:PORT/DATABASE, \
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

/// Opens a database in memory, with a function that SQLite lacks. It sleeps in the thread that calls
/// it, where SQLite does all its work.
///
/// # Errors
/// If SQLite has too little memory to open it.
pub fn open_sqlite() -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open_in_memory()?;
    connection.create_scalar_function("pg_sleep", 1, FunctionFlags::SQLITE_UTF8, |context| {
        thread::sleep(Duration::from_secs_f64(context.get(0)?));
        Ok(0)
    })?;
    connection.execute_batch(TABLE)?;
    Ok(connection)
}

/// Host and port of the server, for runtimes on which tokio-postgres doesn't connect by itself.
///
/// # Errors
/// If `DATABASE_URL` names a Unix socket or nothing instead of a host.
pub fn host_and_port(config: &Config) -> Result<(&str, u16)> {
    let [Host::Tcp(host), ..] = config.get_hosts() else {
        bail!("DATABASE_URL must name a host on this runtime, as in postgres://localhost/postgres");
    };
    Ok((host, config.get_ports().first().copied().unwrap_or(5432)))
}
