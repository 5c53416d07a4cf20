//! Sketches a note's text so that copies under other dates can be found without its words.
//! It does not decide what counts as a copy; rules do.

use crate::model::Sketch;
use std::sync::LazyLock;

/// How many minima a sketch keeps; the estimate's standard error is about 1/√64 at its widest.
const MINIMA: usize = 64;

/// Words in a shingle.
const SHINGLE: usize = 5;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// Hashes of the names of months and weekdays, sorted: "Jan 15, 2026" is a date as 1/15/2026 is.
static DATE_WORDS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let names = "january february march april may june july august september october november \
                 december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday \
                 wednesday thursday friday saturday sunday mon tue wed thu fri sat sun";
    let hash = |word: &str| {
        word.chars().fold(FNV_OFFSET, |hash, letter| {
            step(hash, u64::from(u32::from(letter)))
        })
    };
    let mut hashes: Vec<u64> = names.split_whitespace().map(hash).collect();
    hashes.sort_unstable();
    hashes
});

/// Returns the sketch of a note's text.
///
/// What differs between honest copies is left out before: case, punctuation, numbers, dates,
/// times, and lines that are labels and values of a header or a signature, so that another date
/// on the same words gives the same sketch.
pub fn sketch(text: &str) -> Sketch {
    let mut sketcher = Sketcher::new();
    for line in text.lines() {
        if !is_frame(line) {
            sketcher.line(line);
        }
    }
    sketcher.finish()
}

struct Sketcher {
    tokens: u32,
    text_hash: u64,
    recent: [u64; SHINGLE],
    minima: [u32; MINIMA],
    last: u64,
}

impl Sketcher {
    fn new() -> Self {
        Self {
            tokens: 0,
            text_hash: FNV_OFFSET,
            recent: [0; SHINGLE],
            minima: [u32::MAX; MINIMA],
            last: 0,
        }
    }

    /// Takes the words of a line. A word is a run of letters; a run with a digit in it, joined
    /// by what stands inside dates, times and numbers, is one number.
    fn line(&mut self, line: &str) {
        let mut hash = FNV_OFFSET;
        let mut length = 0_u32;
        let mut numeric = false;
        let end_word =
            |sketcher: &mut Self, hash: &mut u64, length: &mut u32, numeric: &mut bool| {
                if *length > 0 {
                    sketcher.token(if *numeric { NUMBER } else { *hash });
                }
                (*hash, *length, *numeric) = (FNV_OFFSET, 0, false);
            };
        for character in line.chars() {
            let joins = numeric && matches!(character, '/' | '-' | ':' | '.' | ',');
            if character.is_alphanumeric() || joins {
                numeric |= character.is_numeric();
                for lower in character.to_lowercase() {
                    hash = step(hash, u64::from(u32::from(lower)));
                }
                length += 1;
            } else if character != '\'' && character != '’' {
                end_word(self, &mut hash, &mut length, &mut numeric);
            }
        }
        end_word(self, &mut hash, &mut length, &mut numeric);
    }

    fn token(&mut self, hash: u64) {
        let hash = if DATE_WORDS.binary_search(&hash).is_ok() {
            NUMBER
        } else {
            hash
        };
        // A date in words or with spaces gives one number or several; they all count as one.
        if hash == NUMBER && self.last == NUMBER {
            return;
        }
        self.last = hash;
        self.tokens = self.tokens.saturating_add(1);
        self.text_hash = step(self.text_hash, hash);
        self.recent.rotate_left(1);
        self.recent[SHINGLE - 1] = hash;
        if self.tokens as usize >= SHINGLE {
            let shingle = self
                .recent
                .iter()
                .fold(FNV_OFFSET, |hash, word| step(hash, *word));
            for (minimum, permutation) in self.minima.iter_mut().zip(&PERMUTATIONS) {
                let permuted = mix(shingle ^ permutation);
                *minimum = (*minimum).min((permuted >> 32) as u32);
            }
        }
    }

    fn finish(self) -> Sketch {
        let minima = if self.tokens as usize >= SHINGLE {
            self.minima.to_vec()
        } else {
            Vec::new()
        };
        Sketch {
            tokens: self.tokens,
            text_hash: self.text_hash,
            minima,
        }
    }
}

/// What makes one hash of a shingle into many that are independent of each other.
const PERMUTATIONS: [u64; MINIMA] = {
    let mut permutations = [0; MINIMA];
    let mut place = 0;
    while place < MINIMA {
        permutations[place] = mix(place as u64 + 1);
        place += 1;
    }
    permutations
};

/// The token that stands for every number, date and time.
const NUMBER: u64 = 0x23;

fn step(hash: u64, value: u64) -> u64 {
    (hash ^ value).wrapping_mul(FNV_PRIME)
}

/// The finalizer of SplitMix64, which spreads every bit; written out to be the same everywhere.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Returns whether a line is part of a header or a signature: a short label, a colon and a short
/// value, several of them in a row, a signature phrase, or no letters at all.
pub(super) fn is_frame(line: &str) -> bool {
    const SIGNATURE: [&str; 6] = [
        "electronically signed",
        "signed by",
        "/s/",
        "authenticated by",
        "cosigned",
        "e-signed",
    ];
    let line = line.trim();
    if !line.chars().any(char::is_alphabetic) {
        return true;
    }
    let head: String = line.chars().take(40).flat_map(char::to_lowercase).collect();
    if SIGNATURE.iter().any(|phrase| head.contains(phrase)) {
        return true;
    }
    let Some((label, value)) = line.split_once(':') else {
        return false;
    };
    // A clinical sentence after a label ("Intervention: Clinician led …") is content.
    let words = |text: &str| text.split_whitespace().count();
    let labels = line.matches(": ").count().max(1);
    words(label) <= 4 && words(value) <= 5 * labels && !value.trim_end().ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "GROUP NOTE\nPatient: Ann Poe   MRN: 1001\nDate of service: 01/05/2026\n\
        Time: 09:00 - 10:00\nClient took part in process group on coping with cravings after work. \
        She named two triggers, practised urge surfing with peers and gave feedback to another \
        member. Affect was flat at first and brightened later. Plan: call sponsor before Friday \
        and bring the trigger list to the next session with her counselor.\n\
        Electronically signed by Dana Roe, LCSW on 01/05/2026 16:20";

    #[test]
    fn the_same_words_under_another_date_are_equal() {
        let other = NOTE
            .replace("01/05/2026", "January 12, 2026")
            .replace("09:00 - 10:00", "10:30 am to 11:30 am")
            .replace("16:20", "17:01:09")
            .replace("Ann Poe", "A. Poe");
        let (one, other) = (sketch(NOTE), sketch(&other));
        assert!(one.tokens >= 40, "{}", one.tokens);
        assert_eq!(one.text_hash, other.text_hash);
        assert!((one.similarity(&other) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_small_edit_stays_close_and_another_text_is_far() {
        let edited = NOTE.replace("brightened later", "lifted later");
        let near = sketch(NOTE).similarity(&sketch(&edited));
        assert!((0.6..1.0).contains(&near), "{near}");
        let long: String = (0..20)
            .map(|place| {
                format!(
                    "Sentence {} speaks of topic{} with word{} in it again. ",
                    place,
                    "abcdefghijklmnopqrstuvwxyz"
                        .chars()
                        .nth(place)
                        .unwrap_or('z'),
                    "qwertyuiopasdfghjklzxcvbnm"
                        .chars()
                        .nth(place)
                        .unwrap_or('z')
                )
            })
            .collect();
        let near = sketch(&long).similarity(&sketch(&long.replacen("again", "twice", 1)));
        assert!((0.8..1.0).contains(&near), "{near}");
        let far = sketch(NOTE).similarity(&sketch(
            "Nurse saw patient on rounds this morning. Slept well, ate breakfast, took all \
             medicines without side effects, walked in the yard with staff, asked about discharge \
             and called home. No pain reported. Vital signs stable through the whole shift today.",
        ));
        assert!(far < 0.3, "{far}");
    }

    #[test]
    fn the_hash_is_the_same_on_every_machine() {
        let short = sketch("Took part in group.");
        assert_eq!((short.tokens, short.minima.len()), (4, 0));
        let known = sketch("Client took part in group today.");
        assert_eq!(known.minima.len(), MINIMA);
        assert_eq!(known, sketch("client TOOK part, in group today"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_sketch(text in ".{0,300}") {
            let sketched = sketch(&text);
            proptest::prop_assert!(sketched.minima.is_empty() || sketched.minima.len() == MINIMA);
        }
    }
}
