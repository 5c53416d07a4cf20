//! What procedure and revenue codes stand for: level, unit, family; and the order in which a
//! line's billed level is decided.

use super::ContractEntry;
use crate::model::{Claim, LevelOfCare, ProcedureCode, RevenueCode, ServiceLine};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What one billed unit stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitBasis {
    /// One session or visit.
    Session,
    /// Fifteen minutes.
    Fifteen,
    /// An hour.
    Hour,
    /// A day (per diem).
    Day,
    /// A week.
    Week,
    /// A calendar month.
    Month,
}

/// What kind of service a code bills, which decides the notes that can document it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceFamily {
    /// Assessment or diagnostic evaluation.
    Assessment,
    /// Individual therapy or counseling.
    Individual,
    /// Group therapy.
    Group,
    /// Family therapy.
    Family,
    /// Crisis service.
    Crisis,
    /// Evaluation and management.
    EvaluationManagement,
    /// Day program per diem or hour.
    Program,
    /// Withdrawal management.
    Withdrawal,
    /// Residential per diem.
    Residential,
    /// Inpatient day.
    Inpatient,
    /// Community support.
    Support,
    /// Medication service.
    Medication,
    /// Laboratory.
    Laboratory,
    /// Psychological testing.
    Testing,
    /// Treatment with a device or under anesthesia: electroconvulsive therapy, magnetic stimulation.
    Procedure,
    /// An injection, a screening or brief counsel, told in the note of whatever it was given with.
    Minor,
    /// A code that the table does not know.
    Unknown,
}

/// What the table knows of a procedure code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureInfo {
    /// The codes the entry speaks for.
    pub codes: Vec<String>,
    /// The project's own label.
    pub label: String,
    /// Default level.
    pub level: LevelOfCare,
    /// Unit.
    pub unit: UnitBasis,
    /// Family.
    pub family: ServiceFamily,
    /// How sure the default level is, in percent.
    #[serde(default = "sure")]
    pub confidence: u8,
    /// Whether the code is chosen by minutes.
    #[serde(default)]
    pub timed: bool,
}

fn sure() -> u8 {
    95
}

/// What the table knows of a revenue code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevenueInfo {
    /// The codes the entry speaks for.
    pub codes: Vec<String>,
    /// The project's own label.
    pub label: String,
    /// Level, where the revenue code alone implies one.
    pub level: Option<LevelOfCare>,
    /// Unit.
    pub unit: UnitBasis,
    /// Procedures it goes with; `None` when the table cannot say.
    pub procedures: Option<Vec<String>>,
    /// Whether it bills a leave of absence.
    #[serde(default)]
    pub leave: bool,
    /// Level of a day of a residence's bill that names no procedure, where the revenue code alone
    /// implies none.
    pub residence: Option<LevelOfCare>,
}

impl RevenueInfo {
    /// Returns whether the table says that the procedure goes with this revenue code.
    ///
    /// `None` when the table does not know the revenue code's procedures.
    pub fn goes_with(&self, procedure: &ProcedureCode) -> Option<bool> {
        let procedures = self.procedures.as_ref()?;
        Some(
            procedures
                .iter()
                .any(|entry| match entry.strip_suffix('*') {
                    Some(prefix) => procedure.as_str().starts_with(prefix),
                    None => procedure.as_str() == entry,
                }),
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProcedureFile {
    procedure: Vec<ProcedureInfo>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevenueFile {
    revenue: Vec<RevenueInfo>,
}

static PROCEDURES: LazyLock<BTreeMap<String, ProcedureInfo>> = LazyLock::new(|| {
    let text = include_str!("../knowledge/codes/procedures.toml");
    let file = toml::from_str::<ProcedureFile>(text);
    debug_assert!(file.is_ok(), "procedures.toml: {:?}", file.err());
    by_code(
        file.map_or_else(|_| Vec::new(), |file| file.procedure),
        |info| &info.codes,
    )
});

static REVENUES: LazyLock<BTreeMap<String, RevenueInfo>> = LazyLock::new(|| {
    let text = include_str!("../knowledge/codes/revenue.toml");
    let file = toml::from_str::<RevenueFile>(text);
    debug_assert!(file.is_ok(), "revenue.toml: {:?}", file.err());
    by_code(
        file.map_or_else(|_| Vec::new(), |file| file.revenue),
        |info| &info.codes,
    )
});

/// Lists entries under each of the codes that they speak for.
fn by_code<T: Clone>(entries: Vec<T>, codes: fn(&T) -> &[String]) -> BTreeMap<String, T> {
    let mut table = BTreeMap::new();
    for entry in entries {
        for code in codes(&entry) {
            table.insert(code.clone(), entry.clone());
        }
    }
    table
}

/// Returns what is known of a procedure code.
pub fn procedure(code: &ProcedureCode) -> Option<&'static ProcedureInfo> {
    PROCEDURES.get(code.as_str())
}

/// Returns what is known of a revenue code.
pub fn revenue(code: &RevenueCode) -> Option<&'static RevenueInfo> {
    REVENUES.get(code.as_str())
}

/// Which step decided the billed level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LevelBasis {
    /// The payer's contract.
    Contract,
    /// Condition code 41 or 92.
    ConditionCode,
    /// An accommodation revenue code, refined by the procedure.
    Accommodation,
    /// The procedure code.
    Procedure,
    /// A program revenue code.
    Revenue,
    /// The revenue code on the bill of a residence.
    Bill,
    /// The place of service.
    Place,
    /// Nothing said otherwise: outpatient.
    Default,
}

impl LevelBasis {
    /// Returns the step in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Contract => "the payer contract",
            Self::ConditionCode => "the condition code",
            Self::Accommodation => "the accommodation revenue code",
            Self::Procedure => "the procedure code",
            Self::Revenue => "the revenue code",
            Self::Bill => "the bill of a residence",
            Self::Place => "the place of service",
            Self::Default => "no program code",
        }
    }
}

/// The level of care a line was billed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BilledLevel {
    /// The level.
    pub level: LevelOfCare,
    /// What decided it.
    pub basis: LevelBasis,
    /// How sure, in percent.
    pub confidence: u8,
    /// What one unit is.
    pub unit: UnitBasis,
    /// What kind of service it is.
    pub family: ServiceFamily,
}

impl BilledLevel {
    /// Returns whether the line is paid by the day.
    pub fn is_per_diem(&self) -> bool {
        self.unit == UnitBasis::Day
    }
}

/// Decides a line's billed level in the fixed order: contract, condition code, accommodation
/// revenue code, program procedure, program revenue code, type of bill, place of service,
/// outpatient.
pub(super) fn billed_level(
    contracts: &[ContractEntry],
    claim: &Claim,
    line: &ServiceLine,
) -> BilledLevel {
    let code = line.procedure.as_ref().map(|code| &code.value);
    let procedure_info = code.and_then(procedure);
    let revenue_info = line.revenue.as_ref().and_then(|code| revenue(&code.value));
    // A visit or a drug that the table does not know is no day for standing beside a bed's code.
    let beside = revenue_info
        .filter(|_| !code.is_some_and(|code| is_professional(code, ServiceFamily::Unknown)));
    let unit = procedure_info
        .map(|info| info.unit)
        .or(beside.map(|info| info.unit))
        .unwrap_or(UnitBasis::Session);
    let family = procedure_info
        .map(|info| info.family)
        .or_else(|| beside.and_then(family_of_revenue))
        .unwrap_or(ServiceFamily::Unknown);
    let decided = |level, basis, confidence| BilledLevel {
        level,
        basis,
        confidence,
        unit,
        family,
    };

    if let Some(entry) = contract_for(contracts, claim, line) {
        return decided(entry.level, LevelBasis::Contract, 99);
    }
    // The condition code marks the claim; only component lines take their level from it, so that
    // a laboratory line on a program claim is not taken for a program day.
    let is_component = revenue_info.is_some_and(|info| info.level.is_some())
        || matches!(
            family,
            ServiceFamily::Individual
                | ServiceFamily::Group
                | ServiceFamily::Family
                | ServiceFamily::Program
                | ServiceFamily::Assessment
        );
    if is_component && claim.has_condition("41") {
        return decided(
            LevelOfCare::PartialHospitalization,
            LevelBasis::ConditionCode,
            95,
        );
    }
    if is_component && claim.has_condition("92") {
        return decided(
            LevelOfCare::IntensiveOutpatient,
            LevelBasis::ConditionCode,
            95,
        );
    }
    let is_professional = code.is_some_and(|code| is_professional(code, family));
    if let Some(level) = revenue_info.and_then(|info| info.level)
        && level.is_24_hour()
        && !is_professional
    {
        // The procedure refines the bed: 1002 with H0011 is medically monitored withdrawal.
        return match procedure_info {
            Some(info) if info.level.is_24_hour() => decided(
                info.level,
                LevelBasis::Accommodation,
                info.confidence.max(80),
            ),
            _ => decided(level, LevelBasis::Accommodation, 70),
        };
    }
    if let Some(info) = procedure_info
        && (info.level.is_program() || info.family == ServiceFamily::Withdrawal)
    {
        return decided(info.level, LevelBasis::Procedure, info.confidence);
    }
    if let Some(level) = revenue_info.and_then(|info| info.level)
        && !is_professional
    {
        return decided(level, LevelBasis::Revenue, 85);
    }
    if let Some(level) = revenue_info.and_then(|info| info.residence)
        && code.is_none()
        && is_of_residence(claim)
    {
        return BilledLevel {
            unit: UnitBasis::Day,
            family: ServiceFamily::Residential,
            ..decided(level, LevelBasis::Bill, 65)
        };
    }
    let place = line
        .place_of_service
        .as_ref()
        .or(claim.place_of_service.as_ref());
    if let Some(level) = place.and_then(|place| level_of_place(place.value.as_str())) {
        // A clinician's own session inside a facility stay is professional work, not a bed.
        if procedure_info.is_none() && !is_professional {
            return decided(level, LevelBasis::Place, 60);
        }
    }
    match procedure_info {
        Some(info) => decided(info.level, LevelBasis::Procedure, info.confidence),
        None => decided(LevelOfCare::Outpatient, LevelBasis::Default, 50),
    }
}

/// Returns whether a code pays for a clinician's own work or a drug and never for a day of a program
/// or a bed, whatever place or revenue code stands beside it: a medical visit, a procedure, an
/// injection, and whatever else of CPT and of the drug codes the table does not know.
fn is_professional(code: &ProcedureCode, family: ServiceFamily) -> bool {
    match family {
        ServiceFamily::EvaluationManagement | ServiceFamily::Procedure | ServiceFamily::Minor => {
            true
        }
        ServiceFamily::Unknown => {
            let code = code.as_str().as_bytes();
            matches!(code.first(), Some(b'J' | b'Q')) || code.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// Types of bill of intermediate care and of residential facilities (NUBC, form locator 4).
const RESIDENCES: [&str; 3] = ["65", "66", "86"];

/// How taxonomy codes of residential treatment facilities begin (NUCC; 323P00000X is the
/// psychiatric one). Payers also have them bill as another special facility (89x).
const RESIDENTIAL_TAXONOMY: &str = "32";

fn is_of_residence(claim: &Claim) -> bool {
    let bill = claim.type_of_bill.as_ref().map(|bill| bill.value.as_str());
    let taxonomy = claim
        .billing
        .as_ref()
        .and_then(|billing| billing.taxonomy.as_deref());
    bill.is_some_and(|bill| RESIDENCES.iter().any(|kind| bill.starts_with(kind)))
        || taxonomy.is_some_and(|taxonomy| taxonomy.starts_with(RESIDENTIAL_TAXONOMY))
}

/// Returns the first entry of the contracts that speaks of a line.
pub(super) fn contract_for<'c>(
    contracts: &'c [ContractEntry],
    claim: &Claim,
    line: &ServiceLine,
) -> Option<&'c ContractEntry> {
    contracts.iter().find(|entry| applies(entry, claim, line))
}

fn applies(entry: &ContractEntry, claim: &Claim, line: &ServiceLine) -> bool {
    let blank_or = |written: &str, found: bool| written.trim().is_empty() || found;
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    blank_or(
        &entry.payer,
        same(&entry.payer, &claim.payer.id) || same(&entry.payer, &claim.payer.name),
    ) && blank_or(
        &entry.code,
        line.procedure
            .as_ref()
            .is_some_and(|code| same(&entry.code, code.value.as_str())),
    ) && blank_or(
        &entry.modifier,
        line.modifiers
            .iter()
            .any(|modifier| same(&entry.modifier, modifier.as_str())),
    ) && blank_or(
        &entry.revenue,
        line.revenue.as_ref().is_some_and(|code| {
            RevenueCode::new(&entry.revenue).is_some_and(|wanted| wanted == code.value)
        }),
    )
}

fn level_of_place(place: &str) -> Option<LevelOfCare> {
    match place {
        "51" => Some(LevelOfCare::InpatientPsychiatric),
        "52" => Some(LevelOfCare::PartialHospitalization),
        "55" => Some(LevelOfCare::ResidentialHigh),
        "56" => Some(LevelOfCare::ResidentialPsychiatric),
        _ => None,
    }
}

fn family_of_revenue(info: &RevenueInfo) -> Option<ServiceFamily> {
    match info.level? {
        level if level.is_day_program() => Some(ServiceFamily::Program),
        LevelOfCare::InpatientPsychiatric => Some(ServiceFamily::Inpatient),
        level if level.is_withdrawal_management() => Some(ServiceFamily::Withdrawal),
        level if level.is_24_hour() => Some(ServiceFamily::Residential),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_parse_and_name_each_code_once() {
        let procedures: ProcedureFile =
            toml::from_str(include_str!("../knowledge/codes/procedures.toml")).expect("parses");
        let count: usize = procedures
            .procedure
            .iter()
            .map(|info| info.codes.len())
            .sum();
        assert_eq!(count, PROCEDURES.len(), "a procedure code stands twice");
        let revenues: RevenueFile =
            toml::from_str(include_str!("../knowledge/codes/revenue.toml")).expect("parses");
        let count: usize = revenues.revenue.iter().map(|info| info.codes.len()).sum();
        assert_eq!(count, REVENUES.len(), "a revenue code stands twice");
    }

    #[test]
    fn revenue_goes_with_its_procedures() {
        let code = |text| ProcedureCode::new(text).expect("a code");
        let info = revenue(&RevenueCode::new("914").expect("a code")).expect("0914 is known");
        assert_eq!(info.goes_with(&code("90834")), Some(true));
        assert_eq!(info.goes_with(&code("90853")), Some(false));
    }
}
