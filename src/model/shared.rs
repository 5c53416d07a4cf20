//! A part of a record that many records have in common: it is kept once and each points to it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Holds a value that many records share. It reads and is stored like the value itself; writing
/// to it changes this record's value alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_to_one_record_leaves_the_others() {
        let first = Shared::from(String::from("a"));
        let mut second = first.clone();
        assert_eq!(first, second);
        second.push('b');
        assert_eq!((first.as_str(), second.as_str()), ("a", "ab"));
    }

    #[test]
    fn it_is_stored_like_the_value_itself() {
        let shared = Shared::from(String::from("a"));
        let stored = serde_json::to_string(&shared).expect("a text can be stored");
        assert_eq!(stored, "\"a\"");
        let read: Shared<String> = serde_json::from_str(&stored).expect("it was just stored");
        assert_eq!(read, shared);
    }
}
