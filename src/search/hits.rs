//! Searches, and cuts hits with their exact characters.

use super::document::StoredNote;
use super::error::SearchError;
use super::matching::{self, Pieces, Place};
use super::query::Query;
use super::schema::{Fields, fields};
use super::writer::NoteIndex;
use crate::model::{Assertion, IndicatorId, LevelOfCare, ServiceDate};
use crate::text::NoteText;
use serde::Serialize;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::schema::Value;
use tantivy::{DocAddress, Order, TantivyDocument};

/// A note that a query found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The patient's key.
    pub patient: String,
    /// The file's path relative to the case folder.
    pub file: String,
    /// The file's SHA-256 in hexadecimal.
    pub sha256: String,
    /// Date of service.
    pub date: Option<ServiceDate>,
    /// What kind of document it is.
    pub kind: String,
    /// The author's name as written.
    pub author: Option<NoteText>,
    /// The level of care it names.
    pub level: Option<LevelOfCare>,
    /// Rank by words; 0 when only facts were asked for.
    pub score: f32,
    /// The places that were asked for, in reading order; never empty for a note with text.
    pub matches: Vec<Match>,
}

/// One place of a hit. Characters count in the page's extracted text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Match {
    /// The page, from 1.
    pub page: u32,
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// The words.
    pub quote: NoteText,
    /// Up to 120 characters before.
    pub before: NoteText,
    /// Up to 120 characters after.
    pub after: NoteText,
    /// The indicator, when the place is a mention that was asked for.
    pub indicator: Option<IndicatorId>,
    /// The mention's status.
    pub assertion: Option<Assertion>,
}

/// Searches one state of an index; what is written later is not seen.
pub struct Searcher {
    searcher: tantivy::Searcher,
    fields: Fields,
}

impl Searcher {
    /// Opens an index as it is now.
    pub fn new(index: &NoteIndex) -> Result<Self, SearchError> {
        let reader = index
            .index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            searcher: reader.searcher(),
            fields: fields(),
        })
    }

    /// Returns how many notes the index holds.
    pub fn notes(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Returns how many notes a query finds.
    pub fn count(&self, query: &Query) -> Result<usize, SearchError> {
        Ok(self
            .searcher
            .search(&query.to_tantivy(&self.fields)?, &Count)?)
    }

    /// Returns the best hits: by words, then by date, then in an order that depends on content
    /// only.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, SearchError> {
        // Tantivy refuses a limit of zero and makes room for any other at once.
        let limit = limit.min(usize::try_from(self.notes()).unwrap_or(usize::MAX));
        if limit == 0 {
            return Ok(Vec::new());
        }
        let by_rank = TopDocs::with_limit(limit).order_by((
            (SortBySimilarityScore, Order::Desc),
            (SortByStaticFastValue::<u64>::for_field("order"), Order::Asc),
        ));
        let found = self
            .searcher
            .search(&query.to_tantivy(&self.fields)?, &by_rank)?;
        let node = query.node();
        found
            .into_iter()
            .map(|((score, _), address)| {
                let note = self.note(address)?;
                let pieces = Pieces::new(&note);
                let matches = matching::places(&note, &node)
                    .into_iter()
                    .map(|place| to_match(&note, &pieces, &place))
                    .collect();
                Ok(Hit {
                    patient: note.patient,
                    file: note.file,
                    sha256: note.sha256,
                    date: note.date,
                    kind: note.kind,
                    author: note.author,
                    level: note.level,
                    score,
                    matches,
                })
            })
            .collect()
    }

    fn note(&self, address: DocAddress) -> Result<StoredNote, SearchError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        document
            .get_first(self.fields.note)
            .and_then(|value| value.as_bytes())
            .and_then(StoredNote::read)
            .ok_or(SearchError::Damaged)
    }
}

fn to_match(note: &StoredNote, pieces: &Pieces<'_>, place: &Place) -> Match {
    let [before, quote, after] = pieces.cut(place).map(NoteText::new);
    let mention = place.mention.and_then(|index| note.mentions.get(index));
    Match {
        page: place.page,
        start: place.start,
        end: place.end,
        quote,
        before,
        after,
        indicator: mention.map(|mention| mention.indicator),
        assertion: mention.map(|mention| mention.assertion),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{index, quotes, search};
    use super::*;
    use crate::model::IndicatorId;
    use proptest::prelude::*;

    fn date(text: &str) -> ServiceDate {
        ServiceDate::parse_iso(text).unwrap()
    }

    #[test]
    fn words_phrases_and_stems_are_found_where_they_stand() {
        for (query, expected) in [
            ("panic", vec!["Panic", "panic"]),
            ("\"panic attacks\"", vec!["panic attacks"]),
            ("crav*", vec!["cravings"]),
            ("denies suicidal", vec!["denies", "suicidal"]),
            ("café", vec!["café"]),
            ("10:30", vec!["10:30"]),
            ("nowhere", vec![]),
        ] {
            assert_eq!(quotes(query), expected, "{query}");
        }
    }

    #[test]
    fn a_phrase_across_pages_has_a_place_on_each() {
        let hits = search("\"suicidal ideation today\"");
        let places: Vec<(u32, &str)> = hits[0]
            .matches
            .iter()
            .map(|one| (one.page, one.quote.as_str()))
            .collect();
        assert_eq!(places, [(1, "suicidal"), (2, "ideation today")]);
    }

    #[test]
    fn characters_count_from_the_page_and_not_from_the_note() {
        let hits = search("café");
        let found = &hits[0].matches[0];
        // The note begins at character 100; "ï" before the word is one character of two bytes.
        assert_eq!((found.start, found.end), (100 + 47, 100 + 51));
        assert!(found.before.as_str().ends_with("naïve walk to the "));
    }

    #[test]
    fn facts_select_notes() {
        for (query, expected) in [
            ("patient:ch-1001", 2),
            ("kind:group-note", 1),
            ("level:php", 1),
            ("author:roe", 2),
            ("author:\"jane roe\"", 1),
            ("patient:CH-1001 NOT kind:group-note", 1),
            ("NOT patient:CH-1001", 1),
            ("NOT \"panic group\"", 2),
            ("NOT \"for the week\" NOT \"no such words\"", 2),
            ("kind:group-note OR kind:nursing-note", 2),
            ("", 3),
        ] {
            let query_read = Query::parse(query).unwrap();
            let searcher = Searcher::new(&index()).unwrap();
            assert_eq!(searcher.count(&query_read).unwrap(), expected, "{query}");
        }
    }

    #[test]
    fn a_mention_is_found_with_its_own_characters() {
        let query = Query::default()
            .with_indicator(IndicatorId::new("D3-01").unwrap())
            .with_assertion(Assertion::Negated);
        let hits = Searcher::new(&index()).unwrap().search(&query, 10).unwrap();
        assert_eq!(hits.len(), 1);
        let found = &hits[0].matches[0];
        assert_eq!(found.quote.as_str(), "denies suicidal");
        assert_eq!(found.indicator, IndicatorId::new("D3-01"));
        assert_eq!(found.assertion, Some(Assertion::Negated));
        // Another mention of the note is affirmed; this one is not.
        assert!(search("indicator:D3-01=affirmed").is_empty());
        assert_eq!(search("assertion:affirmed").len(), 1);
    }

    #[test]
    fn dates_bound_both_ends_and_leave_undated_notes_out() {
        let searcher = Searcher::new(&index()).unwrap();
        let all = Query::default();
        let from = all.clone().from(date("2025-03-05"));
        let to = all.clone().to(date("2025-03-04"));
        assert_eq!(searcher.search(&from, 10).unwrap().len(), 1);
        assert_eq!(searcher.search(&to, 10).unwrap().len(), 1);
        let both = all.from(date("2025-03-01")).to(date("2025-03-31"));
        let dates: Vec<_> = searcher
            .search(&both, 10)
            .unwrap()
            .into_iter()
            .filter_map(|hit| hit.date)
            .collect();
        assert_eq!(dates, [date("2025-03-04"), date("2025-03-05")]);
    }

    #[test]
    fn a_limit_of_zero_finds_nothing_and_a_huge_one_is_no_trouble() {
        let searcher = Searcher::new(&index()).unwrap();
        assert!(searcher.search(&Query::default(), 0).unwrap().is_empty());
        assert_eq!(
            searcher
                .search(&Query::default(), usize::MAX)
                .unwrap()
                .len(),
            3
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whatever_parses_can_be_searched(query in "([a-zï²]{1,3}[*]? |NOT |\"[a-c ]{1,5}x\" |OR a |\\PC){0,8}") {
            let searcher = Searcher::new(&index()).unwrap();
            if let Ok(query) = Query::parse(&query) {
                let hits = searcher.search(&query, 10).unwrap();
                prop_assert!(hits.iter().all(|hit| !hit.matches.is_empty()));
            }
        }
    }

    #[test]
    fn text_of_the_chart_stays_out_of_debug() {
        let shown = format!("{:?}", search("panic"));
        assert!(!shown.contains("panic") && !shown.contains("Roe"));
    }
}
