//! Reads where a service was given, from the note's header, and statements that the patient is
//! dead, in custody or discharged. What was once, may be, or befell others is no such statement.

mod custody;
mod held;

use super::guards::Guard;
use super::in_person;
use super::labels::{Field, Label};
use super::view::NoteView;
use super::when;
use crate::model::{Departure, DepartureKind, NoteKind, PersonName, ServiceDate, Whereabouts};
use crate::text::Located;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::sync::LazyLock;

/// Reads a note's whereabouts; `dated` is its day and `patient` whom it is of.
pub(super) fn read_whereabouts(
    view: &NoteView<'_>,
    kind: NoteKind,
    (dated, patient): (Option<ServiceDate>, Option<&PersonName>),
) -> Whereabouts {
    let mut departures: Vec<Located<Departure>> = labelled(view, kind).collect();
    // A plan speaks of what is to come, a request to a payer of what it was told.
    let tells = !matches!(
        kind,
        NoteKind::TreatmentPlan | NoteKind::PlanReview | NoteKind::Administrative
    );
    if tells {
        departures.extend(stated(view, kind, (dated, patient)));
    }
    Whereabouts {
        site: site(view),
        in_person: in_person::read_in_person(view),
        departures,
    }
}

/// Labels whose value is a site. The label table knows them as facts of no other use.
const SITES: [&str; 9] = [
    "location",
    "site",
    "clinic",
    "service location",
    "location of service",
    "program location",
    "clinic location",
    "site location",
    "service site",
];

fn site(view: &NoteView<'_>) -> Option<Box<Located<String>>> {
    let named = |field: &&Field| {
        let name = view
            .line(field.line)
            .and_then(|line| line.text.get(field.name.clone()));
        field.line < view.header_end
            && name.is_some_and(|name| SITES.iter().any(|site| site.eq_ignore_ascii_case(name)))
    };
    let field = view.labelled(Label::Other).find(named)?;
    let value = view.value(field).trim();
    let is_name = value.len() <= 60 && value.chars().any(char::is_alphabetic);
    is_name.then(|| Box::new(Located::new(value.to_owned(), view.value_span(field))))
}

/// Reads `Discharge date: 3/4/2026` in a discharge summary and `Date of death: …` anywhere.
fn labelled<'v>(
    view: &'v NoteView<'_>,
    kind: NoteKind,
) -> impl Iterator<Item = Located<Departure>> + 'v {
    view.labelled(Label::OtherDate).filter_map(move |field| {
        let name = view.line(field.line)?.text.get(field.name.clone())?;
        let is_any = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let kind = if is_any(&["date of death"]) {
            DepartureKind::Died
        } else if kind == NoteKind::DischargeSummary
            && is_any(&[
                "discharge date",
                "date of discharge",
                "dc date",
                "d/c date",
                "discharged",
            ])
        {
            DepartureKind::Discharged
        } else {
            return None;
        };
        let found = when::parse_date(view.value(field))?;
        let departure = Departure {
            kind,
            on: Some(found.date),
        };
        Some(Located::new(
            departure,
            view.part_span(field, found.start..found.end),
        ))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    patients: Vec<String>,
    unless: Vec<String>,
    phrase: Vec<Phrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    kind: DepartureKind,
    words: Vec<String>,
    /// Read by the test only.
    #[allow(dead_code)]
    matches: String,
    #[allow(dead_code)]
    not: String,
}

struct Phrases {
    file: File,
    matcher: AhoCorasick,
    kinds: Vec<DepartureKind>,
}

static PHRASES: LazyLock<Option<Phrases>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../knowledge/whereabouts.toml")).ok()?;
    let pairs = file
        .phrase
        .iter()
        .flat_map(|phrase| phrase.words.iter().map(|words| (words, phrase.kind)));
    let (words, kinds): (Vec<&String>, Vec<DepartureKind>) = pairs.unzip();
    let matcher = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(words)
        .ok()?;
    Some(Phrases {
        matcher,
        kinds,
        file,
    })
});

fn stated(
    view: &NoteView<'_>,
    kind: NoteKind,
    (dated, patient): (Option<ServiceDate>, Option<&PersonName>),
) -> Vec<Located<Departure>> {
    let mut found = Vec::new();
    // Histories tell of other times.
    let dated_now = dated.filter(|_| {
        !matches!(
            kind,
            NoteKind::Assessment
                | NoteKind::PsychiatricEvaluation
                | NoteKind::HistoryAndPhysical
                | NoteKind::DischargeSummary
        )
    });
    let mut alone = None;
    let Some(phrases) = PHRASES.as_ref() else {
        return found;
    };
    for (index, line) in view.body_lines() {
        if !line.may(Guard::Departs) {
            continue;
        }
        // What both dates are told of says more than its end alone.
        let over = dated.and_then(|dated| custody::told(line.text, &phrases.file.unless, dated));
        if let Some((first, last, place)) = over {
            for (kind, on) in [
                (DepartureKind::InCustody, first),
                (DepartureKind::Released, last),
            ] {
                let departure = Departure { kind, on: Some(on) };
                found.push(Located::new(departure, view.place(index, place.clone())));
            }
            continue;
        }
        let held = dated_now.and_then(|dated| {
            let alone = *alone.get_or_insert_with(|| {
                let mut lines = view.body_lines();
                !lines.any(|(_, line)| custody::names_others(line.text, &[]))
            });
            let told = |text: &str| {
                let found = held::told(text, &phrases.file.unless, (dated, patient, alone))?;
                (found.1.end <= line.text.len()).then_some(found)
            };
            told(line.text).or_else(|| told(&with_next(view, index, line.text)?))
        });
        // When it began says more than that it lasts.
        if let Some((departure, place)) = held {
            found.push(Located::new(departure, view.place(index, place)));
        } else if let Some((kind, place)) = phrases.find(line.text) {
            let departure = Departure { kind, on: None };
            found.push(Located::new(departure, view.place(index, place)));
        }
    }
    found
}

/// Returns a line with the one below, where its last sentence goes on there: "booked into the county
/// jail" and "Sat 3/14 on a warrant."
fn with_next(view: &NoteView<'_>, index: usize, text: &str) -> Option<String> {
    let next = view.line(index + 1).filter(|_| index + 1 < view.to)?;
    let goes_on = text.trim_end().ends_with(char::is_alphanumeric) && !next.is_blank();
    goes_on.then(|| format!("{} {}", text.trim_end(), next.text.trim_start()))
}

/// Returns the words of which one stands in every statement.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let phrases = PHRASES.iter().flat_map(|phrases| &phrases.file.phrase);
    let stated = phrases.flat_map(|phrase| phrase.words.iter().map(String::as_str));
    stated.chain(custody::WORDS).chain(held::WORDS)
}

impl Phrases {
    /// Returns the first statement on a line: its kind and bytes.
    fn find(&self, line: &str) -> Option<(DepartureKind, std::ops::Range<usize>)> {
        self.matcher.find_iter(line).find_map(|found| {
            let before = line.get(..found.start())?;
            let sentence = before.rsplit(['.', ';', '!', '?']).next()?;
            let mut words = sentence
                .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
                .filter(|word| !word.is_empty())
                .rev();
            let subject = words.next()?;
            let is_any = |list: &[String], word: &str| {
                list.iter().any(|known| known.eq_ignore_ascii_case(word))
            };
            let whole = line
                .get(found.end()..)?
                .chars()
                .next()
                .is_none_or(|next| !next.is_alphanumeric());
            let holds = whole
                && is_any(&self.file.patients, subject)
                && !words.any(|word| is_any(&self.file.unless, word));
            let kind = *self.kinds.get(found.pattern().as_usize())?;
            let from = found.start() - sentence.len() + sentence.rfind(subject)?;
            holds.then_some((kind, from..found.end()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn read(text: &str) -> Whereabouts {
        let pages = [Page::plain(1, text)];
        let mut notes = from_pages(FileId(0), "note.txt", &pages, &mut Vec::new());
        assert_eq!(notes.len(), 1, "{text}");
        notes.remove(0).body.into_inner().whereabouts
    }

    #[test]
    fn every_phrase_has_its_example() {
        let phrases = PHRASES.as_ref().expect("whereabouts.toml parses");
        for phrase in &phrases.file.phrase {
            let found = phrases.find(&phrase.matches).map(|(kind, _)| kind);
            assert_eq!(found, Some(phrase.kind), "{}", phrase.matches);
            assert_eq!(phrases.find(&phrase.not), None, "{}", phrase.not);
        }
    }

    #[test]
    fn reads_the_site_of_the_header() {
        let note = read(
            "Individual Therapy Note\nClient: Doe, Jane   MRN: 12\nDate of service: 01/05/2026\n\
             Location: Mill Road Clinic\nData: Client said the location: of her keys is unknown.",
        );
        assert_eq!(
            note.site.map(|site| site.value),
            Some("Mill Road Clinic".to_owned())
        );
        let without = read(
            "Individual Therapy Note\nClient: Doe, Jane   MRN: 12\nLocation: 11\nDate: 01/05/2026\nTalked.",
        );
        assert_eq!(without.site, None, "a place code is no name");
    }

    #[test]
    fn reads_that_the_patient_is_gone() {
        let summary = read(
            "Discharge Summary\nClient: Doe, Jane   MRN: 12\nDate: 01/09/2026\nDischarge date: 01/07/2026\n\
             Client completed the program.",
        );
        assert_eq!(
            summary
                .departures
                .iter()
                .map(|d| d.value)
                .collect::<Vec<_>>(),
            [Departure {
                kind: DepartureKind::Discharged,
                on: crate::model::ServiceDate::new(2026, 1, 7)
            }]
        );
        let contact = read(
            "Contact Note\nClient: Doe, Jane   MRN: 12\nDate: 01/09/2026\n\
             Probation called: pt is in custody at the county jail since last night.",
        );
        assert_eq!(contact.of(DepartureKind::InCustody).count(), 1);
        for text in [
            "She is afraid of what happens if client is in jail again.",
            "Client's cousin is in jail.",
            "Client is in jailhouse ministry training.",
            "Client was in jail in 2014; history of client is incarcerated twice.",
        ] {
            let note = read(&format!(
                "Contact Note\nClient: Doe, Jane   MRN: 12\nDate: 01/09/2026\n{text}"
            ));
            assert_eq!(note.departures, [], "{text}");
        }
    }

    #[test]
    fn the_day_of_an_arrest_is_read_over_the_lines_end() {
        let note = read(
            "Contact Note\nClient: Doe, Jane   MRN: 12\nDate: 01/09/2026\n\
             Call from the front desk. Client was booked into Kestrel County Jail\n\
             Wed 1/7 around noon on an old warrant.",
        );
        let held = note.of(DepartureKind::InCustody).map(|gone| gone.value.on);
        let seventh = crate::model::ServiceDate::new(2026, 1, 7);
        assert_eq!(held.collect::<Vec<_>>(), [seventh]);
        let ended = read(
            "Contact Note\nClient: Doe, Jane   MRN: 12\nDate: 01/09/2026\n\
             Client was booked into Kestrel County Jail.\nCourt 1/7 was moved.",
        );
        let held = ended.of(DepartureKind::InCustody).map(|gone| gone.value.on);
        assert_eq!(held.collect::<Vec<_>>(), [None]);
    }
}
