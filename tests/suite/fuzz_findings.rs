//! Reads again what fuzzing once found: files under `tests/data/fuzz/`, one folder a reader.

use crate::support::{files_under, root};
use chartproof::read::{self, ReadOptions};
use chartproof::text::FileId;

#[test]
fn files_that_once_broke_a_reader_are_read_or_refused() {
    let folder = root().join("tests/data/fuzz");
    for path in files_under(&folder, &[""]) {
        let bytes = std::fs::read(&path).expect("a file");
        let name = path.file_name().expect("a name").to_string_lossy();
        let content = read::file(FileId(0), &name, &bytes, &ReadOptions::default());
        assert!(
            !content.problems.is_empty() || !content.pages.is_empty(),
            "{}: nothing read and nothing said",
            path.display()
        );
    }
}
