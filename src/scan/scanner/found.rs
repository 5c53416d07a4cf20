//! Finds the phrases of a note and tells apart what they stand for.

use super::{Hit, Scanner};
use crate::scan::elements::Shown;
use crate::scan::lexicon::Found;
use crate::scan::payers::Speaker;

impl Scanner<'_> {
    /// Finds every phrase that the lexicon knows in the plain text, in one pass, and sorts them by what
    /// they stand for.
    pub(super) fn find_phrases(&mut self) {
        self.hits.clear();
        self.shown.clear();
        let (text, lexicon) = (self.plain.text.as_str(), self.lexicon);
        let (hits, shown) = (&mut self.hits, &mut self.shown);
        let speakers = &mut self.speakers;
        speakers.clear();
        lexicon
            .phrases
            .find_inflected(text, 0, text.len(), |start, end, phrase| {
                match lexicon.found(phrase) {
                    Found::Form(form) => hits.push(Hit {
                        start,
                        end,
                        form: form as u32,
                    }),
                    Found::Speaker(who) => speakers.push(Speaker { start, end, who }),
                    found => shown.push(Shown { start, end, found }),
                }
            });
        // Forms are found in the order of their first words.
        for group in self.hits.chunk_by_mut(|a, b| a.start == b.start) {
            group.sort_unstable_by_key(|hit| (std::cmp::Reverse(hit.end), hit.form));
        }
    }
}
