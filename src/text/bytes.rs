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
    let place = rest.iter().position(|&byte| passes(byte))?;
    Some(skipped + place)
}

/// Returns whether a byte passes; see [`find`].
#[inline]
pub(crate) fn any(bytes: &[u8], passes: impl Fn(u8) -> bool) -> bool {
    find(bytes, passes).is_some()
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
        }
    }
}
