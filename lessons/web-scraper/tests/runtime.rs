//! Why this lesson is without smol and async-std: there, a connection of reqwest panics.

use std::panic;

use site::Site;

async fn fetch(url: &str) -> reqwest::Result<usize> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    Ok(client.get(url).send().await?.bytes().await?.len())
}

#[test]
fn a_connection_panics_outside_of_tokio() {
    let site = Site::start().expect("a port is free");
    let url = site.url("/page?size=7");
    for caught in [
        panic::catch_unwind(|| smol::block_on(fetch(&url))),
        panic::catch_unwind(|| async_std::task::block_on(fetch(&url))),
    ] {
        let panic = caught.expect_err("no page without Tokio");
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).expect("a message");
        assert!(text.starts_with("there is no reactor running"), "{text}");
    }

    // The same page comes where the one thing that differs is the runtime.
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let page = tokio.expect("a runtime").block_on(fetch(&url));
    assert_eq!(page.expect("a page"), 7);
}
