//! One way in which sources state who a patient is, and how two such statements relate.

use super::names::{Likeness, NameParts, are_in_other_order, compare};
use crate::model::{PatientIdentity, ServiceDate, Sex};
use crate::text::Span;

/// A distinct combination of record number, member id, name and birth date, with how often and
/// where it was met.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) mrn: Option<String>,
    pub(super) member: Option<String>,
    pub(super) source: Option<String>,
    pub(super) parts: NameParts,
    pub(super) birth: Option<ServiceDate>,
    pub(super) sex: Option<Sex>,
    /// Where it was met first.
    pub(super) span: Span,
    /// Whether a chart states it, whose record numbers are the facility's own.
    pub(super) in_chart: bool,
}

/// What tells statements apart.
pub(super) type Key = (
    Option<String>,
    Option<String>,
    Option<String>,
    String,
    Option<ServiceDate>,
);

/// How two statements relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// One person: the same keys.
    Same,
    /// One person, and something beside the keys differs.
    SameBut(&'static str),
    /// One person, taken from a likeness of names beside another key.
    Similar(&'static str),
    /// Two people, although they share a key.
    Conflict(&'static str),
    /// Nothing ties them.
    None,
}

/// Returns the key of an identity that names a person and has another key beside the name;
/// others are too weak to make a patient.
pub(super) fn key_of(identity: &PatientIdentity) -> Option<Key> {
    let name = &identity.name.as_ref()?.value;
    let birth = identity.birth_date.map(|date| date.value);
    let mrn = identity.mrn.as_ref().map(|mrn| fold_id(&mrn.value));
    let member = identity.member_id.as_ref().map(|id| fold_id(&id.value));
    // Written by software for software, so it is compared as it stands.
    let source = identity.source_id.as_ref().map(|id| id.value.clone());
    let is_strong = mrn.is_some() || birth.is_some() || member.is_some() || source.is_some();
    is_strong.then(|| {
        let name = format!("{}|{}", name.key(), name.middle);
        (mrn, member, source, name, birth)
    })
}

impl Statement {
    /// Makes the statement of an identity that has a key.
    pub(super) fn new(identity: &PatientIdentity, in_chart: bool) -> Option<Self> {
        let (mrn, member, source, _, birth) = key_of(identity)?;
        let name = identity.name.as_ref()?;
        Some(Self {
            mrn,
            member,
            source,
            parts: NameParts::new(&name.value),
            birth,
            sex: identity.sex,
            span: name.span,
            in_chart,
        })
    }

    /// Returns how another statement relates to this one.
    pub(super) fn relation(&self, other: &Self) -> Relation {
        let likeness = compare(&self.parts, &other.parts);
        let same = |a: &Option<String>, b: &Option<String>| {
            a.as_ref().zip(b.as_ref()).map(|(a, b)| a == b)
        };
        let mrn = same(&self.mrn, &other.mrn);
        let member = same(&self.member, &other.member) == Some(true);
        let birth = match (self.birth, other.birth) {
            (Some(a), Some(b)) if a == b => Birth::Equal,
            (Some(a), Some(b)) if is_slip(a, b) => Birth::Near,
            (Some(_), Some(_)) => Birth::Differs,
            _ => Birth::Unknown,
        };
        if same(&self.source, &other.source) == Some(true) && !self.contradicts(other) {
            return Relation::Same;
        }
        // A portal's order of a name is no conflict where a number and the birth date agree.
        let is_numbered = mrn == Some(true) || mrn.is_none() && member;
        if is_numbered && birth == Birth::Equal && are_in_other_order(&self.parts, &other.parts) {
            return Relation::Same;
        }
        match mrn {
            Some(true) => by_record_number(likeness, birth),
            Some(false) => match (likeness, birth) {
                (Likeness::Same, Birth::Equal) if self.in_chart && other.in_chart => {
                    Relation::SameBut(
                        "the same name and birth date stand under two record numbers; taken as \
                         one patient. Check that the charts belong together",
                    )
                }
                (Likeness::Same, Birth::Equal) => Relation::Same,
                (Likeness::Variant, Birth::Equal) if member => Relation::Similar(LIKE_NAMES),
                _ => Relation::None,
            },
            None => self.by_other_keys(other, likeness, birth, member),
        }
    }

    fn by_other_keys(
        &self,
        other: &Self,
        likeness: Likeness,
        birth: Birth,
        member: bool,
    ) -> Relation {
        let sexes_differ = matches!(
            (self.sex, other.sex),
            (Some(Sex::Female), Some(Sex::Male)) | (Some(Sex::Male), Some(Sex::Female))
        );
        match (likeness, birth) {
            (Likeness::Same, Birth::Equal) if sexes_differ => Relation::SameBut(
                "the sex here differs from the one that the same name and birth date have \
                 elsewhere; check that the record belongs to this patient",
            ),
            (Likeness::Same, Birth::Equal) => Relation::Same,
            (Likeness::Same, Birth::Unknown) if member => Relation::Same,
            (Likeness::Variant, Birth::Equal) if member || !sexes_differ => {
                Relation::Similar(LIKE_NAMES)
            }
            (Likeness::Variant, Birth::Unknown) if member => Relation::Similar(LIKE_NAMES),
            (Likeness::OtherLast, Birth::Equal) if member => Relation::Similar(
                "the family name here differs from the one that the same given name, birth date \
                 and member id have elsewhere; taken as a change of name",
            ),
            (Likeness::Same, Birth::Near) if member => Relation::Similar(
                "the birth date here differs in one place from the one that the same name and \
                 member id have elsewhere; taken as a slip. Check it",
            ),
            (Likeness::Same, Birth::Differs) if member => Relation::Conflict(
                "the same name and member id stand beside two birth dates; taken as two people. \
                 Check which date is right",
            ),
            _ => Relation::None,
        }
    }

    /// Returns whether both state one record number and one birth date, which make one patient
    /// whatever name stands beside them.
    pub(super) fn is_of_one_record(&self, other: &Self) -> bool {
        // `N/A` and `0000` are no numbers.
        let is_number = |mrn: &String| mrn.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        self.mrn.as_ref().is_some_and(is_number)
            && self.mrn == other.mrn
            && self.birth.is_some()
            && self.birth == other.birth
    }

    /// Returns whether names and birth dates alone would make one person of both.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let is_one_name = matches!(
            compare(&self.parts, &other.parts),
            Likeness::Same | Likeness::Variant
        );
        is_one_name && self.birth.is_some() && self.birth == other.birth
    }

    /// Returns whether the statements cannot be of one person, whatever ties them.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        if self.is_of_one_record(other) {
            return false;
        }
        let has_one_number = self.mrn.is_some() && self.mrn == other.mrn
            || self.source.is_some() && self.source == other.source;
        let births_differ = self
            .birth
            .zip(other.birth)
            .is_some_and(|(a, b)| a != b && !is_slip(a, b));
        match compare(&self.parts, &other.parts) {
            Likeness::Same | Likeness::Variant => births_differ && !has_one_number,
            Likeness::OtherLast => {
                let has_one_member = self.member.is_some() && self.member == other.member;
                births_differ || !(has_one_number || has_one_member)
            }
            Likeness::OtherFirst => births_differ || !has_one_number,
            Likeness::Different => true,
        }
    }
}

/// One record number is one patient, unless name and birth date speak against it together.
fn by_record_number(likeness: Likeness, birth: Birth) -> Relation {
    match (likeness, birth) {
        // The differing birth date is told where the patient's dates are gathered.
        (Likeness::Same, _) => Relation::Same,
        (Likeness::Variant, _) => Relation::Same,
        (Likeness::OtherLast, Birth::Equal | Birth::Near | Birth::Unknown) => Relation::SameBut(
            "the family name here differs from the one that the same record number has elsewhere; \
             taken as a change of name",
        ),
        (Likeness::OtherFirst | Likeness::Different, Birth::Equal) => Relation::SameBut(
            "the name here differs from the one that the same record number and birth date have \
             elsewhere; taken as one patient. Check it",
        ),
        _ => Relation::Conflict(
            "one record number stands beside two names; taken as two people. Check whose record \
             this is",
        ),
    }
}

const LIKE_NAMES: &str = "the name here is a variant of the one that the same birth date or \
                          member id has elsewhere; taken as one patient. Check it";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Birth {
    Equal,
    /// One digit differs, or day and month changed places.
    Near,
    Differs,
    Unknown,
}

/// Returns whether one date is the other with one slip of the pen.
fn is_slip(one: ServiceDate, other: ServiceDate) -> bool {
    let swapped =
        one.year() == other.year() && one.month() == other.day() && one.day() == other.month();
    let (a, b) = (one.to_string(), other.to_string());
    let differing = a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count();
    swapped || differing == 1
}

/// Returns an id or number without case, punctuation and leading zeros, since charts, logs and
/// claims write the same one differently.
pub(in crate::ledger) fn fold_id(text: &str) -> String {
    let folded: String = text
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let trimmed = folded.trim_start_matches('0');
    if trimmed.is_empty() {
        folded
    } else {
        trimmed.to_owned()
    }
}
