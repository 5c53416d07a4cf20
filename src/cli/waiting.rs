//! How long a command waits for another that writes into the same folder.

use super::stderr::stderr;
use crate::store::{FolderLock, StoreError};
use clap::Args;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// The flag of every command that writes several files into a folder.
#[derive(Debug, Args)]
pub(super) struct WaitArguments {
    /// Seconds to wait for another run that writes into the same folder
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    lock_timeout: u64,
}

impl WaitArguments {
    /// Waits for a folder and says so.
    pub(super) fn lock(&self, folder: &Path) -> Result<FolderLock, StoreError> {
        FolderLock::take(folder, Duration::from_secs(self.lock_timeout), || {
            // There is nobody left to tell when standard error is gone.
            let _ = writeln!(
                stderr(),
                "{}: waiting for another audit of this case",
                folder.display()
            );
        })
    }
}
