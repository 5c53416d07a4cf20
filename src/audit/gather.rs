//! Reads and scans every file of a case, in parallel, in file order.

use super::bodies::CaseBodies;
use super::content::{ReadFile, bytes_of, parse, read_case_file};
use super::kept::FileFacts;
use super::{AuditError, Progress};
use crate::ledger::{Facts, tells_of_another_appointment};
use crate::model::{Authorization, Element, Note, NoteKind};
use crate::problem::{Problem, ProblemKind};
use crate::read::{FileContent, FileKind, ReadOptions};
use crate::report::FileResult;
use crate::scan::{Lexicon, NoteInput, Scanner, read_planning, sketch, wording};
use crate::store::{CaseFile, CaseFolder, FactCache};
use crate::text::{FileId, PageMaps, Span};
use rayon::prelude::*;

/// Files whose facts are read back at once; bounds memory whatever the size of the case.
const CHUNK: usize = 4096;

/// What reading gave. Notes that are kept are held without their bodies.
pub(super) struct Gathered<'c> {
    pub(super) files: Vec<FileResult>,
    pub(super) facts: Facts,
    pub(super) problems: Vec<Problem>,
    /// Files with pages that could not be read, with how many.
    pub(super) unread: Vec<(FileId, u32)>,
    /// Tables that were lost and may hold notes.
    pub(super) lost: Vec<FileId>,
    /// The bodies of the notes.
    pub(super) bodies: CaseBodies<'c>,
}

/// Reads every file. A file that cannot be read is a problem, never the end of the audit. The cache
/// comes back with what this run used and added, to be finished before any body is asked for.
pub(super) fn gather<'c>(
    case: &'c CaseFolder,
    options: &'c ReadOptions,
    cache: Option<FactCache>,
    progress: &dyn Progress,
) -> Result<(Gathered<'c>, Option<FactCache>), AuditError> {
    // In the first pass facts go to the disk as they are made, so that what reading takes for
    // itself lies nowhere between them when the second holds them all.
    let mut unkept: Vec<Option<Box<FileFacts>>> = case
        .files
        .par_iter()
        .map_init(LateScanner::default, |scanner, file| {
            let unkept = read_unless_kept(file, options, cache.as_ref(), scanner);
            progress.step();
            Ok(unkept?.map(Box::new))
        })
        .collect::<Result<_, AuditError>>()?;
    let mut gathered = Gathered {
        files: Vec::with_capacity(case.files.len()),
        facts: Facts::default(),
        problems: Vec::new(),
        unread: Vec::new(),
        lost: Vec::new(),
        bodies: CaseBodies::new(case, options),
    };
    // Most exports hold a note a file; lists of this length would be copied as they grow.
    gathered.facts.notes.reserve(case.files.len());
    // While facts are read back, those read before them are put where they belong.
    let mut last: (&[CaseFile], Vec<FileFacts>) = Default::default();
    for (files, unkept) in case.files.chunks(CHUNK).zip(unkept.chunks_mut(CHUNK)) {
        let again = files.par_iter().zip(unkept).map_init(
            LateScanner::default,
            |scanner, (file, unkept)| {
                let kept = || restored(file, cache.as_ref()?);
                let unkept = unkept.take().map(|facts| *facts);
                // What does not fit its sum is read after all.
                unkept
                    .or_else(kept)
                    .unwrap_or_else(|| scanned(file, read_case_file(file, options), scanner.get()))
            },
        );
        let (read, ()) = rayon::join(|| again.collect(), || gathered.add_all(last));
        last = (files, read);
    }
    gathered.add_all(last);
    Ok((gathered, cache))
}

impl Gathered<'_> {
    /// Adds what the next files gave.
    fn add_all(&mut self, (files, facts): (&[CaseFile], Vec<FileFacts>)) {
        for (file, facts) in files.iter().zip(facts) {
            self.add(file, facts);
        }
    }

    /// Adds what the next file gave.
    fn add(&mut self, file: &CaseFile, facts: FileFacts) {
        let FileFacts {
            result,
            content,
            bodies,
        } = facts;
        self.bodies.add(bodies, &result.sha256);
        if matches!(result.kind, FileKind::Csv | FileKind::Xlsx) {
            self.facts.tables.insert(file.id);
        }
        if result.pages_unread > 0 {
            let is_table = content
                .problems
                .iter()
                .any(|problem| problem.kind == ProblemKind::UnknownColumns);
            if is_table {
                self.lost.push(file.id);
            } else {
                self.unread.push((file.id, result.pages_unread));
            }
        }
        self.files.push(result);
        self.facts.notes.extend(content.notes);
        self.facts.claims.extend(content.claims);
        self.facts.authorizations.extend(content.authorizations);
        self.facts.attendance.extend(content.attendance);
        self.facts.remittances.extend(content.remittances);
        self.facts.coverages.extend(content.coverages);
        let requests = content.authorization_requests;
        self.facts.authorization_requests.extend(requests);
        self.facts.acknowledgments.extend(content.acknowledgments);
        self.facts.payments.extend(content.payments);
        self.facts.stays.extend(content.stays);
        self.facts.staff.extend(content.staff);
        self.problems.extend(content.problems);
    }
}

/// A scanner that is prepared by the first file that has to be scanned.
#[derive(Default)]
pub(super) struct LateScanner(Option<Scanner<'static>>);

impl LateScanner {
    pub(super) fn get(&mut self) -> &mut Scanner<'static> {
        self.0
            .get_or_insert_with(|| Scanner::new(Lexicon::embedded()))
    }
}

/// Sees to it that what a file gives is kept, and returns it only where it cannot be.
fn read_unless_kept(
    file: &CaseFile,
    options: &ReadOptions,
    cache: Option<&FactCache>,
    scanner: &mut LateScanner,
) -> Result<Option<FileFacts>, AuditError> {
    if cache.is_some_and(|cache| cache.has_unchanged(file)) {
        return Ok(None);
    }
    let (bytes, sha256) = match bytes_of(file) {
        Ok(read) => read,
        Err(unread) => return Ok(Some(scanned(file, *unread, scanner.get()))),
    };
    if cache.is_some_and(|cache| cache.has_same_bytes(file, &sha256)) {
        return Ok(None);
    }
    let read = || parse(file, &bytes, sha256, options);
    // Of a case that was read before, one file may be all there is to do: what finds its notes and
    // what scans them are prepared side by side.
    let (read, scanner) = match scanner.0 {
        Some(_) => (read(), scanner.get()),
        None => rayon::join(read, || scanner.get()),
    };
    let mut facts = scanned(file, read, scanner);
    if let (Some(cache), Some(stamp)) = (cache, file.stamp)
        && let Some((head, bodies)) = facts.store()
    {
        cache.put(file, stamp, &facts.result.sha256, (&head, &bodies))?;
        return Ok(None);
    }
    Ok(Some(facts))
}

/// Returns what is kept of a file.
fn restored(file: &CaseFile, cache: &FactCache) -> Option<FileFacts> {
    FileFacts::restored(file.id, &cache.read(file)?)
}

/// Scans what a file gave and counts it.
pub(super) fn scanned(file: &CaseFile, read: ReadFile, scanner: &mut Scanner<'_>) -> FileFacts {
    let ReadFile {
        mut content,
        sha256,
        bytes,
    } = read;
    let mut result = FileResult::uncounted(&file.path, sha256, bytes);
    let pages = PageMaps::new(&content.pages);
    for note in &mut content.notes {
        scan(note, &pages, scanner);
    }
    let asked = content.authorization_requests.iter_mut();
    for authorization in content.authorizations.iter_mut().chain(asked) {
        scan_story(authorization, &pages, scanner);
    }
    result.kind = content.kind;
    result.pages = content.pages.len() as u32;
    result.pages_without_text = content
        .pages
        .iter()
        .filter(|page| page.text.as_str().trim().is_empty())
        .count() as u32;
    result.pages_unread = unread(&content);
    result.pages_recognized = content
        .pages
        .iter()
        .filter(|page| page.coverage.recognized_words > 0)
        .count() as u32;
    result.notes = content.notes.len() as u32;
    result.claims = content.claims.len() as u32;
    result.records = (content.authorizations.len()
        + content.attendance.len()
        + content.remittances.len()
        + content.coverages.len()
        + content.authorization_requests.len()
        + content.acknowledgments.len()
        + content.stays.len()
        + content.staff.len()) as u32;
    // Only facts go on; the words stay in the source.
    content.pages = Vec::new();
    FileFacts {
        result,
        content,
        bodies: Vec::new(),
    }
}

/// Returns how many pages of a file could not be read in full. A file that was lost as a whole,
/// or part of which was, counts as a page at least.
fn unread(content: &FileContent) -> u32 {
    let pages = content
        .pages
        .iter()
        .filter(|page| page.coverage.lacks_text())
        .count() as u32;
    // A table whose columns are not understood may be an export of notes where its cells hold
    // running text; what else it may hold is judged by whether that kind of source was supplied.
    let holds_no_prose = || {
        !content
            .pages
            .iter()
            .any(|page| has_prose(page.text.as_str()))
    };
    let is_no_chart = |kind| match kind {
        ProblemKind::UnknownColumns => holds_no_prose(),
        kind => kind == ProblemKind::EmptyFile,
    };
    let is_lost = content.problems.iter().any(|problem| {
        problem.kind.loses_the_file() && !is_no_chart(problem.kind)
            || problem.kind == ProblemKind::PageDamaged && content.kind == FileKind::Pdf
    });
    pages.max(u32::from(is_lost))
}

/// Words of a cell that a remark in a list hardly has, and the least note does.
const WORDS_OF_A_NOTE: usize = 20;

/// Returns whether a cell of a table holds running text.
fn has_prose(table: &str) -> bool {
    let is_word = |word: &&str| word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let parts_cells = |sign: char| matches!(sign, ',' | ';');
    table.split(['\t', '|', '"']).any(|part| {
        // A comma before a blank is of a sentence, any other parts cells.
        let mut words = 0;
        part.split_inclusive(char::is_whitespace).any(|piece| {
            let word = piece.trim_end().trim_end_matches(parts_cells);
            if word.contains(parts_cells) {
                words = 0;
            }
            words += usize::from(is_word(&piece));
            words >= WORDS_OF_A_NOTE
        })
    })
}

/// Scans what was told to a payer, as a review of that day would be.
fn scan_story(authorization: &mut Authorization, pages: &PageMaps<'_>, scanner: &mut Scanner<'_>) {
    let Some(summary) = authorization.clinical_summary else {
        return;
    };
    let input = NoteInput {
        pages,
        spans: &[summary],
        kind: NoteKind::UtilizationReview,
        service_date: authorization.requested.or(authorization.from),
        headings: &[],
    };
    authorization.mentions = scanner.note(&input);
}

fn scan(note: &mut Note, pages: &PageMaps<'_>, scanner: &mut Scanner<'_>) {
    let input = NoteInput::of(note, pages);
    let mentions = scanner.note(&input);
    note.elements = scanner.elements(&input);
    note.is_disclosure_consent =
        note.kind == NoteKind::Administrative && note.elements.has(Element::DisclosureConsent);
    note.mentions = mentions;
    if tells_of_another_appointment(note) {
        note.attendance = None;
    }
    let pieces: Vec<(Span, &str)> = note
        .spans
        .iter()
        .filter(|span| pages.get(span.page).is_some())
        .map(|span| (*span, pages.slice(span)))
        .collect();
    let name = note.patient.name.as_ref().map(|name| &name.value);
    let title = note.title.map_or("", |title| pages.slice(&title));
    note.sketch = sketch::sketch(&pieces, name, title);
    note.wording = wording::wording(&pieces, name);
    read_planning(note, pages);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_with_running_text_in_its_cells_may_hold_notes() {
        let body = "Client spoke of her week, slept little, and named three triggers; she took \
                    part, listened to peers and left calm at the end of it";
        let row = format!("No,Client,Body\n1,Doe,\"{body}\"\n");
        assert!(has_prose(&row));
        assert!(has_prose(&format!("1\tDoe\t{body}\n")));
        let names: String = (0..40)
            .map(|n| format!("{n},Jane Doe,LCSW,day shift\n"))
            .collect();
        assert!(!has_prose(&names));
        assert!(!has_prose(&names.replace(',', ";")));
        assert!(!has_prose(
            "Room,Remark\n1,\"call before noon, not on Mondays\"\n"
        ));
    }

    fn attendance_of(body: &str) -> Option<crate::model::AttendanceStatement> {
        let text = format!(
            "GROUP NOTE\nClient: Doe, John   MRN: 4411\nDate of Service: 03/04/2026\n{body}\n\
             Electronically signed by Ann Roe, LCSW 03/04/2026\n"
        );
        let options = ReadOptions::default();
        let mut content = crate::read::file(FileId(0), "a.txt", text.as_bytes(), &options);
        let pages = PageMaps::new(&content.pages);
        let mut scanner = Scanner::new(Lexicon::embedded());
        let note = content.notes.first_mut().expect("one note");
        scan(note, &pages, &mut scanner);
        note.attendance.map(|statement| statement.value)
    }

    #[test]
    fn a_session_is_not_missed_where_another_appointment_was() {
        let group = "Time: 10:00 AM - 11:12 AM\nTopic: warning signs, 6 members.\n\
                     He listed 3 signs that he is getting worse and took part in the role play. \
                     He gave feedback to a peer, practised the breathing exercise and said he \
                     felt calmer after it. Plan: bring the list next week.\n";
        let other = "Note: he was a no show for Dr. Poe's visit at 8:30 this morning.";
        assert_eq!(attendance_of(&format!("{group}{other}")), None);
        // The group itself was missed.
        let missed = "Time: 10:00 AM - 11:12 AM\nTopic: warning signs.\n\
                      Client no-showed for group today. Writer called and left a voicemail, and \
                      will try again tomorrow morning to offer another appointment this week.";
        assert!(attendance_of(missed).is_some());
    }
}
