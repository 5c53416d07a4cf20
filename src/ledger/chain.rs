//! Which claim replaces or voids which: chains of frequency 7 and 8, by the payer's control number
//! where a remittance or acknowledgment gives it, else by the patient control number.

use super::PatientRecord;
use super::identity::fold_id;
use crate::model::{Claim, ClaimFrequency, DateRange, ServiceDate};
use crate::problem::{Problem, ProblemKind};
use std::collections::{BTreeMap, BTreeSet};

/// The chains of one patient's claims.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chains {
    /// The claim that each claim replaces or voids, by index.
    pub previous: Vec<Option<usize>>,
    /// Whether each claim no longer counts: replaced, voided, or a void itself.
    pub superseded: Vec<bool>,
    /// Claims that replace or void one that is not in the files.
    pub orphans: Vec<usize>,
    /// Claims whose references lead back to themselves.
    pub cycles: Vec<usize>,
}

/// Resolves the chains of a record, of any length.
///
/// A void puts out what it voids and itself; a replacement puts out what it replaces, and with it
/// everything before that. Claims of a cycle all still count, for nothing tells which is the last.
pub fn chains(record: &PatientRecord) -> Chains {
    let claims = &record.claims;
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        by_id.entry(&claim.id).or_default().push(index);
    }
    let search = Search {
        claims,
        numbers: control_numbers(record),
        by_id,
    };
    let mut chains = Chains {
        previous: vec![None; claims.len()],
        superseded: vec![false; claims.len()],
        ..Chains::default()
    };
    for (index, claim) in claims.iter().enumerate() {
        if !changes_another(claim) {
            continue;
        }
        let found = search.previous(index);
        if found.is_none() {
            chains.orphans.push(index);
        }
        if let Some(previous) = chains.previous.get_mut(index) {
            *previous = found;
        }
    }
    chains.cycles = cycles(&chains.previous);
    for (index, claim) in claims.iter().enumerate() {
        let is_cyclic = chains.cycles.binary_search(&index).is_ok();
        if !changes_another(claim) || is_cyclic {
            continue;
        }
        if claim.frequency == ClaimFrequency::Void {
            put_out(&mut chains.superseded, index);
        }
        // Everything before is out as well, also where a replacement of a replacement was read
        // without the one between them naming its own original.
        let mut before = chains.previous.get(index).copied().flatten();
        while let Some(place) = before {
            if chains.superseded.get(place) != Some(&false) {
                break;
            }
            put_out(&mut chains.superseded, place);
            before = chains.previous.get(place).copied().flatten();
        }
    }
    chains
}

/// Returns a problem for every claim whose chain could not be followed.
pub(super) fn problems(record: &PatientRecord) -> Vec<Problem> {
    let chains = chains(record);
    let told = |&index: &usize, message: &str| {
        let claim = record.claims.get(index)?;
        let reference = claim.original_reference.as_ref();
        let span = reference.map_or(claim.span, |reference| reference.span);
        Some(Problem::at(span, ProblemKind::BadValue, message))
    };
    let orphans = chains.orphans.iter().filter_map(|index| {
        told(
            index,
            "this claim replaces or voids one that none of the files hold; add the original and \
             its remittance so that nothing is counted twice",
        )
    });
    let cycles = chains.cycles.iter().filter_map(|index| {
        told(
            index,
            "the references of this claim and of those that it replaces lead back to it; each is \
             counted as it stands. Check which one was sent last",
        )
    });
    orphans.chain(cycles).collect()
}

fn changes_another(claim: &Claim) -> bool {
    matches!(
        claim.frequency,
        ClaimFrequency::Replacement | ClaimFrequency::Void
    )
}

fn put_out(superseded: &mut [bool], index: usize) {
    if let Some(slot) = superseded.get_mut(index) {
        *slot = true;
    }
}

/// Maps each payer control number to the patient control number it was given for, with the day
/// from which it is known.
fn control_numbers(record: &PatientRecord) -> BTreeMap<String, Known<'_>> {
    let mut numbers = BTreeMap::new();
    for remittance in &record.remittances {
        let number = fold_id(&remittance.payer_control_number);
        if !number.is_empty() {
            let entry = (remittance.claim_id.as_str(), remittance.payment_date);
            numbers.entry(number).or_insert(entry);
        }
    }
    for acknowledgment in &record.acknowledgments {
        let Some(number) = acknowledgment.payer_control_number() else {
            continue;
        };
        let dates = acknowledgment
            .statuses
            .iter()
            .filter_map(|status| status.date);
        let entry = (acknowledgment.claim_id.as_str(), dates.min());
        numbers.entry(fold_id(&number.value)).or_insert(entry);
    }
    numbers
}

/// The claims of a record with what finds one among them.
struct Search<'r> {
    claims: &'r [Claim],
    numbers: BTreeMap<String, Known<'r>>,
    by_id: BTreeMap<&'r str, Vec<usize>>,
}

/// What a payer's control number stands for, and the day from which it is known.
type Known<'r> = (&'r str, Option<ServiceDate>);

impl Search<'_> {
    /// Finds the claim that a claim replaces or voids: by the payer's number where it is known,
    /// else by its own patient control number.
    fn previous(&self, index: usize) -> Option<usize> {
        let claim = self.claims.get(index)?;
        let stated = claim.original_reference.as_ref();
        let stated = stated.and_then(|number| self.numbers.get(&fold_id(&number.value)));
        match stated {
            Some(&(id, known_since)) => {
                let before = self.before(index, id, known_since);
                // Where the order contradicts the reference, the reference holds: files carry
                // no order.
                self.best(index, &before, true).or_else(|| {
                    let others = self.by_id.get(id).into_iter().flatten().copied();
                    let others: Vec<usize> = others.filter(|&place| place != index).collect();
                    self.best(index, &others, true)
                })
            }
            None if claim.id.is_empty() => self.same_service(index),
            None => self
                .best(index, &self.before(index, &claim.id, None), false)
                .or_else(|| self.same_service(index)),
        }
    }

    /// Finds the one claim to the same payer for the same days and codes, else the one of the same
    /// clinician for the same days and a code beside its own: a correction often takes a shorter
    /// session's. Exports without remittances hold nothing that tells what the payer's number
    /// stands for.
    fn same_service(&self, index: usize) -> Option<usize> {
        let claim = self.claims.get(index)?;
        let days = days_of(claim)?;
        let candidates: Vec<(usize, &Claim)> = self
            .claims
            .iter()
            .enumerate()
            .filter(|(place, other)| {
                *place != index
                    && !changes_another(other)
                    && other.payer == claim.payer
                    && days_of(other) == Some(days)
                    && !is_after(other, claim, *place > index)
            })
            .collect();
        let only = |is_meant: &dyn Fn(&Claim) -> bool| {
            let mut meant = candidates.iter().filter(|(_, other)| is_meant(other));
            match (meant.next(), meant.next()) {
                (Some((place, _)), None) => Ok(Some(*place)),
                (None, _) => Ok(None),
                // Of several nothing tells which.
                (Some(_), Some(_)) => Err(()),
            }
        };
        let own = codes_of(claim);
        match only(&|other| !own.is_disjoint(&codes_of(other))) {
            Ok(None) => {
                let clinician = clinician_of(claim);
                let is_near = |other: &Claim| {
                    clinician.is_some()
                        && clinician == clinician_of(other)
                        && are_neighbours(&own, &codes_of(other))
                };
                only(&is_near).ok().flatten()
            }
            found => found.ok().flatten(),
        }
    }

    /// Lists the claims with the id that were sent before the claim at `index`, and before the
    /// payer's number was known.
    fn before(&self, index: usize, id: &str, known_since: Option<ServiceDate>) -> Vec<usize> {
        let Some(claim) = self.claims.get(index) else {
            return Vec::new();
        };
        let is_before = |&place: &usize| {
            let Some(earlier) = self.claims.get(place) else {
                return false;
            };
            let was_known = match (earlier.submitted, known_since) {
                (Some(sent), Some(known)) => sent <= known,
                _ => true,
            };
            place != index && was_known && !is_after(earlier, claim, place > index)
        };
        let places = self.by_id.get(id).into_iter().flatten().copied();
        places.filter(is_before).collect()
    }

    /// Returns the last of the candidates that bills some of the claim's days.
    ///
    /// One account number often stands on every claim of a patient, so of several candidates
    /// with other days none is taken unless the payer's number vouches for them.
    fn best(&self, index: usize, candidates: &[usize], is_vouched: bool) -> Option<usize> {
        let days = days_of(self.claims.get(index)?);
        let shares_days = |place: usize| {
            let other = self.claims.get(place).and_then(days_of);
            days.zip(other)
                .is_none_or(|(days, other)| days.overlaps(other))
        };
        let last = |places: &mut dyn Iterator<Item = usize>| {
            places.max_by_key(|&place| (self.claims.get(place).map(|claim| claim.submitted), place))
        };
        last(
            &mut candidates
                .iter()
                .copied()
                .filter(|&place| shares_days(place)),
        )
        .or_else(|| {
            (is_vouched || candidates.len() == 1)
                .then(|| last(&mut candidates.iter().copied()))
                .flatten()
        })
    }
}

/// Returns the codes of a claim's lines: the procedure's, else the revenue code.
fn codes_of(claim: &Claim) -> BTreeSet<String> {
    let coded = claim.lines.iter().filter_map(|line| {
        let procedure = line.procedure.as_ref().map(|code| code.value.to_string());
        procedure.or_else(|| line.revenue.as_ref().map(|code| code.value.to_string()))
    });
    coded.collect()
}

/// Returns whether one claim bills a code beside one of the other's: the same but for the last
/// figure, as 90837 and 90834 are, 99214 and 99213, 0905 and 0906.
fn are_neighbours(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let stem = |code: &String| {
        let mut letters = code.chars();
        letters.next_back();
        letters.as_str().to_owned()
    };
    let stems: BTreeSet<String> = one.iter().map(stem).collect();
    other.iter().any(|code| stems.contains(&stem(code)))
}

/// Returns the number, else the name, of the one whom a claim's first line names as its clinician.
fn clinician_of(claim: &Claim) -> Option<String> {
    let provider = claim.rendering_for(claim.lines.first()?)?;
    match &provider.npi_text {
        Some(number) => Some(number.value.clone()),
        None => Some(format!("{} {}", provider.name, provider.first)),
    }
}

/// Returns the first and last day that a claim bills.
fn days_of(claim: &Claim) -> Option<DateRange> {
    let of_lines = claim.lines.iter().filter_map(|line| line.dates);
    let all = claim.statement.into_iter().chain(of_lines);
    all.map(|dates| dates.value)
        .reduce(|a, b| DateRange::new(a.from().min(b.from()), a.to().max(b.to())).unwrap_or(a))
}

/// Returns whether `one` was submitted after `other`; ties go by place.
fn is_after(one: &Claim, other: &Claim, stands_later: bool) -> bool {
    match (one.submitted, other.submitted) {
        (Some(a), Some(b)) if a != b => a > b,
        _ => stands_later,
    }
}

/// Lists the claims that are part of a cycle, in order. Each claim is walked over once.
fn cycles(previous: &[Option<usize>]) -> Vec<usize> {
    let mut walk_of = vec![0_usize; previous.len()];
    let mut found = Vec::new();
    for start in 0..previous.len() {
        let (walk, mut place) = (start + 1, start);
        while let Some(mark) = walk_of.get_mut(place).filter(|mark| **mark == 0) {
            *mark = walk;
            match previous.get(place).copied().flatten() {
                Some(next) => place = next,
                None => break,
            }
        }
        let closes =
            previous.get(place).is_some_and(Option::is_some) && walk_of.get(place) == Some(&walk);
        let first = place;
        while closes && !found.contains(&place) {
            found.push(place);
            match previous.get(place).copied().flatten() {
                Some(next) if next != first => place = next,
                _ => break,
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ProcedureCode, Provider};
    use crate::read::x12;
    use crate::text::FileId;

    /// Draws claims of other codes than 90837, all of one clinician.
    fn of_codes(claims: &[(&str, &str, &str)]) -> PatientRecord {
        let drawn: Vec<_> = claims
            .iter()
            .map(|&(id, frequency, _)| (id, frequency, "ICN-77", DAY))
            .collect();
        let mut record = record(&drawn, &[]);
        let span = record.claims[0].span;
        for (claim, (_, _, code)) in record.claims.iter_mut().zip(claims) {
            claim.rendering = Some(Provider {
                name: "Roe".to_owned(),
                first: "Ann".to_owned(),
                npi_text: None,
                taxonomy: None,
                tax_id: None,
                span,
            });
            if let Some(procedure) = &mut claim.lines[0].procedure {
                procedure.value = ProcedureCode::new(code).expect("a code");
            }
        }
        record
    }

    #[test]
    fn a_correction_to_a_neighbouring_code_replaces_the_clinicians_one_claim_of_the_day() {
        let replaced = |claims: &[_]| chains(&of_codes(claims)).superseded;
        let later = ("C3", "7", "90834");
        let original = ("C1", "1", "90837");
        assert_eq!(replaced(&[original, later]), [true, false]);
        // Another service of the day stays, and of two neighbours nothing tells which.
        let visit = ("C1", "1", "99214");
        assert_eq!(replaced(&[visit, later]), [false, false]);
        let short = ("C2", "1", "90832");
        assert_eq!(replaced(&[original, short, later]), [false, false, false]);
        // The same code comes first.
        let same = ("C2", "1", "90834");
        assert_eq!(replaced(&[original, same, later]), [false, true, false]);
        let mut others = of_codes(&[original, later]);
        others.claims[0]
            .rendering
            .as_mut()
            .expect("a clinician")
            .first = "Bea".to_owned();
        assert_eq!(chains(&others).superseded, [false, false]);
    }

    /// Draws claims as (id, frequency, original reference, day) and payments as (id, number).
    fn record(claims: &[(&str, &str, &str, &str)], paid: &[(&str, &str)]) -> PatientRecord {
        let isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105\
                   *0900*^*00501*000000007*0*P*:~GS*HC*A*B*20260105*0900*7*X*5~";
        let mut text = format!("{isa}ST*837*1*005010X222A1~BHT*0019*00*1*20260120*0900*CH~");
        text += "HL*1**20*1~HL*2*1*22*0~NM1*IL*1*Muster*Ana****MI*W1~";
        for (id, frequency, reference, day) in claims {
            text += &format!("CLM*{id}*10***11:B:{frequency}~REF*F8*{reference}~");
            text += &format!("LX*1~SV1*HC:90837*10*UN*1~DTP*472*D8*{day}~");
        }
        text += "SE*1*1~ST*835*2*005010X221A1~BPR*I*0*C*NON************20260201~";
        for (id, number) in paid {
            text += &format!("CLP*{id}*4*10*0**CI*{number}~");
        }
        text += "SE*1*2~GE*2*7~IEA*1*000000007~";
        let content = x12::read(FileId(0), &text);
        assert_eq!(content.claims.len(), claims.len());
        PatientRecord {
            claims: content.claims,
            remittances: content.remittances,
            ..PatientRecord::default()
        }
    }

    const DAY: &str = "20260105";

    #[test]
    fn a_chain_of_replacements_is_followed_by_the_payers_numbers() {
        let record = record(
            &[
                ("C1", "1", "", DAY),
                ("C2", "7", "icn001", DAY),
                ("C3", "7", "ICN-002", DAY),
            ],
            &[("C1", "ICN-001"), ("C2", "ICN-002")],
        );
        let chains = chains(&record);
        assert_eq!(chains.previous, [None, Some(0), Some(1)]);
        assert_eq!(chains.superseded, [true, true, false]);
        assert_eq!(problems(&record), []);
    }

    #[test]
    fn a_void_puts_out_itself_and_all_before_it() {
        let record = record(
            &[
                ("C1", "1", "", DAY),
                ("C2", "7", "ICN-1", DAY),
                ("C3", "8", "ICN-2", DAY),
            ],
            &[("C1", "ICN-1"), ("C2", "ICN-2")],
        );
        assert_eq!(chains(&record).superseded, [true, true, true]);
    }

    #[test]
    fn a_cycle_and_an_orphan_are_reported_and_nothing_is_put_out() {
        let record = record(
            &[
                ("C1", "7", "ICN-2", DAY),
                ("C2", "7", "ICN-1", DAY),
                ("C3", "7", "ICN-9", "20260109"),
            ],
            &[("C1", "ICN-1"), ("C2", "ICN-2")],
        );
        let chains = chains(&record);
        assert_eq!(chains.cycles, [0, 1]);
        assert_eq!(chains.orphans, [2]);
        assert_eq!(chains.superseded, [false, false, false]);
        assert_eq!(problems(&record).len(), 3);
    }

    #[test]
    fn an_account_number_on_every_claim_ties_only_claims_of_the_same_days() {
        let drawn = |day| {
            record(
                &[
                    ("ACC", "1", "", DAY),
                    ("ACC", "1", "", "20260112"),
                    ("ACC", "7", "", day),
                ],
                &[],
            )
        };
        assert_eq!(chains(&drawn(DAY)).previous, [None, None, Some(0)]);
        assert_eq!(chains(&drawn("20260205")).orphans, [2]);
    }

    #[test]
    fn without_the_payers_number_the_one_claim_of_the_same_service_is_meant() {
        let replaced = |claims: &[_]| chains(&record(claims, &[])).superseded;
        let original = ("C1", "1", "", DAY);
        let later = ("C3", "7", "ICN-77", DAY);
        assert_eq!(replaced(&[original, later]), [true, false]);
        let twice = [original, ("C2", "1", "", DAY), later];
        assert_eq!(replaced(&twice), [false, false, false]);
        let other_day = ("C1", "1", "", "20260106");
        assert_eq!(replaced(&[other_day, later]), [false, false]);
    }

    #[test]
    fn long_chains_end() {
        let numbers: Vec<String> = (0..2000).map(|number| format!("C{number}")).collect();
        let claims: Vec<_> = numbers
            .iter()
            .zip(numbers.iter().skip(1).chain(numbers.first()))
            .map(|(id, next)| (id.as_str(), "7", next.as_str(), DAY))
            .collect();
        let paid: Vec<_> = numbers
            .iter()
            .map(|id| (id.as_str(), id.as_str()))
            .collect();
        assert_eq!(chains(&record(&claims, &paid)).cycles.len(), 2000);
    }
}
