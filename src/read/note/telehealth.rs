//! Reads what a note says of a service held at a distance: by what means, where patient and
//! clinician were, whether the patient agreed. A visit that is only planned or declined is none.

use super::guards::Guard;
use super::view::NoteView;
use crate::model::{NoteKind, Telehealth, TelehealthModality};
use crate::text::{Located, Pattern, Span};
use std::ops::Range;
use std::sync::LazyLock;

fn pattern(text: &str) -> Option<Pattern> {
    Pattern::new(text)
}

static VIDEO: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:secure\s+)?(?:live\s+)?(?:audio[/ -]?(?:and|&)?[/ -]?)?video(?:[- ]?conferenc\w+|\s+(?:visit|session|platform|call|technology|telehealth))?|televideo|a/v|audio[/ -]?(?:(?:and|&|\+)[/ -])?visual|(?-i:AV)\s+(?:visit|session|appointment|appt|platform|connection|tele\w+)|(?:via|secure|two[- ]way|live)\s+(?-i:AV)|(?:via|by|over|on|through|using)\s+(?:hipaa[- ]compliant\s+)?(?:zoom|doxy(?:\.me)?|teams|webex|google\s+meet|facetime|vsee))\b",
    )
});

static AUDIO: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:audio[- ]only|(?:session|visit|seen|conducted|held|provided|services?|met|therapy)\b[^.]{0,40}\b(?:by|via|over)\s+(?:tele)?phone|telephonic(?:ally)?\s+(?:session|visit)|(?:tele)?phone[- ]only|(?:tele)?phone\s+(?:session|visit|appointment))\b",
    )
});

static DISTANT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:tele-?health|tele-?medicine|tele-?psych\w*|tele-?therapy|virtual(?:ly)?\s+(?:visit|session|group|iop|php)|(?:held|met|seen|conducted)\s+virtually)\b",
    )
});

static NOT_NOW: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:declin\w+|refus\w+|offered|prefers?\s+in[- ]person|next\s+(?:session|visit|appointment)|will\s+(?:be|meet|have|attend)|watch\w*|recorded|educational|psychoeducation|scheduled|not\s+(?:via|by|appropriate|a\s+candidate)|in\s+case\s+(?:of\s+)?(?:snow|ice|storms?|bad|weather|illness|sickness|transport\w*|car|she|he|they|pt|client|patient|roads?|the\s+(?:roads?|car|bus|weather))|if\s+(?:unable|needed|weather|snow\w*|ice|icy|roads?|sick|ill|travel\w*|transport\w*|(?:she|he|they|pt|client|patient|mom|dad|mother|father)\s+(?:can(?:no|'|’)t|is\s+(?:unable|sick|ill|away|snowed)))\b|back-?up\s+(?:video|telehealth)|consent\s+videos?\s*(?:[.,;:)]|$|and\b|was\b|on\b|watched|viewed|shown|seen|played|completed|given|reviewed)|(?:ect|tms|training|orientation|instruction\w*|safety|teaching|education)\s+videos?|option|yes\s*/\s*no|\[\s*\])",
    )
});

static PATIENT_AT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:patient|client|pt|member|individual)(?:'s)?\s+(?:is\s+|was\s+)?(?:physically\s+)?(?:location|located|participated\s+from|joined\s+from|at\s+(?:own\s+)?home|in\s+(?:his|her|their)\s+(?:home|car|residence))|\boriginating\s+site\b",
    )
});

/// Where patients are during a visit by video, told on the line that speaks of it.
static PLACES: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:in|at|from)\s+(?:(?:his|her|their|a|the)\s+)?(?:own\s+|parked\s+|college\s+)?(?:home|house|flat|apartment|apt|dorm(?:itory)?(?:\s+room)?|bedroom|car|truck|residence|break\s*room|(?:mother|mom|father|dad|parent|sister|brother|grandmother|girlfriend|boyfriend|friend|partner)s?['’]s?|shelter|sober\s+(?:house|living))(?:\b|\s|[.,;]|$)",
    )
});

static PROVIDER_AT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:provider|clinician|therapist|prescriber|counselor|writer)(?:'s)?\s+(?:is\s+|was\s+)?(?:physically\s+)?(?:location|located|at\s+(?:the\s+)?(?:office|clinic|home))|\bdistant\s+site\b",
    )
});

static CONSENT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\bconsent\w*\b[^.]{0,60}\b(?:tele-?\w+|video|virtual|audio)|\b(?:tele-?\w+|video|virtual|audio)\b[^.]{0,60}\bconsent",
    )
});

/// Returns what a note says of telehealth; `None` when it says nothing.
pub(super) fn read_telehealth(view: &NoteView<'_>, kind: NoteKind) -> Option<Telehealth> {
    // A consent form speaks of telehealth in general.
    if matches!(kind, NoteKind::Administrative | NoteKind::TreatmentPlan) {
        return None;
    }
    let lines = spoken_of(view);
    if lines.is_empty() {
        return None;
    }
    let first = |pattern: &Option<Pattern>, now: bool| first(view, &lines, pattern, now);
    let anywhere = |pattern: &Option<Pattern>| {
        let all: Vec<usize> = view.body_lines().map(|(index, _)| index).collect();
        self::first(view, &all, pattern, false)
    };
    let modality = [
        (&AUDIO, TelehealthModality::AudioOnly),
        (&VIDEO, TelehealthModality::Video),
        (&DISTANT, TelehealthModality::Unspecified),
    ]
    .into_iter()
    .find_map(|(pattern, modality)| {
        first(pattern, true).map(|span| Located::new(modality, span))
    })?;
    // "Video" alone may be a film shown in a group; something else must say that it was a visit.
    let patient_location = anywhere(&PATIENT_AT);
    let provider_location = anywhere(&PROVIDER_AT);
    let consent = anywhere(&CONSENT);
    let distant = first(&DISTANT, true).is_some();
    let sure = distant
        || patient_location.is_some()
        || consent.is_some()
        || modality.value == TelehealthModality::AudioOnly
        || first(&PLATFORM, true).is_some();
    let patient_location = patient_location.or_else(|| first(&PLACES, true));
    sure.then_some(Telehealth {
        modality,
        patient_location,
        provider_location,
        consent,
    })
}

static PLATFORM: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:zoom|doxy|webex|facetime|vsee|televideo|hipaa[- ]compliant)\b|\b(?:secure|live)\s+video\b|\bvideo\s+(?:visit|session|telehealth)\b|\b(?-i:AV)\s+(?:visit|session|appointment|appt)\b|\baudio[/ -]?(?:(?:and|&|\+)[/ -])?visual\s+(?:visit|session|telehealth|appointment)\b",
    )
});

/// In every match of [`AUDIO`], [`VIDEO`], [`DISTANT`] and [`PLATFORM`], which cost several times
/// as much: a telephone alone is no visit.
static SPOKEN: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    pattern(
        r"(?i)audio|video|a/v|\bav\s+(?:visit|session|app|platform|connection)|(?:via|secure|way|live)\s+av\b|\b(?:by|via|over)\s+(?:tele)?phone|telephonic|phone[- ]only|phone\s+(?:session|visit|appointment)|tele-?(?:health|medicine|psych|therapy)|virtual|zoom|doxy|teams|webex|google\s+meet|facetime|vsee|hipaa[- ]compliant",
    )
});

/// Returns the lines that may speak of a service at a distance; most notes have none.
fn spoken_of(view: &NoteView<'_>) -> Vec<usize> {
    let speaks = |text: &str| SPOKEN.as_ref().is_some_and(|words| words.is_match(text));
    view.body_lines()
        .filter(|(_, line)| line.may(Guard::Distant) && speaks(line.text))
        .map(|(index, _)| index)
        .collect()
}

/// Words of distance.
pub(super) const WORDS: [&str; 22] = [
    "tele",
    "video",
    "phone",
    "zoom",
    "doxy",
    "virtual",
    "audio",
    "webex",
    "facetime",
    "vsee",
    "teams",
    "google meet",
    "a/v",
    "av visit",
    "av session",
    "av app",
    "av platform",
    "av connection",
    "via av",
    "secure av",
    "way av",
    "live av",
];

fn first(
    view: &NoteView<'_>,
    lines: &[usize],
    pattern: &Option<Pattern>,
    now: bool,
) -> Option<Span> {
    let pattern = pattern.as_ref()?;
    lines.iter().find_map(|&index| {
        let line = view.line(index)?;
        let found = told(pattern, line.text)?;
        let planned = now && NOT_NOW.as_ref().is_some_and(|p| p.is_match(line.text));
        (!planned).then(|| view.place(index, found))
    })
}

/// Returns the first match that tells of a visit: "Denies A/V hallucinations" tells of voices.
fn told(pattern: &Pattern, text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    loop {
        let found = pattern.find(text.get(from..)?)?;
        let found = from + found.start..from + found.end;
        let written = text.get(found.clone())?;
        let behind = text.get(found.end..)?.trim_start_matches([' ', '/']);
        let mut letters = behind.chars().map(|letter| letter.to_ascii_lowercase());
        let is_of_voices = written.ends_with(['v', 'V', 'l', 'L'])
            && letters.next() == Some('h')
            && letters
                .next()
                .is_none_or(|next| !next.is_alphabetic() || next == 'a');
        if !is_of_voices {
            return Some(found);
        }
        from = found.end;
    }
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    /// Returns modality, and which of patient, provider and consent the note speaks of.
    fn telehealth(words: &str) -> String {
        let text = format!(
            "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n{words}\nSigned: Ann Roe, LCSW 04/05/2026\n"
        );
        let notes = from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        notes.first().and_then(|note| note.telehealth).map_or_else(
            || "-".to_owned(),
            |found| {
                let mark =
                    |is: bool, letter: &str| if is { letter.to_owned() } else { String::new() };
                format!(
                    "{:?}{}{}{}",
                    found.modality.value,
                    mark(found.patient_location.is_some(), " patient"),
                    mark(found.provider_location.is_some(), " provider"),
                    mark(found.consent.is_some(), " consent"),
                )
            },
        )
    }

    #[test]
    fn reads_means_places_and_consent() {
        for (words, want) in [
            (
                "Session held via Zoom. Client located at home in Ohio, therapist located in office. Client consented to telehealth.",
                "Video patient provider consent",
            ),
            ("Location: Telehealth via secure video", "Video"),
            ("Telephone only, by pt's choice.", "AudioOnly"),
            ("Phone visit, camera broken.", "AudioOnly"),
            (
                "Session was conducted by phone at client's request.",
                "AudioOnly",
            ),
            (
                "By secure two-way video, Petra in her flat in town, I in the office; she consented to video.",
                "Video patient consent",
            ),
            (
                "Telehealth visit, client at her mother's.",
                "Unspecified patient",
            ),
            (
                "Telehealth visit from his parked car.",
                "Unspecified patient",
            ),
            (
                "Telehealth visit. Talked of work.\nFought in the flat.",
                "Unspecified",
            ),
            (
                "Telehealth visit. Patient located in car.",
                "Unspecified patient",
            ),
            ("AV visit. Pt location: dorm.", "Video patient"),
            ("Two-way AV session, pt at home.", "Video patient"),
            (
                "Telehealth, audio and visual. Client located at home.",
                "Video patient",
            ),
            ("Telehealth by A/V, pt at home.", "Video patient"),
            (
                "Telehealth visit. Denies A/V hallucinations. Pt at home.",
                "Unspecified patient",
            ),
        ] {
            assert_eq!(telehealth(words), want, "{words}");
        }
    }

    #[test]
    fn planned_declined_and_films_are_none() {
        for words in [
            "Client declined telehealth and came to the office.",
            "Next session will be by video visit.",
            "Her telephone is only for work.",
            "Group watched a video on triggers.",
            "Discussed risk/benefit, consent video.",
            "Consent video viewed with her husband.",
            "Given the video visit link in case of snow.",
            "We can do a video visit if she cannot drive.",
            "Denies A/V hallucinations. Pt at home with mother until Monday.",
            "Her AV club meets Mondays.",
            "She talked about calling her sister by phone last night.",
        ] {
            assert_eq!(telehealth(words), "-", "{words}");
        }
    }
}
