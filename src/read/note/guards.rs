//! Tells in one pass over a line which readers need look at it: each names words of which one
//! stands in everything that it reads, and most lines hold none. It reads nothing itself.

use super::{
    addendum, attendance, away, film, marks, participants, plan, remarks, signature, telehealth,
    time, whereabouts,
};
use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
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
    /// A word on the patient's consent to a plan.
    Consents,
    /// A film.
    Films,
    /// A service given incident to another's.
    IncidentTo,
}

/// What a line passes, as bits: first the guards, then the cues of remarks that it holds, then
/// those among them that stand as they do in a remark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Guards(u64);

/// The first bit of the cues, and of those that may be of a remark.
const CUES: u32 = 24;
const TOLD: u32 = 44;
/// More cues than these share the last bit.
const MOST_CUES: u32 = TOLD - CUES;

impl Guards {
    /// Returns the guards that a text passes.
    pub(crate) fn of(text: &str) -> Self {
        TABLE.as_ref().map_or(Self::ALL, |table| table.of(text))
    }

    /// Returns whether a text may hold something.
    pub(crate) fn may(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u32) != 0
    }

    /// Returns the cues of remarks that the text holds.
    pub(crate) fn cues(self) -> Cues {
        Cues(self.0 >> CUES & Cues::ALL)
    }

    /// Returns those among the cues that may be of a remark.
    pub(crate) fn told_cues(self) -> Cues {
        Cues(self.0 >> TOLD)
    }

    const ALL: Self = Self(u64::MAX);
}

/// A set of cues of remarks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cues(u64);

impl Cues {
    const ALL: u64 = (1 << MOST_CUES) - 1;

    /// Returns whether the cue of a number is in the set.
    pub(crate) fn holds(self, cue: usize) -> bool {
        self.0 & Self::bit(cue) != 0
    }

    /// Returns the cues of both sets.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn bit(cue: usize) -> u64 {
        1 << u32::try_from(cue).unwrap_or(u32::MAX).min(MOST_CUES - 1)
    }
}

struct Table {
    words: DFA,
    /// The bits of each word, and those besides where no letter stands beside it.
    bits: Vec<(u64, u64)>,
}

/// Words that could not be prepared guard nothing, so that no line is lost.
static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| {
    let fixed: [(Guard, &[&str]); 13] = [
        (Guard::Signs, &signature::SIGNS),
        (Guard::Unsigned, &signature::LACKS),
        (Guard::Awaits, &signature::AWAITS),
        (Guard::Distant, &telehealth::WORDS),
        (Guard::Absent, &attendance::WORDS),
        (Guard::Counts, &participants::WORDS),
        (Guard::Adds, &addendum::HEADS),
        (Guard::Lasts, &time::UNITS),
        (Guard::Begins, &time::BEGINS),
        (Guard::Opens, &attendance::BRACKETS),
        (Guard::Consents, &plan::CONSENTS),
        (Guard::Films, &film::FILMS),
        (Guard::IncidentTo, &marks::INCIDENT_TO),
    ];
    let mut words: Vec<&str> = Vec::new();
    let mut bits = Vec::new();
    for (number, cue) in remarks::cues().iter().enumerate() {
        let found = Cues::bit(number) << CUES;
        let told = Cues::bit(number) << TOLD;
        words.push(cue.word);
        bits.push(match cue.alone {
            true => (found, told),
            false => (found | told, 0),
        });
    }
    let mut add = |guard: Guard, word: &'static str| {
        words.push(word);
        bits.push((1 << guard as u32, 0));
    };
    for (guard, list) in fixed {
        list.iter().for_each(|word| add(guard, word));
    }
    whereabouts::words().for_each(|word| add(Guard::Departs, word));
    marks::words().for_each(|word| add(Guard::Marks, word));
    away::cues().for_each(|word| add(Guard::Away, word));
    let words = DFA::builder()
        .ascii_case_insensitive(true)
        // Nearly every line would be looked at twice.
        .prefilter(false)
        .build(&words)
        .ok()?;
    Some(Table { words, bits })
});

impl Table {
    fn of(&self, text: &str) -> Guards {
        let Ok(mut state) = self.words.start_state(Anchored::No) else {
            return Guards::ALL;
        };
        let mut found = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            state = self.words.next_state(Anchored::No, state, byte);
            if self.words.is_special(state) && self.words.is_match(state) {
                found |= self.bits_at(state, text, at + 1);
            }
        }
        Guards(found)
    }

    /// Returns the bits of the words that end at a byte.
    fn bits_at(&self, state: StateID, text: &str, end: usize) -> u64 {
        let words = (0..self.words.match_len(state)).map(|place| {
            let word = self.words.match_pattern(state, place);
            let (bits, alone) = self
                .bits
                .get(word.as_usize())
                .copied()
                .unwrap_or((u64::MAX, 0));
            if alone == 0 {
                return bits;
            }
            let start = end - self.words.pattern_len(word);
            bits | if stands_alone(text, start..end) {
                alone
            } else {
                0
            }
        });
        words.fold(0, |all, bits| all | bits)
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
            ("Late ADDENDUM", Guard::Adds),
            ("for three hours", Guard::Lasts),
            ("Session began 1400", Guard::Begins),
            ("( x ) absent", Guard::Opens),
            ("Client verbalized understanding", Guard::Consents),
            ("watched a Documentary", Guard::Films),
            ("Incident-To service", Guard::IncidentTo),
            ("Parent declined to participate", Guard::Consents),
        ] {
            assert!(Guards::of(text).may(guard), "{text}: {guard:?}");
        }
        let late = Guards::of("Client was 20 min late");
        assert_eq!(late.cues(), late.told_cues());
        assert_ne!(late.cues(), Cues::default());
        let later = Guards::of("The later block.");
        assert_eq!(later.cues(), late.cues());
        assert_eq!(later.told_cues(), Cues::default());
        assert_eq!(Guards::of("Slept well and ate."), Guards::default());
        assert_eq!(Guards::of(""), Guards::default());
    }
}
