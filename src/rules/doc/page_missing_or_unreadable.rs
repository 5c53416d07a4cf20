//! DOC-022: printed page numbers do not go on, or pages could not be read.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{MissingPages, Note, SignatureState};
use crate::rules::dates::{counted, listed};
use crate::rules::relied::kind_words;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-022",
    name: "page-missing-or-unreadable",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "charts of patients with claims",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.2.3.8",
        verified: false,
    }],
    checks: "A document prints page numbers of a count (page 2 of 4), and a page of that count \
             stands neither in its file nor in another document of the same date or length in \
             the chart; or pages of the chart gave no text. Last pages of a signed note only warn, \
             since a text export may print one page number for all. Stated once a patient.",
    why: "An incomplete record is answered as if it had not been sent, and what the missing page \
          says counts for nothing.",
    cure: &[Cure::C7],
    params: &[],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    if case.live().next().is_none() {
        return;
    }
    let mut gaps: Vec<(&Note, &MissingPages)> = Vec::new();
    for note in &case.record.notes {
        let missing = note.marks.missing_pages.iter();
        let open: Vec<_> = missing
            .filter(|gap| !is_elsewhere(case, note, gap))
            .collect();
        if open.is_empty() {
            checks.pass(&RULE);
        }
        gaps.extend(open.into_iter().map(|gap| (note, gap)));
    }
    if let Some(finding) = of_gaps(case, &gaps) {
        checks.report(finding);
    } else if let (pages @ 1.., Some(first)) = (case.record.unread_pages, case.record.notes.first())
    {
        let message = format!(
            "{} that may belong to this chart gave no text, so nothing they record was considered",
            counted(pages as usize, "page")
        );
        let finding = RULE
            .finding(Outcome::NoData, message)
            .with(Evidence::searched_file(first.file));
        checks.report(finding);
    }
}

fn of_gaps(case: &Case<'_>, gaps: &[(&Note, &MissingPages)]) -> Option<Finding> {
    let &(first, gap) = gaps.first()?;
    let count: u32 = gaps.iter().map(|(_, gap)| gap.to - gap.from + 1).sum();
    let mut dates: Vec<_> = gaps.iter().filter_map(|(note, _)| note.date()).collect();
    dates.sort_unstable();
    dates.dedup();
    let message = match gaps {
        [_] => {
            let pages = if gap.from == gap.to {
                format!("page {} of {}", gap.from, gap.of)
            } else {
                format!("pages {} to {} of {}", gap.from, gap.to, gap.of)
            };
            let of = dates
                .first()
                .map(|date| format!(" of {date}"))
                .unwrap_or_default();
            format!(
                "{pages} of the {}{of} not found {}",
                kind_words(first.kind),
                case.absence_words()
            )
        }
        _ => format!(
            "{} by their printed numbers not found {}, of documents of {}",
            counted(count as usize, "page"),
            case.absence_words(),
            listed(&dates)
        ),
    };
    let places = gaps
        .iter()
        .take(8)
        .map(|(_, gap)| Evidence::supports(gap.span));
    // A text export may print one page's number over the whole of a signed note.
    let may_be_whole = gaps
        .iter()
        .all(|(note, gap)| gap.to == gap.of && note.signature.state == SignatureState::Signed);
    let outcome = if may_be_whole {
        Outcome::Warn
    } else {
        case.absence()
    };
    let mut finding = RULE
        .finding(outcome, message)
        .with_all(places)
        .with(Evidence::searched(head(first)));
    if let (Some(&from), Some(&to)) = (dates.first(), dates.last()) {
        finding = finding.from_to(from, to);
    }
    Some(finding)
}

/// Returns whether another document of the chart holds the pages: scanned sheets of one document
/// are often files of their own. It does when it lacks just the pages that this one has.
fn is_elsewhere(case: &Case<'_>, note: &Note, gap: &MissingPages) -> bool {
    case.record.notes.iter().any(|other| {
        let same = other.date() == note.date() || other.date().is_none() || note.date().is_none();
        let missing = &other.marks.missing_pages;
        let lacks = |page: u32| {
            missing
                .iter()
                .any(|gap| (gap.from..=gap.to).contains(&page))
        };
        !std::ptr::eq(other, note)
            && same
            && missing.iter().any(|found| found.of == gap.of)
            && (gap.from..=gap.to).all(|page| !lacks(page))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{draw, outcomes};

    const CLAIM: &str = "claim C1 P\nline 2026-01-05 90837";

    #[test]
    fn a_gap_fires_and_fails_in_a_complete_chart() {
        let note = "note 2026-01-05 individual missing 2..2/3";
        assert_eq!(
            outcomes(&RULE, &format!("{note}\n{CLAIM}")),
            ["warn - 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{note}\n{CLAIM}")),
            ["fail - 2026-01-05"]
        );
        let tail = note.replace("2..2/3", "2..3/3");
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{tail}\n{CLAIM}")),
            ["warn - 2026-01-05"],
            "a signed note whose first page number stands alone"
        );
    }

    #[test]
    fn sheets_in_files_of_their_own_fill_each_others_gaps() {
        let case = format!(
            "note 2026-01-05 individual missing 2..2/2\nnote 2026-01-05 individual missing 1..1/2\n{CLAIM}"
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &format!("note 2026-01-05 individual\n{CLAIM}")),
            [""; 0]
        );
    }

    #[test]
    fn several_gaps_are_one_statement() {
        let case = format!(
            "note 2026-01-05 individual missing 2..3/3\nnote 2026-01-12 group missing 1..1/2\n{CLAIM}"
        );
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-05..2026-01-12"]);
    }

    #[test]
    fn unread_pages_are_no_data() {
        let (policy, mut records) = draw(&format!("note 2026-01-05 individual\n{CLAIM}"));
        records[0].unread_pages = 2;
        let ledger = crate::ledger::Ledger::build(&records[0], &policy);
        let mut checks = Checks::default();
        check(
            &Case {
                record: &records[0],
                ledger: &ledger,
                policy: &policy,
            },
            &mut checks,
        );
        assert_eq!(checks.findings()[0].outcome, Outcome::NoData);
    }
}
