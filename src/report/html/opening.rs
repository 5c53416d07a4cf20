//! The five facts that matter first.

use crate::finding::Outcome;
use crate::report::figures::Figures;
use crate::report::{FindingRow, Results};

/// One fact with the sentence that qualifies it.
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) detail: String,
}

/// Returns the five facts.
pub(super) fn facts(results: &Results, figures: &Figures, rows: &[FindingRow<'_>]) -> Vec<Fact> {
    let total = &results.exposure.total;
    let curable_findings = rows
        .iter()
        .filter(|row| row.finding.outcome != Outcome::NoData)
        .filter(|row| row.finding.cure.iter().any(|cure| cure.saves_payment()))
        .count();
    let unrated = figures.days_billed.saturating_sub(figures.days_rated);
    vec![
        Fact {
            label: "At risk",
            value: total.gross.to_string(),
            detail: format!(
                "gross, of {} charged and {} known paid; {} weighted by severity",
                figures.charged, figures.paid, total.probable
            ),
        },
        Fact {
            label: "Days supported",
            value: format!("{} of {}", figures.days_supported, figures.days_rated),
            detail: format!(
                "rated days whose record supports the billed level; {unrated} billed days are \
                 sessions or could not be rated, {} carry a high or critical finding",
                figures.days_grave
            ),
        },
        Fact {
            label: "Claims exposed",
            value: format!(
                "{} of {}",
                figures.claims_exposed,
                results.exposure.claims.len()
            ),
            detail: format!(
                "claims with dollars at risk, over {} patients",
                results.patients.len()
            ),
        },
        Fact {
            label: "Curable",
            value: total.curable.to_string(),
            detail: format!(
                "of the gross amount has only findings with a lawful cure that saves the payment; \
                 {curable_findings} findings have one"
            ),
        },
        Fact {
            label: "Not read",
            value: match (
                figures.files.unread,
                figures.files.pages_without_text + figures.files.pages_partly_read,
            ) {
                (0, 0) => "Nothing".to_owned(),
                (0, pages) => count(pages, "page"),
                (files, 0) => count(files as u64, "file"),
                (files, pages) => {
                    format!("{}, {}", count(files as u64, "file"), count(pages, "page"))
                }
            },
            detail: format!(
                "of {} files and {} pages; {} reported in all. What was not read proves nothing",
                results.files.len(),
                figures.files.pages,
                count(results.problems.len() as u64, "problem")
            ),
        },
    ]
}

fn count(count: u64, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}
