//! Whether everything that a claim can say is read: random claims of the model are written as 837
//! and must be read back equal; and every file that is cut is written back with every element.

use super::super::lexer::Lexer;
use super::super::write::rewritten;
use super::draw::Draw;
use super::{content, professional, written};
use crate::model::{Claim, ClaimForm};
use crate::text::{FileId, reading_as};
use proptest::prelude::*;
use serde_json::Value;

/// Returns the claim with every place set to zero: only values are compared.
fn without_places(claim: &Claim) -> Claim {
    fn clear(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                let is_place = fields.len() == 4 && fields.contains_key("page");
                if is_place {
                    for key in ["start", "end"] {
                        fields.insert(key.to_owned(), 0.into());
                    }
                }
                fields.iter_mut().for_each(|(_, value)| clear(value));
            }
            Value::Array(values) => values.iter_mut().for_each(clear),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(claim).expect("a claim as JSON");
    clear(&mut value);
    reading_as(FileId(0), || serde_json::from_value(value)).expect("a claim from JSON")
}

/// Every element of every segment, with the components of those that have any.
fn tokens(text: &str) -> Vec<Vec<Vec<String>>> {
    let pieces = |segment: super::super::lexer::Segment<'_>| {
        let component = segment.delimiters.component;
        let parts = |piece: super::super::lexer::Piece<'_>| {
            piece
                .split(component)
                .map(|part| part.text.to_owned())
                .collect()
        };
        segment.elements().map(parts).collect()
    };
    Lexer::new(text).map(pieces).collect()
}

const DELIMITERS: [[char; 4]; 5] = [
    ['*', ':', '^', '~'],
    ['|', '>', '\\', '\n'],
    ['~', '<', '^', '!'],
    ['*', '\u{1f}', '\u{1d}', '\u{1c}'],
    ['¦', ':', '^', '§'],
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_element_of_a_claim_is_read_into_the_model(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        for form in [ClaimForm::Professional, ClaimForm::Institutional] {
            let drawn = draw.claim(form);
            let delimiters = DELIMITERS[draw.below(5) as usize];
            let text = written::claim(&drawn, delimiters);
            let read = content(&text);
            prop_assert_eq!(&read.problems, &[]);
            prop_assert_eq!(read.claims.len(), 1);
            let (read, drawn) = (without_places(&read.claims[0]), without_places(&drawn));
            // Field by field, for a whole claim is too long to compare by eye.
            prop_assert_eq!(&read.details.other_payers, &drawn.details.other_payers);
            prop_assert_eq!(&read.details.providers, &drawn.details.providers);
            prop_assert_eq!(&read.details, &drawn.details);
            for (read, drawn) in read.lines.iter().zip(&drawn.lines) {
                prop_assert_eq!(read, drawn);
            }
            prop_assert_eq!(read, drawn);
        }
    }

    #[test]
    fn a_claim_is_written_back_byte_by_byte(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let drawn = draw.claim(ClaimForm::Professional);
        let text = written::claim(&drawn, DELIMITERS[draw.below(5) as usize]);
        prop_assert_eq!(rewritten(&text), text);
    }

    #[test]
    fn whatever_was_cut_is_written_back_with_every_element(
        edits in prop::collection::vec((110_usize..900, "\\PC|\n|~|\\*|:| "), 0..20),
    ) {
        let claim = ["CLM*1*10***11:B:1", "LX*1", "SV1*HC:90834*10*UN*1***1"];
        let mut text: Vec<char> = professional(&claim).chars().collect();
        for (at, replacement) in edits {
            if at < text.len() {
                text.splice(at..=at, replacement.chars());
            }
        }
        let text: String = text.into_iter().collect();
        let again = rewritten(&text);
        prop_assert_eq!(tokens(&again), tokens(&text));
        prop_assert_eq!(rewritten(&again), again);
    }
}
