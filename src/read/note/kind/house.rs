//! Tells the word "group" in the name of a house or a practice from a session's.

use super::fold;

/// Returns whether the word "group" stands in a name for a place or a practice, and nowhere else.
pub(super) fn names_a_house(text: &str) -> bool {
    const BEHIND: [&str; 18] = [
        // How a firm's name ends.
        "pllc",
        "llc",
        "inc",
        "pc",
        "p",
        "pa",
        "llp",
        "ltd",
        "corp",
        "associates",
        "home",
        "homes",
        "living",
        "care",
        "residence",
        "practice",
        "number",
        "id",
    ];
    // "Juniper Behavioral Group" is a practice, "Cognitive Behavioral Group" a session.
    const BEFORE: [&str; 8] = [
        "behavioral",
        "medical",
        "physician",
        "physicians",
        "psychological",
        "psychology",
        "neuropsychology",
        "neuropsychological",
    ];
    let folded = fold(text);
    let is_therapy = ["cognitive", "dialectical", "rational"]
        .iter()
        .any(|word| folded.contains(word));
    let mut before = "";
    let mut words = folded.split(' ').filter(|word| !word.is_empty()).peekable();
    let (mut all, mut houses) = (0, 0);
    while let Some(word) = words.next() {
        if matches!(word, "group" | "groups") {
            all += 1;
            let of_house = words.peek().is_some_and(|next| BEHIND.contains(next));
            let of_firm = word == "group" && BEFORE.contains(&before) && !is_therapy;
            houses += usize::from(of_house || of_firm);
        }
        before = word;
    }
    all > 0 && all == houses
}
