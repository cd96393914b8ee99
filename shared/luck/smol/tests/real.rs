//! What `promises` says of the stand-in is true of smol itself.

use smol as runtime;

mod promises;
