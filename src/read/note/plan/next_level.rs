//! Reads the level of care that a plan puts after its own, with how much of it: `PHP 5 days per week,
//! est. 2 weeks, then IOP 3 days x 3 hours`. A step down that is only hoped for plans nothing yet.

use crate::model::LevelOfCare;
use crate::read::note::level::level_from_text;
use crate::read::note::view::NoteView;
use crate::text::Located;

/// What comes before the next level.
const THEN: [&str; 9] = [
    "then ",
    "followed by ",
    "step down to ",
    "step-down to ",
    "stepping down to ",
    "transition to ",
    "transitioning to ",
    "reduce to ",
    "taper to ",
];

/// Returns the level that a plan puts after its own, with its place.
pub(super) fn read_next_level(view: &NoteView<'_>) -> Option<Located<LevelOfCare>> {
    let lines: Vec<_> = view.body_lines().collect();
    lines.iter().enumerate().find_map(|(at, (index, line))| {
        let lower = line.text.to_ascii_lowercase();
        let cue = THEN.iter().find_map(|cue| Some((lower.find(cue)?, cue)))?;
        let from = cue.0 + cue.1.len();
        let begins_word = lower
            .get(..cue.0)?
            .ends_with(|c: char| !c.is_alphanumeric());
        let rest = line.text.get(from..)?;
        let near = rest.get(..rest.char_indices().nth(48).map_or(rest.len(), |(at, _)| at))?;
        let near = near.split(['.', ';']).next().unwrap_or(near);
        let (level, place) = level_from_text(near)?;
        // How much may stand on the next line.
        let next = lines.get(at + 1).map_or("", |(_, line)| line.text);
        let behind = format!("{} {}", rest.get(place.end..)?, next.trim_start());
        let says = begins_word && place.start <= 12 && is_dosed(&behind);
        says.then(|| {
            let bytes = from + place.start..from + place.end;
            Located::new(level, view.place(*index, bytes))
        })
    })
}

/// Returns whether a text begins with how often or how long something is given.
fn is_dosed(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let mut words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !matches!(*word, "at" | "for" | "level" | "program"));
    let Some(number) = words.next() else {
        return false;
    };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return false;
    }
    let unit = number.get(digits..).unwrap_or_default();
    let unit = if unit.is_empty() {
        words.next().unwrap_or_default()
    } else {
        unit
    };
    ["day", "d", "x", "hour", "hr", "h", "time", "week", "wk"]
        .iter()
        .any(|known| {
            unit.strip_prefix(known)
                .is_some_and(|tail| tail.is_empty() || tail == "s")
        })
}

#[cfg(test)]
mod tests {
    use super::is_dosed;

    #[test]
    fn only_a_dose_makes_a_next_level_planned() {
        for (text, want) in [
            (" 3 days x 3 hours.", true),
            (" 3x/week for 3 hours", true),
            (" for 4 weeks", true),
            (" 9 hrs/wk", true),
            (" when stable.", false),
            (" (2.1) by 2026", false),
            (", estimated 3/17/2026", false),
            ("", false),
        ] {
            assert_eq!(is_dosed(text), want, "{text}");
        }
    }
}
