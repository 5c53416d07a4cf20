//! Stores hashes as four bytes each: they are random, so that no shorter form would pay.

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;

/// Stores them.
pub(crate) fn serialize<S: Serializer>(hashes: &[u32], out: S) -> Result<S::Ok, S::Error> {
    out.serialize_bytes(&bytes(hashes))
}

/// Returns hashes as bytes.
pub(crate) fn bytes(hashes: &[u32]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

/// Reads them back.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<[u32]>, D::Error> {
    from.deserialize_bytes(Hashes)
}

struct Hashes;

impl Visitor<'_> for Hashes {
    type Value = Box<[u32]>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("hashes of four bytes each")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        let (hashes, rest) = bytes.as_chunks();
        if !rest.is_empty() {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(hashes.iter().copied().map(u32::from_le_bytes).collect())
    }
}
