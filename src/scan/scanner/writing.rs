//! Writes down what was judged: each value of a candidate, its history twin, and what it says of the
//! opposite. It judges nothing.

use super::{Candidate, Draft, Hit, Scanner};
use crate::model::{Assertion, IndicatorId, Measure, Mention};
use crate::read::note::dimension_grid::rated_rows;
use crate::read::note::dimension_list::{listed, may_list};
use crate::scan::lexicon::Indicator;
use crate::scan::questions::of;
use crate::scan::reason::Ground;
use crate::scan::sentences::Sentence;
use crate::scan::values::{self, Reading};
use crate::scan::withdrawal;
use crate::text::{FileId, Span};

/// The signs that are of withdrawal only where the note gives ground for it.
pub(super) const SIGNS: &str = "D1-23";

/// The rating of a dimension.
const RATING: &str = "T-02";

impl Scanner<'_> {
    /// Adds the ratings of a table that has the dimensions one under another (`Dim | Risk | Why`),
    /// and of a list that has them by bare numbers (`ASAM: 1-low, 2-low`). Neither names them by words.
    pub(super) fn grid(&mut self, original: &str) {
        if !may_list(&self.plain.text) {
            return;
        }
        let rating = IndicatorId::new(RATING).and_then(|id| self.lexicon.indicator(id));
        let Some(indicator) = rating else {
            return;
        };
        let mut start = 0;
        let lines = original.split('\n').map(|line| {
            let at = start;
            start += line.len() + 1;
            (at, line)
        });
        let mut rated: Vec<(usize, usize, Measure, u8)> = Vec::new();
        for row in rated_rows(lines) {
            let (from, to) = (
                self.plain.place(row.place.start),
                self.plain.place(row.place.end),
            );
            let measure = Measure::DimensionRating(row.dimension, row.rating);
            rated.push((from, to, measure, row.rating));
        }
        for item in listed(&self.plain.text) {
            let Some(rating) = item.rating else { continue };
            let (from, to) = (item.place.start, item.place.end);
            // "Dim 1: 0, Dim 2: 0" was read by its words.
            let is_known = self.drafts.iter().any(|draft| {
                draft.mention.indicator == RATING && draft.start < to && from < draft.end
            });
            if !is_known {
                let measure = Measure::DimensionRating(item.dimension, rating);
                rated.push((from, to, measure, rating));
            }
        }
        for (from, to, measure, rating) in rated {
            let (direction, weight) = values::weigh(rating);
            let mention = Mention {
                span: Span::new(FileId(0), 0, 0, 0),
                indicator: indicator.id,
                dimension: indicator.dimension,
                direction,
                weight,
                assertion: Assertion::Affirmed,
                flipped: false,
                measure: Some(measure),
                age_days: None,
                at: None,
                on: None,
                section: 0,
            };
            self.drafts.push(Draft {
                start: from,
                end: to,
                mention,
                ground: Ground {
                    rule: "rated in a table or a list",
                    cue: None,
                    scope: (from, to),
                },
            });
        }
    }

    /// Returns whether the note, or a substance near, gives ground for a sign of withdrawal.
    pub(super) fn is_of_withdrawal(&mut self, candidate: Candidate) -> bool {
        let text = self.plain.text.as_str();
        *self
            .of_withdrawal
            .get_or_insert_with(|| withdrawal::is_note_of_it(text))
            || withdrawal::is_near(text, candidate.start, candidate.end)
    }

    /// Returns whether a form in capitals stands behind somebody's name and a comma ("Delroy Hatch, BA,
    /// CPS"), as a credential does.
    pub(super) fn is_credential(&self, original: &str, sentence: Sentence, hit: &Hit) -> bool {
        let text = self.plain.text.as_str();
        let before = text.get(sentence.start..hit.start).unwrap_or("");
        let Some(mut head) = before.strip_suffix(", ") else {
            return false;
        };
        // Other credentials may stand between.
        for _ in 0..3 {
            let from = head.rfind(' ').map_or(0, |at| at + 1);
            let capital = |from: usize, to: usize| {
                let at = sentence.start + from;
                self.plain.is_upper(original, at, sentence.start + to)
            };
            let first = capital(from, from + 1);
            if !first || head.len() - from < 2 {
                return false;
            }
            if !capital(from, head.len()) {
                // The given name or its initial.
                let given = head.get(..from).unwrap_or("").trim_end();
                let start = given.rfind(' ').map_or(0, |at| at + 1);
                return start < given.len() && capital(start, start + 1);
            }
            let Some(rest) = head.get(..from).and_then(|rest| rest.strip_suffix(", ")) else {
                return false;
            };
            head = rest;
        }
        false
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
        if mention.assertion == Assertion::Affirmed
            && let Some(told) = &indicator.tells
            && let Some(target) = self.lexicon.indicator(told.of)
            && let Some(words) = self.plain.text.get(start..end)
            && told
                .words
                .iter()
                .any(|word| words.starts_with(word.as_str()))
        {
            let mut besides = of(target, mention);
            besides.flipped = true;
            besides.measure = None;
            self.drafts.push(Draft {
                start,
                end,
                mention: besides,
                ground,
            });
        }
        if mention.assertion == Assertion::Negated
            && let Some(flip) = indicator.when_negated
            && let Some(target) = self.lexicon.indicator(flip.creates)
        {
            let mut flipped = of(target, mention);
            // A level that is not enough is none that is recommended.
            flipped.measure = flipped
                .measure
                .filter(|measure| !matches!(measure, Measure::Level(_)));
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

#[cfg(test)]
mod tests {
    use crate::model::{Assertion, Measure, NoteKind};
    use crate::scan::fixture::scan_as;

    fn ratings(text: &str) -> Vec<(u8, u8)> {
        let mentions = scan_as(text, NoteKind::Assessment, None).into_iter();
        let rated = mentions.filter_map(|mention| match mention.measure {
            Some(Measure::DimensionRating(dimension, rating)) => Some((dimension, rating)),
            _ => None,
        });
        rated.collect()
    }

    #[test]
    fn the_rows_of_a_table_rate_dimensions() {
        let table = "ASAM ASSESSMENT\nDim  Risk  Why\n1  3  COWS 14\n2  1  healed abscess\n5  4  uses within hours\n6  3  lives in a camper\n";
        assert_eq!(ratings(table), [(1, 3), (2, 1), (5, 4), (6, 3)]);
        let barred =
            "| Dim | Risk | Why |\n| 1 | 3 | COWS 14 |\n| 2 | 1 | none |\n| 3 | 2 | startle |\n";
        assert_eq!(ratings(barred), [(1, 3), (2, 1), (3, 2)]);
        let schedule = "Bup 0.5 bid d2, 1 bid d3, 2 bid d4, 4 bid d5, 8 bid d6.\n";
        assert_eq!(ratings(schedule), []);
        let list = "ASAM: 1-low on bup, 2-low, 3-moderate/high, 4-moderate, 5-high, 6-high.";
        assert_eq!(
            ratings(list),
            [(1, 1), (2, 1), (3, 3), (4, 2), (5, 3), (6, 3)]
        );
        let other = "Day  Risk  Why\n1  3  fell\n2  1  fell\n3  2  fell\n";
        assert_eq!(ratings(other), []);
    }

    fn told(text: &str, kind: NoteKind, id: &str, words: &str) -> Option<Assertion> {
        let at = text.find(words).map_or(0, |at| at as u32);
        scan_as(text, kind, None)
            .into_iter()
            .find(|mention| mention.indicator == id && mention.span.start == at)
            .map(|mention| mention.assertion)
    }

    #[test]
    fn below_the_head_of_a_group_its_patient_is_told_of() {
        let head = "Group: Craving Lab Date: 03/21/2026 10:00 AM-11:30 AM Facilitator: Hal East, CADC II\n";
        let of = |text: &str, words: &str| {
            told(
                &format!("{head}{text}"),
                NoteKind::GroupNote,
                "D5-01",
                words,
            )
        };
        let by_initial =
            "D. reported woke 2:40 w/ craving 7, used the plan (tech, tea, cold water) first.\n";
        assert_eq!(of(by_initial, "craving 7"), Some(Assertion::Affirmed));
        let topic =
            "Members shared cravings and how they climb, and what each of them does about it.\n";
        assert_eq!(of(topic, "cravings"), Some(Assertion::OtherPerson));
    }

    #[test]
    fn a_husband_who_himself_wants_to_die_is_not_the_patient() {
        let of = |lead: &str| {
            let text = format!("{lead} He himself is suicidal.");
            told(&text, NoteKind::FamilyNote, "D3-01", "suicidal")
        };
        assert_eq!(
            of("Husband reports the bar is full. She asked him to empty it."),
            Some(Assertion::OtherPerson)
        );
        assert_eq!(of("His father drank."), Some(Assertion::Affirmed));
    }

    #[test]
    fn a_peers_own_story_is_not_the_patients() {
        let text =
            "Met L at the diner. I shared how I lost my job in 2009. L said mornings are worst.";
        let of = |kind| told(text, kind, "D6-09", "lost my job");
        assert_eq!(of(NoteKind::CaseManagement), Some(Assertion::OtherPerson));
        assert_ne!(of(NoteKind::IndividualNote), Some(Assertion::OtherPerson));
    }
}
