//! Reads numbers of minutes that are written in words, as dictated notes do: `twenty-four minutes`.

/// Numbers below twenty, each at its place.
const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Tens, from twenty on.
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// Returns the number with which a text begins, in digits or in words below a hundred, and the
/// bytes that it takes.
pub(super) fn leading(text: &str) -> Option<(u32, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return Some((text.get(..digits)?.parse().ok()?, digits));
    }
    let word = letters(text);
    let at = |list: &[&str], word: &str| {
        let place = list
            .iter()
            .position(|known| word.eq_ignore_ascii_case(known))?;
        u32::try_from(place).ok()
    };
    if let Some(number) = at(&ONES, word) {
        return Some((number, word.len()));
    }
    let tens = (at(&TENS, word)? + 2) * 10;
    let rest = text.get(word.len()..)?;
    let joined = rest.strip_prefix(['-', ' ']).map(letters);
    let one = joined.and_then(|word| Some((at(&ONES, word)?, word.len())));
    Some(match one.filter(|(one, _)| (1..10).contains(one)) {
        Some((one, length)) => (tens + one, word.len() + 1 + length),
        None => (tens, word.len()),
    })
}

fn letters(text: &str) -> &str {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    text.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::leading;

    #[test]
    fn numbers_in_words_are_read() {
        for (text, want) in [
            ("twenty-four minutes", Some((24, 11))),
            ("Forty five minutes", Some((45, 10))),
            ("sixty minutes", Some((60, 5))),
            ("fifty to sixty", Some((50, 5))),
            ("fifteen", Some((15, 7))),
            ("28 min", Some((28, 2))),
            ("minutes", None),
            ("", None),
        ] {
            assert_eq!(leading(text), want, "{text}");
        }
    }
}
