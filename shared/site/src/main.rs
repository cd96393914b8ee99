//! The site as a program, for lessons that are not written in Rust.
//!
//! It prints the address of each host on its first line, with blanks between them. It ends when its standard
//! input is closed, so it does not outlive the lesson that started it.
//!
//! usage: site \[HOSTS\]

use std::io;

use site::Site;

fn main() -> io::Result<()> {
    let hosts = std::env::args().nth(1).map_or(Ok(1), |count| count.parse());
    let hosts = hosts.map_err(|error| io::Error::other(format!("usage: site [HOSTS]: {error}")))?;
    let site = Site::start_hosts(hosts)?;
    println!("{}", site.hosts().collect::<Vec<_>>().join(" "));
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
