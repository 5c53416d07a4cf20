//! A part of a record that most records lack: it takes no room until it is written to.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// Holds a value that is empty in most places. It reads like the value itself; an empty one is
/// one shared constant.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rare<T>(Option<Box<T>>);

/// A type whose empty value is a constant.
pub trait Empty: Default + 'static {
    /// Returns the empty value.
    fn empty() -> &'static Self;
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Default> Rare<T> {
    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.0.map(|value| *value).unwrap_or_default()
    }
}

impl<T> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Self(Some(Box::new(value)))
    }
}

impl<T: Empty> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::empty())
    }
}

impl<T: Empty> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_default()
    }
}

impl<T: Empty + PartialEq> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Empty + Eq> Eq for Rare<T> {}

impl<T: Empty + fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LineDetails;

    #[test]
    fn what_was_never_written_equals_what_was_written_empty() {
        let untouched: Rare<LineDetails> = Rare::default();
        let written = Rare::from(LineDetails::default());
        assert_eq!(untouched, written);
        let mut emergency = untouched.clone();
        emergency.emergency = true;
        assert_ne!(emergency, written);
        assert!(!untouched.emergency && emergency.drugs.is_empty());
    }
}
