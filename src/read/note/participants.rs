//! Finds how many took part in a group.

use super::guards::Guard;
use super::labels::Label;
use super::view::NoteView;
use crate::text::bytes::has_digit;
use crate::text::{Located, Pattern};
use std::sync::LazyLock;

static IN_WORDS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\(?\b(\d{1,2})\s+(?:group\s+)?(?:members|participants|clients|patients|residents|attendees|individuals|group\s+members|peers)\s*(?:\)|present\b|attended\b|in\s+(?:attendance|group)\b|participated\b|were\s+present\b|total\b)
        |(?:^\s*|[.;(\[|]\s*|\bgroup\s+)(?:members|participants|clients|patients|residents|attendees)\s+(?:present|attending|in\s+(?:attendance|group))\s*[:=]\s*(\d{1,2})\b
        |\b(?:group\s+of|with|attended\s+by|consisted\s+of|total\s+of)\s+(\d{1,2})\s+(?:members|participants|clients|patients|residents|individuals)\b
        |\bgroup\s+size\s*[:=]\s*(\d{1,2})\b
        |(?:^\s*|[.,;(]\s*)(\d{1,2})\s+(?:participants|attendees)\s*(?:[.,;)]|$)",
    )
});

/// A count that stands alone among the columns, bars or brackets of a heading: `Process Group   21
/// members   In person`, `Relapse Prevention (8 clients)`, `Number of participants 19`. In running
/// text such words may count the members of a family.
static IN_HEADING: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)(?:^\s*|\s{2,}|\t|[(\[|,;•·]\s*)(\d{1,2})\s+(?:group\s+)?(?:members|participants|clients|patients|residents|attendees)\s*[.]?(?:$|\s{2,}|\t|[)\]|,;•·])
        |\b(?:number|no\.|total)\s+(?:of\s+)?(?:group\s+)?(?:members|participants|clients|patients|residents|attendees)(?:\s+(?:present|in\s+(?:group|attendance)))?\s+(\d{1,2})\s*(?:$|\s{2,}|\t|[)\]|,;•·])
        |(?:^\s*|\s{2,}|\t|[(\[|,;•·]\s*)group\s+(?:of|size)\s*[:=]?\s*(\d{1,2})\s*[.]?(?:$|\s{2,}|\t|[)\]|,;•·])",
    )
});

/// Words before a number that is the most a group may have.
const LIMITS: [&str; 9] = [
    "max",
    "max.",
    "maximum",
    "maximum of",
    "limit",
    "limit of",
    "limited to",
    "up to",
    "capacity",
];

/// Words of which one stands in every match.
pub(super) const WORDS: [&str; 10] = [
    "members",
    "participants",
    "clients",
    "patients",
    "residents",
    "attendees",
    "individuals",
    "peers",
    "group of",
    "group size",
];

/// Returns the number of participants that a note states.
pub(crate) fn read_participants(view: &NoteView<'_>) -> Option<Located<u32>> {
    labelled(view)
        .or_else(|| counted(view, &IN_WORDS, usize::MAX))
        .or_else(|| counted(view, &IN_HEADING, view.header_end.max(view.from + 4)))
}

/// Returns the first count that a pattern finds above a line.
fn counted(
    view: &NoteView<'_>,
    pattern: &LazyLock<Option<Pattern>>,
    above: usize,
) -> Option<Located<u32>> {
    let pattern = pattern.as_ref()?;
    let lines = view.body_lines().take_while(|(index, _)| *index < above);
    lines
        .filter(|(_, line)| line.may(Guard::Counts) && has_digit(line.text))
        .find_map(|(index, line)| {
            let captures = pattern.captures(line.text)?;
            let number = (1..=5).find_map(|group| captures.get(group))?;
            let before = line.text.get(..number.start())?.trim_end();
            let before = before.to_ascii_lowercase();
            // "Maximum group size: 12".
            let of_limit = before.ends_with([':', '=']) && {
                let near = before.rsplit(['.', ';', ',']).next().unwrap_or_default();
                ["max", "limit", "capacity"]
                    .iter()
                    .any(|word| near.contains(word))
            };
            if of_limit || LIMITS.iter().any(|limit| before.ends_with(limit)) {
                return None;
            }
            let count = number
                .as_str()
                .parse()
                .ok()
                .filter(|count| (1..=60).contains(count))?;
            Some(Located::new(count, view.place(index, number.range())))
        })
}

fn labelled(view: &NoteView<'_>) -> Option<Located<u32>> {
    view.labelled(Label::Participants).find_map(|field| {
        let value = view.value(field);
        let start = value.find(|c: char| c.is_ascii_digit())?;
        // "Census: 4/5/2026" or a list of names is no count.
        if start > 24 {
            return None;
        }
        let rest = value.get(start..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(digits..)?.chars().next();
        if digits > 2
            || after.is_some_and(|c| matches!(c, '/' | '-' | ':') && rest.len() > digits + 1)
            || rest
                .get(digits..)
                .and_then(|tail| tail.strip_prefix('.'))
                .is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        let count = rest
            .get(..digits)?
            .parse()
            .ok()
            .filter(|count| (1..=60).contains(count))?;
        Some(Located::new(
            count,
            view.part_span(field, start..start + digits),
        ))
    })
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn present(line: &str) -> Option<u32> {
        let text = format!(
            "GROUP NOTE   06/02/2026   11:31 AM - 12:37 PM\nPatient: Doe, Jane   MRN: 1042\n{line}\n\nIntervention: The leader taught a skill. 3 members shared, and 14 members.\nResponse: She spoke of her 2 family members and three members of the choir.\n"
        );
        let pages = [Page::plain(1, &text)];
        let mut found = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        assert_eq!(found.len(), 1, "{line}");
        found.remove(0).participants.map(|count| count.value)
    }

    #[test]
    fn reads_counts_in_labels_headings_and_sentences() {
        for line in [
            "Group: Boundaries        Participants in group: 19",
            "Clients in Group: 19",
            "Process Group   19 members   In person",
            "Process Group (19 members)",
            "Coping skills, 0930-1015, 19 patients.",
            "Number of participants 19",
            "Process Group | 19 participants | Room 2",
            "ACTIVITY (MUSIC) THERAPY   11:50 AM-12:50 PM  60 min  Group of 19",
            "# in Group: 19",
            "Number of participants: 19. The room was loud.",
            "Led by Ann Roe, LPC. 19 clients present.",
            "D: Topic: family roles. Members present: 19. The room was loud at first.",
            "D: Family roles (group members in attendance: 19), led by two staff.",
            "Intervention: Grief group, 19 participants. Taught a ritual.",
            "DBT skills, week 3. 19 participants, led by Ann Roe.",
            "Data: Group size: 19, in the large room.",
        ] {
            assert_eq!(present(line), Some(19), "{line}");
        }
    }

    #[test]
    fn other_numbers_of_people_are_no_count() {
        for line in [
            "Topic: 19 family members and one dog",
            "Topic: what 2 members shared last week",
            "Topic: boundaries, for up to 12 members",
            "Process Group (max 12 members)",
            "Topic: a group of 19 friends",
            "Topic: Family Roles",
            "D: She named the family members present: 19 in all.",
            "D: Members present: not counted. Next group 19 May.",
            "D: Maximum group size: 12, as the contract says.",
            "D: He read of a study of 30 participants.",
        ] {
            assert_eq!(present(line), None, "{line}");
        }
    }
}
