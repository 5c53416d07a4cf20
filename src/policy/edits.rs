//! Tables of the National Correct Coding Initiative, as the user supplies them: which two codes
//! are not paid together, and how many units of one code are paid. None is shipped, since the
//! files stand under a licence that each user accepts.

use crate::model::{ProcedureCode, ServiceDate};

/// Whose claims a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditSetting {
    /// Professional claims.
    Practitioner,
    /// Outpatient institutional claims.
    OutpatientHospital,
    /// Suppliers of equipment.
    Supplier,
}

/// Which edition of a table a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edition {
    /// Whose claims it is for.
    pub setting: EditSetting,
    /// Its name in messages: `2026 Q1`, or the file's name where that tells no quarter.
    pub label: String,
    /// First and last day of its quarter, where the file tells it.
    pub quarter: Option<(ServiceDate, ServiceDate)>,
    /// Whether it is Medicaid's edition.
    pub is_medicaid: bool,
}

impl Edition {
    /// Returns whether the edition is known to hold on a date.
    pub fn holds_on(&self, date: ServiceDate) -> bool {
        self.quarter
            .is_some_and(|(from, to)| from <= date && date <= to)
    }
}

/// Two codes of which the second is not paid beside the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairEdit {
    /// The code that is paid.
    pub first: EditCode,
    /// The code that is not.
    pub second: EditCode,
    /// First date of service.
    pub from: ServiceDate,
    /// Last date of service; `None` where it still holds.
    pub to: Option<ServiceDate>,
    /// 0: never paid together; 1: paid with a modifier that tells the services apart.
    pub indicator: u8,
}

/// Most units of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitEdit {
    /// The code.
    pub code: EditCode,
    /// Most units.
    pub units: u32,
    /// How it is judged: 1 by line, 2 by day and absolute, 3 by day and open to appeal.
    pub basis: u8,
}

/// A procedure code of five characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditCode([u8; 5]);

impl EditCode {
    /// Returns the code, or `None` when the text is no procedure code.
    pub fn new(text: &str) -> Option<Self> {
        let bytes: [u8; 5] = text.as_bytes().try_into().ok()?;
        let is_code = bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= 4;
        is_code.then(|| Self(bytes.map(|byte| byte.to_ascii_uppercase())))
    }
}

/// One file of pairs, sorted by its codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PairTable {
    edition: Edition,
    rows: Vec<PairEdit>,
}

/// One file of most units, sorted by code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitTable {
    edition: Edition,
    rows: Vec<UnitEdit>,
}

impl PairTable {
    /// Sorts the rows of a file.
    pub fn new(edition: Edition, mut rows: Vec<PairEdit>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        Self { edition, rows }
    }

    fn find(&self, first: EditCode, second: EditCode, date: ServiceDate) -> Option<&PairEdit> {
        let start = self
            .rows
            .partition_point(|row| (row.first, row.second) < (first, second));
        self.rows
            .get(start..)?
            .iter()
            .take_while(|row| (row.first, row.second) == (first, second))
            .find(|row| row.indicator < 9 && row.from <= date && row.to.is_none_or(|to| date <= to))
    }
}

impl UnitTable {
    /// Sorts the rows of a file.
    pub fn new(edition: Edition, mut rows: Vec<UnitEdit>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        Self { edition, rows }
    }

    fn find(&self, code: EditCode) -> Option<&UnitEdit> {
        let place = self.rows.binary_search_by_key(&code, |row| row.code).ok()?;
        self.rows.get(place)
    }
}

/// All tables that were supplied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// Tables of pairs.
    pub pairs: Vec<PairTable>,
    /// Tables of most units.
    pub units: Vec<UnitTable>,
}

impl Edits {
    /// Returns the edit on two codes that holds on a date, with its edition.
    pub fn pair(
        &self,
        for_whom: (EditSetting, bool),
        first: &ProcedureCode,
        second: &ProcedureCode,
        date: ServiceDate,
    ) -> Option<(&PairEdit, &Edition)> {
        let (first, second) = (
            EditCode::new(first.as_str())?,
            EditCode::new(second.as_str())?,
        );
        let tables = self.pairs.iter().map(|table| (table, &table.edition));
        // An edition comes in several files: the pair stands in one of them.
        ranked(tables, for_whom, date)
            .find_map(|(table, edition)| Some((table.find(first, second, date)?, edition)))
    }

    /// Returns the most units of a code, with the edition that says so: the one of the date's
    /// quarter, else the nearest.
    pub fn most_units(
        &self,
        for_whom: (EditSetting, bool),
        code: &ProcedureCode,
        date: ServiceDate,
    ) -> Option<(&UnitEdit, &Edition)> {
        let code = EditCode::new(code.as_str())?;
        let tables = self.units.iter().map(|table| (table, &table.edition));
        ranked(tables, for_whom, date)
            .find_map(|(table, edition)| Some((table.find(code)?, edition)))
    }
}

/// Returns the tables of a setting, the program's own and those nearest to the date first.
fn ranked<'e, T: 'e>(
    tables: impl Iterator<Item = (&'e T, &'e Edition)>,
    (setting, is_medicaid): (EditSetting, bool),
    date: ServiceDate,
) -> impl Iterator<Item = (&'e T, &'e Edition)> {
    let mut found: Vec<(&T, &Edition)> = tables
        .filter(|(_, edition)| edition.setting == setting)
        .collect();
    found.sort_by_key(|(_, edition)| {
        let distance = edition.quarter.map_or(i64::MAX, |(from, to)| {
            if from > date {
                from.days_since(date)
            } else {
                date.days_since(to).max(0)
            }
        });
        (edition.is_medicaid != is_medicaid, distance)
    });
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> ServiceDate {
        ServiceDate::parse_iso(text).expect("a date")
    }

    fn edition(label: &str, from: &str, to: &str) -> Edition {
        Edition {
            setting: EditSetting::Practitioner,
            label: label.to_owned(),
            quarter: Some((day(from), day(to))),
            is_medicaid: false,
        }
    }

    fn code(text: &str) -> ProcedureCode {
        ProcedureCode::new(text).expect("a code")
    }

    const PRACTITIONER: (EditSetting, bool) = (EditSetting::Practitioner, false);

    #[test]
    fn a_pair_holds_between_its_dates_and_in_its_order() {
        let row = |to: Option<&str>, indicator| PairEdit {
            first: EditCode::new("90839").expect("a code"),
            second: EditCode::new("90834").expect("a code"),
            from: day("2013-01-01"),
            to: to.map(day),
            indicator,
        };
        let edits = |row| Edits {
            pairs: vec![PairTable::new(
                edition("2026 Q1", "2026-01-01", "2026-03-31"),
                vec![row],
            )],
            units: Vec::new(),
        };
        let found = |row, first: &str, second: &str, date: &str| {
            edits(row)
                .pair(PRACTITIONER, &code(first), &code(second), day(date))
                .map(|(row, _)| row.indicator)
        };
        let open = row(None, 0);
        assert_eq!(found(open, "90839", "90834", "2026-02-01"), Some(0));
        assert_eq!(found(open, "90834", "90839", "2026-02-01"), None);
        assert_eq!(found(open, "90839", "90834", "2012-12-31"), None);
        let ended = row(Some("2020-12-31"), 1);
        assert_eq!(found(ended, "90839", "90834", "2020-12-31"), Some(1));
        assert_eq!(found(ended, "90839", "90834", "2021-01-01"), None);
        assert_eq!(found(row(None, 9), "90839", "90834", "2026-02-01"), None);
    }

    #[test]
    fn the_edition_of_the_quarter_goes_first() {
        let table = |label: &str, from: &str, to: &str, units| {
            let code = EditCode::new("90791").expect("a code");
            let row = UnitEdit {
                code,
                units,
                basis: 3,
            };
            UnitTable::new(edition(label, from, to), vec![row])
        };
        let edits = Edits {
            pairs: Vec::new(),
            units: vec![
                table("2026 Q2", "2026-04-01", "2026-06-30", 2),
                table("2026 Q1", "2026-01-01", "2026-03-31", 1),
            ],
        };
        for (date, expected) in [
            ("2026-02-01", ("2026 Q1", true)),
            ("2026-05-01", ("2026 Q2", true)),
            ("2027-01-01", ("2026 Q2", false)),
            ("2025-12-01", ("2026 Q1", false)),
        ] {
            let date = day(date);
            let found = edits.most_units(PRACTITIONER, &code("90791"), date);
            let (_, edition) = found.expect("an edit");
            let told = (edition.label.as_str(), edition.holds_on(date));
            assert_eq!(told, expected, "{date}");
        }
        let hospital = (EditSetting::OutpatientHospital, false);
        let found = edits.most_units(hospital, &code("90791"), day("2026-02-01"));
        assert!(found.is_none());
    }
}
