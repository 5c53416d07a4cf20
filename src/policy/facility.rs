//! The facility's own file, `chartproof.toml`: payers, contracts, rates, dates.

use super::calendar::WrittenCalendar;
use super::{Calendar, PolicyError, SiteDistance, SiteEntry, Sites};
use crate::model::{LevelOfCare, Money, ServiceDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The class of a payer, which decides deadlines and program requirements.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PayerClass {
    /// Original Medicare.
    Medicare,
    /// Medicare Advantage.
    MedicareAdvantage,
    /// Medicaid, fee for service or managed.
    Medicaid,
    /// Commercial.
    Commercial,
    /// TRICARE and other federal payers.
    Tricare,
    /// Not known.
    #[default]
    Unknown,
}

impl PayerClass {
    /// Returns the class that X12's claim filing indicator implies.
    pub fn from_filing_code(code: &str) -> Self {
        match code {
            "MA" | "MB" => Self::Medicare,
            "16" => Self::MedicareAdvantage,
            "MC" => Self::Medicaid,
            "CH" => Self::Tricare,
            "12" | "13" | "14" | "15" | "BL" | "CI" | "HM" => Self::Commercial,
            _ => Self::Unknown,
        }
    }

    /// Returns the class that the name of a public program implies. A name of a private plan
    /// implies none: contracts differ.
    pub fn from_name(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let has = |word: &str| words.contains(&word);
        if has("medicaid") {
            return Self::Medicaid;
        }
        if has("tricare") || has("champus") {
            return Self::Tricare;
        }
        if !has("medicare") {
            return Self::Unknown;
        }
        if has("supplement") || has("supplemental") || has("medigap") || has("complement") {
            return Self::Unknown;
        }
        if has("advantage") || has("hmo") || has("ppo") || has("senior") || has("choice") {
            return Self::MedicareAdvantage;
        }
        let is_original = words == ["medicare"]
            || has("part")
            || has("jurisdiction")
            || has("contractor")
            || has("mac")
            || has("railroad")
            || has("original")
            || words
                .windows(2)
                .any(|pair| matches!(pair, ["medicare", "a" | "b"]));
        if is_original {
            Self::Medicare
        } else {
            Self::Unknown
        }
    }

    /// Returns the class's name as used in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Medicare => "medicare",
            Self::MedicareAdvantage => "medicare-advantage",
            Self::Medicaid => "medicaid",
            Self::Commercial => "commercial",
            Self::Tricare => "tricare",
            Self::Unknown => "unknown",
        }
    }
}

/// One payer as the facility knows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerEntry {
    /// Payer id as on claims; may be empty when the name is given.
    #[serde(default)]
    pub id: String,
    /// Name as on claims; may be empty when the id is given.
    #[serde(default)]
    pub name: String,
    /// Class; where it is not given, the claims' filing indicator tells it.
    #[serde(default)]
    pub class: PayerClass,
    /// Procedure or revenue codes, or level ids, that need authorization. `None` leaves the
    /// default: every program level except for original Medicare.
    pub authorization_required: Option<Vec<String>>,
    /// Modifiers without which this payer takes no line of some codes.
    #[serde(default)]
    pub required_modifiers: Vec<RequiredModifiers>,
    /// Numbers of this payer alone, by key; they go before all others.
    #[serde(default)]
    pub parameters: BTreeMap<String, i64>,
}

/// Modifiers of which a payer wants at least one on every line of some codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredModifiers {
    /// Procedure or revenue codes.
    pub codes: Vec<String>,
    /// The modifiers; any one of them is enough.
    pub any_of: Vec<String>,
}

impl PayerEntry {
    fn is_same(&self, other: &Self) -> bool {
        let same = |a: &str, b: &str| !a.is_empty() && a.trim().eq_ignore_ascii_case(b.trim());
        let has_ids = !self.id.is_empty() && !other.id.is_empty();
        same(&self.id, &other.id) || (!has_ids && same(&self.name, &other.name))
    }

    /// Takes over what another entry for the same payer states.
    fn overlay(&mut self, other: Self) {
        for (mine, stated) in [(&mut self.id, other.id), (&mut self.name, other.name)] {
            if !stated.is_empty() {
                *mine = stated;
            }
        }
        if other.class != PayerClass::Unknown {
            self.class = other.class;
        }
        if other.authorization_required.is_some() {
            self.authorization_required = other.authorization_required;
        }
        if !other.required_modifiers.is_empty() {
            self.required_modifiers = other.required_modifiers;
        }
        self.parameters.extend(other.parameters);
    }
}

/// What a code means under a payer's contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractEntry {
    /// Payer id or name; empty for every payer.
    #[serde(default)]
    pub payer: String,
    /// Procedure code; empty for any.
    #[serde(default)]
    pub code: String,
    /// Modifier that must be on the line; empty for any.
    #[serde(default)]
    pub modifier: String,
    /// Revenue code; empty for any.
    #[serde(default)]
    pub revenue: String,
    /// The level it stands for.
    pub level: LevelOfCare,
}

/// What the columns of some tables mean.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnsEntry {
    /// Which files: a name or path with `*` and `?`; empty for every table.
    #[serde(default)]
    pub file: String,
    /// Which kind of table they hold; empty leaves it to the headers.
    #[serde(default)]
    pub kind: String,
    /// Fields by header.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// The contents of `chartproof.toml` or a `--policy` file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacilityFile {
    /// Facility name.
    pub facility: String,
    /// Date the audit speaks for.
    pub as_of: Option<ServiceDate>,
    /// Whether the chart set is complete.
    pub chart_complete: bool,
    /// Payers.
    pub payers: Vec<PayerEntry>,
    /// Contracts.
    pub contracts: Vec<ContractEntry>,
    /// Rates by level.
    pub rates: BTreeMap<LevelOfCare, Money>,
    /// Parameter overrides.
    pub parameters: BTreeMap<String, i64>,
    /// Meanings of table columns.
    pub columns: Vec<ColumnsEntry>,
    /// When programs are closed.
    pub calendar: Calendar,
    /// The facility's sites and how far apart they are.
    pub sites: Sites,
    /// CMS's files of pairs of codes; paths from the folder of the file that names them.
    pub ncci: Vec<String>,
    /// CMS's files of most units.
    pub mue: Vec<String>,
}

/// The shape of the file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Files that people write by hand seldom name a version; they mean this one.
    #[serde(default = "first_schema")]
    schema: u32,
    #[serde(default)]
    facility: String,
    as_of: Option<WrittenDate>,
    #[serde(default)]
    chart_complete: bool,
    #[serde(default, alias = "payers")]
    payer: Vec<PayerEntry>,
    #[serde(default, alias = "contracts")]
    contract: Vec<ContractEntry>,
    #[serde(default)]
    rates: BTreeMap<LevelOfCare, String>,
    #[serde(default)]
    parameters: BTreeMap<String, i64>,
    #[serde(default)]
    columns: Vec<ColumnsEntry>,
    #[serde(default)]
    calendar: WrittenCalendar,
    #[serde(default)]
    site: Vec<SiteEntry>,
    #[serde(default)]
    site_distance: Vec<SiteDistance>,
    #[serde(default)]
    ncci: Vec<String>,
    #[serde(default)]
    mue: Vec<String>,
}

fn first_schema() -> u32 {
    1
}

/// A date in quotes or as TOML writes dates.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum WrittenDate {
    Quoted(String),
    Bare(toml::value::Datetime),
}

impl WrittenDate {
    /// Returns the date's words.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Quoted(text) => text.clone(),
            Self::Bare(date) => date.to_string(),
        }
    }
}

impl FacilityFile {
    /// Reads the file; errors name the place and what was expected.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let written: Written =
            toml::from_str(text).map_err(|error| PolicyError::Shape(error.to_string()))?;
        if written.schema != 1 {
            return Err(PolicyError::Shape(format!(
                "schema {} is not known; this version reads `schema = 1`",
                written.schema
            )));
        }
        let as_of = written
            .as_of
            .map(|date| {
                let date = date.text();
                ServiceDate::parse_iso(&date).ok_or_else(|| {
                    PolicyError::Shape(format!("as_of: `{date}` is not a date like 2026-04-15"))
                })
            })
            .transpose()?;
        let mut rates = BTreeMap::new();
        for (level, amount) in written.rates {
            let rate = Money::parse(&amount).ok_or_else(|| {
                PolicyError::Shape(format!(
                    "rates: `{amount}` is not an amount like \"380.00\""
                ))
            })?;
            rates.insert(level, rate);
        }
        Ok(Self {
            facility: written.facility,
            as_of,
            chart_complete: written.chart_complete,
            payers: written.payer,
            contracts: written.contract,
            rates,
            parameters: written.parameters,
            columns: written.columns,
            calendar: written.calendar.read()?,
            sites: Sites::new(written.site, written.site_distance),
            ncci: written.ncci,
            mue: written.mue,
        })
    }

    /// Lays another file over this one: what it states wins, what it leaves out stays.
    pub fn overlay(&mut self, other: Self) {
        if !other.facility.is_empty() {
            self.facility = other.facility;
        }
        self.as_of = other.as_of.or(self.as_of);
        self.chart_complete |= other.chart_complete;
        // Earlier entries win where payers, contracts and columns are looked up, so the overlay
        // goes first; what an entry for a known payer leaves out stays.
        let mut payers = other.payers;
        for payer in std::mem::take(&mut self.payers) {
            match payers.iter_mut().find(|over| over.is_same(&payer)) {
                Some(over) => {
                    let stated = std::mem::replace(over, payer);
                    over.overlay(stated);
                }
                None => payers.push(payer),
            }
        }
        self.payers = payers;
        self.contracts.splice(0..0, other.contracts);
        self.columns.splice(0..0, other.columns);
        self.rates.extend(other.rates);
        self.parameters.extend(other.parameters);
        self.calendar.overlay(other.calendar);
        self.sites.overlay(other.sites);
        self.ncci.extend(other.ncci);
        self.mue.extend(other.mue);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_program_is_known_by_its_name_and_a_private_plan_is_not() {
        for (name, expected) in [
            ("Medicare Part B Jurisdiction N", PayerClass::Medicare),
            ("MEDICARE", PayerClass::Medicare),
            ("Cobalt Medicare Advantage", PayerClass::MedicareAdvantage),
            ("Harbor Medicare Supplement", PayerClass::Unknown),
            ("Cobalt Medicare", PayerClass::Unknown),
            ("Riverbend Community Care Medicaid", PayerClass::Medicaid),
            ("TRICARE East", PayerClass::Tricare),
            ("Beacon Hill Plan", PayerClass::Unknown),
        ] {
            assert_eq!(PayerClass::from_name(name), expected, "{name}");
        }
    }

    #[test]
    fn a_file_without_a_version_and_with_a_bare_date_is_read() {
        let file = FacilityFile::parse("as_of = 2026-04-15\n[[payers]]\nname = \"Harbor\"")
            .expect("a file of the first version");
        assert_eq!(file.as_of, ServiceDate::parse_iso("2026-04-15"));
        assert_eq!(file.payers.len(), 1);
    }

    #[test]
    fn reads_a_whole_file() {
        let file = FacilityFile::parse(
            r#"
            schema = 1
            facility = "Example"
            as_of = "2026-04-15"
            chart_complete = true
            [[payer]]
            id = "60054"
            class = "commercial"
            [[contract]]
            payer = "60054"
            code = "H0018"
            level = "RES-HIGH"
            [rates]
            "PHP" = "380.00"
            [parameters]
            "min_hours_week.PHP" = 24
            "#,
        )
        .expect("a valid file");
        assert_eq!(file.payers[0].class, PayerClass::Commercial);
        assert_eq!(
            file.rates.get(&LevelOfCare::PartialHospitalization),
            Some(&Money::from_cents(38_000))
        );
    }

    #[test]
    fn an_overlay_keeps_what_it_leaves_out() {
        let parse = |text: &str| FacilityFile::parse(&format!("schema = 1\n{text}"));
        let mut file = parse(
            "[[payer]]\nid = \"A\"\nclass = \"medicaid\"\nauthorization_required = [\"PHP\"]\n\
             [payer.parameters]\nfamily = 1\ncrisis = 2",
        )
        .expect("a valid file");
        let over = "[[payer]]\nid = \"B\"\n[[payer]]\nid = \"a\"\n[payer.parameters]\ncrisis = 3";
        file.overlay(parse(over).expect("a valid file"));
        let ids: Vec<&str> = file.payers.iter().map(|payer| payer.id.as_str()).collect();
        assert_eq!(ids, ["B", "a"]);
        let entry = &file.payers[1];
        assert_eq!(entry.class, PayerClass::Medicaid);
        assert!(entry.authorization_required.is_some());
        let numbers: Vec<i64> = entry.parameters.values().copied().collect();
        assert_eq!(numbers, [3, 1]);
    }

    #[test]
    fn names_the_fault() {
        for (text, part) in [
            ("schema = 2", "schema 2"),
            ("as_of = 2026-04-15T10:00:00", "as_of"),
            ("schema = 1\nas_of = \"April\"", "as_of"),
            ("schema = 1\ncolour = 3", "colour"),
            ("schema = 1\n[calendar]\nholidays = [\"July\"]", "holidays"),
            ("schema = 1\n[rates]\nPHP = \"lots\"", "rates"),
        ] {
            let error = FacilityFile::parse(text).expect_err(text);
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}
