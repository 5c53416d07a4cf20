//! Answers for everything that payers, contracts and facilities decide: parameters, the level a
//! code stands for, rates, payer classes, the date the audit speaks for and which rules run.
//! It holds no facts of any patient.

mod calendar;
mod code_tables;
mod codes;
mod deadlines;
mod edits;
mod embedded;
mod facility;
mod packs;
mod parameters;
mod program_time;
mod reasons;
mod scope;
mod selection;
mod siblings;
mod sites;
mod staffing;
mod sum;
mod terms;

pub use calendar::{Calendar, Closed};
pub use code_tables::{
    BillTypeConflict, CodeDates, ModifierConflict, bill_type_conflict, bills_behavioral,
    code_validity, is_outside_medicare, modifier_conflicts,
};
pub use codes::{
    BilledLevel, LevelBasis, ProcedureInfo, RevenueInfo, ServiceFamily, UnitBasis, procedure,
    revenue,
};
pub use deadlines::{
    AppealLevel, Deadline, ReturnClock, Started, appeal_deadline, appeal_level, deadline,
    is_business_day, return_clock,
};
pub use edits::{EditCode, EditSetting, Edition, Edits, PairEdit, PairTable, UnitEdit, UnitTable};
pub use embedded::embedded_sha256;
pub use facility::{
    ColumnsEntry, ContractEntry, FacilityFile, PayerClass, PayerEntry, RequiredModifiers,
};
pub use packs::{Pack, PackNumber, pack, packs};
pub use parameters::{Parameter, Parameters, PolicyError};
pub use program_time::counts_toward_hours;
pub use reasons::{Classified, Clock, Reason, ReasonClass, classify, classify_unpaid};
pub use scope::levels_of;
pub use selection::Selection;
pub use siblings::per_diem_of;
pub use sites::{SiteDistance, SiteEntry, Sites};
pub use staffing::{Staffing, Standing, is_bachelors, is_given_by_technicians, staffing, standing};
pub use terms::{InForce, Layer, PayerKey, Terms};

use crate::model::{Claim, LevelOfCare, Money, Payer, ServiceDate, ServiceLine};
use std::collections::BTreeMap;

/// Everything decided outside the record.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The facility's name, empty when not given.
    pub facility: String,
    /// The date the audit speaks for; deadlines and "not yet due" are counted from it.
    pub as_of: Option<ServiceDate>,
    /// Whether the reviewer declared that the chart set is complete. Without that, a rule about
    /// absence can only warn.
    pub chart_complete: bool,
    /// Payers by id or name with their class.
    pub payers: Vec<PayerEntry>,
    /// Contracted meaning of codes.
    pub contracts: Vec<ContractEntry>,
    /// Rate of one unit at each level, for pricing a downcode.
    pub rates: BTreeMap<LevelOfCare, Money>,
    /// Numbers.
    pub parameters: Parameters,
    /// Meanings of table columns, for the reader of tables.
    pub columns: Vec<ColumnsEntry>,
    /// When programs are closed.
    pub calendar: Calendar,
    /// The facility's sites and how far apart they are.
    pub sites: Sites,
    /// Correct-coding files that were supplied.
    pub edits: Edits,
    /// Which rules run.
    pub selection: Selection,
}

impl Policy {
    /// Returns the defaults overridden by a facility's file.
    pub fn for_facility(file: FacilityFile) -> Result<Self, PolicyError> {
        let mut parameters = Parameters::default();
        parameters.override_with(&file.parameters)?;
        for payer in &file.payers {
            Parameters::are_known(payer.parameters.keys())?;
        }
        Ok(Self {
            facility: file.facility,
            as_of: file.as_of,
            chart_complete: file.chart_complete,
            payers: file.payers,
            contracts: file.contracts,
            rates: file.rates,
            parameters,
            columns: file.columns,
            calendar: file.calendar,
            sites: file.sites,
            edits: Edits::default(),
            selection: Selection::default(),
        })
    }

    /// Returns the class of a payer: the facility's own entry by id or name, else the claim
    /// filing indicator of X12, else commercial for known commercial indicators, else unknown.
    pub fn payer_class(&self, payer: &Payer) -> PayerClass {
        self.payer_entry(payer)
            .map(|entry| entry.class)
            .filter(|class| *class != PayerClass::Unknown)
            .unwrap_or_else(|| match PayerClass::from_filing_code(&payer.filing_code) {
                // Only where no code says otherwise does the name count.
                PayerClass::Unknown if payer.filing_code.is_empty() => {
                    PayerClass::from_name(&payer.name)
                }
                class => class,
            })
    }

    /// Returns the facility's entry for a payer, matched by id, else by name.
    pub fn payer_entry(&self, payer: &Payer) -> Option<&PayerEntry> {
        self.payers.get(self.payer_place(payer)?)
    }

    fn payer_place(&self, payer: &Payer) -> Option<usize> {
        let same = |a: &str, b: &str| !a.is_empty() && a.trim().eq_ignore_ascii_case(b.trim());
        self.payers
            .iter()
            .position(|entry| same(&entry.id, &payer.id))
            .or_else(|| {
                self.payers
                    .iter()
                    .position(|entry| same(&entry.name, &payer.name))
            })
    }

    /// Returns the level a line was billed at, with the reason.
    pub fn billed_level(&self, claim: &Claim, line: &ServiceLine) -> BilledLevel {
        codes::billed_level(&self.contracts, claim, line)
    }

    /// Returns the entry of the payer's contract that decides a line's level, if any.
    pub fn contract_for(&self, claim: &Claim, line: &ServiceLine) -> Option<&ContractEntry> {
        codes::contract_for(&self.contracts, claim, line)
    }

    /// Returns a whole-number parameter, see [`Parameters::number`].
    pub fn number(&self, key: &str) -> i64 {
        self.parameters.number(key)
    }

    /// Returns the longest gap between plan reviews for a level, in days.
    pub fn plan_review_days(&self, level: LevelOfCare) -> i64 {
        self.number(&format!("plan_review_days.{}", level_family(level)))
    }

    /// Returns the days from admission by which a level's plan is due.
    pub fn plan_due_days(&self, level: LevelOfCare) -> i64 {
        let family = if level.is_day_program() {
            "day-program"
        } else {
            level_family(level)
        };
        self.number(&format!("plan_due_days.{family}"))
    }

    /// Returns the least hours a week for a level, where the level has a minimum.
    pub fn min_hours_week(&self, level: LevelOfCare) -> Option<i64> {
        self.parameters
            .get(&format!("min_hours_week.{}", level.id()))
    }

    /// Returns the least minutes of a per-diem day, where the level has a minimum.
    pub fn min_minutes_day(&self, level: LevelOfCare) -> Option<i64> {
        self.parameters
            .get(&format!("min_minutes_day.{}", level.id()))
    }
}

/// Returns the parameter family of a program level. Withdrawal management shares its own; every
/// other 24-hour level is residential.
fn level_family(level: LevelOfCare) -> &'static str {
    match level {
        LevelOfCare::IntensiveOutpatient | LevelOfCare::IntensiveOutpatientMedical => "IOP",
        LevelOfCare::PartialHospitalization => "PHP",
        level if level.is_withdrawal_management() => "withdrawal",
        _ => "residential",
    }
}
