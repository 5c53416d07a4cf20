//! Finds the entries of a log whose heads repeat: the same words with another day, `Log Date:
//! 05/11/2026 Entry Time: 09:30 PM`, each above a text and a signature of its own. Whatever the title
//! and the label are called, each is an entry of its day.

use super::super::labels::Label;
use super::super::lines::Line;
use super::super::signature::is_signature;
use super::super::view::Document;
use super::super::when::{self, FoundDate};
use super::cue::Cue;
use crate::model::ServiceDate;
use crate::text::AnyOf;
use crate::text::bytes::has_digit;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Words of a head's line, and of those before its day.
const LINE: usize = 16;
const BEFORE: usize = 6;
/// Filled lines between a signature and the head below it: a letterhead and a patient.
const LETTERHEAD: usize = 6;
/// Words that a line of an entry's text has at least.
const TEXT: usize = 3;

/// Words before a day that is none of an entry, or in a line that goes on with one.
static OTHERS: LazyLock<AnyOf> = LazyLock::new(|| {
    AnyOf::new(&[
        "sign",
        "birth",
        "dob",
        "d.o.b",
        "due",
        "target",
        "admi",
        "disch",
        "effective",
        "expir",
        "print",
        "review",
        "revis",
        "attest",
        "supervis",
        "addend",
        "amend",
        "late entry",
        "next",
        "onset",
        "authenticated",
        "verified",
        "performed",
        "cosig",
        "received",
        "faxed",
        "goal",
        "objective",
        "problem",
    ])
});

/// A line that heads an entry.
#[derive(Debug, Clone, Copy)]
struct Head {
    line: usize,
    day: ServiceDate,
}

/// Returns the first lines of the entries below the first, each with the lines from below the head above
/// to its own head's, in order.
pub(super) fn starts(document: &Document<'_>, cues: &[Cue]) -> Vec<(usize, RangeInclusive<usize>)> {
    // Nearly every file ends here.
    let lines = document.lines.iter().zip(cues);
    if lines.filter(|(line, cue)| signs(line, cue)).take(2).count() < 2 {
        return Vec::new();
    }
    let mut heads: BTreeMap<String, Vec<Head>> = BTreeMap::new();
    for (line, cue) in cues.iter().enumerate() {
        if let Some((key, day)) = head(document, line, cue) {
            heads.entry(key).or_default().push(Head { line, day });
        }
    }
    let mut starts: Vec<(usize, RangeInclusive<usize>)> = Vec::new();
    for same in heads.values() {
        if !same
            .iter()
            .any(|head| Some(head.day) != same.first().map(|first| first.day))
        {
            continue;
        }
        let pairs = same.iter().zip(same.iter().skip(1));
        starts.extend(pairs.filter_map(|(above, below)| {
            start(document, cues, above, below).map(|start| (start, above.line + 1..=below.line))
        }));
    }
    starts.sort_unstable_by_key(|(start, _)| *start);
    starts.dedup_by_key(|(start, _)| *start);
    starts
}

/// Returns whether a line signs, also where it stands alike at the foot of every page.
fn signs(line: &Line<'_>, cue: &Cue) -> bool {
    cue.signature || line.furniture && is_signature(line)
}

/// Returns the words before the day with which a line begins, and the day.
fn head(document: &Document<'_>, index: usize, cue: &Cue) -> Option<(String, ServiceDate)> {
    let line = document.lines.get(index)?;
    // Running headers of a print that are an entry's head differ by their day.
    let may_head = cue.dated || line.furniture && has_digit(line.text);
    if !may_head || signs(line, cue) || cue.prose || cue.row || cue.addendum || line.words() > LINE
    {
        return None;
    }
    let found: FoundDate = when::find_dates(line.text).first().copied()?;
    let before = line.text.get(..found.start)?;
    if OTHERS.is_in(line.text) || !is_of_an_entry(document, index) {
        return None;
    }
    let mut key = key_of(before)?;
    if key.is_empty() {
        // The day stands alone below a title.
        let rest = line.text.get(found.end..)?;
        if rest.chars().filter(|c| c.is_alphabetic()).count() > 4 {
            return None;
        }
        let above = document.lines.get(..index)?.last();
        let above = above.filter(|line| !line.is_blank())?;
        let is_title = !above.text.trim_end().ends_with('.') && !has_digit(above.text);
        key = key_of(above.text).filter(|key| is_title && !key.is_empty())?;
    }
    Some((key, found.date))
}

/// Returns the words of a head without marks and names of days.
fn key_of(text: &str) -> Option<String> {
    let mut key = String::new();
    let mut words = 0;
    for word in text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        let lower = word.to_lowercase();
        let is_day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .any(|day| lower == *day || lower.starts_with(day) && lower.ends_with("day"));
        if is_day {
            continue;
        }
        words += 1;
        key.push_str(&lower);
        key.push(' ');
    }
    (words <= BEFORE).then_some(key)
}

/// Returns whether no label on a line says that its day is another than an entry's.
fn is_of_an_entry(document: &Document<'_>, index: usize) -> bool {
    let mut fields = document.fields_in(index..index + 1).iter();
    !fields.any(|field| {
        matches!(
            field.label,
            Label::BirthDate
                | Label::SignedAt
                | Label::Signature
                | Label::Cosignature
                | Label::PatientSignature
                | Label::Effective
                | Label::Expires
                | Label::Period
                | Label::Admission
                | Label::OtherDate
        )
    })
}

/// Returns where the entry of the lower of two heads begins, where the upper one's is signed between
/// them.
fn start(document: &Document<'_>, cues: &[Cue], above: &Head, below: &Head) -> Option<usize> {
    let at = |at: usize| document.lines.get(at).zip(cues.get(at));
    let is_signed = |index: &usize| at(*index).is_some_and(|(line, cue)| signs(line, cue));
    let signed = (above.line + 1..below.line).rev().find(is_signed)?;
    let has_text = (above.line + 1..signed)
        .filter_map(at)
        .any(|(line, cue)| !cue.signature && !cue.blank && line.words() >= TEXT);
    if !has_text {
        return None;
    }
    let gap = signed + 1..below.line;
    let lines = document.lines.get(gap.clone())?;
    // `Date: …` right below a signature is its own.
    let is_bare = head_is_bare(document, below.line);
    if is_bare && lines.iter().all(|line| line.is_blank()) {
        return None;
    }
    let filled = lines.iter().filter(|line| !line.is_blank());
    if filled.clone().count() > LETTERHEAD
        || filled
            .clone()
            .any(|line| OTHERS.is_in(line.text) && !identifies(line.text))
    {
        return None;
    }
    let is_broken = cues
        .get(gap.clone())?
        .iter()
        .any(|cue| cue.prose || cue.attests || cue.addendum);
    if is_broken {
        return None;
    }
    // Below the signature its own day or name may stand; a blank line or a rule ends it.
    let first = gap
        .clone()
        .find(|&at| document.lines.get(at).is_some_and(|line| !line.is_blank()));
    Some(first.unwrap_or(below.line))
}

fn identifies(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("dob") || lower.contains("birth") || lower.contains("d.o.b")
}

/// Returns whether a line is a bare label for a day.
fn head_is_bare(document: &Document<'_>, index: usize) -> bool {
    let text = document
        .lines
        .get(index)
        .map_or("", |line| line.text.trim());
    let label = text
        .split(|c: char| c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    let label = label
        .trim_matches(|c: char| !c.is_alphabetic())
        .to_ascii_lowercase();
    matches!(
        label.as_str(),
        "" | "date" | "date/time" | "date & time" | "date and time" | "datetime" | "on" | "dated"
    )
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn days(pages: &[String]) -> Vec<String> {
        let pages: Vec<Page> = pages
            .iter()
            .zip(1..)
            .map(|(text, at)| Page::plain(at, text.as_str()))
            .collect();
        let notes = from_pages(FileId(0), "log.txt", &pages, &mut Vec::new());
        let of =
            |note: &crate::model::Note| note.date().map_or("-".to_owned(), |day| day.to_string());
        notes.iter().map(of).collect()
    }

    const TOLD: [&str; 4] = [
        "Intake done. Quiet at supper and then opened up about the roof accident of that year.",
        "Group on triggers. Chores. Called his sister. Cousin came to the porch and was sent off by staff.",
        "Worked a four hour shift and was back on time. Craving 5. Meeting on site.",
        "House meeting, cooked chili for nine. Says that he is not ready to be on his own.",
    ];

    fn entry(head: &dyn Fn(&str) -> String, day: usize) -> String {
        let date = format!("05/{}/2026", 11 + day);
        format!(
            "{}\n\n{}\n\nStaff Signature: Jess Lark, Residential Aide, BHT | {date} 09:50 PM | E-SIGNED\n\n",
            head(&date),
            TOLD[day % 4]
        )
    }

    #[test]
    fn each_repeated_head_with_another_day_begins_an_entry() {
        let want = ["2026-05-11", "2026-05-12", "2026-05-13", "2026-05-14"];
        let heads: [&dyn Fn(&str) -> String; 10] = [
            &|day| {
                format!(
                    "Bight House Daily Log\nResident: Tad Roe #C0051823 DOB 02/19/1982\nLog Date: {day} Entry Time: 09:30 PM"
                )
            },
            &|day| {
                format!(
                    "Bight House Daily Log\nResident: Tad Roe #C0051823 DOB 02/19/1982\nEntry for: {day}"
                )
            },
            &|day| format!("Milieu Observation\nClient: Tad Roe  ID C0051823\nShift Date {day} PM"),
            &|day| format!("Evening Check-In\nName: Tad Roe   DOB 02/19/1982\nDay: {day}"),
            &|day| format!("Night of {day}"),
            &|day| format!("HOUSE LOG - {day} - PM"),
            &|day| format!("Residential Counselor Entry\nTue {day} 9:30 PM"),
            &|day| {
                format!(
                    "Daily living skills record\nResident Tad Roe, C0051823\nFor {day}, 3-11 shift"
                )
            },
            &|day| format!("Log Date: {day}\nEntry Time: 2130\nShift: PM"),
            &|day| format!("**Log Date:** {day}"),
        ];
        for head in heads {
            let entries: Vec<String> = (0..4).map(|day| entry(head, day)).collect();
            assert_eq!(days(&[entries.concat()]), want, "{}", head("X"));
            // An entry a page.
            assert_eq!(days(&entries), want, "{}", head("X"));
            let pages = [entries[..3].concat(), entries[3..].concat()];
            assert_eq!(days(&pages), want, "{}", head("X"));
            // Two are enough.
            assert_eq!(days(&[entries[..2].concat()]), want[..2], "{}", head("X"));
        }
    }

    #[test]
    fn days_below_signatures_and_of_reviews_begin_no_entry() {
        let plan = "TREATMENT PLAN\nPatient: Tad Roe   MRN: 1042\nDate: 05/01/2026\n\nGoal 1: Tad will name two triggers and \
                    use a skill for each of them.\nTarget date: 06/01/2026\n\nGoal 2: Tad will call his sponsor every \
                    day of the week.\nTarget date: 07/01/2026\n\nStaff Signature: Ann Poe, LCSW\nDate: 05/01/2026\n\nI took \
                    part in this plan and agree with all of it.\nClient Signature: Tad Roe\nDate: 05/02/2026\n\n\
                    Reviewed with the medical director.\nPhysician Signature: Al Gray, MD\nDate: 05/03/2026\n";
        assert_eq!(days(&[plan.to_owned()]).len(), 1);
        let addendum = "Individual Note\nPatient: Tad Roe   MRN: 1042\nLog Date: 05/11/2026\n\nHe spoke of the roof and of the year \
                        that followed it.\n\nSigned: Ann Poe, LCSW 05/11/2026 2:00 PM\n\nADDENDUM\nLog Date: 05/13/2026\nHe called \
                        and asked to add that his sister had come.\nSigned: Ann Poe, LCSW 05/13/2026 2:00 PM\n";
        assert_eq!(days(&[addendum.to_owned()]).len(), 1);
        // The same day twice without a signature between.
        let form = "Individual Note\nPatient: Tad Roe   MRN: 1042\nSession Date: 05/11/2026\nHe spoke of the roof.\nSession \
                    Date: 05/12/2026\nHe spoke of the year.\nSigned: Ann Poe, LCSW 05/12/2026 2:00 PM\n";
        assert_eq!(days(&[form.to_owned()]).len(), 1);
    }
}
