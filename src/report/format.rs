//! The list of outputs that an audit writes, by name.

use super::{
    FindingRow, Results, authorizations_jsonl, documents_jsonl, findings_csv, findings_jsonl, html,
    ledger_csv, lines_jsonl, overpayments_jsonl, payments_jsonl, problems_jsonl, summary,
    unbilled_jsonl, worklist,
};
use std::io::{self, Write};

/// One output file of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `report.html`.
    Html,
    /// `summary.json`.
    Summary,
    /// `findings.jsonl`.
    Findings,
    /// `findings.csv`.
    FindingsCsv,
    /// `lines.jsonl`.
    Lines,
    /// `ledger.csv`.
    Ledger,
    /// `documents.jsonl`.
    Documents,
    /// `authorizations.jsonl`.
    Authorizations,
    /// `payments.jsonl`.
    Payments,
    /// `overpayments.jsonl`.
    Overpayments,
    /// `unbilled.jsonl`.
    Unbilled,
    /// `problems.jsonl`.
    Problems,
    /// `worklist.xlsx`.
    Worklist,
    /// `worklist.csv`.
    WorklistCsv,
}

impl Format {
    /// Every output, in the order of writing.
    pub const ALL: [Self; 14] = [
        Self::Html,
        Self::Summary,
        Self::Findings,
        Self::FindingsCsv,
        Self::Lines,
        Self::Ledger,
        Self::Documents,
        Self::Authorizations,
        Self::Payments,
        Self::Overpayments,
        Self::Unbilled,
        Self::Problems,
        Self::Worklist,
        Self::WorklistCsv,
    ];

    /// Returns the output's file name.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Html => "report.html",
            Self::Summary => "summary.json",
            Self::Findings => "findings.jsonl",
            Self::FindingsCsv => "findings.csv",
            Self::Lines => "lines.jsonl",
            Self::Ledger => "ledger.csv",
            Self::Documents => "documents.jsonl",
            Self::Authorizations => "authorizations.jsonl",
            Self::Payments => "payments.jsonl",
            Self::Overpayments => "overpayments.jsonl",
            Self::Unbilled => "unbilled.jsonl",
            Self::Problems => "problems.jsonl",
            Self::Worklist => "worklist.xlsx",
            Self::WorklistCsv => "worklist.csv",
        }
    }

    /// Returns the outputs that a name on the command line stands for: a file name, or a kind
    /// (`html`, `json`, `jsonl`, `csv`, `xlsx`). Empty when the name is not known.
    pub fn named(name: &str) -> Vec<Self> {
        let name = name.trim().to_ascii_lowercase();
        let is_named = |format: &Self| {
            let file = format.file_name();
            file == name
                || file
                    .rsplit_once('.')
                    .is_some_and(|(_, ending)| ending == name)
        };
        Self::ALL.into_iter().filter(is_named).collect()
    }

    /// Writes the output. The rows are those that [`super::finding_rows`] lists of the results:
    /// half of the outputs need them, and a facility has hundreds of thousands.
    pub fn write(
        self,
        results: &Results,
        rows: &[FindingRow<'_>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Html => html::write(results, rows, out),
            Self::Summary => summary::write(results, rows, out),
            Self::Findings => findings_jsonl::write(results, rows, out),
            Self::FindingsCsv => findings_csv::write(results, rows, out),
            Self::Lines => lines_jsonl::write(results, out),
            Self::Ledger => ledger_csv::write(results, out),
            Self::Documents => documents_jsonl::write(results, out),
            Self::Authorizations => authorizations_jsonl::write(results, out),
            Self::Payments => payments_jsonl::write(results, out),
            Self::Overpayments => overpayments_jsonl::write(results, out),
            Self::Unbilled => unbilled_jsonl::write(results, out),
            Self::Problems => problems_jsonl::write(results, out),
            Self::Worklist => worklist::write_xlsx(results, rows, out),
            Self::WorklistCsv => worklist::write_csv(results, rows, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_for_files_and_kinds() {
        assert_eq!(
            Format::named("csv"),
            [Format::FindingsCsv, Format::Ledger, Format::WorklistCsv]
        );
        assert_eq!(Format::named("report.html"), [Format::Html]);
        assert!(Format::named("docx").is_empty());
    }
}
