//! Says once what one rule would say of one patient over and over: that something is missing.

use super::dates::listed;
use crate::finding::{Evidence, Finding, Outcome};
use crate::model::ServiceDate;
use crate::policy::Policy;
use crate::text::bytes::has_digit;
use std::collections::BTreeMap;

/// Pieces of evidence that a joined finding keeps.
const KEPT: usize = 12;

/// Joins one patient's findings that lack data, or that warn of an absence, where one rule makes
/// more than a few of them in the same words: one finding then gives the count and the dates. What
/// is proven is never joined, since each such finding stands for its own dollars and answer.
pub fn collapse(findings: Vec<Finding>, policy: &Policy) -> Vec<Finding> {
    let most = usize::try_from(policy.number("collapse.findings").max(1)).unwrap_or(usize::MAX);
    let mut groups: BTreeMap<(&'static str, Outcome, String), Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        let rests_on_absence =
            || super::find(finding.rule).is_some_and(|rule| rule.rests_on_absence);
        let joins = match finding.outcome {
            Outcome::NoData => true,
            Outcome::Warn => rests_on_absence(),
            Outcome::Fail => false,
        };
        if joins {
            let key = (finding.rule, finding.outcome, shape(&finding.message));
            groups.entry(key).or_default().push(index);
        }
    }
    groups.retain(|_, group| group.len() > most);
    if groups.is_empty() {
        return findings;
    }
    let mut slots: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    for group in groups.into_values() {
        let of_group: Vec<Finding> = group
            .iter()
            .filter_map(|&index| slots.get_mut(index).and_then(Option::take))
            .collect();
        let place = group.first().and_then(|&first| slots.get_mut(first));
        if let Some(place) = place {
            *place = joined(of_group);
        }
    }
    slots.into_iter().flatten().collect()
}

/// Returns a message without what tells one time from another: numbers, dates, claim ids and
/// whatever else holds a digit.
fn shape(message: &str) -> String {
    let mut shape = String::with_capacity(message.len());
    for word in message.split_whitespace() {
        if has_digit(word) {
            shape.push('#');
        } else {
            shape.push_str(word);
        }
        shape.push(' ');
    }
    shape
}

fn joined(findings: Vec<Finding>) -> Option<Finding> {
    let count = findings.len();
    let mut dates: Vec<ServiceDate> = Vec::new();
    let mut last: Option<ServiceDate> = None;
    let mut evidence: Vec<Evidence> = Vec::new();
    for finding in &findings {
        dates.extend(finding.date);
        last = last.max(finding.date_to).max(finding.date);
        evidence.extend(finding.evidence.first());
    }
    dates.sort_unstable();
    dates.dedup();
    evidence.sort_unstable();
    evidence.dedup();
    evidence.truncate(KEPT);
    let mut findings = findings.into_iter();
    let mut whole = findings.next()?;
    for other in findings {
        if other.claim != whole.claim {
            whole.claim = None;
        }
        whole.confidence = whole.confidence.min(other.confidence);
        whole.severity = whole.severity.max(other.severity);
        whole.at_risk.extend(other.at_risk);
    }
    whole.line = None;
    whole.evidence = evidence;
    let on_dates = if dates.is_empty() {
        String::new()
    } else {
        format!(", on {}", listed(&dates))
    };
    whole.message = format!("{count} times{on_dates}; the first: {}", whole.message);
    if let (Some(first), Some(last)) = (dates.first(), last) {
        whole = whole.from_to(*first, last.max(*first));
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::AtRisk;
    use crate::model::LineId;
    use crate::text::{FileId, Span};

    fn made(code: &str, outcome: Outcome, count: u32) -> Vec<Finding> {
        let rule = super::super::find(code).expect("a rule");
        (1..=count)
            .map(|day| {
                let date = ServiceDate::new(2026, 1, day).expect("a date");
                let line = LineId {
                    claim: day as usize,
                    line: 0,
                };
                let span = Span {
                    file: FileId(0),
                    page: 1,
                    start: day,
                    end: day + 1,
                };
                rule.finding(outcome, format!("nothing for claim C{day} on {date}"))
                    .on_line(&format!("C{day}"), 1)
                    .dated(date)
                    .risking(AtRisk::whole(line))
                    .with(Evidence::searched(span))
            })
            .collect()
    }

    #[test]
    fn many_of_one_kind_become_one_with_its_dollars() {
        let policy = Policy::default();
        let whole = collapse(made("DOC-001", Outcome::Warn, 11), &policy);
        assert_eq!(whole.len(), 1);
        assert_eq!(
            whole[0].message,
            "11 times, on 2026-01-01 to 2026-01-11; the first: nothing for claim C1 on 2026-01-01"
        );
        assert_eq!(whole[0].at_risk.len(), 11);
        assert_eq!((&whole[0].claim, whole[0].line), (&None, None));
        assert_eq!(whole[0].date_to, ServiceDate::new(2026, 1, 11));
        assert_eq!(whole[0].evidence.len(), 11);
    }

    #[test]
    fn few_findings_proven_ones_and_positive_ones_stay() {
        let policy = Policy::default();
        for (code, outcome, count) in [
            ("DOC-001", Outcome::Warn, 10),
            ("DOC-001", Outcome::Fail, 20),
            ("COD-002", Outcome::Warn, 20),
        ] {
            let all = made(code, outcome, count);
            assert_eq!(collapse(all.clone(), &policy), all, "{code}");
        }
    }

    #[test]
    fn other_words_are_another_finding() {
        let mut all = made("DOC-001", Outcome::NoData, 12);
        all[3].message = "the sheet lacks a date".to_owned();
        let joined = collapse(all, &Policy::default());
        assert_eq!(joined.len(), 2);
        assert!(joined[0].message.starts_with("11 times"));
    }
}
