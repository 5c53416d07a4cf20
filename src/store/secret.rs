//! Secrets that are kept in files of the user's.

use super::{StoreError, private, read_file};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Reads a file of a secret; `None` where there is none.
pub fn read_secret(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match read_file(path) {
        Ok((bytes, _)) => Ok(Some(bytes)),
        Err(StoreError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Creates a file that only its owner can read, with a text made of random bytes. A file that is
/// there is left as it is, and is an error.
pub fn create_secret(path: &Path, text: impl FnOnce([u8; 32]) -> String) -> Result<(), StoreError> {
    let failed = |source| StoreError::Write {
        path: path.to_owned(),
        source,
    };
    let mut random = [0; 32];
    getrandom::fill(&mut random)
        .map_err(|_| failed(std::io::Error::other("the system gives no random bytes")))?;
    let mut file = private::create_new_file(path).map_err(failed)?;
    file.write_all(text(random).as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}
