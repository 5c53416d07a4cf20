//! The fields of the index: one document per note.

use serde::Serialize;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer, TokenizerManager};

/// The schema's name; a change of fields takes a new one.
const NAME: &str = "chartproof.index/3";

/// The analyzer of text: runs of letters and digits in lower case. No stemming and no stop words,
/// since "no" and "not" matter in a chart and a quotation must be found as written.
const WORDS: &str = "words";

/// Every field with what it holds, in the order of the schema.
const FIELDS: [(&str, &str); 11] = [
    (
        "id",
        "content id of the note: hash of the file's SHA-256 and the note's first place",
    ),
    ("file", "path of the file relative to the case folder"),
    ("patient", "patient key in lower case"),
    ("kind", "document kind, group-note"),
    ("level", "level of care named by the note, in lower case"),
    ("author", "words of the author's name"),
    (
        "mention",
        "D3-01, D3-01=affirmed and =affirmed for every mention, in lower case",
    ),
    (
        "text",
        "words of the note with their positions, pages joined",
    ),
    (
        "day",
        "date of service in days since 1970-01-01; none where the note has no date",
    ),
    (
        "order",
        "day and content hash: the order of notes of equal rank",
    ),
    (
        "note",
        "the note in postcard's form: file, pages with text, facts and places of mentions",
    ),
];

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) id: Field,
    pub(super) file: Field,
    pub(super) patient: Field,
    pub(super) kind: Field,
    pub(super) level: Field,
    pub(super) author: Field,
    pub(super) mention: Field,
    pub(super) text: Field,
    pub(super) day: Field,
    pub(super) order: Field,
    pub(super) note: Field,
}

/// Returns the index's schema.
pub fn schema() -> Schema {
    build().0
}

/// Returns the fields of the schema.
pub(super) fn fields() -> Fields {
    build().1
}

fn build() -> (Schema, Fields) {
    let words = |record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(WORDS)
                .set_index_option(record),
        )
    };
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        file: builder.add_text_field("file", STRING),
        patient: builder.add_text_field("patient", STRING),
        kind: builder.add_text_field("kind", STRING),
        level: builder.add_text_field("level", STRING),
        author: builder.add_text_field("author", words(IndexRecordOption::WithFreqsAndPositions)),
        mention: builder.add_text_field("mention", STRING),
        text: builder.add_text_field("text", words(IndexRecordOption::WithFreqsAndPositions)),
        day: builder.add_i64_field("day", INDEXED | FAST),
        order: builder.add_u64_field("order", FAST),
        note: builder.add_bytes_field("note", STORED),
    };
    (builder.build(), fields)
}

/// Returns the analyzer of text, for indexing and for finding matches again in a hit.
pub(super) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .build()
}

/// Returns the analyzers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, analyzer());
    manager
}

/// Returns a value as it stands in a field of exact terms.
pub(super) fn fold(value: &str) -> String {
    value.trim().to_lowercase()
}

/// Returns the description of the schema that is kept as `index/schema.json`.
pub fn describe() -> String {
    #[derive(Serialize)]
    struct Description {
        schema: &'static str,
        document: &'static str,
        analyzer: &'static str,
        fields: Vec<Entry>,
    }
    #[derive(Serialize)]
    struct Entry {
        name: &'static str,
        holds: &'static str,
        searched: bool,
        stored: bool,
        sorted: bool,
    }
    let schema = schema();
    let fields = FIELDS
        .iter()
        .filter_map(|(name, holds)| {
            let entry = schema.get_field_entry(schema.get_field(name).ok()?);
            Some(Entry {
                name,
                holds,
                searched: entry.is_indexed(),
                stored: entry.is_stored(),
                sorted: entry.is_fast(),
            })
        })
        .collect();
    let description = Description {
        schema: NAME,
        document: "one note",
        analyzer: "runs of letters and digits, lower case, no stemming, no stop words",
        fields,
    };
    let mut text = serde_json::to_string_pretty(&description).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_described() {
        let schema = schema();
        let names: Vec<&str> = schema.fields().map(|(_, entry)| entry.name()).collect();
        assert_eq!(names, FIELDS.map(|(name, _)| name));
    }

    #[test]
    fn the_kept_description_is_true() {
        assert_eq!(describe(), include_str!("../../index/schema.json"));
    }
}
