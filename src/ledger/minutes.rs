//! Minutes of a day with overlaps counted once.

/// A half-open interval of minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    start: u32,
    stop: u32,
}

impl Interval {
    /// Returns an interval; a stop before the start gives an empty one.
    pub fn new(start: u32, stop: u32) -> Self {
        Self {
            start,
            stop: stop.max(start),
        }
    }

    /// Returns how many minutes two intervals share.
    pub fn overlap(self, other: Self) -> u32 {
        self.stop
            .min(other.stop)
            .saturating_sub(self.start.max(other.start))
    }
}

/// Returns the minutes covered by at least one interval. Sorts the slice.
pub fn total_minutes(intervals: &mut [Interval]) -> u32 {
    intervals.sort_unstable();
    let mut total = 0;
    let mut reached = 0;
    for interval in intervals {
        let start = interval.start.max(reached);
        total += interval.stop.saturating_sub(start);
        reached = reached.max(interval.stop);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_counted_once() {
        let mut slots = [
            Interval::new(600, 660),
            Interval::new(630, 690),
            Interval::new(540, 545),
        ];
        assert_eq!(total_minutes(&mut slots), 95);
        assert_eq!(Interval::new(600, 660).overlap(Interval::new(655, 700)), 5);
        assert_eq!(Interval::new(600, 660).overlap(Interval::new(660, 700)), 0);
    }
}
