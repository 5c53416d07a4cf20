//! Writes down what was judged: each value of a candidate, its history twin, and what it says of the
//! opposite. It judges nothing.

use super::{Candidate, Draft, Scanner};
use crate::model::{Assertion, Mention};
use crate::scan::lexicon::Indicator;
use crate::scan::questions::of;
use crate::scan::reason::Ground;
use crate::scan::values::Reading;
use crate::scan::withdrawal;

/// The signs that are of withdrawal only where the note gives ground for it.
pub(super) const SIGNS: &str = "D1-23";

impl Scanner<'_> {
    /// Returns whether the note, or a substance near, gives ground for a sign of withdrawal.
    pub(super) fn is_of_withdrawal(&mut self, candidate: Candidate) -> bool {
        let text = self.plain.text.as_str();
        *self
            .of_withdrawal
            .get_or_insert_with(|| withdrawal::is_note_of_it(text))
            || withdrawal::is_near(text, candidate.start, candidate.end)
    }

    pub(super) fn emit_readings(
        &mut self,
        indicator: &Indicator,
        candidate: Candidate,
        mention: Mention,
        readings: &[Reading],
        told_as_history: bool,
    ) {
        let several = readings.len() > 1;
        for (index, reading) in readings.iter().enumerate() {
            let mut read = mention;
            read.measure = Some(reading.measure);
            read.direction = reading.direction.unwrap_or(read.direction);
            read.weight = reading.weight.unwrap_or(read.weight);
            read.at = reading.at;
            match (reading.assertion, read.assertion) {
                // What is no statement about the patient now stays none, whatever its number.
                (_, Assertion::Hypothetical | Assertion::OtherPerson) => {}
                (Some(Assertion::Historical), _) => read.assertion = Assertion::Historical,
                (Some(stated), Assertion::Affirmed | Assertion::Negated | Assertion::Uncertain) => {
                    read.assertion = stated
                }
                _ => {}
            }
            // The sentence's words of the past belong to the first of several values.
            if several
                && reading.assertion != Some(Assertion::Historical)
                && read.assertion == Assertion::Historical
            {
                read.assertion = Assertion::Affirmed;
            }
            if read.assertion != mention.assertion {
                self.ground = self.by_words();
            }
            let start = if index == 0 {
                candidate.start.min(reading.start)
            } else {
                reading.start
            };
            let end = if index == 0 {
                reading.end.max(candidate.end)
            } else {
                reading.end
            };
            self.emit(indicator, start, end, read, told_as_history);
        }
    }

    /// Returns the ground of a class that the form or its value carries itself.
    pub(super) fn by_words(&self) -> Ground {
        Ground {
            rule: "told by the words or the value themselves",
            cue: None,
            ..self.ground
        }
    }

    /// Adds a mention with what follows from it: its history twin and its flipped counterpart.
    pub(super) fn emit(
        &mut self,
        indicator: &Indicator,
        start: usize,
        end: usize,
        mention: Mention,
        told_as_history: bool,
    ) {
        let ground = self.ground;
        self.drafts.push(Draft {
            start,
            end,
            mention,
            ground,
        });
        let twin = indicator
            .history
            .filter(|_| told_as_history)
            .and_then(|id| self.lexicon.indicator(id));
        if let Some(twin) = twin {
            self.drafts.push(Draft {
                start,
                end,
                mention: of(twin, mention),
                ground,
            });
        }
        if mention.assertion == Assertion::Affirmed {
            for &denied in &indicator.denies {
                if let Some(target) = self.lexicon.indicator(denied) {
                    let mut other = of(target, mention);
                    other.assertion = Assertion::Negated;
                    other.flipped = true;
                    other.measure = None;
                    self.drafts.push(Draft {
                        start,
                        end,
                        mention: other,
                        ground: Ground {
                            rule: "the opposite is stated",
                            ..ground
                        },
                    });
                }
            }
        }
        if mention.assertion == Assertion::Negated
            && let Some(flip) = indicator.when_negated
            && let Some(target) = self.lexicon.indicator(flip.creates)
        {
            let mut flipped = of(target, mention);
            flipped.assertion = flip.assertion;
            flipped.weight = flip.weight.unwrap_or(target.weight.min(2));
            flipped.flipped = true;
            self.drafts.push(Draft {
                start,
                end,
                mention: flipped,
                ground: Ground {
                    rule: "the opposite is said to be absent",
                    ..ground
                },
            });
        }
    }
}
