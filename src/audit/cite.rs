//! Opens every source once more: cuts the words behind every citation and feeds the index.

use super::{AuditError, Progress};
use crate::ledger::PatientRecord;
use crate::model::Note;
use crate::read::{self, ReadOptions};
use crate::report::{Quote, Results};
use crate::search::{IndexBuilder, NoteDocument, NoteIndex};
use crate::store::{CaseFolder, prepare_index};
use crate::text::{CharMap, FileId, Page, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many characters of surroundings are kept on either side of a quote.
const CONTEXT: u32 = 120;

/// How many files are held at once; bounds memory whatever the size of the case.
const CHUNK: usize = 64;

/// Memory for notes not yet on disk.
const INDEX_MEMORY: usize = 64 * 1024 * 1024;

/// Cuts all quotes and writes the index. Fails when a source changed since it was read.
pub(super) fn cite(
    case: &CaseFolder,
    options: &ReadOptions,
    results: &Results,
    patients: &[PatientRecord],
    index: &Path,
    progress: &dyn Progress,
) -> Result<BTreeMap<Span, Quote>, AuditError> {
    let mut cited: BTreeMap<FileId, BTreeSet<Span>> = BTreeMap::new();
    let evidence = results
        .findings
        .iter()
        .flat_map(|finding| &finding.evidence);
    let places = evidence.filter_map(|evidence| evidence.span);
    let of_problems = results.problems.iter().filter_map(|problem| problem.span);
    for span in places.chain(of_problems) {
        cited.entry(span.file).or_default().insert(span);
    }
    let mut notes: BTreeMap<FileId, Vec<(&str, &Note)>> = BTreeMap::new();
    for record in patients {
        for note in &record.notes {
            notes
                .entry(note.file)
                .or_default()
                .push((&record.key, note));
        }
    }
    for of_file in notes.values_mut() {
        of_file.sort_by_key(|(_, note)| note.ordinal);
    }
    prepare_index(index)?;
    let mut builder = IndexBuilder::new(&NoteIndex::in_folder(index)?, INDEX_MEMORY)?;
    let mut quotes = BTreeMap::new();
    for chunk in case.files.chunks(CHUNK) {
        let opened: Vec<_> = chunk
            .par_iter()
            .map(|file| {
                let wanted = cited.contains_key(&file.id) || notes.contains_key(&file.id);
                let pages = if wanted && !file.is_auxiliary {
                    pages(file, options, results)
                } else {
                    Ok(Vec::new())
                };
                progress.step();
                pages
            })
            .collect();
        for (file, pages) in chunk.iter().zip(opened) {
            let pages = pages?;
            for &span in cited.get(&file.id).into_iter().flatten() {
                quotes.insert(span, quote(&pages, span));
            }
            for (patient, note) in notes.get(&file.id).into_iter().flatten() {
                builder.add(&NoteDocument {
                    patient,
                    file_path: &file.path,
                    sha256: results.sha256(file.id),
                    pages: pieces(note, &pages),
                    date: note.date(),
                    kind: note.kind,
                    author: note.author.as_ref().map(|author| author.value.as_str()),
                    level: note.level_hint.map(|level| level.value),
                    mentions: &note.mentions,
                })?;
            }
        }
    }
    builder.finish()?;
    Ok(quotes)
}

fn pages(
    file: &crate::store::CaseFile,
    options: &ReadOptions,
    results: &Results,
) -> Result<Vec<Page>, AuditError> {
    // A file that could not be opened the first time has no hash and cites nothing.
    if results.sha256(file.id).is_empty() {
        return Ok(Vec::new());
    }
    let (bytes, sha256) = file.location.read()?;
    if sha256 != results.sha256(file.id) {
        return Err(AuditError::SourceChanged {
            path: file.path.clone(),
        });
    }
    Ok(read::file(file.id, &file.path, &bytes, options).pages)
}

fn pieces<'p>(note: &Note, pages: &'p [Page]) -> Vec<(Span, &'p str)> {
    note.spans
        .iter()
        .filter_map(|span| {
            let page = pages.iter().find(|page| page.number == span.page)?;
            Some((
                *span,
                CharMap::new(page.text.as_str()).slice(span.start, span.end),
            ))
        })
        .collect()
}

/// Cuts a quote with its surroundings at word boundaries.
fn quote(pages: &[Page], span: Span) -> Quote {
    let Some(page) = pages.iter().find(|page| page.number == span.page) else {
        return Quote::default();
    };
    let map = CharMap::new(page.text.as_str());
    let before = map.slice(span.start.saturating_sub(CONTEXT), span.start);
    let after = map.slice(span.end, span.end.saturating_add(CONTEXT));
    let before = if span.start > CONTEXT {
        before
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest)
    } else {
        before
    };
    let is_cut = after.chars().count() as u32 == CONTEXT;
    let after = if is_cut {
        after
            .rsplit_once(char::is_whitespace)
            .map_or("", |(rest, _)| rest)
    } else {
        after
    };
    Quote {
        quote: map.slice(span.start, span.end).to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    }
}
