//! A compact summary for the terminal. It names claims and rules and never a patient.

use super::figures::{Figures, FileFigures, FindingCounts};
use super::grid::{right, table};
use super::{FindingRow, Results};
use crate::finding::Severity;
use crate::model::Money;
use crate::text::on_one_line;
use anstyle::{AnsiColor, Style};
use comfy_table::Cell;
use std::collections::BTreeMap;
use std::io::{self, Write};

const LIST_LENGTH: usize = 10;
const HEADING: Style = Style::new().bold();

/// Writes the summary with ANSI styles; pass a stream that strips them where none are wanted.
pub fn write(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    let figures = Figures::of(results);
    writeln!(
        out,
        "{HEADING}{}{HEADING:#}",
        on_one_line(&results.run.facility)
    )?;
    write_facts(results, &figures, out)?;
    write_counts(&FindingCounts::of(rows), out)?;
    write_rules(results, rows, out)?;
    write_claims(results, out)?;
    write_not_supplied(results, out)?;
    write_unread(results, &figures.files, out)
}

fn write_facts(results: &Results, figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    let total = &results.exposure.total;
    let mut table = table();
    for (label, value) in [
        (
            "At risk",
            format!(
                "{} gross, {} probable, {} curable",
                total.gross, total.probable, total.curable
            ),
        ),
        (
            "Billed",
            format!(
                "{} on {} lines, {} paid by the remittances read",
                figures.charged, figures.lines, figures.paid
            ),
        ),
        (
            "Days",
            format!(
                "{} of {} rated days supported at the billed level; {} days billed",
                figures.days_supported, figures.days_rated, figures.days_billed
            ),
        ),
        (
            "Claims",
            format!(
                "{} of {} carry dollars at risk",
                figures.claims_exposed,
                results.exposure.claims.len()
            ),
        ),
        (
            "Read",
            format!(
                "{} files, {} pages, {} notes, {} patients",
                figures.files.read,
                figures.files.pages,
                figures.files.notes,
                results.patients.len()
            ),
        ),
    ] {
        table.add_row([label.to_owned(), value]);
    }
    writeln!(out, "{}\n", table.trim_fmt())
}

fn write_counts(counts: &FindingCounts, out: &mut dyn Write) -> io::Result<()> {
    if counts.total() == 0 {
        return writeln!(out, "No findings.");
    }
    // A check that lacked an input is counted below, not by how grave it might have been.
    let words: Vec<String> = counts
        .by_severity()
        .map(|(severity, [fail, warn, _])| (severity, fail + warn))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let style = style(severity);
            format!("{style}{count} {severity}{style:#}")
        })
        .collect();
    let [fail, warn, no_data] = counts.by_outcome();
    writeln!(out, "{HEADING}Findings{HEADING:#}  {}", words.join(", "))?;
    writeln!(
        out,
        "          {fail} fail, {warn} warn, {no_data} no-data\n"
    )
}

fn write_rules(results: &Results, rows: &[FindingRow<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut rules: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.index.is_some()) {
        rules
            .entry(row.finding.rule)
            .or_insert((row.finding.name, 0))
            .1 += 1;
    }
    let amount = |rule: &str| {
        results
            .exposure
            .by_rule
            .get(rule)
            .copied()
            .unwrap_or_default()
    };
    let mut listed: Vec<(&str, &str, u64, Money)> = rules
        .into_iter()
        .map(|(rule, (name, count))| (rule, name, count, amount(rule)))
        .collect();
    listed.sort_by(|a, b| b.3.cmp(&a.3).then(b.2.cmp(&a.2)).then(a.0.cmp(b.0)));
    if listed.is_empty() {
        return Ok(());
    }
    let mut table = table();
    table.set_header(["Rule", "Name", "Findings", "Decides"]);
    for (rule, name, count, amount) in listed.iter().take(LIST_LENGTH) {
        table.add_row([
            Cell::new(rule),
            Cell::new(name),
            right(count.to_string()),
            right(amount.to_string()),
        ]);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    write_rest(listed.len(), "rules", "summary.json", out)
}

fn write_claims(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let exposed: Vec<_> = results
        .exposure
        .claims
        .iter()
        .filter(|claim| claim.dollars.gross > Money::ZERO)
        .collect();
    if exposed.is_empty() {
        return Ok(());
    }
    let mut table = table();
    table.set_header(["Claim", "Level", "Payer", "Gross", "Curable", "Findings"]);
    for claim in exposed.iter().take(LIST_LENGTH) {
        table.add_row([
            Cell::new(on_one_line(&claim.claim)),
            Cell::new(claim.level.id()),
            Cell::new(on_one_line(&claim.payer)),
            right(claim.dollars.gross.to_string()),
            right(claim.dollars.curable.to_string()),
            right(claim.findings.len().to_string()),
        ]);
    }
    writeln!(out, "{}", table.trim_fmt())?;
    write_rest(exposed.len(), "claims", "report.html", out)
}

fn write_rest(length: usize, what: &str, file: &str, out: &mut dyn Write) -> io::Result<()> {
    match length.saturating_sub(LIST_LENGTH) {
        0 => writeln!(out),
        rest => writeln!(out, " and {rest} more {what} in {file}\n"),
    }
}

fn write_not_supplied(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let style = style(Severity::Medium);
    for lacking in &results.not_supplied {
        writeln!(
            out,
            "{style}Not found{style:#}  {}: not checked: {}",
            lacking.kind,
            lacking.rules.join(", ")
        )?;
    }
    Ok(())
}

fn write_unread(results: &Results, files: &FileFigures, out: &mut dyn Write) -> io::Result<()> {
    if results.problems.is_empty() {
        return Ok(());
    }
    let partly = match files.pages_partly_read {
        0 => String::new(),
        pages => format!(", pages read only in part: {pages}"),
    };
    let style = style(Severity::Medium);
    writeln!(
        out,
        "{style}Not read{style:#}  files: {}, pages without text: {}{partly}; problems.jsonl lists all {} problems",
        files.unread,
        files.pages_without_text,
        results.problems.len()
    )
}

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Critical | Severity::High => AnsiColor::Red,
        Severity::Medium => AnsiColor::Yellow,
        Severity::Low | Severity::Info => AnsiColor::Cyan,
    };
    let style = Style::new().fg_color(Some(color.into()));
    if severity == Severity::Critical {
        style.bold()
    } else {
        style
    }
}

#[cfg(test)]
mod tests {
    use super::super::{finding_rows, sample};
    use super::*;

    fn shown(results: &Results) -> String {
        let mut out = Vec::new();
        write(results, &finding_rows(results), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_patient_is_named() {
        let results = sample::results();
        let text = shown(&results);
        assert!(text.contains(&results.exposure.total.gross.to_string()));
        for patient in results
            .patients
            .iter()
            .filter(|patient| !patient.name.is_empty())
        {
            assert!(!text.contains(&patient.name));
            assert!(!text.contains(&patient.key));
        }
    }

    #[test]
    fn an_id_with_an_escape_code_stays_on_its_line() {
        let mut results = sample::results();
        results.exposure.claims[0].claim = "CLM\u{1b}[2J\n\u{202e}7".to_owned();
        assert!(shown(&results).contains("CLM␛[2J �7"));
    }

    #[test]
    fn what_was_not_supplied_is_said() {
        let text = shown(&sample::results());
        assert!(
            text.contains("attendance sheets: not checked: TIM-010"),
            "{text}"
        );
    }

    #[test]
    fn nothing_found_is_said() {
        let mut results = sample::results();
        results.findings.clear();
        results.exposure = Default::default();
        results.problems.clear();
        assert!(shown(&results).contains("No findings."));
    }
}
