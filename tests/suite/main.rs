//! The integration tests: one binary, one module an area.

mod assertion;
mod audit_corpus;
mod bad_input;
mod both_sides;
mod direction;
mod documents;
mod estimate;
mod explain;
mod exposure;
mod inspect;
mod labelled;
mod layers;
mod merged_charts;
mod money;
mod packet;
mod pdf_text;
mod policy;
mod printed;
mod privacy;
mod private_files;
mod readme;
mod silence;
mod support;
mod tidy;
mod totals;
mod verify;
