//! Text recognition (OCR) by the program `tesseract`, where it is installed.

use super::{StoreError, program};
use crate::read::{Picture, PictureReader, PictureWord};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// How long the program may work on one page.
const PATIENCE: Duration = Duration::from_secs(120);

/// What was read off one picture.
type Recognized = Result<Vec<PictureWord>, String>;

/// Asks `tesseract` for the words of pictures. What a picture gave is kept, since the audit reads
/// cited files twice.
#[derive(Debug)]
pub struct Tesseract {
    program: String,
    patience: Duration,
    known: Mutex<BTreeMap<[u8; 32], Recognized>>,
}

impl Tesseract {
    /// Returns the recognition, or says that the program is not installed.
    pub fn find() -> Result<Self, StoreError> {
        Self::with("tesseract", PATIENCE)
    }

    fn with(program: &str, patience: Duration) -> Result<Self, StoreError> {
        let asked = Command::new(program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        match asked {
            Ok(status) if status.success() => Ok(Self {
                program: program.to_owned(),
                patience,
                known: Mutex::new(BTreeMap::new()),
            }),
            _ => Err(StoreError::NoTextRecognition),
        }
    }

    fn ask(&self, picture: &Picture) -> Recognized {
        let mut child = Command::new(&self.program)
            .args(["stdin", "stdout", "--dpi"])
            .arg(picture.resolution.to_string())
            .args(["-l", "eng", "tsv"])
            // Pages are read in parallel already; threads of its own only slow it down.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| "the program `tesseract` could not be started".to_owned())?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        std::thread::scope(|scope| {
            scope.spawn(move || {
                if let Some(mut stdin) = stdin {
                    // A program that ends early closes the pipe; its exit status tells.
                    let _ = write!(stdin, "P5\n{} {}\n255\n", picture.width, picture.height)
                        .and_then(|()| stdin.write_all(&picture.shades));
                }
            });
            let answer = scope.spawn(move || {
                let mut bytes = Vec::new();
                if let Some(mut stdout) = stdout {
                    // What was written before a break is judged by the exit status.
                    let _ = stdout.read_to_end(&mut bytes);
                }
                bytes
            });
            let ended = self.wait(&mut child);
            let bytes = answer.join().unwrap_or_default();
            ended.map(|()| words(&String::from_utf8_lossy(&bytes)))
        })
    }

    fn wait(&self, child: &mut Child) -> Result<(), String> {
        match program::wait(child, self.patience) {
            Some(status) if status.success() => Ok(()),
            Some(_) => Err(
                "the program `tesseract` ended with an error; check that its English language \
                 data is installed"
                    .to_owned(),
            ),
            None => Err(format!(
                "the program `tesseract` did not finish a page within {} seconds",
                self.patience.as_secs()
            )),
        }
    }
}

impl PictureReader for Tesseract {
    fn read_picture(&self, picture: &Picture) -> Recognized {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&picture.width.to_le_bytes());
        hasher.update(&picture.shades);
        let key = *hasher.finalize().as_bytes();
        if let Ok(known) = self.known.lock()
            && let Some(recognized) = known.get(&key)
        {
            return recognized.clone();
        }
        let recognized = self.ask(picture);
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, recognized.clone());
        }
        recognized
    }
}

/// Reads the table that `tesseract` writes: one row a word, with its place and confidence.
fn words(table: &str) -> Vec<PictureWord> {
    let mut found = Vec::new();
    let mut line = 0;
    let mut last = None;
    for row in table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let [
            level,
            page,
            block,
            paragraph,
            number,
            _,
            left,
            top,
            width,
            height,
            confidence,
            text,
        ] = cells.as_slice()
        else {
            continue;
        };
        if *level != "5" || text.trim().is_empty() {
            continue;
        }
        let place = (*page, *block, *paragraph, *number);
        if last != Some(place) {
            line += u32::from(last.is_some());
            last = Some(place);
        }
        let pixels = |cell: &str| cell.parse().unwrap_or(0);
        found.push(PictureWord {
            text: text.trim().to_owned(),
            line,
            left: pixels(left),
            top: pixels(top),
            width: pixels(width),
            height: pixels(height),
            confidence: confidence.parse::<f32>().unwrap_or(0.0).clamp(0.0, 100.0) as u8,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_words_with_their_lines() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.4\tGroup\n\
                     5\t1\t1\t1\t1\t2\t50\t20\t30\t12\t91\tnote\n\
                     5\t1\t1\t1\t2\t1\t10\t40\t30\t12\t-1\t \n\
                     5\t1\t1\t1\t2\t2\t10\t40\tx\t12\t88\tJane\n\
                     damaged row\n";
        let read: Vec<_> = words(table)
            .into_iter()
            .map(|word| (word.text, word.line, word.left, word.width, word.confidence))
            .collect();
        assert_eq!(
            read,
            [
                ("Group".to_owned(), 0, 10, 30, 96),
                ("note".to_owned(), 0, 50, 30, 91),
                ("Jane".to_owned(), 1, 10, 0, 88),
            ]
        );
    }

    #[test]
    fn a_program_that_is_missing_is_said() {
        assert!(matches!(
            Tesseract::with("no-such-program-here", PATIENCE),
            Err(StoreError::NoTextRecognition)
        ));
    }
}
