//! Tells whether a note gives ground to take shaking, sweats and the like for signs of withdrawal. In
//! a note that names no substance, scale or withdrawal they are of fear, food, fever or sleep.

use super::any_word::AnyWord;
use std::sync::LazyLock;

/// Scales, states and treatments of withdrawal: anywhere in the note they are ground enough.
static OF_WITHDRAWAL: LazyLock<AnyWord> = LazyLock::new(|| {
    AnyWord::new(&[
        "ciwa",
        "cows",
        "withdrawal",
        "withdrawals",
        "w/d",
        "wd",
        "withdrawing",
        "detox",
        "detoxed",
        "detoxing",
        "dts",
        "librium",
        "chlordiazepoxide",
        "ativan",
        "lorazepam",
        "phenobarb",
        "phenobarbital",
        "suboxone",
        "subutex",
        "buprenorphine",
        "bup",
        "methadone",
        "lofexidine",
        "dopesick",
        "taper",
        "clonidine",
    ])
});
/// Substances: near the sign they are.
static SUBSTANCES: LazyLock<AnyWord> = LazyLock::new(|| {
    AnyWord::new(&[
        "alcohol",
        "etoh",
        "drink",
        "drinks",
        "drinking",
        "drank",
        "drunk",
        "vodka",
        "beer",
        "beers",
        "wine",
        "liquor",
        "whiskey",
        "heroin",
        "fentanyl",
        "fent",
        "opioid",
        "opioids",
        "opiate",
        "opiates",
        "oxycodone",
        "percocet",
        "pills",
        "benzo",
        "benzos",
        "xanax",
        "alprazolam",
        "klonopin",
        "clonazepam",
        "meth",
        "methamphetamine",
        "cocaine",
        "crack",
        "kratom",
        "sober",
        "substance",
        "relapse",
        "relapsed",
        "uds",
        "last use",
    ])
});
/// How far around a sign substances are looked for, in bytes.
const NEAR: usize = 400;
/// A shorter text tells too little to show that a ground is missing.
const SHORT: usize = 160;

/// Returns whether the whole note gives ground.
pub(super) fn is_note_of_it(text: &str) -> bool {
    text.len() < SHORT || OF_WITHDRAWAL.is_in(text)
}

/// Returns whether a substance is named near a place.
pub(super) fn is_near(text: &str, from: usize, to: usize) -> bool {
    let low = text.floor_char_boundary(from.saturating_sub(NEAR));
    let high = text.floor_char_boundary(to + NEAR);
    let around = text.get(low..high).unwrap_or(text);
    SUBSTANCES.is_in(around)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_is_a_scale_a_drug_or_a_substance_near() {
        let fear = "frightened of vomiting, of school, and since january of the bus. she has \
                    missed forty days since thanksgiving and will not eat away from home. sleeps \
                    well in her mother's room and has two friends.";
        assert!(!is_note_of_it(fear));
        assert!(!is_near(fear, 14, 22));
        assert!(is_note_of_it(&format!("{fear} ciwa 2.")));
        assert!(is_near(&format!("drank daily. {fear}"), 27, 35));
        assert!(!is_near(&format!("{fear}{fear}{fear} drank"), 14, 22));
        assert!(is_note_of_it("tremor, sweats."));
    }
}
