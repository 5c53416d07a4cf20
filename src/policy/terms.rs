//! Terms: the numbers as they hold for one payer, one level and one date of service, with the
//! layer that each comes from. A payer's own number goes before the facility's, the facility's
//! before that of the pack in force, and the pack's before the default.

use super::{Parameter, Parameters, PayerClass, Policy, level_family, packs};
use crate::model::{LevelOfCare, Payer, ServiceDate};

/// Which payer's terms are asked for: its class, and its entry in the facility's file, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PayerKey {
    /// The payer's class.
    pub class: PayerClass,
    /// Its place among the policy's payers.
    entry: Option<usize>,
}

/// The layer that a number comes from, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The payer's entry in the facility's or a policy file.
    Payer,
    /// The facility's or a policy file, for every payer.
    Facility,
    /// A pack of the program.
    Pack(&'static str),
    /// The program's default.
    Default,
}

impl Layer {
    /// Returns the layer in words.
    pub fn words(self) -> String {
        match self {
            Self::Payer => "payer's entry".to_owned(),
            Self::Facility => "facility's file".to_owned(),
            Self::Pack(name) => format!("pack {name}"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// A number with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// The value.
    pub value: i64,
    /// The layer that states it.
    pub layer: Layer,
    /// The source that the layer gives; empty for the facility's own numbers.
    pub source: &'static str,
    /// Whether that source was checked.
    pub verified: bool,
    /// What the number is.
    pub parameter: &'static Parameter,
}

/// The numbers for one payer, level and date of service.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'p> {
    policy: &'p Policy,
    payer: PayerKey,
    level: LevelOfCare,
    on: Option<ServiceDate>,
}

impl Policy {
    /// Returns whose terms a payer's are.
    pub fn payer_key(&self, payer: &Payer) -> PayerKey {
        PayerKey {
            class: self.payer_class(payer),
            entry: self.payer_place(payer),
        }
    }

    /// Returns the terms of a payer for a level on a date of service.
    pub fn terms(&self, payer: PayerKey, level: LevelOfCare, on: Option<ServiceDate>) -> Terms<'_> {
        Terms {
            policy: self,
            payer,
            level,
            on,
        }
    }
}

impl Terms<'_> {
    /// Returns a number. Asking for a key that does not exist is a bug that a test catches; it
    /// gives 0 in release builds.
    pub fn number(&self, key: &str) -> i64 {
        let value = self.get(key);
        debug_assert!(value.is_some(), "no parameter `{key}`");
        value.unwrap_or_default()
    }

    /// Returns a number, or `None` when there is no parameter of that key.
    pub fn get(&self, key: &str) -> Option<i64> {
        self.find(key).map(|number| number.value)
    }

    /// Returns a number with the layer that it comes from.
    pub fn find(&self, key: &str) -> Option<InForce> {
        let parameter = Parameters::describe(key)?;
        let own = |value: i64, layer: Layer| InForce {
            value,
            layer,
            source: "",
            verified: true,
            parameter,
        };
        let entry = self
            .payer
            .entry
            .and_then(|place| self.policy.payers.get(place));
        if let Some(value) = entry.and_then(|entry| entry.parameters.get(key)) {
            return Some(own(*value, Layer::Payer));
        }
        if let Some(value) = self.policy.parameters.stated(key) {
            return Some(own(value, Layer::Facility));
        }
        if let Some((pack, number)) = packs::in_force(key, self.payer.class, self.level, self.on) {
            return Some(InForce {
                value: number.value,
                layer: Layer::Pack(&pack.name),
                source: &number.source,
                verified: number.verified,
                parameter,
            });
        }
        Some(InForce {
            value: parameter.value,
            layer: Layer::Default,
            source: &parameter.source,
            verified: parameter.verified,
            parameter,
        })
    }

    /// Returns the longest gap between plan reviews, in days.
    pub fn plan_review_days(&self) -> i64 {
        self.number(&format!("plan_review_days.{}", level_family(self.level)))
    }

    /// Returns the days from admission by which the plan is due.
    pub fn plan_due_days(&self) -> i64 {
        let family = if self.level.is_day_program() {
            "day-program"
        } else {
            level_family(self.level)
        };
        self.number(&format!("plan_due_days.{family}"))
    }

    /// Returns the least hours a week, where the level has a minimum.
    pub fn min_hours_week(&self) -> Option<i64> {
        self.get(&format!("min_hours_week.{}", self.level.id()))
    }

    /// Returns the least minutes of a per-diem day, where the level has a minimum.
    pub fn min_minutes_day(&self) -> Option<i64> {
        self.get(&format!("min_minutes_day.{}", self.level.id()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::FacilityFile;

    const PHP: LevelOfCare = LevelOfCare::PartialHospitalization;
    const KEY: &str = "plan_review_days.PHP";

    fn payer(id: &str) -> Payer {
        Payer {
            id: id.to_owned(),
            ..Payer::default()
        }
    }

    fn found(text: &str, id: &str, key: &str) -> (i64, Layer) {
        let file = FacilityFile::parse(text).expect("a valid file");
        let policy = Policy::for_facility(file).expect("known parameters");
        let terms = policy.terms(policy.payer_key(&payer(id)), PHP, None);
        let number = terms.find(key).expect("a known key");
        (number.value, number.layer)
    }

    #[test]
    fn the_payers_own_number_goes_before_the_facilitys_the_packs_and_the_default() {
        let class = "[[payer]]\nid = \"A\"\nclass = \"medicare\"\n";
        let own = format!("{class}[payer.parameters]\n\"{KEY}\" = 10\n");
        let all = format!("[parameters]\n\"{KEY}\" = 20\n");
        let head = "schema = 1\n";
        assert_eq!(
            found(&format!("{head}{own}{all}"), "A", KEY),
            (10, Layer::Payer)
        );
        assert_eq!(
            found(&format!("{head}{class}{all}"), "A", KEY),
            (20, Layer::Facility)
        );
        assert_eq!(
            found(&format!("{head}{class}"), "A", KEY),
            (30, Layer::Pack("medicare-php-iop"))
        );
        assert_eq!(
            found(&format!("{head}{own}"), "B", KEY),
            (30, Layer::Default)
        );
    }

    #[test]
    fn an_unknown_key_of_a_payer_is_refused() {
        let text = "schema = 1\n[[payer]]\nid = \"A\"\n[payer.parameters]\n\"plan_review\" = 1\n";
        let file = FacilityFile::parse(text).expect("a valid file");
        let error = Policy::for_facility(file).expect_err("no such key");
        assert!(error.to_string().contains("plan_review_days"), "{error}");
    }
}
