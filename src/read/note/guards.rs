//! Tells in one pass over a line which readers need look at it: each names words of which one
//! stands in everything that it reads, and most lines hold none. It reads nothing itself.

use super::{
    addendum, attendance, away, marks, participants, remarks, signature, telehealth, time,
    whereabouts,
};
use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;
use std::ops::Range;
use std::sync::LazyLock;

/// What a line may hold by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A signature.
    Signs,
    /// A mark that nobody has signed.
    Unsigned,
    /// A word on a second signature to come.
    Awaits,
    /// A remark on time and presence.
    Remarks,
    /// The same, on this line or one beside it.
    RemarksNear,
    /// A night away.
    Away,
    /// A statement that the patient is gone.
    Departs,
    /// A word on a service at a distance.
    Distant,
    /// A statement that the patient was not there.
    Absent,
    /// How many took part.
    Counts,
    /// A mark of how the document was made.
    Marks,
    /// The head of an addendum.
    Adds,
    /// A length of time.
    Lasts,
    /// When something began.
    Begins,
}

/// The guards that a line passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guards(u16);

impl Guards {
    /// Returns the guards that a text passes.
    pub(crate) fn of(text: &str) -> Self {
        TABLE
            .as_ref()
            .map_or(Self(u16::MAX), |table| table.of(text))
    }

    /// Returns whether a text may hold something.
    pub(crate) fn may(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u16) != 0
    }
}

struct Table {
    words: DFA,
    /// The guard of each word, as a bit, and whether it counts only where no letter stands beside
    /// it.
    guards: Vec<(u16, bool)>,
}

/// Words that could not be prepared guard nothing, so that no line is lost.
static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    let fixed: [(Guard, &[&str]); 10] = [
        (Guard::Signs, &signature::SIGNS),
        (Guard::Unsigned, &signature::LACKS),
        (Guard::Awaits, &signature::AWAITS),
        (Guard::Away, &away::CUES),
        (Guard::Distant, &telehealth::WORDS),
        (Guard::Absent, &attendance::WORDS),
        (Guard::Counts, &participants::WORDS),
        (Guard::Adds, &addendum::HEADS),
        (Guard::Lasts, &time::UNITS),
        (Guard::Begins, &time::BEGINS),
    ];
    let mut words: Vec<&str> = Vec::new();
    let mut guards = Vec::new();
    let mut add = |guard: Guard, word: &'static str, alone: bool| {
        words.push(word);
        guards.push((1 << guard as u16, alone));
    };
    for (guard, list) in fixed {
        list.iter().for_each(|word| add(guard, word, false));
    }
    for (cue, alone) in remarks::cues() {
        add(Guard::Remarks, cue, false);
        add(Guard::RemarksNear, cue, alone);
    }
    whereabouts::words().for_each(|word| add(Guard::Departs, word, false));
    marks::words().for_each(|word| add(Guard::Marks, word, false));
    let words = DFA::builder()
        .ascii_case_insensitive(true)
        .build(&words)
        .ok()?;
    Some(Table { words, guards })
});

impl Table {
    fn of(&self, text: &str) -> Guards {
        let Ok(mut state) = self.words.start_state(Anchored::No) else {
            return Guards(u16::MAX);
        };
        let mut found = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            state = self.words.next_state(Anchored::No, state, byte);
            if self.words.is_match(state) {
                for place in 0..self.words.match_len(state) {
                    let word = self.words.match_pattern(state, place);
                    let guard = self.guards.get(word.as_usize()).copied();
                    let (bit, alone) = guard.unwrap_or((u16::MAX, false));
                    let length = self.words.pattern_len(word);
                    if !alone || stands_alone(text, at + 1 - length..at + 1) {
                        found |= bit;
                    }
                }
            }
        }
        Guards(found)
    }
}

fn stands_alone(text: &str, word: Range<usize>) -> bool {
    let is_letter = |at: Option<usize>| {
        let byte = at.and_then(|at| text.as_bytes().get(at));
        byte.is_some_and(u8::is_ascii_alphabetic)
    };
    !is_letter(word.start.checked_sub(1)) && !is_letter(Some(word.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guard_is_passed_by_its_words_alone() {
        for (text, guard) in [
            ("Electronically SIGNED by Ann Roe", Guard::Signs),
            ("reviewed by her supervisor", Guard::Signs),
            ("DRAFT", Guard::Unsigned),
            ("attending pending", Guard::Awaits),
            ("Client was 20 min late", Guard::Remarks),
            ("Client was 20 min late", Guard::RemarksNear),
            ("He came later.", Guard::Remarks),
            ("on a weekend pass", Guard::Away),
            ("by zoom", Guard::Distant),
            ("Client did not attend", Guard::Absent),
            ("6 members present", Guard::Counts),
        ] {
            assert!(Guards::of(text).may(guard), "{text}: {guard:?}");
        }
        assert!(!Guards::of("The later block.").may(Guard::RemarksNear));
        assert_eq!(Guards::of("Slept well and ate."), Guards(0));
        assert_eq!(Guards::of(""), Guards(0));
    }
}
