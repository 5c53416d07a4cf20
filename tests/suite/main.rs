//! The integration tests: one binary, one module an area.

mod assertion;
mod audit_corpus;
mod bad_input;
mod layers;
mod merged_charts;
mod privacy;
mod readme;
mod support;
mod tidy;
