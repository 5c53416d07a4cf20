//! Finds dates, times of day and ranges of times in written notes. It does not decide what any
//! of them means; what a table's cell holds is read by `read::dates`.

mod dates;
mod ranges;
mod times;
mod written;

pub(crate) use dates::{FoundDate, find_compact_date, find_dates, find_partial_date, parse_date};
pub(crate) use ranges::{FoundRange, find_compact_range, find_ranges, reads_as_years};
pub(crate) use times::{
    FoundTime, Half, clock, find_labelled_times, find_times, find_times_beside,
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}|[0-9:/ .apm-]{0,60}") {
            let times = find_labelled_times(&text);
            find_ranges(&text, &times);
            parse_date(&text);
            find_partial_date(&text, 2026);
        }
    }
}
