//! Finds columns of prose that stand side by side.

use super::Segment;

/// Lines that a column of prose must have to be read by itself.
const COLUMN_LINES: usize = 6;

/// Finds two columns of prose side by side: returns the right column's left edge and the
/// segments between which they stand. Labels beside values are no prose and stay on their lines.
pub(super) fn find_columns(segments: &[Segment<'_>]) -> Option<(f32, usize, usize)> {
    if segments.len() < 2 * COLUMN_LINES {
        return None;
    }
    let mut edges: Vec<f32> = segments.iter().map(|segment| segment.u0).collect();
    edges.sort_by(f32::total_cmp);
    let leftmost = *edges.first()?;
    let mut candidates: Vec<(usize, f32)> = Vec::new();
    let mut start = 0;
    for index in 0..edges.len() {
        let edge = *edges.get(index)?;
        while edges.get(start).is_some_and(|first| edge - first > 3.0) {
            start += 1;
        }
        let count = index + 1 - start;
        if count >= COLUMN_LINES && edge - leftmost > 60.0 {
            candidates.push((count, *edges.get(start)?));
        }
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    candidates.dedup_by(|a, b| (a.1 - b.1).abs() < 6.0);
    candidates.into_iter().take(4).find_map(|(_, edge)| {
        let gutter = edge - 1.0;
        let crosses =
            |segment: &Segment<'_>| segment.u0 < gutter - 4.0 && segment.u1 > gutter + 4.0;
        let mut best: Option<(usize, usize)> = None;
        let mut from = 0;
        for index in 0..=segments.len() {
            if segments.get(index).is_none_or(crosses) {
                if best.is_none_or(|(a, b)| index - from > b - a) {
                    best = Some((from, index));
                }
                from = index + 1;
            }
        }
        let (from, to) = best?;
        let band = segments.get(from..to)?;
        let side = |left: bool| {
            band.iter()
                .filter(move |segment| (segment.u0 < gutter) == left)
        };
        (is_prose(side(true)) && is_prose(side(false))).then_some((gutter, from, to))
    })
}

/// Returns whether most segments are lines that fill their column with words.
fn is_prose<'s, 'g: 's>(segments: impl Iterator<Item = &'s Segment<'g>> + Clone) -> bool {
    let count = segments.clone().count();
    let words: usize = segments.clone().map(|segment| segment.words.len()).sum();
    let left = segments
        .clone()
        .map(|segment| segment.u0)
        .fold(f32::MAX, f32::min);
    let right = segments
        .clone()
        .map(|segment| segment.u1)
        .fold(f32::MIN, f32::max);
    let full = segments
        .filter(|segment| segment.u1 - segment.u0 > 0.7 * (right - left))
        .count();
    count >= COLUMN_LINES && words >= 4 * count && full * 10 >= count * 6
}
