//! `report.html`: one self-contained page for the compliance committee and for counsel. Views
//! are built here and in the files beside; the templates hold the wording and the order.

mod authorizations;
mod calendar;
mod charts;
mod claims;
mod diff;
mod documents;
mod findings;
mod opening;
mod payments;
mod shown;
mod source_name;
mod sources;
mod step_down;

use super::figures::Figures;
use super::{FindingId, FindingRow, Results, reading};
use crate::model::ServiceDate;
use askama::Template;
use authorizations::Authorizations;
use calendar::Calendar;
use charts::Chart;
use claims::{ClaimRow, ClaimSection};
use documents::Documents;
use findings::{Budget, FindingView};
use opening::Fact;
use payments::Payments;
use source_name::SourceName;
use sources::Sources;
use std::collections::BTreeSet;
use std::io::{self, Write};
use step_down::StepDownView;

/// Claims whose findings are shown in full.
const CLAIM_SECTIONS: usize = 200;
/// Rows of the ranked table; the rest is in `lines.jsonl`.
const CLAIM_ROWS: usize = 1_500;
/// Stays in which a lower level was due.
const STEP_DOWNS: usize = 150;
/// Findings of no exposed claim.
const LOOSE_FINDINGS: usize = 100;
/// Rows of the lists of problems, of notes not billed and, where findings cite fewer, of files.
const LIST_ROWS: usize = 800;
/// Bytes of claims and findings in full. With the other limits this keeps the page under 5 MB.
const CLAIM_BYTES: usize = 1_500_000;
/// Bytes of findings of no exposed claim; their own, so that claims cannot crowd them out.
const LOOSE_BYTES: usize = 200_000;

/// Writes the page.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    Page::new(results, rows).write_into(out)
}

/// Returns the ids of the findings that stand on the page under an anchor of their own, which is
/// `f` and the id.
pub(super) fn anchors(results: &Results, rows: &[FindingRow<'_>]) -> BTreeSet<FindingId> {
    let (sections, _) = claims::sections(results, rows, CLAIM_SECTIONS, Budget::new(CLAIM_BYTES));
    let (loose, _) = findings::loose(results, rows, LOOSE_FINDINGS, Budget::new(LOOSE_BYTES));
    let mut ids = BTreeSet::new();
    for section in sections {
        ids.extend(section.findings.into_iter().map(|finding| finding.id));
        ids.extend(section.alike.into_iter().map(|finding| finding.id));
    }
    ids.extend(loose.into_iter().map(|finding| finding.id));
    ids
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'r> {
    style: &'static str,
    script: &'static str,
    results: &'r Results,
    figures: Figures,
    facts: Vec<Fact>,
    charts: Vec<Chart<'r>>,
    step_downs: Vec<StepDownView<'r>>,
    step_downs_left_out: usize,
    claim_rows: Vec<ClaimRow<'r>>,
    claim_rows_left_out: usize,
    sections: Vec<ClaimSection<'r>>,
    sections_left_out: usize,
    loose: Vec<FindingView<'r>>,
    loose_left_out: usize,
    calendar: Calendar<'r>,
    documents: Documents<'r>,
    authorizations: Authorizations<'r>,
    payments: Payments<'r>,
    problems: Vec<ProblemView<'r>>,
    problems_left_out: usize,
    unbilled: Vec<UnbilledView<'r>>,
    unbilled_left_out: usize,
    sources: Sources<'r>,
}

struct ProblemView<'r> {
    code: &'static str,
    name: &'static str,
    source: SourceName<'r>,
    page: Option<u32>,
    message: &'r str,
}

struct UnbilledView<'r> {
    patient: &'r str,
    date: ServiceDate,
    kind: String,
    minutes: Option<u32>,
    source: SourceName<'r>,
    page: u32,
}

impl<'r> Page<'r> {
    fn new(results: &'r Results, rows: &[FindingRow<'r>]) -> Self {
        let figures = Figures::of(results);
        let (sections, sections_left_out) =
            claims::sections(results, rows, CLAIM_SECTIONS, Budget::new(CLAIM_BYTES));
        let (claim_rows, claim_rows_left_out) = claims::rows(results, CLAIM_ROWS, sections.len());
        let (loose, loose_left_out) =
            findings::loose(results, rows, LOOSE_FINDINGS, Budget::new(LOOSE_BYTES));
        let sources = Sources::new(results, &sections, &loose);
        let (step_downs, step_downs_left_out) = step_down::rows(results, &sources, STEP_DOWNS);
        let problems = results
            .problems
            .iter()
            .take(LIST_ROWS)
            .map(|problem| ProblemView {
                code: reading::code(problem.kind),
                name: reading::name(problem.kind),
                source: sources.name(problem.file),
                page: problem.span.map(|span| span.page),
                message: &problem.message,
            })
            .collect();
        let unbilled = results
            .unbilled
            .iter()
            .take(LIST_ROWS)
            .map(|note| UnbilledView {
                patient: &note.patient,
                date: note.date,
                kind: note.kind.replace('-', " "),
                minutes: note.minutes,
                source: sources.name(note.place.file),
                page: note.place.page,
            })
            .collect();
        Self {
            style: include_str!("templates/style.css"),
            script: include_str!("templates/script.js"),
            facts: opening::facts(results, &figures, rows),
            charts: charts::charts(results, rows),
            step_downs,
            step_downs_left_out,
            claim_rows,
            claim_rows_left_out,
            sections,
            sections_left_out,
            loose,
            loose_left_out,
            calendar: Calendar::new(results),
            documents: Documents::new(results, &sources),
            authorizations: Authorizations::new(results, &sources),
            payments: Payments::new(results),
            problems,
            problems_left_out: results.problems.len().saturating_sub(LIST_ROWS),
            unbilled,
            unbilled_left_out: results.unbilled.len().saturating_sub(LIST_ROWS),
            sources,
            figures,
            results,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{finding_rows, sample};
    use super::*;

    fn page(results: &Results) -> String {
        let mut out = Vec::new();
        write(results, &finding_rows(results), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_page_loads_nothing_from_elsewhere() {
        let page = page(&sample::results());
        for address in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(address), "{address}");
        }
    }

    #[test]
    fn words_of_the_chart_are_escaped_and_marked() {
        let page = page(&sample::results());
        assert!(page.contains("<mark>denies suicidal ideation, plan or intent</mark>"));
        assert!(page.contains("doing &#60;well&#62;"));
        assert!(!page.contains("<Test>"));
    }

    #[test]
    fn an_authority_that_was_not_verified_is_not_printed_as_law() {
        let page = page(&sample::results());
        assert!(page.contains("commonly cited; confirm with the payer’s manual"));
    }

    #[test]
    fn a_large_facility_stays_under_five_megabytes_and_says_what_was_left_out() {
        let page = page(&sample::facility(600));
        assert!(page.len() < 5_000_000, "{}", page.len());
        assert_links_have_targets(&page);
        assert!(page.contains("findings.jsonl"));
        assert!(page.contains("ledger.csv"));
    }

    #[test]
    fn many_cited_files_with_long_paths_stay_under_five_megabytes() {
        let mut results = sample::facility(600);
        let file = results.files[1].clone();
        results.files.clear();
        let findings = results.findings.iter_mut();
        for evidence in findings.flat_map(|finding| &mut finding.evidence) {
            let number = results.files.len();
            evidence.file = crate::text::FileId(number as u32);
            let mut file = file.clone();
            file.path = format!("charts/CH-{number:05}_a-long-name/Progress_Note_{number:06}.txt");
            results.files.push(file);
        }
        let page = page(&results);
        let entries = page.matches("tabindex=\"-1\"").count();
        assert!(entries >= LIST_ROWS, "{entries}");
        assert!(page.len() < 5_000_000, "{}", page.len());
        assert_links_have_targets(&page);
    }

    #[test]
    fn a_stay_past_its_step_down_shows_the_words_of_both_sides() {
        let mut results = sample::results();
        assert!(!page(&results).contains("Where a lower level was due"));
        let mut cited = results.quotes.keys().copied();
        let (lower, higher) = (cited.next().unwrap(), cited.next().unwrap());
        let day = |day| crate::model::ServiceDate::new(2025, 3, day).unwrap();
        results.step_downs.push(crate::report::StepDownResult {
            patient: "M-1".to_owned(),
            level_billed: crate::model::LevelOfCare::PartialHospitalization,
            level_supported: crate::model::LevelOfCare::IntensiveOutpatient,
            admission: day(3),
            from: day(10),
            to: day(21),
            days: 10,
            lower_days: 8,
            by_attendance_days: 3,
            dollars: crate::exposure::AfterStepDown {
                billed: crate::model::Money::from_cents(380_000),
                difference: crate::model::Money::from_cents(170_000),
            },
            supports: vec![lower],
            against: vec![higher],
        });
        let page = page(&results);
        assert!(page.contains("Where a lower level was due"));
        assert!(page.contains("On 3 of the days"));
        assert!(
            page.contains("8 of 10") && page.contains("$3,800.00"),
            "{page}"
        );
        let row = page.split("8 of 10").nth(1).unwrap();
        let quote = &results.quotes[&lower];
        assert!(row.contains(&format!("<mark>{}</mark>", quote.quote())));
        assert!(row.find("page").unwrap() < row.find("Against: ").unwrap());
    }

    #[test]
    fn what_runs_out_and_what_is_in_question_have_their_days() {
        let page = page(&sample::results());
        assert!(page.contains("6 of 12 days") && page.contains("2025-03-29"));
        assert!(page.contains("<td>2025-08-29</td><td>2025-12-27</td>"));
        assert!(page.contains("<strong>$12.50</strong>"));
    }

    #[test]
    fn an_empty_audit_is_a_whole_page() {
        let mut results = sample::facility(0);
        results.problems.clear();
        results.files.clear();
        let page = page(&results);
        assert!(page.contains("</html>"));
        assert!(page.contains("No claim carries dollars at risk."));
    }

    #[test]
    fn every_link_within_the_page_has_its_target() {
        assert_links_have_targets(&page(&sample::results()));
    }

    fn assert_links_have_targets(page: &str) {
        let values = |attribute: &'static str| {
            page.split(attribute)
                .skip(1)
                .filter_map(|part| part.split('"').next())
        };
        let targets: BTreeSet<&str> = values(" id=\"").collect();
        for link in values("href=\"#") {
            assert!(targets.contains(link), "{link}");
        }
    }
}
