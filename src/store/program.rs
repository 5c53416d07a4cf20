//! Waits for programs that others wrote.

use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// Returns how a program ended; `None` when it did not end in time and was stopped.
pub(super) fn wait(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let begin = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if begin.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(5));
            }
            _ => {
                // It is gone or will be; neither answer matters any more.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}
