//! Who is cancelled with whom, and what an abort can't stop.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::{self, JoinSet};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Says on a channel that it was dropped.
struct Guard(Option<oneshot::Sender<()>>);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.take().expect("dropped once").send(());
    }
}

/// A task's body that never ends, and a future that is ready when it has been dropped.
fn upload() -> (impl Future<Output = ()>, oneshot::Receiver<()>) {
    let (sender, dropped) = oneshot::channel();
    let guard = Guard(Some(sender));
    let upload = async move {
        let _guard = guard;
        pending::<()>().await;
    };
    (upload, dropped)
}

#[tokio::test]
async fn aborting_a_parent_drops_its_join_set_and_aborts_its_children() {
    let ((photos, photos_dropped), (videos, videos_dropped)) = (upload(), upload());
    let backup = task::spawn(async {
        let mut uploads = JoinSet::new();
        uploads.spawn(photos);
        uploads.spawn(videos);
        uploads.join_all().await;
    });
    task::yield_now().await;
    backup.abort();
    photos_dropped.await.expect("the guard sends");
    videos_dropped.await.expect("the guard sends");
}

#[tokio::test]
async fn shutdown_of_a_join_set_waits_until_its_children_are_dropped() {
    let (upload, mut dropped) = upload();
    let mut uploads = JoinSet::new();
    uploads.spawn(upload);

    uploads.shutdown().await;
    dropped.try_recv().expect("the upload has been dropped");
}

#[tokio::test]
async fn aborting_a_parent_drops_its_abort_on_drop_handle() {
    let (upload, dropped) = upload();
    let backup = task::spawn(async { AbortOnDropHandle::new(task::spawn(upload)).await.is_ok() });
    task::yield_now().await;
    backup.abort();
    dropped.await.expect("the guard sends");
}

#[tokio::test]
async fn a_future_inside_the_same_task_is_dropped_with_it() {
    let (upload, mut dropped) = upload();
    let backup = task::spawn(async { tokio::join!(upload, pending::<()>()) });
    task::yield_now().await;
    backup.abort();
    assert!(backup.await.expect_err("it was aborted").is_cancelled());
    dropped.try_recv().expect("the upload has been dropped");
}

#[tokio::test]
async fn a_task_that_had_finished_returns_its_value_after_an_abort() {
    let upload = task::spawn(async { "uploaded" });
    task::yield_now().await;

    upload.abort();
    assert_eq!(upload.await.ok(), Some("uploaded"));
}

#[tokio::test]
async fn abort_does_not_stop_a_thread_that_has_begun() {
    let done = Arc::new(AtomicBool::new(false));
    let (begun, has_begun) = oneshot::channel();
    let work = task::spawn_blocking({
        let done = Arc::clone(&done);
        move || {
            begun.send(()).expect("the test waits");
            std::thread::sleep(Duration::from_millis(20));
            done.store(true, Ordering::SeqCst);
        }
    });
    has_begun.await.expect("the thread sends");

    work.abort();
    assert!(work.await.is_ok());
    assert!(done.load(Ordering::SeqCst));
}

#[tokio::test]
async fn cancelling_a_parent_token_cancels_its_children_and_not_the_other_way_round() {
    let server = CancellationToken::new();
    let (request, other) = (server.child_token(), server.child_token());

    request.cancel();
    assert!(!server.is_cancelled() && !other.is_cancelled());
    server.cancel();
    assert!(other.is_cancelled());
}

#[tokio::test]
async fn run_until_cancelled_drops_the_future_when_the_token_is_cancelled() {
    let (stop, patience) = (CancellationToken::new(), Duration::from_secs(3600));
    let task = task::spawn({
        let stop = stop.clone();
        async move { stop.run_until_cancelled(sleep(patience)).await }
    });
    task::yield_now().await;

    stop.cancel();
    assert_eq!(task.await.ok(), Some(None));
}
