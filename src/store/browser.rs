//! Prints a page that this program wrote as PDF, by an installed browser of the Chromium family.

use super::{StoreError, private, program};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a browser may print.
const PATIENCE: Duration = Duration::from_secs(180);

/// Names and places under which systems install such browsers.
const KNOWN: [&str; 13] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "brave-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
];

/// The folder in which a page is printed. A run that is killed leaves it behind.
pub(super) const PRINTING: &str = ".chartproof-print";

/// A browser that can print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    program: PathBuf,
}

impl Browser {
    /// Returns the browser at a path, else the first of the usual ones that answers.
    pub fn find(named: Option<&Path>) -> Result<Self, StoreError> {
        let candidates = match named {
            Some(path) => vec![path.to_owned()],
            None => KNOWN.iter().map(PathBuf::from).collect(),
        };
        candidates
            .into_iter()
            .find(|program| answers(program))
            .map(|program| Self { program })
            .ok_or(StoreError::NoBrowser)
    }

    /// Prints a page that `write` writes and returns the bytes of the PDF. The page and the
    /// browser's profile lie in a folder of their own in `out`, which is removed; the browser
    /// resolves no names.
    pub fn print(
        &self,
        out: &Path,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<Vec<u8>, StoreError> {
        let folder = out.join(PRINTING);
        let failed = |source| StoreError::Write {
            path: folder.clone(),
            source,
        };
        // What a killed run left behind is of no use.
        let _ = std::fs::remove_dir_all(&folder);
        private::create_folder(&folder).map_err(failed)?;
        let printed = self.print_in(&folder, write);
        let _ = std::fs::remove_dir_all(&folder);
        printed
            .map_err(failed)?
            .ok_or_else(|| StoreError::NotPrinted {
                program: self.program.clone(),
            })
    }

    fn print_in(
        &self,
        folder: &Path,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> std::io::Result<Option<Vec<u8>>> {
        let folder = folder.canonicalize()?;
        let page = folder.join("report.html");
        let mut file = BufWriter::new(private::create_file(&page)?);
        write(&mut file)?;
        file.flush()?;
        let target = folder.join("page.pdf");
        // Where the system gives the browser no sandbox (containers, the superuser), it prints
        // only without; the page is this program's own and holds no active content of a record.
        Ok(self
            .run(&page, &folder, &target, true)
            .or_else(|| self.run(&page, &folder, &target, false)))
    }

    fn run(&self, page: &Path, folder: &Path, target: &Path, sandbox: bool) -> Option<Vec<u8>> {
        let mut command = Command::new(&self.program);
        command
            .args([
                "--headless",
                "--disable-gpu",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--no-pdf-header-footer",
                "--generate-pdf-document-outline",
            ])
            .arg(format!(
                "--user-data-dir={}",
                folder.join("profile").display()
            ))
            .arg(format!("--print-to-pdf={}", target.display()))
            .args((!sandbox).then_some("--no-sandbox"))
            .arg(address(page))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        program::wait(&mut child, PATIENCE)?;
        let bytes = std::fs::read(target).ok()?;
        bytes.starts_with(b"%PDF").then_some(bytes)
    }
}

fn answers(program: &Path) -> bool {
    let asked = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// Returns the address of a file, with everything but letters, digits and `/.-_:` in hexadecimal.
fn address(page: &Path) -> String {
    let mut address = String::from("file://");
    let path = page.to_string_lossy().replace('\\', "/");
    if !path.starts_with('/') {
        address.push('/');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/.-_:".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_character_that_would_end_it() {
        let page = Path::new("/reports/Cedar Hollow #1/r%.html");
        assert_eq!(
            address(page),
            "file:///reports/Cedar%20Hollow%20%231/r%25.html"
        );
        assert_eq!(address(Path::new("C:\\r\\a.html")), "file:///C:/r/a.html");
    }

    #[test]
    fn a_program_that_is_no_browser_is_told() {
        let named = Path::new("/nowhere/browser");
        assert!(matches!(
            Browser::find(Some(named)),
            Err(StoreError::NoBrowser)
        ));
    }
}
