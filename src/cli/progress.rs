//! A progress bar on standard error for long work.

use crate::audit::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;

/// Draws one bar per stage; hidden when standard error is no terminal.
pub(super) struct Bar {
    bar: Mutex<ProgressBar>,
}

impl Bar {
    /// Returns a bar that has not started.
    pub(super) fn new() -> Self {
        Self {
            bar: Mutex::new(ProgressBar::hidden()),
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: u64) {
        let Ok(mut bar) = self.bar.lock() else { return };
        bar.finish_and_clear();
        let style = ProgressStyle::with_template("{msg:<9} {wide_bar} {pos}/{len} {eta}");
        let next = ProgressBar::new(steps).with_message(name);
        if let Ok(style) = style {
            next.set_style(style);
        }
        *bar = next;
    }

    fn step(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}
