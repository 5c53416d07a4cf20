//! A progress bar on standard error for long work, and how long its stages took.

use crate::audit::{Progress, Silent};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::time::Instant;

/// Draws one bar per stage; hidden when standard error is no terminal.
pub(super) struct Bar {
    bar: Mutex<ProgressBar>,
}

/// Returns a bar, or what shows nothing where quiet was asked for.
pub(super) fn shown_unless(quiet: bool) -> Box<dyn Progress> {
    if quiet {
        Box::new(Silent)
    } else {
        Box::new(Bar::new())
    }
}

impl Bar {
    /// Returns a bar that has not started.
    fn new() -> Self {
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

/// Measures how long each stage takes, and hands everything on.
pub(super) struct Stopwatch<'p> {
    inner: &'p dyn Progress,
    begun: Mutex<Vec<(&'static str, Instant)>>,
}

impl<'p> Stopwatch<'p> {
    /// Starts measuring, with what is done before the first stage as `opening`.
    pub(super) fn new(inner: &'p dyn Progress) -> Self {
        Self {
            inner,
            begun: Mutex::new(vec![("opening", Instant::now())]),
        }
    }

    /// Returns the stages in order with their seconds, the last of them up to now.
    pub(super) fn seconds(&self) -> Vec<(&'static str, f64)> {
        let Ok(begun) = self.begun.lock() else {
            return Vec::new();
        };
        let now = Instant::now();
        let ends = begun.iter().skip(1).map(|(_, at)| *at).chain([now]);
        let each = begun.iter().zip(ends);
        each.map(|((name, at), end)| (*name, end.duration_since(*at).as_secs_f64()))
            .collect()
    }
}

impl Progress for Stopwatch<'_> {
    fn stage(&self, name: &'static str, steps: u64) {
        if let Ok(mut begun) = self.begun.lock() {
            begun.push((name, Instant::now()));
        }
        self.inner.stage(name, steps);
    }

    fn step(&self) {
        self.inner.step();
    }
}
