//! Answers for showing results: one file per format over one set of results. It decides nothing
//! and opens no files; every writer writes to what it is given.

mod results;

pub use results::{
    DayResult, FileResult, LineResult, LinkResult, PatientResult, Quote, Results, RunFacts,
};
