//! Sums everything that is decided outside the record, so that what was judged under the same
//! policy is known again.

use super::{Edits, Policy};
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};

impl Policy {
    /// Returns a sum of the policy. It is the same for the same program only.
    pub fn sum(&self) -> [u8; 32] {
        let Self {
            facility,
            as_of,
            chart_complete,
            payers,
            contracts,
            rates,
            parameters,
            columns,
            calendar,
            sites,
            edits,
            selection,
        } = self;
        let mut sum = Sum(blake3::Hasher::new());
        let decided = (facility, as_of, chart_complete, payers, contracts, rates);
        let more = (parameters, columns, calendar, sites, selection);
        // A hasher takes everything.
        let _ = write!(sum, "{decided:?} {more:?}");
        let Edits { pairs, units } = edits;
        // Tables of millions of rows are not spelled out.
        (pairs, units).hash(&mut sum);
        *sum.0.finalize().as_bytes()
    }
}

struct Sum(blake3::Hasher);

impl Write for Sum {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl Hasher for Sum {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the first eight bytes; the sum is taken whole.
    fn finish(&self) -> u64 {
        let mut first = [0; 8];
        self.0.finalize_xof().fill(&mut first);
        u64::from_le_bytes(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ServiceDate;
    use crate::policy::{EditCode, EditSetting, Edition, PairEdit, PairTable};

    #[test]
    fn another_date_number_or_edit_gives_another_sum() {
        let policy = Policy::default();
        assert_eq!(policy.sum(), Policy::default().sum());
        let date = ServiceDate::new(2026, 1, 5);
        let dated = Policy {
            as_of: date,
            ..Policy::default()
        };
        let mut numbered = Policy::default();
        let number = [("clone.near".to_owned(), 91)].into();
        let set = numbered.parameters.override_with(&number);
        set.expect("a number that is known");
        let table = |indicator| {
            let edition = Edition {
                setting: EditSetting::Practitioner,
                label: String::new(),
                quarter: None,
                is_medicaid: false,
            };
            let row = PairEdit {
                first: EditCode::new("90837").expect("a code"),
                second: EditCode::new("90834").expect("a code"),
                from: date.expect("a date"),
                to: None,
                indicator,
            };
            let mut policy = Policy::default();
            policy.edits.pairs.push(PairTable::new(edition, vec![row]));
            policy
        };
        let sums = [policy, dated, numbered, table(0), table(1)].map(|policy| policy.sum());
        for (place, sum) in sums.iter().enumerate() {
            assert!(!sums[..place].contains(sum), "{place}");
        }
    }
}
