//! `problems.jsonl`: everything that readers could not understand, one problem a line.

use super::jsonl::write_rows;
use super::{Results, reading};
use crate::problem::Problem;
use serde::Serialize;
use std::io::{self, Write};

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.problem/1";

/// Writes every problem as one JSON object a line.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    write_rows(
        results.problems.iter().map(|one| Record::new(results, one)),
        out,
    )
}

#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    file: &'r str,
    sha256: &'r str,
    page: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
    loses_file: bool,
    message: &'r str,
}

impl<'r> Record<'r> {
    fn new(results: &'r Results, problem: &'r Problem) -> Self {
        Self {
            schema: SCHEMA,
            code: reading::code(problem.kind),
            name: reading::name(problem.kind),
            severity: reading::severity(problem.kind).id(),
            file: results.path(problem.file),
            sha256: results.sha256(problem.file),
            page: problem.span.map(|span| span.page),
            start: problem.span.map(|span| span.start),
            end: problem.span.map(|span| span.end),
            loses_file: problem.kind.loses_the_file(),
            message: &problem.message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_problem_is_listed() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), results.problems.len());
        assert!(text.contains("\"code\":\"ING-008\""));
    }
}
