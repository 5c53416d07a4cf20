//! Opens sources once more: cuts the words behind every citation and feeds the index. A source
//! whose words are kept and whose notes are indexed is not opened.

use super::bodies::CaseBodies;
use super::filed::FiledNotes;
use super::indexing::Indexing;
use super::quotes::{Known, OfFile, QuoteCache};
use super::{AuditError, IndexPlace, Progress};
use crate::read::{self, FileKind, ReadOptions};
use crate::report::{Quote, Results};
use crate::store::{CaseFile, CaseFolder};
use crate::text::{FileId, Page, PageMaps, Span};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many characters of surroundings are kept on either side of a quote.
const CONTEXT: u32 = 120;

/// How many files are held at once; bounds memory whatever the size of the case.
const CHUNK: usize = 64;

/// What was kept of a file, and what is yet to be done with it.
struct Looked<'c> {
    file: &'c CaseFile,
    known: Option<Known>,
    /// Words must be cut from it.
    cuts: bool,
    /// It must be opened, to cut words or to index its notes.
    opens: bool,
}

/// Cuts all quotes and brings the index up to date. Fails when a source changed since it was
/// read.
pub(super) fn cite(
    case: &CaseFolder,
    options: &ReadOptions,
    results: &Results,
    (notes, bodies): (&FiledNotes, &CaseBodies<'_>),
    (place, mut kept): (IndexPlace<'_>, QuoteCache),
    progress: &dyn Progress,
) -> Result<BTreeMap<Span, Quote>, AuditError> {
    let (cited, mut indexing) = rayon::join(
        || cited(results),
        || Indexing::open(place, case, &results.files, notes),
    );
    let kept_words = case.files.iter().map(|file| {
        let places = in_file(&cited, file.id);
        let stored = match places {
            [] => None,
            _ => kept.take(&file.path),
        };
        (file, places, stored)
    });
    let kept_words: Vec<(&CaseFile, &[Span], Option<OfFile>)> = kept_words.collect();
    let looked: Vec<Looked<'_>> = kept_words
        .into_par_iter()
        .map(|(file, places, stored)| {
            let sha256 = results.sha256(file.id);
            let known = stored.and_then(|stored| stored.words(file.id, sha256, places));
            let cuts = known.is_none() && !places.is_empty();
            Looked {
                file,
                known,
                cuts,
                opens: !file.is_auxiliary && (cuts || indexing.wants(file)),
            }
        })
        .collect();
    let mut wanted = Vec::new();
    let mut words = Vec::new();
    for looked in looked {
        let known = looked.known;
        if looked.cuts || known.as_ref().is_some_and(|known| known.has_more) {
            kept.learn_of_change();
        }
        words.extend(known.into_iter().flat_map(|known| known.quotes));
        if looked.opens {
            wanted.push((looked.file, looked.cuts));
        } else {
            progress.step();
        }
    }
    // Many that are in order are faster put in place at once.
    let mut quotes = BTreeMap::from_iter(words);
    for chunk in wanted.chunks(CHUNK) {
        let opened: Vec<_> = chunk
            .par_iter()
            .map(|(file, _)| {
                let pages = pages(file, options, results);
                progress.step();
                pages
            })
            .collect();
        for ((file, cuts), pages) in chunk.iter().zip(opened) {
            let pages = pages?;
            // One map a page, whatever number of places is cut from it.
            let maps = PageMaps::new(&pages);
            let read = results.files.get(file.id.0 as usize);
            let kind = read.map_or(FileKind::Unknown, |file| file.kind);
            let sha256 = results.sha256(file.id);
            if *cuts {
                let places = in_file(&cited, file.id).iter();
                let cut = places.map(|&span| (span, quote(&pages, &maps, span, kind)));
                quotes.extend(cut);
            }
            if indexing.wants(file) {
                indexing.write(file, sha256, &maps, bodies)?;
            }
        }
    }
    let source = |file| (results.path(file), results.sha256(file));
    let (indexed, cut) = rayon::join(|| indexing.finish(), || kept.finish(&quotes, source));
    indexed?;
    cut?;
    Ok(quotes)
}

/// Returns the places that the results cite, in order, each once.
fn cited(results: &Results) -> Vec<Span> {
    let evidence = results
        .findings
        .iter()
        .flat_map(|finding| &finding.evidence);
    let places = evidence.filter_map(|evidence| evidence.span);
    let of_problems = results.problems.iter().filter_map(|problem| problem.span);
    let of_step_downs = results
        .step_downs
        .iter()
        .flat_map(|line| line.supports.iter().chain(&line.against).copied());
    let mut cited: Vec<Span> = places.chain(of_problems).chain(of_step_downs).collect();
    cited.sort_unstable();
    cited.dedup();
    cited
}

/// Returns those of a file's places among all, which are in order.
fn in_file(cited: &[Span], file: FileId) -> &[Span] {
    let from = cited.partition_point(|span| span.file < file);
    let to = cited.partition_point(|span| span.file <= file);
    cited.get(from..to).unwrap_or_default()
}

fn pages(
    file: &CaseFile,
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
    let read = results.files.get(file.id.0 as usize);
    let kind = read.map_or(FileKind::Unknown, |file| file.kind);
    Ok(read::pages(file.id, &file.path, &bytes, kind, options))
}

/// Cuts a quote with its surroundings at word boundaries.
///
/// In a file of records (tables, X12, JSON) the surroundings end with the record: the next row or
/// segment may name another patient.
fn quote(pages: &[Page], maps: &PageMaps<'_>, span: Span, kind: FileKind) -> Quote {
    let page = pages.iter().find(|page| page.number == span.page);
    let (Some(page), Some(map)) = (page, maps.get(span.page)) else {
        return Quote::default();
    };
    let mut before = map.slice(span.start.saturating_sub(CONTEXT), span.start);
    let mut after = map.slice(span.end, span.end.saturating_add(CONTEXT));
    let mut is_cut_before = span.start > CONTEXT;
    let mut is_cut_after = after.chars().count() as u32 == CONTEXT;
    if let Some(ends) = record_ends(kind, page.text.as_str()) {
        if let Some(at) = before.rfind(ends.as_slice()) {
            let behind = before.get(at..).unwrap_or_default();
            before = behind.trim_start_matches(ends.as_slice());
            is_cut_before = false;
        }
        if let Some(at) = after.find(ends.as_slice()) {
            after = after.get(..at).unwrap_or_default();
            is_cut_after = false;
        }
    }
    if is_cut_before {
        before = before
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest);
    }
    if is_cut_after {
        after = after
            .rsplit_once(char::is_whitespace)
            .map_or("", |(rest, _)| rest);
    }
    Quote::new(before, map.slice(span.start, span.end), after)
}

/// Returns the characters that end a record in a kind of file; `None` for text in sentences.
///
/// A line break within a quoted cell ends the surroundings early, which loses a few words of
/// context and shows nobody else.
fn record_ends(kind: FileKind, text: &str) -> Option<Vec<char>> {
    match kind {
        FileKind::Csv | FileKind::Xlsx => Some(vec!['\n', '\r']),
        // The segment terminator is the character behind the ISA segment's last element.
        FileKind::X12 => {
            let isa = text.find("ISA").and_then(|at| text.get(at..));
            let terminator = isa.and_then(|isa| isa.chars().nth(105));
            Some(terminator.into_iter().chain(['~', '\n', '\r']).collect())
        }
        // Objects of a resource that the quote is not part of are left out.
        // Attached documents are pages of their own, in sentences.
        FileKind::Fhir if text.trim_start().starts_with(['{', '[']) => {
            Some(vec!['{', '}', '\n', '\r'])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, words: &str, kind: FileKind) -> (String, String) {
        let start = text.find(words).expect("the words") as u32;
        let span = Span::new(FileId(0), 1, start, start + words.len() as u32);
        let pages = [Page::plain(1, text)];
        let quote = quote(&pages, &PageMaps::new(&pages), span, kind);
        assert_eq!(quote.quote(), words);
        (quote.before().to_owned(), quote.after().to_owned())
    }

    #[test]
    fn surroundings_show_no_other_record() {
        let table =
            "MRN,Name,Units\r\nM1,\"Muster, Ana\",5\r\nM2,\"Roe, Al\",6\r\nM3,\"Poe, Bo\",7\r\n";
        let (before, after) = cut(table, "\"Roe, Al\"", FileKind::Csv);
        assert_eq!((before.as_str(), after.as_str()), ("M2,", ",6"));
        let isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260110*1200*^*00501*000000001*0*P*:|";
        assert_eq!(isa.len(), 106);
        let claims = format!("{isa}NM1*IL*1*ROE*AL|CLM*C1*150|NM1*IL*1*POE*BO|");
        let (before, after) = cut(&claims, "C1", FileKind::X12);
        assert_eq!((before.as_str(), after.as_str()), ("CLM*", "*150"));
        let json = "{\"a\":{\"name\":\"Roe\"},\"b\":{\"code\":\"90837\",\"units\":1},\"c\":{\"name\":\"Poe\"}}";
        let (before, after) = cut(json, "90837", FileKind::Fhir);
        assert_eq!(
            (before.as_str(), after.as_str()),
            ("\"code\":\"", "\",\"units\":1")
        );
    }

    #[test]
    fn prose_keeps_its_neighbouring_lines() {
        let note = "Client arrived late.\nDenies SI.\nPlan: continue.";
        let (before, after) = cut(note, "Denies SI.", FileKind::Text);
        assert_eq!(
            (before.as_str(), after.as_str()),
            ("Client arrived late.\n", "\nPlan: continue.")
        );
    }
}
