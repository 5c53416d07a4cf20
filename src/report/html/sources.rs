//! The files read, each with the findings on the page that cite it. A citation links to its file's
//! entry here, and the entry links back.

use super::LIST_ROWS;
use super::claims::ClaimSection;
use super::findings::FindingView;
use super::source_name::SourceName;
use crate::report::{FileResult, Results};
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Citing findings shown of one file.
const CITED_BY_SHOWN: usize = 12;

/// The section.
pub(super) struct Sources<'r> {
    /// Every file that a finding on the page cites, and the first of the others, by path.
    pub(super) rows: Vec<SourceView<'r>>,
    pub(super) left_out: usize,
    results: &'r Results,
    listed: BTreeSet<FileId>,
}

/// One file.
pub(super) struct SourceView<'r> {
    pub(super) id: u32,
    pub(super) name: SourceName<'r>,
    pub(super) file: &'r FileResult,
    /// In the order of the page.
    pub(super) cited_by: Vec<CitedBy<'r>>,
    pub(super) cited_by_left_out: usize,
}

/// The first place in which a finding cites the file.
pub(super) struct CitedBy<'r> {
    pub(super) anchor: String,
    pub(super) rule: &'static str,
    /// The claim under which the finding stands; empty where there is none.
    pub(super) claim: &'r str,
    pub(super) line: Option<u32>,
}

impl<'r> Sources<'r> {
    pub(super) fn new(
        results: &'r Results,
        sections: &[ClaimSection<'r>],
        loose: &[FindingView<'r>],
    ) -> Self {
        let mut cited: BTreeMap<FileId, Vec<CitedBy<'r>>> = BTreeMap::new();
        let of_claims = sections.iter().flat_map(|section| {
            let claim = section.claim.claim.as_str();
            section.findings.iter().map(move |finding| (finding, claim))
        });
        for (finding, claim) in of_claims.chain(loose.iter().map(|finding| (finding, ""))) {
            let mut seen = BTreeSet::new();
            for one in &finding.evidence {
                if seen.insert(one.file) {
                    cited.entry(one.file).or_default().push(CitedBy {
                        anchor: one.anchor.clone(),
                        rule: finding.rule,
                        claim,
                        line: finding.line,
                    });
                }
            }
        }
        let room = LIST_ROWS.saturating_sub(cited.len());
        let all = || (0..).map(FileId).zip(&results.files);
        let others = all().filter(|(id, _)| !cited.contains_key(id)).take(room);
        let mut listed: BTreeSet<FileId> = others.map(|(id, _)| id).collect();
        listed.extend(cited.keys());
        let rows: Vec<SourceView<'r>> = all()
            .filter(|(id, _)| listed.contains(id))
            .map(|(id, file)| {
                let mut cited_by = cited.remove(&id).unwrap_or_default();
                let cited_by_left_out = cited_by.len().saturating_sub(CITED_BY_SHOWN);
                cited_by.truncate(CITED_BY_SHOWN);
                SourceView {
                    id: id.0,
                    name: SourceName::plain(results, id),
                    file,
                    cited_by,
                    cited_by_left_out,
                }
            })
            .collect();
        Self {
            left_out: results.files.len() - rows.len(),
            rows,
            results,
            listed,
        }
    }

    /// Returns a file's name, which is a link where the file is listed.
    pub(super) fn name(&self, file: FileId) -> SourceName<'r> {
        if self.listed.contains(&file) {
            SourceName::linked(self.results, file)
        } else {
            SourceName::plain(self.results, file)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{finding_rows, sample};
    use super::super::{CLAIM_BYTES, CLAIM_SECTIONS, Page, write};
    use super::*;
    use crate::report::html::findings::Budget;
    use crate::report::html::{claims, findings};

    #[test]
    fn a_cited_file_names_the_places_that_cite_it() {
        let results = sample::results();
        let page = Page::new(&results, &finding_rows(&results));
        let chart = page.sources.rows.iter().find(|row| row.id == 1).unwrap();
        assert!(chart.file.path.ends_with("export-of-all-charts.pdf"));
        let by = &chart.cited_by[0];
        let finding = &page.sections[0].findings[0];
        assert_eq!(by.anchor, format!("{}-1", finding.id));
        assert_eq!(by.claim, page.sections[0].claim.claim);
        let fax = page.sources.rows.iter().find(|row| row.id == 2).unwrap();
        assert!(fax.cited_by.is_empty());
    }

    #[test]
    fn a_citation_leads_to_the_entry_with_its_files_hash() {
        let results = sample::results();
        let mut out = Vec::new();
        write(&results, &finding_rows(&results), &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        let entry = page.split("<tr id=\"s1\" tabindex=\"-1\">").nth(1).unwrap();
        let entry = entry.split("</tr>").next().unwrap();
        assert!(entry.contains(results.sha256(FileId(1))), "{entry}");
        assert!(page.contains("<a href=\"#s1\">charts/<wbr>export-<wbr>"));
    }

    #[test]
    fn every_cited_file_is_listed_and_the_rest_as_far_as_there_is_room() {
        let mut results = sample::results();
        let last = results.files[4].clone();
        results.files.resize(LIST_ROWS + 10, last);
        let cited = FileId(LIST_ROWS as u32 + 9);
        for finding in &mut results.findings {
            for evidence in &mut finding.evidence {
                evidence.file = cited;
            }
        }
        let rows = finding_rows(&results);
        let budget = Budget::new(CLAIM_BYTES);
        let (sections, _) = claims::sections(&results, &rows, CLAIM_SECTIONS, budget);
        let (loose, _) = findings::loose(&results, &rows, 100, Budget::new(CLAIM_BYTES));
        let sources = Sources::new(&results, &sections, &loose);
        assert_eq!(sources.rows.len(), LIST_ROWS);
        assert_eq!(sources.left_out, 10);
        assert_eq!(sources.rows.last().unwrap().id, cited.0);
        assert!(
            sources
                .name(FileId(LIST_ROWS as u32))
                .to_string()
                .starts_with("remits")
        );
        assert!(sources.name(cited).to_string().starts_with("<a "));
    }
}
