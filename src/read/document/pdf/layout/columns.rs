//! Finds columns of prose that stand side by side.

use super::Segment;

/// Lines that a column of prose must have to be read by itself.
const COLUMN_LINES: usize = 6;

/// Two columns of prose side by side.
pub(super) struct Band {
    /// The right column's left edge, or a little less.
    pub(super) gutter: f32,
    /// The first segment of the columns.
    pub(super) from: usize,
    /// One past their last.
    pub(super) to: usize,
}

impl Band {
    /// Returns the word of a segment that begins the right column, where one does.
    pub(super) fn word_behind(&self, segment: &Segment<'_>) -> Option<usize> {
        let at = segment
            .words
            .iter()
            .position(|word| word.u0 >= self.gutter)?;
        let word = segment.words.get(at)?;
        let before = segment.words.get(at.checked_sub(1)?)?;
        (word.u0 < self.gutter + 5.0 && word.u0 - before.u1 > 0.2 * word.size).then_some(at)
    }

    fn is_crossed_by(&self, segment: &Segment<'_>) -> bool {
        segment.u0 < self.gutter - 4.0
            && segment.u1 > self.gutter + 4.0
            && self.word_behind(segment).is_none()
    }
}

/// Finds two columns of prose side by side. Labels beside values are no prose and stay on their
/// lines.
pub(super) fn find_columns(segments: &[Segment<'_>]) -> Option<Band> {
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
        let mut best = Band {
            gutter: edge - 1.0,
            from: 0,
            to: 0,
        };
        let mut from = 0;
        for index in 0..=segments.len() {
            if segments
                .get(index)
                .is_none_or(|segment| best.is_crossed_by(segment))
            {
                if index - from > best.to - best.from {
                    (best.from, best.to) = (from, index);
                }
                from = index + 1;
            }
        }
        trim(segments, &mut best);
        let band = segments.get(best.from..best.to)?;
        let side = |left: bool| {
            band.iter()
                .filter(move |segment| (segment.u0 < best.gutter) == left)
        };
        let (left, right) = (prose(side(true)), prose(side(false)));
        // One column may hold a list, as long as the other fills its lines with words.
        (left.max(right) >= 60 && left.min(right) >= 40).then_some(best)
    })
}

/// Takes a page number or title that stands apart over or under the columns out of the band.
fn trim(segments: &[Segment<'_>], band: &mut Band) {
    let pitch = super::line_pitch(segments.get(band.from..band.to).unwrap_or_default());
    let apart = |upper: usize, lower: usize| {
        matches!(
            (segments.get(upper), segments.get(lower)),
            (Some(upper), Some(lower)) if lower.v - upper.v > 1.8 * pitch
        )
    };
    while band.to > band.from + 1 && apart(band.to - 2, band.to - 1) {
        band.to -= 1;
    }
    while band.to > band.from + 1 && apart(band.from, band.from + 1) {
        band.from += 1;
    }
}

/// Returns how many of a column's segments fill it with words, in percent; 0 where they are too
/// few or hold too few words for prose.
fn prose<'s, 'g: 's>(segments: impl Iterator<Item = &'s Segment<'g>> + Clone) -> usize {
    let count = segments.clone().count();
    let words: usize = segments.clone().map(|segment| segment.words.len()).sum();
    if count < COLUMN_LINES || words < 4 * count {
        return 0;
    }
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
    100 * full / count
}
