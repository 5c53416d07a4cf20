//! Measures the search for copied notes at the scale of a facility: invented notes of 200 words
//! with a template, look-alikes that share half to four fifths of their words, and planted copies
//! that share 0.85 or more. Prints time, memory, recall and precision against the exact Jaccard
//! similarity of the words as written, and fails when what the project promises does not hold.
//!
//! A number among the arguments sets the notes (100,000 without one).

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

use chartproof::ledger::{PatientRecord, Relation, Whole, compare_notes};
use chartproof::model::{Note, NoteKind, ServiceDate};
use chartproof::policy::Policy;
use chartproof::read::{self, ReadOptions};
use chartproof::scan::{sketch, wording};
use chartproof::text::{FileId, Located, Span};
use std::collections::BTreeSet;
use std::time::Instant;

/// What the project promises for 100,000 notes on two cores.
const MOST_SECONDS: f64 = 60.0;
const MOST_MEBIBYTES: f64 = 1536.0;
const LEAST_RECALL: f64 = 0.99;
const LEAST_PRECISION: f64 = 0.99;

/// The similarity from which a note is a copy.
const LEAST: f64 = 0.85;

/// Words of a note's own, notes of a patient.
const OWN_WORDS: usize = 120;
const NOTES: usize = 50;

fn main() {
    let count: usize = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100_000);
    let mut random = Random(0x5eed);
    let words = vocabulary(&mut random);
    let written = write_notes(count, &words, &mut random);
    let form = form_note();

    let start = Instant::now();
    let mut patients = sketch_all(&written, &form, &words);
    let sketching = start.elapsed().as_secs_f64();
    let mut policy = Policy::default();
    let file = chartproof::policy::FacilityFile {
        parameters: ["clone.jaccard", "clone.across", "clone.author"]
            .into_iter()
            .map(|key| (key.to_owned(), (LEAST * 100.0) as i64))
            .collect(),
        ..Default::default()
    };
    policy.parameters = Policy::for_facility(file).map_or(policy.parameters, |set| set.parameters);
    let start = Instant::now();
    compare_notes(&mut patients, &policy, &Whole, None);
    let comparing = start.elapsed().as_secs_f64();

    let told = judge(&written, &patients);
    let recall = told.found as f64 / told.planted.max(1) as f64;
    let precision = told.right as f64 / told.reported.max(1) as f64;
    let memory = peak_mebibytes();
    println!(
        "{{\"bench\":\"clones\",\"notes\":{count},\"sketch_seconds\":{sketching:.2},\
         \"compare_seconds\":{comparing:.2},\"peak_mebibytes\":{},\"planted\":{},\
         \"look_alikes\":{},\"reported\":{},\"recall\":{recall:.4},\"precision\":{precision:.4}}}",
        memory.map_or_else(|| "null".to_owned(), |memory| format!("{memory:.0}")),
        told.planted,
        told.look_alikes,
        told.reported,
    );
    assert!(
        told.planted > 0 && told.look_alikes > 0,
        "nothing was planted"
    );
    assert!(recall >= LEAST_RECALL, "recall {recall}");
    assert!(precision >= LEAST_PRECISION, "precision {precision}");
    if count <= 100_000 {
        assert!(sketching + comparing <= MOST_SECONDS, "too slow");
        assert!(
            memory.is_none_or(|memory| memory <= MOST_MEBIBYTES),
            "too much memory"
        );
    }
}

/// A seeded generator (SplitMix64), so that every run writes the same notes.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

fn vocabulary(random: &mut Random) -> Vec<String> {
    const SYLLABLES: [&str; 20] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su",
        "ta", "ve", "wi", "xo", "zu",
    ];
    let mut words = BTreeSet::new();
    while words.len() < 4000 {
        let length = 2 + random.below(3);
        let word: String = (0..length).map(|_| SYLLABLES[random.below(20)]).collect();
        words.insert(word);
    }
    words.into_iter().collect()
}

/// One note as written: its own words by number, and what it was made of.
struct Written {
    kind: usize,
    own: Vec<u16>,
    /// The note it was made from.
    source: Option<usize>,
}

/// Words as people write them: a few often, most seldom; now and then a stock sentence.
fn own_words(random: &mut Random, stock: &[Vec<u16>]) -> Vec<u16> {
    let mut own = Vec::with_capacity(OWN_WORDS + 12);
    while own.len() < OWN_WORDS {
        if random.below(12) == 0 {
            own.extend(&stock[random.below(stock.len())]);
            continue;
        }
        let (one, other) = (random.below(4000), random.below(4000));
        own.push(one.min(other) as u16);
    }
    own.truncate(OWN_WORDS);
    own
}

fn write_notes(count: usize, words: &[String], random: &mut Random) -> Vec<Written> {
    let stock: Vec<Vec<u16>> = (0..40)
        .map(|_| (0..9).map(|_| random.below(words.len()) as u16).collect())
        .collect();
    let mut written: Vec<Written> = Vec::with_capacity(count);
    for place in 0..count {
        let kind = random.below(4);
        // One note in fifty is a copy, one in ten looks like another.
        let run = match random.below(100) {
            0 | 1 => Some(random.below(6)),
            2..12 => Some(9 + random.below(30)),
            _ => None,
        };
        // A copy is of the same patient's notes or of any before it.
        let source = (place >= 2 * NOTES && run.is_some()).then(|| match random.below(2) {
            0 => place - 1 - random.below((place % NOTES).max(1)),
            _ => random.below(place),
        });
        match (run, source) {
            (Some(run), Some(source)) => {
                let (mut own, kind) = (written[source].own.clone(), written[source].kind);
                let start = random.below(own.len() - run);
                for word in &mut own[start..start + run] {
                    *word = random.below(words.len()) as u16;
                }
                written.push(Written {
                    kind,
                    own,
                    source: Some(source),
                });
            }
            _ => written.push(Written {
                kind,
                own: own_words(random, &stock),
                source: None,
            }),
        }
    }
    written
}

const KINDS: [(NoteKind, &str); 4] = [
    (NoteKind::IndividualNote, "individual session"),
    (NoteKind::ProgressNote, "progress entry"),
    (NoteKind::PrescriberNote, "medication visit"),
    (NoteKind::CaseManagement, "care coordination"),
];

/// Reads one note as the program does, to be the form of all.
fn form_note() -> Note {
    let text = "Individual Therapy Note\nPatient Name: Ann Poe   MRN: 1001\nDate of service: \
                01/05/2026\nTime: 9:00 AM - 10:00 AM\n\nWords of the session stand here.\n\n\
                Electronically signed by Dana Roe, LCSW on 01/05/2026";
    let content = read::file(
        FileId(0),
        "form.txt",
        text.as_bytes(),
        &ReadOptions::default(),
    );
    content
        .notes
        .into_iter()
        .next()
        .expect("the form is a note")
}

fn sketch_all(written: &[Written], form: &Note, words: &[String]) -> Vec<PatientRecord> {
    let first = ServiceDate::new(2025, 1, 1).expect("a date");
    let mut patients: Vec<PatientRecord> = Vec::new();
    for (place, note) in written.iter().enumerate() {
        if place % NOTES == 0 {
            patients.push(PatientRecord {
                key: format!("P{place}"),
                ..PatientRecord::default()
            });
        }
        let (kind, named) = KINDS[note.kind];
        let mut text = String::with_capacity(1600);
        text.push_str(&format!(
            "The {named} took place as scheduled in a private room of the program and the limits \
             of confidentiality were explained at the start. Staff used an evidence based approach \
             in line with the written plan of care and its measurable objectives.\n\n"
        ));
        for (number, word) in note.own.iter().enumerate() {
            text.push_str(&words[usize::from(*word)]);
            text.push(if number % 12 == 11 { '\n' } else { ' ' });
        }
        text.push_str(&format!(
            "\n\nThe {named} ended without incident and the next appointment was confirmed before \
             leaving the building, with the number of the crisis line given on a card once more.\n"
        ));
        let length = text.chars().count() as u32;
        let span = Span::new(FileId(place as u32), 1, 0, length);
        let pages = [(span, text.as_str())];
        let mut made = form.clone();
        made.file = span.file;
        made.spans = vec![span];
        made.kind = kind;
        made.mentions = Vec::new();
        made.sketch = sketch::sketch(&pages, None, "");
        made.wording = wording::wording(&pages, None);
        let date = first.plus_days((place % NOTES) as i64 * 7);
        if let Some((stated, _)) = &mut made.service_date {
            *stated = Located::new(date, span);
        }
        if let Some(record) = patients.last_mut() {
            record.notes.push(made);
        }
    }
    patients
}

struct Told {
    planted: usize,
    look_alikes: usize,
    found: usize,
    reported: usize,
    right: usize,
}

/// Holds what was reported against the exact similarity of the words as written.
fn judge(written: &[Written], patients: &[PatientRecord]) -> Told {
    let mut told = Told {
        planted: 0,
        look_alikes: 0,
        found: 0,
        reported: 0,
        right: 0,
    };
    let mut reported: BTreeSet<(usize, Relation)> = BTreeSet::new();
    for (patient, record) in patients.iter().enumerate() {
        for copy in &record.copies {
            if copy.relation == Relation::OtherAuthor {
                continue;
            }
            let later = patient * NOTES + copy.note;
            reported.insert((later, copy.relation));
            told.reported += 1;
            // The file of a note is its number, and its passages tell the file.
            let source = copy
                .source
                .passages
                .first()
                .map(|span| span.file.0 as usize);
            let similarity = source.map_or(0.0, |source| exact(&written[later], &written[source]));
            told.right += usize::from(similarity >= LEAST);
        }
    }
    for (place, note) in written.iter().enumerate() {
        let Some(source) = note.source else { continue };
        if exact(note, &written[source]) < LEAST {
            told.look_alikes += 1;
            continue;
        }
        let same = place / NOTES == source / NOTES;
        let relation = if same {
            Relation::SamePatient
        } else {
            Relation::OtherPatient
        };
        // Of two patients' notes of one day, each is the other's; across days the later counts.
        let (day, source_day) = (place % NOTES, source % NOTES);
        let later = if same || day >= source_day {
            place
        } else {
            source
        };
        told.planted += 1;
        told.found += usize::from(reported.contains(&(later, relation)));
    }
    told
}

/// Returns the Jaccard similarity of two notes' five-word shingles, word by word.
fn exact(one: &Written, other: &Written) -> f64 {
    let set = |note: &Written| -> BTreeSet<Vec<u16>> {
        note.own.windows(5).map(<[u16]>::to_vec).collect()
    };
    let (one, other) = (set(one), set(other));
    let common = one.intersection(&other).count();
    common as f64 / (one.len() + other.len() - common).max(1) as f64
}

/// Returns the most memory that the process has held, where the system tells it.
fn peak_mebibytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}
