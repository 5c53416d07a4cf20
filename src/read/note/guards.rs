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
    /// A bracket.
    Opens,
}

/// The guards that a line passes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Guards {
    passed: u16,
    /// The cues of remarks that the line holds, as bits.
    cues: u16,
    /// Those among them that stand as they do in a remark.
    told: u16,
}

impl Guards {
    /// Returns the guards that a text passes.
    pub(crate) fn of(text: &str) -> Self {
        TABLE.as_ref().map_or(Self::ALL, |table| table.of(text))
    }

    /// Returns whether a text may hold something.
    pub(crate) fn may(self, guard: Guard) -> bool {
        self.passed & (1 << guard as u16) != 0
    }

    /// Returns the cues of remarks that the text holds, as bits by their places.
    pub(crate) fn cues(self) -> u16 {
        self.cues
    }

    /// Returns those among the cues that may be of a remark.
    pub(crate) fn told_cues(self) -> u16 {
        self.told
    }

    const ALL: Self = Self {
        passed: u16::MAX,
        cues: u16::MAX,
        told: u16::MAX,
    };

    fn add(&mut self, other: Self) {
        self.passed |= other.passed;
        self.cues |= other.cues;
        self.told |= other.told;
    }
}

struct Table {
    words: DFA,
    /// What each word passes, and what besides where no letter stands beside it.
    guards: Vec<(Guards, Option<Guards>)>,
}

/// Words that could not be prepared guard nothing, so that no line is lost.
static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    let fixed: [(Guard, &[&str]); 11] = [
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
        (Guard::Opens, &attendance::BRACKETS),
    ];
    let mut words: Vec<&str> = Vec::new();
    let mut guards = Vec::new();
    for (place, cue) in remarks::cues().iter().enumerate() {
        let bit = 1_u16.checked_shl(place as u32).unwrap_or(u16::MAX);
        let found = Guards {
            cues: bit,
            ..Guards::default()
        };
        let told = Guards { told: bit, ..found };
        words.push(cue.word);
        guards.push(match cue.alone {
            true => (found, Some(told)),
            false => (told, None),
        });
    }
    let mut add = |guard: Guard, word: &'static str| {
        let passed = Guards {
            passed: 1 << guard as u16,
            ..Guards::default()
        };
        words.push(word);
        guards.push((passed, None));
    };
    for (guard, list) in fixed {
        list.iter().for_each(|word| add(guard, word));
    }
    whereabouts::words().for_each(|word| add(Guard::Departs, word));
    marks::words().for_each(|word| add(Guard::Marks, word));
    let words = DFA::builder()
        .ascii_case_insensitive(true)
        .build(&words)
        .ok()?;
    Some(Table { words, guards })
});

impl Table {
    fn of(&self, text: &str) -> Guards {
        let Ok(mut state) = self.words.start_state(Anchored::No) else {
            return Guards::ALL;
        };
        let mut found = Guards::default();
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            state = self.words.next_state(Anchored::No, state, byte);
            if self.words.is_match(state) {
                for place in 0..self.words.match_len(state) {
                    let word = self.words.match_pattern(state, place);
                    let guards = self.guards.get(word.as_usize()).copied();
                    let (passed, alone) = guards.unwrap_or((Guards::ALL, None));
                    found.add(passed);
                    let length = self.words.pattern_len(word);
                    if let Some(alone) = alone
                        && stands_alone(text, at + 1 - length..at + 1)
                    {
                        found.add(alone);
                    }
                }
            }
        }
        found
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
            ("on a weekend pass", Guard::Away),
            ("by zoom", Guard::Distant),
            ("Client did not attend", Guard::Absent),
            ("6 members present", Guard::Counts),
        ] {
            assert!(Guards::of(text).may(guard), "{text}: {guard:?}");
        }
        let late = Guards::of("Client was 20 min late");
        assert_eq!(late.cues(), late.told_cues());
        assert_ne!(late.cues(), 0);
        let later = Guards::of("The later block.");
        assert_eq!((later.cues(), later.told_cues()), (late.cues(), 0));
        assert_eq!(Guards::of("Slept well and ate."), Guards::default());
        assert_eq!(Guards::of(""), Guards::default());
    }
}
