//! Each page as a client without HTTP sees it: the tests compare the bytes on the wire.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use site::Site;

/// Asks for a page and returns everything up to the end of the connection.
fn get(host: &str, path: &str) -> io::Result<String> {
    let host = host.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    // Reached only on failure. The silent page sets its own timeout.
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    if path == "/silent" {
        stream.set_read_timeout(Some(Duration::from_millis(100)))?;
    }
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    if path.starts_with("/endless") {
        stream.take(10_000).read_to_string(&mut answer)?;
    } else {
        stream.read_to_string(&mut answer)?;
    }
    Ok(answer)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").expect("a head and a body").1
}

#[test]
fn each_page_does_what_its_address_says() {
    let site = Site::start().expect("a port is free");
    let host = site.url("");
    let get = |path: &str| get(&host, path);
    let ok = |path: &str| get(path).expect(path);

    let page = ok("/page?wait=0.01&size=2000");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("content-length: 2000\r\n"), "{page}");
    assert_eq!(body(&page).len(), 2000);
    for size in [0, 1, 37, 38, 39] {
        assert_eq!(body(&ok(&format!("/page?size={size}"))).len(), size);
    }
    assert!(ok("/page?status=503").starts_with("HTTP/1.1 503 "));
    assert!(ok("/page?status=nonsense&size=-1&wait=-1").starts_with("HTTP/1.1 200 "));

    let before: usize = body(&ok("/connections")).parse().expect("a number");
    assert_eq!(body(&ok("/connections")), (before + 1).to_string());

    let moved = ok("/redirect?to=/page?size=10&wait=0");
    assert!(moved.starts_with("HTTP/1.1 302 "), "{moved}");
    assert!(moved.contains("location: /page?size=10&wait=0\r\n"), "{moved}");

    assert_eq!(body(&ok("/slow?wait=0.01&size=2001")).len(), 2001);
    assert!(ok("/nowhere").starts_with("HTTP/1.1 404 "));
    assert!(ok("/endless?wait=0.001").len() == 10_000);

    let dropped = ok("/dropped?size=2000");
    assert!(dropped.contains("content-length: 2000\r\n"), "{dropped}");
    assert_eq!(body(&dropped).len(), 1000);
    assert_eq!(ok("/closed"), "");
    assert!(ok("/busy?wait=0.01&size=10").starts_with("HTTP/1.1 503 "));
    assert_eq!(body(&ok("/busy?wait=0.01&size=10")).len(), 10);
    let silence = get("/silent").expect_err("no answer comes");
    assert!(matches!(silence.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{silence}");
}

/// Follows all links from page 0 of the first host, with that query, and returns the answer to each
/// address.
fn crawl(site: &Site, query: &str) -> Vec<(String, String)> {
    let mut known = vec![(site.url(&format!("/graph/0?{query}")), String::new())];
    let mut next = 0;
    while let Some((address, _)) = known.get(next).cloned() {
        let split = address["http://".len()..].find('/').expect("a path") + "http://".len();
        let (host, path) = address.split_at(split);
        let page = get(host, path).expect("an answer");
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = if link.starts_with('/') { format!("{host}{link}") } else { link.into() };
            if !known.iter().any(|(address, _)| *address == link) {
                known.push((link, String::new()));
            }
        }
        known[next].1 = page;
        next += 1;
    }
    known
}

#[test]
fn the_graph_leads_to_every_page_of_every_host() {
    let site = Site::start_hosts(3).expect("three ports are free");
    let known = crawl(&site, "pages=7");
    let broken = known.iter().filter(|(_, page)| !page.starts_with("HTTP/1.1 200 "));
    assert_eq!(broken.count(), 3, "{known:#?}");
    assert_eq!(known.len(), 3 * 8, "{known:#?}");
}

#[test]
fn each_host_takes_its_element_of_a_list() {
    let site = Site::start_hosts(4).expect("four ports are free");
    let known = crawl(&site, "links=3&pages=4,2,1&end=/busy,/missing,");
    let hosts: Vec<String> = site.hosts().collect();
    let pages = |host: &String| -> Vec<&str> {
        let paths = known.iter().filter_map(|(address, _)| address.strip_prefix(host.as_str()));
        let mut pages: Vec<_> = paths.filter_map(|path| path.split('?').next()).collect();
        pages.sort_unstable();
        pages
    };
    assert_eq!(pages(&hosts[0]), ["/busy", "/graph/0", "/graph/1", "/graph/2", "/graph/3"]);
    assert_eq!(pages(&hosts[1]), ["/graph/0", "/graph/1", "/missing"]);
    assert_eq!(pages(&hosts[2]), ["/graph/0"]);
    assert_eq!(pages(&hosts[3]), ["/graph/0"]);
}

#[test]
fn it_stops_when_it_is_dropped() {
    let site = Site::start().expect("a port is free");
    let host = site.url("");
    drop(site);
    get(&host, "/page").expect_err("nobody listens");
}

#[test]
fn the_program_ends_with_its_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_site"))
        .arg("2")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = Vec::new();
    let mut stdout = child.stdout.take().expect("it is piped");
    let mut byte = [0];
    while stdout.read(&mut byte).expect("readable") == 1 && byte != *b"\n" {
        line.push(byte[0]);
    }
    let line = String::from_utf8(line).expect("an address");
    let hosts: Vec<_> = line.split(' ').collect();
    assert_eq!(hosts.len(), 2, "{line}");
    for host in hosts {
        assert!(get(host, "/page").expect("an answer").starts_with("HTTP/1.1 200 OK"));
    }
    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success());
}
