//! Compares an audit with what a corpus folder's `expected.toml` says it must and must not find.
//! It opens no file: the caller hands over page texts.

use crate::finding::{Finding, Outcome, Severity};
use crate::report::Results;
use crate::text::Page;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of the file in a corpus folder.
pub const FILE: &str = "expected.toml";

/// What an audit of a folder must, and must not, find.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Version of the file's shape.
    pub schema: u32,
    /// Whether the file speaks of everything of weight: then a fail or warning of medium severity
    /// or above that no entry speaks of is a false alarm.
    #[serde(default)]
    pub complete: bool,
    /// Findings that must appear.
    #[serde(default)]
    pub must: Vec<Entry>,
    /// Near misses: no such finding may appear.
    #[serde(default)]
    pub must_not: Vec<Entry>,
    /// Findings that may appear and need not.
    #[serde(default)]
    pub may: Vec<Entry>,
    /// Patients without a critical or high finding.
    #[serde(default)]
    pub clean: Vec<Clean>,
}

/// One expected or forbidden finding.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Rule code.
    pub rule: String,
    /// The patient as findings name them; empty for findings about nobody, as those about the
    /// facility's money are.
    pub patient: Option<String>,
    /// Claim id.
    pub claim: Option<String>,
    /// Line on the claim, from 1.
    pub line: Option<u32>,
    /// A date that the finding covers, 2026-01-31.
    pub date: Option<String>,
    /// File that the finding cites.
    pub file: Option<String>,
    /// Page in it, from 1.
    pub page: Option<u32>,
    /// Words that the cited place overlaps, whatever blanks part them.
    pub quote: Option<String>,
    /// Why it is right or wrong.
    pub why: String,
}

/// A patient without faults.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clean {
    /// The patient as findings name them.
    pub patient: String,
    /// Why.
    pub why: Option<String>,
}

/// One rule's figures.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct RuleScore {
    /// Expected findings that were made with their citation.
    pub found: u32,
    /// Expected findings that were not made, or cite other words.
    pub missed: u32,
    /// Forbidden findings that were made.
    pub false_alarms: u32,
    /// Findings that nothing speaks of; neither right nor wrong.
    pub unlisted: u32,
}

impl RuleScore {
    /// Returns the share of judged findings that are right; `None` where none was judged.
    pub fn precision(&self) -> Option<f64> {
        share(self.found, self.found + self.false_alarms)
    }

    /// Returns the share of expected findings that were made; `None` where none was expected.
    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.found + self.missed)
    }

    /// Adds another rule's figures.
    pub fn add(&mut self, other: &Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.false_alarms += other.false_alarms;
        self.unlisted += other.unlisted;
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// What the comparison gave.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// Figures by rule code.
    pub rules: BTreeMap<String, RuleScore>,
    /// What is wrong, one sentence each, in the order of the file.
    pub faults: Vec<String>,
}

impl Comparison {
    /// Takes another facility's comparison in; its faults are told with its name.
    pub fn add(&mut self, facility: &str, other: Self) {
        for (rule, score) in &other.rules {
            self.rules.entry(rule.clone()).or_default().add(score);
        }
        let faults = other.faults.into_iter();
        self.faults
            .extend(faults.map(|fault| format!("{facility}: {fault}")));
    }

    /// Returns the figures of all rules together.
    pub fn total(&self) -> RuleScore {
        let mut total = RuleScore::default();
        for score in self.rules.values() {
            total.add(score);
        }
        total
    }
}

impl Expected {
    /// Compares. `pages` returns the pages of a file of the folder.
    pub fn compare(&self, results: &Results, pages: &dyn Fn(&str) -> Vec<Page>) -> Comparison {
        let mut comparison = Comparison::default();
        let findings: Vec<&Finding> = results
            .findings
            .iter()
            .filter(|finding| finding.outcome != Outcome::NoData)
            .collect();
        let mut listed = vec![false; findings.len()];
        for entry in &self.must {
            let score = comparison.rules.entry(entry.rule.clone()).or_default();
            let mut about = false;
            let mut cited = false;
            for (finding, listed) in findings.iter().zip(&mut listed) {
                if entry.is_about(finding) {
                    about = true;
                    *listed = true;
                    cited = cited || entry.is_cited(finding, results, pages);
                }
            }
            if cited {
                score.found += 1;
                continue;
            }
            score.missed += 1;
            let what = if about {
                "made without citing its words"
            } else {
                "not made"
            };
            comparison
                .faults
                .push(format!("{}: {what} ({})", entry.name(), entry.why));
        }
        for entry in &self.must_not {
            let score = comparison.rules.entry(entry.rule.clone()).or_default();
            for (finding, listed) in findings.iter().zip(&mut listed) {
                if entry.is_about(finding) {
                    *listed = true;
                    score.false_alarms += 1;
                    comparison
                        .faults
                        .push(format!("{}: made, but {}", entry.name(), entry.why));
                }
            }
        }
        for entry in &self.may {
            for (finding, listed) in findings.iter().zip(&mut listed) {
                *listed = *listed || entry.is_about(finding);
            }
        }
        for (finding, listed) in findings.iter().zip(&mut listed) {
            let clean = self
                .clean
                .iter()
                .any(|clean| finding.patient.as_deref() == Some(clean.patient.as_str()));
            let grave = matches!(finding.severity, Severity::Critical | Severity::High);
            let score = comparison.rules.entry(finding.rule.to_owned()).or_default();
            let weighty = grave || finding.severity == Severity::Medium;
            if *listed {
                continue;
            }
            if clean && grave {
                score.false_alarms += 1;
                comparison.faults.push(format!(
                    "{}: made for {}, who is clean",
                    finding.rule,
                    finding.patient.as_deref().unwrap_or_default()
                ));
            } else if self.complete && weighty {
                score.false_alarms += 1;
                comparison.faults.push(format!(
                    "{}: made, but no entry of a complete list speaks of it",
                    name_of(finding)
                ));
            } else {
                score.unlisted += 1;
            }
        }
        comparison
    }
}

/// Names a finding by its rule and what tells it from others: no message, which may hold words
/// of a chart.
fn name_of(finding: &Finding) -> String {
    let mut name = finding.rule.to_owned();
    let date = finding.date.map(|date| date.to_string());
    for part in [&finding.patient, &finding.claim, &date]
        .into_iter()
        .flatten()
    {
        name.push(' ');
        name.push_str(part);
    }
    if let Some(line) = finding.line {
        name.push_str(&format!(" line {line}"));
    }
    name
}

impl Entry {
    fn name(&self) -> String {
        let mut name = self.rule.clone();
        for part in [&self.patient, &self.claim, &self.date]
            .into_iter()
            .flatten()
        {
            name.push(' ');
            name.push_str(part);
        }
        if let Some(line) = self.line {
            name.push_str(&format!(" line {line}"));
        }
        name
    }

    /// Returns whether a finding is the one the entry speaks of.
    fn is_about(&self, finding: &Finding) -> bool {
        let same = |wanted: &Option<String>, is: &Option<String>| {
            wanted.is_none() || wanted.as_deref() == is.as_deref()
        };
        let covers_date = self.date.as_ref().is_none_or(|date| {
            let from = finding.date.map(|date| date.to_string());
            let to = finding.date_to.map(|date| date.to_string());
            from.as_ref()
                .is_some_and(|from| from <= date && date <= to.as_ref().unwrap_or(from))
        });
        let of_patient = match self.patient.as_deref() {
            Some("") => finding.patient.is_none(),
            _ => same(&self.patient, &finding.patient),
        };
        finding.rule == self.rule
            && of_patient
            && same(&self.claim, &finding.claim)
            && self.line.is_none_or(|line| finding.line == Some(line))
            && covers_date
    }

    /// Returns whether a finding cites a place that overlaps the entry's words.
    fn is_cited(
        &self,
        finding: &Finding,
        results: &Results,
        pages: &dyn Fn(&str) -> Vec<Page>,
    ) -> bool {
        let (Some(quote), Some(file)) = (&self.quote, &self.file) else {
            return true;
        };
        let number = self.page.unwrap_or(1);
        let places = pages(file)
            .iter()
            .find(|page| page.number == number)
            .map(|page| places_of(page.text.as_str(), quote))
            .unwrap_or_default();
        finding.evidence.iter().any(|evidence| {
            evidence.span.is_some_and(|span| {
                results.path(evidence.file) == file.as_str()
                    && span.page == number
                    && places
                        .iter()
                        .any(|&(from, to)| span.start < to && from < span.end)
            })
        })
    }
}

/// Returns the character ranges at which words stand, whatever blanks part them.
fn places_of(text: &str, words: &str) -> Vec<(u32, u32)> {
    let solid: Vec<(u32, char)> = (0_u32..)
        .zip(text.chars())
        .filter(|(_, character)| !character.is_whitespace())
        .collect();
    let wanted: Vec<char> = words
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    solid
        .windows(wanted.len())
        .filter(|window| window.iter().map(|(_, character)| character).eq(&wanted))
        .filter_map(|window| Some((window.first()?.0, window.last()?.0 + 1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_blanks_part_them() {
        assert_eq!(places_of("a bc  d\nbc d", "b c d"), [(2, 7), (8, 12)]);
        assert!(places_of("abc", "").is_empty());
        assert!(places_of("abc", "abcd").is_empty());
    }

    #[test]
    fn shares_without_a_whole_are_none() {
        let score = RuleScore {
            found: 3,
            missed: 1,
            ..RuleScore::default()
        };
        assert_eq!(score.recall(), Some(0.75));
        assert_eq!(score.precision(), Some(1.0));
        assert_eq!(RuleScore::default().precision(), None);
    }

    fn results(findings: Vec<Finding>) -> Results {
        Results {
            findings,
            ..Results::default()
        }
    }

    #[test]
    fn a_complete_list_makes_what_it_leaves_out_a_false_alarm() {
        let rule = |code: &str| crate::rules::find(code).expect("a rule");
        let made = |code: &str, outcome: Outcome, patient: &str| {
            let mut finding = rule(code).finding(outcome, "found");
            finding.patient = Some(patient.to_owned());
            finding
        };
        // DOC-006 is of medium severity and DOC-004 of low; what lacks data is not judged.
        let results = results(vec![
            made("DOC-006", Outcome::Fail, "A"),
            made("DOC-006", Outcome::Warn, "B"),
            made("DOC-006", Outcome::NoData, "C"),
            made("DOC-004", Outcome::Fail, "C"),
        ]);
        let compare = |text: &str| {
            let expected: Expected = toml::from_str(text).expect("a valid file");
            expected.compare(&results, &|_| Vec::new())
        };
        let may = "[[may]]\nrule = \"DOC-006\"\npatient = \"A\"\nwhy = \"borderline\"";
        let judged = compare(&format!("schema = 1\ncomplete = true\n{may}"));
        assert_eq!(judged.total().false_alarms, 1);
        assert!(
            judged.faults[0].starts_with("DOC-006 B: made"),
            "{:?}",
            judged.faults
        );
        assert_eq!(judged.total().unlisted, 1);
        let judged = compare(&format!("schema = 1\n{may}"));
        assert!(judged.faults.is_empty());
        assert_eq!(judged.total().unlisted, 2);
    }

    #[test]
    fn a_finding_about_nobody_can_be_expected() {
        let rule = crate::rules::find("DEN-011").expect("a rule");
        let of_nobody = rule.finding(Outcome::Fail, "found");
        let of_one = Finding {
            patient: Some("A".to_owned()),
            ..of_nobody.clone()
        };
        let text = "schema = 1\ncomplete = true\n\
                    [[must]]\nrule = \"DEN-011\"\npatient = \"\"\nwhy = \"of the facility\"";
        let expected: Expected = toml::from_str(text).expect("a valid file");
        let score = |findings| {
            expected
                .compare(&results(findings), &|_| Vec::new())
                .total()
        };
        let both = score(vec![of_nobody, of_one.clone()]);
        assert_eq!((both.found, both.false_alarms), (1, 1));
        assert_eq!(score(vec![of_one]).missed, 1);
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<Expected>("schema = 1\nmusts = []").is_err());
        assert!(toml::from_str::<Expected>("schema = 1").is_ok_and(|file| file.must.is_empty()));
    }
}
