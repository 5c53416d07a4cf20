//! Whom things are sealed to, and what opens them.

use super::SealError;
use crate::store::read_file;
use age::secrecy::SecretString;
use age::{IdentityFile, scrypt, x25519};
use std::fmt;
use std::path::Path;

/// Fewest characters of a passphrase: whoever has the file may try for as long as they like.
const LEAST: usize = 12;

/// What a passphrase costs to try, as a power of two: a second or so and 256 MB each time. Fixed,
/// since age would measure the machine and take less on a busy one.
const WORK: u8 = 18;

/// The most that opening may cost, so that a hostile file takes no more than a gigabyte.
const MOST_WORK: u8 = 20;

/// Whom something is sealed to.
pub enum SealTo {
    /// Everybody who has the key of one of these.
    Recipients(Vec<x25519::Recipient>),
    /// Everybody who knows the passphrase.
    Passphrase(SecretString),
}

impl fmt::Debug for SealTo {
    // A passphrase never reaches a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recipients(all) => write!(formatter, "SealTo({} recipients)", all.len()),
            Self::Passphrase(_) => formatter.write_str("SealTo(passphrase)"),
        }
    }
}

impl SealTo {
    /// Reads recipients as they were typed and from files of one a line, or a passphrase from the
    /// one line of a file.
    pub fn new(
        typed: &[String],
        files: &[impl AsRef<Path>],
        passphrase: Option<&Path>,
    ) -> Result<Self, SealError> {
        let mut recipients = Vec::new();
        for recipient in typed {
            recipients.push(parsed(recipient)?);
        }
        for path in files.iter().map(AsRef::as_ref) {
            let before = recipients.len();
            let (bytes, _) = read_file(path)?;
            for (line, text) in String::from_utf8_lossy(&bytes).lines().enumerate() {
                let text = text.trim();
                if text.is_empty() || text.starts_with('#') {
                    continue;
                }
                let recipient = text.parse().map_err(|_| SealError::RecipientLine {
                    path: path.to_owned(),
                    line: line + 1,
                })?;
                recipients.push(recipient);
            }
            if recipients.len() == before {
                return Err(SealError::NoRecipients {
                    path: path.to_owned(),
                });
            }
        }
        match passphrase {
            None if !recipients.is_empty() => Ok(Self::Recipients(recipients)),
            Some(path) if recipients.is_empty() => {
                Ok(Self::Passphrase(read_passphrase(path, LEAST)?))
            }
            _ => Err(SealError::Nobody),
        }
    }

    /// Starts an age file.
    pub(super) fn encryptor(&self) -> Result<age::Encryptor, age::EncryptError> {
        match self {
            Self::Recipients(all) => {
                age::Encryptor::with_recipients(all.iter().map(|one| one as &dyn age::Recipient))
            }
            Self::Passphrase(secret) => {
                let mut recipient = scrypt::Recipient::new(secret.clone());
                recipient.set_work_factor(WORK);
                age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            }
        }
    }
}

/// Reads a recipient that was typed.
fn parsed(typed: &str) -> Result<x25519::Recipient, SealError> {
    typed.trim().parse().map_err(
        |_| match typed.to_ascii_uppercase().contains("AGE-SECRET-KEY") {
            true => SealError::SecretAsRecipient,
            false => SealError::Recipient {
                recipient: typed.to_owned(),
            },
        },
    )
}

/// What opens a sealed file.
pub enum OpenWith {
    /// A file of identities.
    Identities(Vec<Box<dyn age::Identity>>),
    /// A passphrase.
    Passphrase(SecretString),
}

impl fmt::Debug for OpenWith {
    // Keys never reach a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identities(all) => write!(formatter, "OpenWith({} identities)", all.len()),
            Self::Passphrase(_) => formatter.write_str("OpenWith(passphrase)"),
        }
    }
}

impl OpenWith {
    /// Reads a file of identities, or a file with a passphrase.
    pub fn new(identity: Option<&Path>, passphrase: Option<&Path>) -> Result<Self, SealError> {
        match (identity, passphrase) {
            (Some(path), None) => {
                let (bytes, _) = read_file(path)?;
                let identities = IdentityFile::from_buffer(&bytes[..])
                    .ok()
                    .and_then(|file| file.into_identities().ok())
                    .filter(|all| !all.is_empty());
                let identities = identities.ok_or_else(|| SealError::Identity {
                    path: path.to_owned(),
                })?;
                Ok(Self::Identities(identities))
            }
            (None, Some(path)) => Ok(Self::Passphrase(read_passphrase(path, 1)?)),
            _ => Err(SealError::NoKey),
        }
    }

    /// Returns whether this is a passphrase.
    pub(super) fn is_passphrase(&self) -> bool {
        matches!(self, Self::Passphrase(_))
    }

    /// Opens an age file with it.
    pub(super) fn decrypt<R: std::io::Read>(
        &self,
        decryptor: age::Decryptor<R>,
    ) -> Result<age::stream::StreamReader<R>, age::DecryptError> {
        match self {
            Self::Identities(all) => decryptor.decrypt(all.iter().map(|one| &**one)),
            Self::Passphrase(secret) => {
                let mut identity = scrypt::Identity::new(secret.clone());
                identity.set_max_work_factor(MOST_WORK);
                decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
            }
        }
    }
}

/// Reads the one line of a file.
fn read_passphrase(path: &Path, least: usize) -> Result<SecretString, SealError> {
    let (bytes, _) = read_file(path)?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains(['\n', '\r']) || line.trim().chars().count() < least {
        return Err(SealError::Passphrase {
            path: path.to_owned(),
            least,
        });
    }
    Ok(SecretString::from(line.to_owned()))
}
