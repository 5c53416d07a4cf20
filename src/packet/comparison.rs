//! Sets authorization, claim and decision beside each other, point by point, for every line.

use super::cite::Citer;
use super::draw::Flow;
use super::facts::{decision_words, dollars};
use super::select::{Selection, authorization_of};
use super::{Source, excerpt};
use crate::denials::{Compared, compare};
use crate::ledger::{Denial, LineRow};
use crate::model::{Authorization, ServiceLine};
use crate::read::FileKind;
use crate::rules::{code_words, listed};
use crate::text::{CharMap, FileId, Span};
use std::collections::BTreeMap;

/// Longest words of a source that are shown to name its place.
const SEGMENT: usize = 48;

/// Writes the comparison.
pub(super) fn write(
    selection: &Selection<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
    citer: &Citer<'_>,
    flow: &mut Flow,
) {
    flow.title("Authorization, claim and decision compared");
    for row in &selection.rows {
        let line = selection.case.ledger.service_line(row.id);
        let denial = selection.denials.iter().find(|one| one.line == row.id);
        let record = selection.case.record;
        let authorization =
            authorization_of(row).and_then(|place| record.authorizations.get(place));
        let found = compare(&selection.case, &[*row], &[row.id], selection.findings);
        flow.heading(&format!(
            "Line {}: {}, {}",
            line.number,
            code_words(line),
            listed(&row.days)
        ));
        let rows: Vec<Vec<String>> = points(selection, row, authorization, denial.copied())
            .into_iter()
            .map(|point| {
                let result = result(&point, &found.points);
                let [name, authorized, billed, refused] = point.cells;
                vec![name, authorized, billed, refused, result.to_owned()]
            })
            .collect();
        flow.table(
            &[1.3, 2.4, 2.4, 2.2, 1.2],
            &["Point", "Authorized", "Billed", "Refused", "Result"],
            &rows,
        );
        let places = [
            ("Authorization", authorization.map(|one| one.span)),
            ("Claim line", Some(line.span)),
            ("Decision", denial.map(|one| one.span)),
        ];
        for (name, span) in places {
            let words = match span {
                Some(span) => place_words(sources, citer, span),
                None => "none in the files supplied".to_owned(),
            };
            flow.small(&format!("{name}: {words}"));
        }
        flow.space(6.0);
    }
}

/// One point before it is judged.
struct Point {
    /// The point's name in the work queue's comparison.
    judged_by: &'static str,
    /// Name, authorized, billed, refused.
    cells: [String; 4],
}

/// Lists the points of a line.
fn points(
    selection: &Selection<'_>,
    row: &LineRow,
    authorization: Option<&Authorization>,
    denial: Option<&Denial>,
) -> Vec<Point> {
    let line = selection.case.ledger.service_line(row.id);
    let claim = selection.case.ledger.claim(row.id);
    let of =
        |value: &dyn Fn(&Authorization) -> String| authorization.map_or_else(String::new, value);
    let point =
        |judged_by, name: &str, authorized: String, billed: String, refused: String| Point {
            judged_by,
            cells: [name.to_owned(), authorized, billed, refused],
        };
    let numbers: Vec<&str> = claim
        .authorizations_for(line)
        .iter()
        .map(|number| number.value.as_str())
        .collect();
    let modifiers: Vec<&str> = line.modifiers.iter().map(|one| one.as_str()).collect();
    let billed_code = if modifiers.is_empty() {
        code_words(line)
    } else {
        format!("{} {}", code_words(line), modifiers.join(" "))
    };
    let codes = |one: &Authorization| {
        let codes = one.procedures.iter().map(|code| code.as_str());
        let revenues = one.revenues.iter().map(|code| code.as_str());
        codes.chain(revenues).collect::<Vec<_>>().join(", ")
    };
    let range = |one: &Authorization| match (one.from, one.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        _ => String::new(),
    };
    let granted = |one: &Authorization| {
        let units = one.units.as_ref();
        units.map_or_else(String::new, |units| units.value.to_string())
    };
    let units = |line: &ServiceLine| {
        let units = line.units.as_ref();
        units.map_or_else(String::new, |units| units.value.to_string())
    };
    let refused = denial.map_or_else(String::new, |denial| {
        format!("{} of {}", dollars(denial.amount), dollars(line.charge))
    });
    let reason = denial.map_or_else(String::new, |denial| {
        format!("{}: {}", denial.reason(), denial.meaning.label())
    });
    let rendering = claim
        .rendering_for(line)
        .and_then(|provider| provider.npi_text.as_ref())
        .map_or_else(String::new, |npi| npi.value.clone());
    vec![
        point(
            "decision",
            "Decision",
            of(&|one| decision_words(one.decision).to_owned()),
            String::new(),
            reason,
        ),
        point(
            "number",
            "Authorization number",
            of(&|one| {
                let number = one.number.as_ref();
                number.map_or_else(String::new, |number| number.value.clone())
            }),
            numbers.join(", "),
            String::new(),
        ),
        point("code", "Service", of(&codes), billed_code, String::new()),
        point(
            "level",
            "Level of care",
            of(&|one| {
                one.level
                    .map_or_else(String::new, |level| level.label().to_owned())
            }),
            row.billed.level.label().to_owned(),
            String::new(),
        ),
        point(
            "dates",
            "Dates",
            of(&range),
            listed(&row.days),
            String::new(),
        ),
        point("units", "Units", of(&granted), units(line), String::new()),
        point(
            "provider",
            "Rendering NPI",
            of(&|one| one.rendering_npi.clone().unwrap_or_default()),
            rendering,
            String::new(),
        ),
        point("", "Amount", String::new(), dollars(line.charge), refused),
    ]
}

/// Returns how a point compares. A side that says nothing neither matches nor differs.
fn result(point: &Point, judged: &[Compared]) -> &'static str {
    let differs = judged
        .iter()
        .any(|one| one.point == point.judged_by && !one.rule.is_empty());
    let [_, authorized, billed, _] = &point.cells;
    if differs && !authorized.is_empty() {
        "differs"
    } else if authorized.is_empty() || billed.is_empty() {
        "–"
    } else if matches!(point.judged_by, "dates" | "units") {
        "within"
    } else {
        "matches"
    }
}

/// Returns where a span stands: citation, file, and the words that name the place there.
fn place_words(sources: &BTreeMap<FileId, Source<'_>>, citer: &Citer<'_>, span: Span) -> String {
    let Some(source) = sources.get(&span.file) else {
        return "a file that could not be read again".to_owned();
    };
    let cited = citer
        .cite(span)
        .unwrap_or_else(|| "not in this packet".to_owned());
    let Some(page) = source.page(span.page) else {
        return format!("{cited}; {}", source.shown_path());
    };
    let text = page.text.as_str();
    let words = CharMap::new(text).slice(span.start, span.end);
    let end = match source.kind {
        FileKind::X12 => excerpt::terminator(text),
        _ => '\n',
    };
    let segment: String = words
        .split(end)
        .map(str::trim)
        .find(|part| !part.is_empty())
        .unwrap_or_default()
        .chars()
        .take(SEGMENT)
        .collect();
    format!("{cited}; {}: {segment}", source.shown_path())
}
