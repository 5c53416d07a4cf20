//! Seals files for whom they are meant, by age encryption, and opens them again.
//!
//! A sealed file is an age file (age-encryption.org/v1) with one zip archive in it, so that whoever
//! has the programs `age` and `unzip` needs nothing of this one. Nothing goes to the disk in clear
//! while it is sealed, and nothing at all until the whole of a sealed file has proved intact when
//! it is opened. Its bytes differ each time: age draws fresh keys.

mod keys;
mod pack;
mod unpack;

pub use keys::{OpenWith, SealTo};
pub use pack::{seal, seal_members};
pub use unpack::unseal;

use super::StoreError;
use std::path::PathBuf;
use thiserror::Error;

/// Why something could not be sealed or opened. None of the sentences holds a secret.
#[derive(Debug, Error)]
pub enum SealError {
    /// Trouble with the disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody was named, or people and a passphrase together.
    #[error(
        "name whom to seal to, by recipients or by a file with a passphrase: age takes one or the \
         other"
    )]
    Nobody,
    /// Neither an identity nor a passphrase was named.
    #[error("name what opens it: a file with an identity, or a file with its passphrase")]
    NoKey,
    /// A recipient on the command line is none.
    #[error(
        "`{recipient}`: not a recipient that can be sealed to: `age1` and 58 letters and digits, \
         as `age-keygen` prints; keys of SSH and of plugins are not taken"
    )]
    Recipient {
        /// As given.
        recipient: String,
    },
    /// A secret key was given in the place of a recipient.
    #[error(
        "a secret key was given where a recipient is wanted, which begins with `age1`; the key is \
         now in this computer's list of commands, so make another"
    )]
    SecretAsRecipient,
    /// A line of a file of recipients is none.
    #[error("{path}: line {line} is no recipient (`age1…`), nor a comment (`#`)")]
    RecipientLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A file names no recipients.
    #[error("{path}: names no recipients")]
    NoRecipients {
        /// The file.
        path: PathBuf,
    },
    /// A file of identities is not one.
    #[error(
        "{path}: not a file of age identities (`AGE-SECRET-KEY-1…`), as `age-keygen` writes; one \
         that is locked by a passphrase must be opened with `age` first"
    )]
    Identity {
        /// The file.
        path: PathBuf,
    },
    /// A passphrase is too short, or is no text.
    #[error("{path}: holds no passphrase of at least {least} characters on one line")]
    Passphrase {
        /// The file.
        path: PathBuf,
        /// The fewest characters.
        least: usize,
    },
    /// What is to be sealed is or holds something that is no file.
    #[error("{path}: a link, a pipe or a device, which is not sealed; remove it or name files")]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// There is nothing to seal.
    #[error("{path}: holds no files to seal")]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The place of a result is taken.
    #[error("{path}: is there already and is not written over; name another with `--out`")]
    Taken {
        /// The path.
        path: PathBuf,
    },
    /// A sealed file would lie within what it holds.
    #[error("{path}: lies within what is sealed; name another place with `--out`")]
    Within {
        /// The path.
        path: PathBuf,
    },
    /// The key is not the right one.
    #[error(
        "{path}: is sealed to somebody else, or with another passphrase: this key does not open it"
    )]
    WrongKey {
        /// The sealed file.
        path: PathBuf,
    },
    /// It needs the other kind of key.
    #[error("{path}: is sealed {how}")]
    OtherKind {
        /// The sealed file.
        path: PathBuf,
        /// To what, and what to give.
        how: &'static str,
    },
    /// It is not an age file, or was damaged or cut off.
    #[error("{path}: is not a sealed file, or was damaged or cut off; ask for it once more")]
    Damaged {
        /// The sealed file.
        path: PathBuf,
    },
    /// What is in it is not what this program seals, or is not safe to unpack.
    #[error("{path}: {why}; nothing was unpacked. The program `age` opens it, too")]
    Content {
        /// The sealed file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
}
