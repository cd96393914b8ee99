//! smol itself passes the tests in `promises`.

use smol as runtime;

mod promises;
