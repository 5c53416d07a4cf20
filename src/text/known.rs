//! Reads back words that stand in the program itself. What is stored of them is the words; read
//! back they are the program's again, each held once however often it is read.
//!
//! Only what this very program stored may be read so: then there are no more words than the
//! program has.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Words that stand in the program itself. The name keeps serde from reading such a field as a
/// loan from what is read.
pub type Known = &'static str;

/// All words that were read so far.
static WORDS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);

thread_local! {
    /// Those that this thread has met, so that it need not wait for others.
    static MET: RefCell<HashSet<&'static str>> = RefCell::default();
}

/// Stores the words.
pub(crate) fn serialize<S: Serializer>(words: &Known, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(words)
}

/// Reads words back.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<&'static str, D::Error> {
    deserializer.deserialize_str(Reader)
}

/// Words, alone or before something else.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Words(#[serde(with = "self")] Known);

/// A list of words.
pub(crate) mod list {
    use super::Words;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Stores them.
    pub(crate) fn serialize<S: Serializer>(
        list: &[&'static str],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list)
    }

    /// Reads them back.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<&'static str>, D::Error> {
        let list = Vec::<Words>::deserialize(deserializer)?;
        Ok(list.into_iter().map(|words| words.0).collect())
    }
}

/// Words before something else, where there are any.
pub(crate) mod before_another {
    use super::Words;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Stores them.
    pub(crate) fn serialize<S: Serializer, T: Serialize>(
        pair: &Option<(&'static str, T)>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let pair = pair.as_ref().map(|(words, other)| (Words(words), other));
        pair.serialize(serializer)
    }

    /// Reads them back.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<Option<(&'static str, T)>, D::Error> {
        let pair = Option::<(Words, T)>::deserialize(deserializer)?;
        Ok(pair.map(|(words, other)| (words.0, other)))
    }
}

/// A list of words, each before something else.
pub(crate) mod before_others {
    use super::{Known, Words};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    type List<T> = Box<[(Known, T)]>;

    /// Stores them.
    pub(crate) fn serialize<S: Serializer, T: Serialize>(
        pairs: &[(&'static str, T)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(pairs.iter().map(|(words, other)| (Words(words), other)))
    }

    /// Reads them back.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<List<T>, D::Error> {
        let pairs = Vec::<(Words, T)>::deserialize(deserializer)?;
        Ok(pairs
            .into_iter()
            .map(|(words, other)| (words.0, other))
            .collect())
    }
}

/// A table by words.
pub(crate) mod before_each {
    use super::{Known, Words};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    /// Stores it.
    pub(crate) fn serialize<S: Serializer, T: Serialize>(
        table: &BTreeMap<Known, T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(table.iter().map(|(words, other)| (Words(words), other)))
    }

    /// Reads it back.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Known, T>, D::Error> {
        let table = Vec::<(Words, T)>::deserialize(deserializer)?;
        Ok(table
            .into_iter()
            .map(|(words, other)| (words.0, other))
            .collect())
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = &'static str;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("words of the program")
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<&'static str, E> {
        Ok(known(words))
    }
}

fn known(words: &str) -> &'static str {
    if let Some(met) = MET.with_borrow(|met| met.get(words).copied()) {
        return met;
    }
    let mut all = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    let all = all.get_or_insert_default();
    let known = all.get(words).copied().unwrap_or_else(|| {
        let new: &'static str = Box::leak(words.into());
        all.insert(new);
        new
    });
    MET.with_borrow_mut(|met| met.insert(known));
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_held_once_in_all_threads() {
        let read = || known(&String::from("partial hospitalization"));
        let other = std::thread::spawn(read).join().expect("a thread that ends");
        assert_eq!(read(), "partial hospitalization");
        assert!(std::ptr::eq(read(), other));
    }
}
