//! A little website on loopback, for the lessons about HTTP. Nothing leaves the machine.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! let site = site::Site::start()?; // 127.0.0.1, on a port that is free
//! let page = site.url("/page?wait=1&size=2000");
//! # assert!(page.starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```
//!
//! The address says what a page does, so that a client in any language can ask for it. Times
//! are in lesson seconds, sizes in bytes:
//!
//! | address | answer |
//! | --- | --- |
//! | `/page?wait=1&size=2000&status=200` | after `wait`, a page of exactly that size; each part may be left out |
//! | `/redirect?to=/page?size=10` | 302 to everything after `to=` |
//! | `/slow?wait=1&size=2000` | the head and half of the page at once, the rest after `wait`; see below |
//! | `/endless?wait=0.1&size=1000` | a page that never ends: another `size` bytes after each `wait` |
//! | `/dropped?wait=0.1&size=2000` | half of the promised page; after `wait` the connection is closed |
//! | `/closed` | the connection is closed without an answer |
//! | `/silent` | no answer, ever |
//! | `/busy?size=2000` | 503 the first time that the host is asked for it, after that like `/page` |
//! | `/connections` | how many connections the host has had, this one included |
//! | `/graph/0?wait=1&pages=7` | a page of links, see [`graph`](Site::start_hosts) |
//! | anything else | 404: a broken link |
//!
//! The host buffers little of a page, as a server with many clients does, and waits until the client reads
//! more. So the first half of a large `/slow` page, such as a megabyte, is sent only when the client reads
//! it, and `wait` begins then.
//!
//! If a value is a list, as in `wait=1,3`, the first host takes its first element, the second host
//! the second, and all further hosts the last.
//!
//! It serves on a separate thread, so it works like a remote server, whichever runtime the lesson has and
//! whether or not the lesson blocks. It ends when the [`Site`] is dropped, or at the latest with the
//! process.
//!
//! The server is hyper, without a framework. The lessons' client is based on hyper, so it adds no crate,
//! and hyper makes it easy to drop a connection.

use std::convert::Infallible;
use std::fmt::Write;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http_body_util::channel::{Channel, SendError, Sender};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::sync::oneshot;
use tokio::time::sleep;

/// The largest page, and part of a page, that is sent.
const MAX_SIZE: usize = 16 << 20;

/// How much of a page hyper buffers for the socket, and the socket for the network.
const BUFFER: usize = 64 << 10;

/// The most pages of a host's graph.
const MAX_PAGES: usize = 1000;

/// A running website. It stops when it is dropped.
#[derive(Debug)]
pub struct Site {
    hosts: Arc<[SocketAddr]>,
    /// Dropped to stop the thread.
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Starts a website with one host.
    ///
    /// # Errors
    /// If no port of 127.0.0.1 can be bound, or no thread started.
    pub fn start() -> io::Result<Self> {
        Self::start_hosts(1)
    }

    /// Starts a website with `count` hosts, each on a separate port.
    ///
    /// They share a graph of pages, whose links a crawler can follow: page 0 of the first host links to page
    /// 0 of each other host. On every host, page `n` links to the pages `2n + 1` and `2n + 2`, if their
    /// numbers are below `pages`. With `links=3` it links to `3n + 1`, `3n + 2` and `3n + 3`, and so on.
    /// The last page links to page 0 of the next host, which closes a circle through all hosts, and to
    /// `/missing`, which is broken. `end=/busy` links to another page instead, and an empty `end=` to
    /// none. Links carry the query of their page.
    ///
    /// # Errors
    /// If no port of 127.0.0.1 can be bound, or no thread started.
    pub fn start_hosts(count: usize) -> io::Result<Self> {
        let listeners: Vec<_> = (0..count)
            .map(|_| {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
                listener.set_nonblocking(true)?;
                Ok(listener)
            })
            .collect::<io::Result<_>>()?;
        let hosts: Arc<[_]> =
            listeners.iter().map(TcpListener::local_addr).collect::<io::Result<_>>()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let all_hosts = Arc::clone(&hosts);
        let thread = thread::Builder::new().name("site".into()).spawn(move || {
            runtime.block_on(async {
                for (number, listener) in listeners.into_iter().enumerate() {
                    tokio::spawn(listen(listener, number, Arc::clone(&all_hosts)));
                }
                // Nothing is ever sent: this returns when the other end is dropped.
                let _ = stopped.await;
            });
            // The runtime is dropped here, and with it every connection.
        })?;
        Ok(Self { hosts, stop: Some(stop), thread: Some(thread) })
    }

    /// The address of each host, such as `http://127.0.0.1:40001`.
    pub fn hosts(&self) -> impl Iterator<Item = String> {
        self.hosts.iter().map(|host| format!("http://{host}"))
    }

    /// A page of the first host. The path begins with a slash.
    ///
    /// # Panics
    /// If the site was started with no host.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.hosts[0])
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn listen(listener: TcpListener, number: usize, all: Arc<[SocketAddr]>) {
    let listener =
        tokio::net::TcpListener::from_std(listener).expect("the runtime has an I/O driver");
    let host = Arc::new(Host { number, all, connections: 0.into(), asked_busy: false.into() });
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Most likely too many files are open. Others may close meanwhile.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let _ = SockRef::from(&stream).set_send_buffer_size(BUFFER);
        host.connections.fetch_add(1, Ordering::Relaxed);
        let host = Arc::clone(&host);
        let answer = service_fn(move |request| answer(request, Arc::clone(&host)));
        tokio::spawn(async move {
            // An error means that the client has gone, or that a connection was dropped on purpose.
            let mut http = http1::Builder::new();
            let http = http.max_buf_size(BUFFER);
            let _ = http.serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// What the pages of a host need.
struct Host {
    /// Its index among all hosts.
    number: usize,
    all: Arc<[SocketAddr]>,
    connections: AtomicUsize,
    /// Whether `/busy` has been asked for.
    asked_busy: AtomicBool,
}

type Page = Response<Channel<Bytes, io::Error>>;

/// An error closes the connection.
async fn answer(request: Request<Incoming>, host: Arc<Host>) -> io::Result<Page> {
    let query = Query { text: request.uri().query().unwrap_or(""), host: host.number };
    let size = query.number("size").unwrap_or(100).min(MAX_SIZE);
    match request.uri().path() {
        "/busy" if !host.asked_busy.swap(true, Ordering::Relaxed) => {
            whole(StatusCode::SERVICE_UNAVAILABLE, "busy\n".into())
        }
        "/page" | "/busy" => {
            // Tokio's timer counts in milliseconds, so a wait of zero may take one.
            let wait = query.wait(0.0);
            if !wait.is_zero() {
                sleep(wait).await;
            }
            let status = query.number("status").and_then(|code| u16::try_from(code).ok());
            let status = status.and_then(|code| StatusCode::from_u16(code).ok());
            whole(status.unwrap_or(StatusCode::OK), filled(size))
        }
        "/redirect" => {
            let mut page = whole(StatusCode::FOUND, Bytes::new())?;
            let to = query.text.split_once("to=").map_or("/page", |(_, to)| to);
            page.headers_mut().insert(LOCATION, to.parse().map_err(io::Error::other)?);
            Ok(page)
        }
        "/slow" => {
            let wait = query.wait(1.0);
            parts(Some(size), |mut sender| async move {
                let mut first = filled(size);
                let second = first.split_off(size / 2);
                // In parts: the next one is sent when the previous one is in the buffers.
                while !first.is_empty() {
                    sender.send_data(first.split_to(first.len().min(BUFFER / 4))).await?;
                }
                sleep(wait).await;
                sender.send_data(second).await
            })
        }
        "/endless" => {
            let wait = query.wait(0.1);
            parts(None, |mut sender| async move {
                loop {
                    sender.send_data(filled(size)).await?;
                    sleep(wait).await;
                }
            })
        }
        "/dropped" => {
            let wait = query.wait(0.1);
            parts(Some(size.max(2)), |mut sender| async move {
                sender.send_data(filled(size.max(2) / 2)).await?;
                // An abort overtakes what has not been sent yet.
                sleep(wait).await;
                sender.abort(io::Error::other("dropped on purpose"));
                Ok(())
            })
        }
        "/connections" => {
            whole(StatusCode::OK, host.connections.load(Ordering::Relaxed).to_string().into())
        }
        "/closed" => Err(io::Error::other("closed on purpose")),
        "/silent" => std::future::pending().await,
        path => match path.strip_prefix("/graph/").and_then(|number| number.parse().ok()) {
            Some(number) => {
                sleep(query.wait(0.0)).await;
                graph(number, &query, &host)
            }
            None => whole(StatusCode::NOT_FOUND, "no such page\n".into()),
        },
    }
}

/// A page of links.
fn graph(number: usize, query: &Query, host: &Host) -> io::Result<Page> {
    let pages = query.number("pages").unwrap_or(7).clamp(1, MAX_PAGES);
    if number >= pages {
        return whole(StatusCode::NOT_FOUND, "no such page\n".into());
    }
    let count = query.number("links").unwrap_or(2).min(MAX_PAGES);
    let mut links: Vec<String> = (count * number + 1..=count * (number + 1))
        .filter(|&n| n < pages)
        .map(|n| format!("/graph/{n}"))
        .collect();
    let first_page = |host: &SocketAddr| format!("http://{host}/graph/0");
    if number == 0 && host.number == 0 {
        links.extend(host.all[1..].iter().map(first_page));
    }
    if number + 1 == pages {
        links.push(first_page(&host.all[(host.number + 1) % host.all.len()]));
        links.push(query.get("end").unwrap_or("/missing").into());
    }
    let suffix = if query.text.is_empty() { String::new() } else { format!("?{}", query.text) };
    let mut text = format!("<!doctype html>\n<title>Page {number}</title>\n");
    for link in links.iter().filter(|link| !link.is_empty()) {
        writeln!(text, "<a href=\"{link}{suffix}\">{link}</a>").expect("memory does not refuse");
    }
    whole(StatusCode::OK, text.into())
}

/// A page of exactly `size` bytes.
fn filled(size: usize) -> Bytes {
    const HEAD: &str = "<!doctype html>\n<title>A page</title>\n";
    let mut text = HEAD.repeat(usize::from(size >= HEAD.len()));
    text.push_str(&".".repeat(size - text.len()));
    text.into()
}

/// A page that is sent at once.
fn whole(status: StatusCode, text: Bytes) -> io::Result<Page> {
    let mut page =
        parts(Some(text.len()), |mut sender| async move { sender.send_data(text).await })?;
    *page.status_mut() = status;
    Ok(page)
}

/// A page that is sent part by part, with its size in bytes if that is known.
fn parts<F>(
    size: Option<usize>,
    send: impl FnOnce(Sender<Bytes, io::Error>) -> F,
) -> io::Result<Page>
where
    F: Future<Output = Result<(), SendError>> + Send + 'static,
{
    let (sender, body) = Channel::new(1);
    // It fails if the client has gone. The error is ignored.
    tokio::spawn(send(sender));
    let page = Response::builder().header(CONTENT_TYPE, "text/html; charset=utf-8");
    let page = match size {
        Some(size) => page.header(CONTENT_LENGTH, size),
        None => page,
    };
    page.body(body).map_err(io::Error::other)
}

/// The part of an address after the question mark, as the host with this number reads it.
struct Query<'a> {
    text: &'a str,
    host: usize,
}

impl<'a> Query<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let pairs = &mut self.text.split('&');
        let value = pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        // A list: an element for each host, and the last for all further ones.
        value.split(',').take(self.host + 1).last()
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    fn wait(&self, otherwise: f64) -> Duration {
        let seconds = self.get("wait").and_then(|text| text.parse().ok());
        in_order::secs(seconds.filter(|s| (0.0..=3600.0).contains(s)).unwrap_or(otherwise))
    }
}
