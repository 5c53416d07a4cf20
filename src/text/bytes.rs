//! Looks for bytes many at a time, since nearly every reader asks nearly every byte.

/// Bytes that are looked at together: what one instruction of every processor compares.
const TOGETHER: usize = 16;

/// Returns the place of the first byte that passes. `passes` should be plain comparisons joined
/// with `|`, which the compiler makes on all the bytes of a group at once.
#[inline]
pub(crate) fn find(bytes: &[u8], passes: impl Fn(u8) -> bool) -> Option<usize> {
    let (groups, _) = bytes.as_chunks::<TOGETHER>();
    let one_passes = |group: &[u8; TOGETHER]| {
        let all = group.iter().map(|&byte| u8::from(passes(byte)));
        all.fold(0, |found, passes| found | passes) != 0
    };
    let skipped = groups.iter().take_while(|group| !one_passes(group)).count() * TOGETHER;
    let rest = bytes.get(skipped..).unwrap_or_default();
    // What is left over is looked at together too, with bytes before it that did not pass.
    if rest.len() < TOGETHER && bytes.last_chunk().is_some_and(|last| !one_passes(last)) {
        return None;
    }
    let place = rest.iter().position(|&byte| passes(byte))?;
    Some(skipped + place)
}

/// Returns whether a byte passes; see [`find`].
#[inline]
pub(crate) fn any(bytes: &[u8], passes: impl Fn(u8) -> bool) -> bool {
    find(bytes, passes).is_some()
}

/// Returns whether two bytes in a row pass, all pairs looked at together; see [`find`].
#[inline]
pub(crate) fn any_pair(bytes: &[u8], passes: impl Fn(u8, u8) -> bool) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let all = pairs.map(|(&first, &second)| u8::from(passes(first, second)));
    all.fold(0, |found, passes| found | passes) != 0
}

/// Returns whether three bytes in a row pass, all looked at together; see [`find`].
#[inline]
pub(crate) fn any_three(bytes: &[u8], passes: impl Fn(u8, u8, u8) -> bool) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let threes = pairs.zip(bytes.get(2..).unwrap_or_default());
    let all = threes.map(|((&first, &second), &third)| u8::from(passes(first, second, third)));
    all.fold(0, |found, passes| found | passes) != 0
}

/// Returns whether a text holds a digit.
pub(crate) fn has_digit(text: &str) -> bool {
    any(text.as_bytes(), |byte| byte.is_ascii_digit())
}

/// Returns how many bytes pass; see [`find`].
#[inline]
pub(crate) fn count(bytes: &[u8], passes: impl Fn(u8) -> bool) -> usize {
    // No group is so long that its count would not fit a byte.
    let groups = bytes.chunks(usize::from(u8::MAX));
    groups
        .map(|group| {
            let all = group.iter().map(|&byte| u8::from(passes(byte)));
            usize::from(all.sum::<u8>())
        })
        .sum()
}

/// Returns eight bytes from `at` on as a number, the first one lowest; past the end they are zero.
#[inline]
pub(crate) fn load(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        Some(eight) => u64::from_le_bytes(*eight),
        None => load_last(bytes, at),
    }
}

/// Does as [`load`] near the end. It stands apart so that the other case stays short.
#[inline(never)]
fn load_last(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match bytes.last_chunk::<8>() {
        // The last eight, with those before `at` pushed out.
        Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (8 * (8 - rest.len())),
        _ => {
            let number = |number, byte: &u8| number << 8 | u64::from(*byte);
            rest.iter().rev().fold(0, number)
        }
    }
}

/// Returns the high bit of each of eight bytes that is an ASCII letter.
#[inline]
pub(crate) fn letters(eight: u64) -> u64 {
    let folded = eight | 0x2020_2020_2020_2020;
    least(folded, b'a') & !least(folded, b'z' + 1) & !eight & HIGH
}

/// Returns the high bit of each of eight bytes that is an ASCII digit.
#[inline]
pub(crate) fn digits(eight: u64) -> u64 {
    least(eight, b'0') & !least(eight, b'9' + 1) & !eight & HIGH
}

/// Returns the high bit of each of eight bytes that is no control, no blank and no zero, or that
/// is not ASCII.
#[inline]
pub(crate) fn visible(eight: u64) -> u64 {
    (least(eight, b' ' + 1) | eight) & HIGH
}

/// Returns how many bytes, from the lowest on, have their high bit before one has not.
#[inline]
pub(crate) fn run(high_bits: u64) -> usize {
    ((high_bits ^ HIGH).trailing_zeros() / 8) as usize
}

/// Returns all bits of the first bytes of eight.
#[inline]
pub(crate) fn first(count: usize) -> u64 {
    // No shift may be of all the bits.
    u64::MAX
        .checked_shr(64 - 8 * count.min(8) as u32)
        .unwrap_or(0)
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// Sets the high bit of each ASCII byte that is at least `low`; no byte borrows from the next.
#[inline]
fn least(bytes: u64, low: u8) -> u64 {
    (bytes | HIGH) - u64::from(low) * 0x0101_0101_0101_0101
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_found_and_counted_as_one_by_one(text in "[ab,7é]{0,80}|a{0,600},?a{0,40}") {
            let bytes = text.as_bytes();
            for wanted in [b',', b'7', b'b', b'a'] {
                let first = bytes.iter().position(|byte| *byte == wanted);
                prop_assert_eq!(find(bytes, |byte| byte == wanted), first);
                let all = bytes.iter().filter(|byte| **byte == wanted).count();
                prop_assert_eq!(count(bytes, |byte| byte == wanted), all);
            }
            prop_assert_eq!(has_digit(&text), text.contains('7'));
            let pair = any_pair(bytes, |first, second| (first == b'a') & (second == b','));
            prop_assert_eq!(pair, text.contains("a,"));
            let three = any_three(bytes, |first, second, third| {
                (first == b'a') & (second == b',') & (third == b'b')
            });
            prop_assert_eq!(three, text.contains("a,b"));
        }

        #[test]
        fn eight_bytes_are_judged_as_one_by_one(bytes: Vec<u8>, at in 0_usize..20) {
            let loaded = load(&bytes, at);
            let mut eight = [0; 8];
            for (to, from) in eight.iter_mut().zip(bytes.get(at..).unwrap_or_default()) {
                *to = *from;
            }
            prop_assert_eq!(loaded.to_le_bytes(), eight);
            let judged = |high_bits: u64| high_bits.to_le_bytes().map(|byte| byte == 0x80);
            prop_assert_eq!(judged(letters(loaded)), eight.map(|byte| byte.is_ascii_alphabetic()));
            prop_assert_eq!(judged(digits(loaded)), eight.map(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(judged(visible(loaded)), eight.map(|byte| byte > b' '));
            let first = eight.iter().take_while(|byte| byte.is_ascii_alphabetic());
            prop_assert_eq!(run(letters(loaded)), first.count());
        }
    }
}
