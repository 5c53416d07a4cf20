//! Puts words that were read off a page's picture (OCR) into its text, with their boxes.

use super::layout::Laid;
use super::picture::Drawn;
use crate::read::PictureWord;
use crate::text::{PageCoverage, WordBox};
use kurbo::Rect;

/// Share of dark pixels under which a picture shows nothing.
const BLANK: f64 = 0.0005;

/// Adds recognized words behind the text that the page draws itself.
pub(super) fn add_words(
    words: &[PictureWord],
    drawn: &Drawn,
    laid: &mut Laid,
    coverage: &mut PageCoverage,
) {
    let mut characters = u32::try_from(laid.text.chars().count()).unwrap_or(u32::MAX);
    let mut push = |text: &mut String, words: &str| {
        text.push_str(words);
        let count = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
        characters = characters.saturating_add(count);
        characters
    };
    let mut line: Option<u32> = None;
    let (mut count, mut sureness) = (0u32, 0u64);
    for word in words.iter().filter(|word| !word.text.trim().is_empty()) {
        let before = match line {
            Some(line) if line == word.line => " ",
            Some(_) => "\n",
            None if laid.text.is_empty() => "",
            None => "\n\n",
        };
        line = Some(word.line);
        let start = push(&mut laid.text, before);
        let end = push(&mut laid.text, word.text.trim());
        let (left, top) = (f64::from(word.left), f64::from(word.top));
        let area = drawn.to_page.transform_rect_bbox(Rect::new(
            left,
            top,
            left + f64::from(word.width),
            top + f64::from(word.height),
        ));
        laid.words.push(WordBox {
            start,
            end,
            x0: area.x0 as f32,
            y0: area.y0 as f32,
            x1: area.x1 as f32,
            y1: area.y1 as f32,
        });
        count += 1;
        sureness += u64::from(word.confidence.min(100));
        let letters = u32::try_from(word.text.trim().chars().count()).unwrap_or(u32::MAX);
        coverage.characters = coverage.characters.saturating_add(letters);
    }
    // The back of a scanned sheet holds specks and nothing else; handwriting, of which nothing is
    // recognized either, holds far more ink.
    coverage.images_are_blank = count == 0 && drawn.picture.ink() < BLANK;
    coverage.recognized_words = count;
    if count > 0 {
        coverage.recognition_confidence = (sureness / u64::from(count)).min(100) as u8;
    }
}
