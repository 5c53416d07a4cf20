//! Tables of how codes go together: modifiers that exclude each other, revenue codes that a bill
//! cannot carry, and the dates on which codes hold.

use crate::model::{ProcedureCode, RevenueCode, ServiceDate, TypeOfBill};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Modifiers that exclude each other, or that contradict some codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModifierConflict {
    /// Codes that any one of the modifiers contradicts; empty where two of the modifiers
    /// contradict each other.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The modifiers.
    pub modifiers: Vec<String>,
    /// Why, in words that end a sentence.
    pub why: String,
}

/// Revenue codes that some types of bill cannot carry.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillTypeConflict {
    /// First two characters of the types of bill.
    pub bills: Vec<String>,
    /// Ranges of revenue codes, `0905-0907`, both ends included.
    pub revenue: Vec<String>,
    /// Why, in words that end a sentence.
    pub why: String,
}

/// The dates of service for which a code holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeDates {
    /// First date; `None` where it lies far back.
    pub from: Option<ServiceDate>,
    /// Last date; `None` where it still holds.
    pub to: Option<ServiceDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxonomyFile {
    /// First characters of taxonomy codes.
    behavioral: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conflicts<T> {
    conflict: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidityFile {
    validity: Vec<ValidityEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidityEntry {
    codes: Vec<String>,
    from: Option<String>,
    to: Option<String>,
}

static MODIFIERS: LazyLock<Vec<ModifierConflict>> =
    LazyLock::new(|| conflicts(include_str!("../knowledge/codes/modifier_conflicts.toml")));

static BILL_TYPES: LazyLock<Vec<BillTypeConflict>> =
    LazyLock::new(|| conflicts(include_str!("../knowledge/codes/bill_types.toml")));

static VALIDITY: LazyLock<BTreeMap<String, CodeDates>> = LazyLock::new(|| {
    let file = toml::from_str::<ValidityFile>(include_str!("../knowledge/codes/validity.toml"));
    debug_assert!(file.is_ok(), "validity.toml: {:?}", file.err());
    let date = |text: &Option<String>| text.as_deref().and_then(ServiceDate::parse_iso);
    let mut table = BTreeMap::new();
    for entry in file.map_or_else(|_| Vec::new(), |file| file.validity) {
        let dates = CodeDates {
            from: date(&entry.from),
            to: date(&entry.to),
        };
        table.extend(entry.codes.into_iter().map(|code| (code, dates)));
    }
    table
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MedicareFile {
    no_benefit: Vec<String>,
}

static WITHOUT_BENEFIT: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file = toml::from_str::<MedicareFile>(include_str!("../knowledge/codes/medicare.toml"));
    debug_assert!(file.is_ok(), "medicare.toml: {:?}", file.err());
    file.map_or_else(|_| Vec::new(), |file| file.no_benefit)
});

static TAXONOMIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file = toml::from_str::<TaxonomyFile>(include_str!("../knowledge/codes/taxonomies.toml"));
    debug_assert!(file.is_ok(), "taxonomies.toml: {:?}", file.err());
    file.map_or_else(|_| Vec::new(), |file| file.behavioral)
});

fn conflicts<T: for<'d> Deserialize<'d>>(text: &str) -> Vec<T> {
    let file = toml::from_str::<Conflicts<T>>(text);
    debug_assert!(file.is_ok(), "table of conflicts: {:?}", file.err());
    file.map_or_else(|_| Vec::new(), |file| file.conflict)
}

/// Returns the modifier conflicts, in the order of the table.
pub fn modifier_conflicts() -> &'static [ModifierConflict] {
    &MODIFIERS
}

/// Returns why a type of bill cannot carry a revenue code; `None` when the table does not say so.
pub fn bill_type_conflict(
    bill: &TypeOfBill,
    revenue: &RevenueCode,
) -> Option<&'static BillTypeConflict> {
    let (bill, revenue) = (bill.as_str(), revenue.as_str());
    let within = |range: &String| match range.split_once('-') {
        Some((first, last)) => (first..=last).contains(&revenue),
        None => range == revenue,
    };
    BILL_TYPES.iter().find(|conflict| {
        conflict
            .bills
            .iter()
            .any(|kind| bill.starts_with(kind.as_str()))
            && conflict.revenue.iter().any(within)
    })
}

/// Returns whether providers of a taxonomy code may be expected to bill behavioral-health
/// services.
pub fn bills_behavioral(taxonomy: &str) -> bool {
    let taxonomy = taxonomy.trim().to_ascii_uppercase();
    TAXONOMIES
        .iter()
        .any(|family| taxonomy.starts_with(family.as_str()))
}

/// Returns whether a code bills a service for which Medicare has no benefit under any code.
pub fn is_outside_medicare(code: &ProcedureCode) -> bool {
    WITHOUT_BENEFIT.iter().any(|one| one == code.as_str())
}

/// Returns the dates for which a procedure or diagnosis code (without its dot) holds; `None` when
/// the table does not name it.
pub fn code_validity(code: &str) -> Option<CodeDates> {
    VALIDITY.get(code).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_parse_and_their_dates_are_dates() {
        assert!(MODIFIERS.len() > 5 && BILL_TYPES.len() > 1);
        for (code, dates) in VALIDITY.iter() {
            assert!(dates.from.is_some() || dates.to.is_some(), "{code}");
        }
    }

    #[test]
    fn who_bills_behavioral_services_is_told_by_the_taxonomy() {
        for (taxonomy, expected) in [
            ("261QM0801X", true),
            ("324500000X", true),
            ("101YM0800X", true),
            ("2084P0800X", true),
            ("207Q00000X", true),
            ("193200000X", true),
            ("282N00000X", true),
            ("332B00000X", false),
            ("207X00000X", false),
            ("122300000X", false),
            ("291U00000X", false),
            ("225100000X", false),
        ] {
            assert_eq!(bills_behavioral(taxonomy), expected, "{taxonomy}");
        }
    }

    #[test]
    fn a_service_that_medicare_pays_under_another_code_is_not_outside_it() {
        assert!(
            WITHOUT_BENEFIT
                .iter()
                .all(|code| ProcedureCode::new(code).is_some())
        );
        for (code, expected) in [
            ("H0038", true),
            ("T1017", true),
            ("H0018", true),
            ("H0015", false),
            ("H0004", false),
            ("H0020", false),
            ("90834", false),
        ] {
            let found = ProcedureCode::new(code).expect("a code");
            assert_eq!(is_outside_medicare(&found), expected, "{code}");
        }
    }

    #[test]
    fn ranges_hold_both_their_ends() {
        let conflict = |bill: &str, revenue: &str| {
            let bill = TypeOfBill::new(bill).expect("a bill");
            bill_type_conflict(&bill, &RevenueCode::new(revenue).expect("a code")).is_some()
        };
        assert!(conflict("131", "1002") && conflict("131", "1006") && conflict("111", "0912"));
        assert!(!conflict("131", "0912") && !conflict("131", "0180") && !conflict("861", "1002"));
    }
}
