//! Answers for showing results: one file per format over one set of results. It decides nothing
//! and opens no files; every writer writes to what it is given.

pub mod authorizations_jsonl;
pub mod deidentified;
pub mod documents_jsonl;
pub mod estimate;
pub mod findings_csv;
pub mod findings_jsonl;
pub mod html;
pub mod ledger_csv;
pub mod lines_jsonl;
pub mod manifest;
pub mod overpayments_jsonl;
pub mod payments_jsonl;
pub mod problems_jsonl;
pub mod queue;
pub mod reading;
pub mod summary;
pub mod terminal;
pub mod unbilled_jsonl;
pub mod verify;
pub mod worklist;

mod cell;
mod figures;
mod format;
mod grid;
mod id;
mod jsonl;
mod results;
mod rows;
#[cfg(test)]
mod sample;

pub use format::Format;
pub use id::FindingId;
pub use results::{
    About, AuthorizationResult, BalanceResult, DayResult, DocumentResult, FileResult, LineResult,
    LinkResult, NotSupplied, PatientResult, Quote, Results, RunFacts, StepDownResult,
    UnbilledResult,
};
pub use rows::{FindingRow, ListedFinding, finding_rows};
