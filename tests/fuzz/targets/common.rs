//! Reads bytes as the program does and checks what must hold of any file.

use chartproof::read::{self, ReadOptions};
use chartproof::text::FileId;

/// Reads a file and checks that every span of its notes and problems lies on its page.
pub fn read(name: &str, bytes: &[u8]) {
    let content = read::file(FileId(0), name, bytes, &ReadOptions::default());
    let length = |number: u32| {
        content
            .pages
            .iter()
            .find(|page| page.number == number)
            .map(|page| page.text.as_str().chars().count() as u32)
    };
    for note in &content.notes {
        for span in &note.spans {
            let end = length(span.page).expect("a note stands on a page that was read");
            assert!(span.start <= span.end && span.end <= end, "a span leaves its page");
        }
    }
    let said_or_read = !content.problems.is_empty() || !content.pages.is_empty();
    assert!(said_or_read, "nothing was read and nothing was said");
}
