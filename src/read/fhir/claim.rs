//! Reads the claim in a `Claim` or `ExplanationOfBenefit`: who, what, when, for which diagnosis,
//! under which authorization. What a payer decided is read elsewhere.

use super::coverage;
use super::json::Item;
use super::people;
use super::value::{Source, codes, has_code, when};
use crate::model::{
    Claim, ClaimDetails, ClaimForm, ClaimFrequency, DateRange, DiagnosisCode, Modifier, Money,
    Payer, PlaceOfService, ProcedureCode, Provider, Rare, RevenueCode, ServiceLine, TypeOfBill,
    Units,
};
use crate::problem::ProblemKind;
use crate::text::Located;
use std::collections::BTreeMap;

/// Why a resource is not a billed claim, where it is none.
pub(super) fn why_not_billed(item: Item<'_, '_>) -> Option<&'static str> {
    match item.text_of("status").as_deref() {
        Some("entered-in-error") => return Some("is marked as entered in error"),
        Some("draft") => return Some("is a draft"),
        Some("cancelled") => return Some("is cancelled"),
        _ => {}
    }
    is_no_bill(item).then_some(
        "asks for authorization or an estimate, or is a dental, pharmacy or vision claim",
    )
}

/// Returns whether a claim or its answer bills no service that is audited here.
pub(super) fn is_no_bill(item: Item<'_, '_>) -> bool {
    matches!(
        item.text_of("use").as_deref(),
        Some("preauthorization" | "predetermination")
    ) || has_code(item, "type", &["oral", "pharmacy", "vision"])
}

/// Returns the number by which a claim is known: the provider's, else the first given, else the
/// resource's own id.
pub(super) fn number_of(item: Item<'_, '_>) -> String {
    let value = |identifier: Item<'_, '_>| identifier.text_of("value");
    item.each("identifier")
        .filter(|identifier| has_code(*identifier, "type", &["uc", "PLAC"]))
        .find_map(value)
        .or_else(|| item.each("identifier").find_map(value))
        .or_else(|| item.text_of("id"))
        .unwrap_or_default()
}

/// Reads one claim.
pub(super) fn read<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Claim {
    let form = form(item);
    let type_of_bill = type_of_bill(source, item);
    let team = team(source, item);
    let diagnoses = diagnoses(source, item);
    let insurance = focal_insurance(item);
    let covered = insurance
        .and_then(|insurance| insurance.get("coverage"))
        .and_then(|reference| source.resources.resolve(reference, item));
    let mut patient = people::subject(source, item, "patient").identity;
    if let Some(covered) = covered {
        let number = coverage::patient(source, covered).member_id;
        patient.member_id = number.or(patient.member_id);
    }
    let payer = item
        .get("insurer")
        .map(|insurer| people::payer(source, insurer, item))
        .or_else(|| {
            let covered = covered?;
            let payor = covered.each("payor").next()?;
            Some(people::payer(source, payor, covered))
        })
        .unwrap_or_default();
    let statement = item
        .get("billablePeriod")
        .and_then(|period| source.period(period));
    let mut lines: Vec<ServiceLine> = Vec::new();
    for (index, line) in item.each("item").enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let read = read_line(source, line, number, form, &diagnoses, &team);
        lines.push(read);
    }
    for line in &mut lines {
        line.dates = line.dates.or(statement);
    }
    let claim_place = lines.iter().find_map(|line| line.place_of_service.clone());
    Claim {
        file: source.file,
        span: source.span(item),
        id: number_of(item),
        form,
        patient,
        payer: with_filing(payer, item),
        payer_sequence: sequence(insurance),
        submitted: when(item, "created").and_then(|when| when.date()),
        total_charge: total(source, item, &lines),
        place_of_service: claim_place.filter(|_| form == ClaimForm::Professional),
        frequency: frequency(item, type_of_bill.as_ref()),
        type_of_bill,
        original_reference: original(source, item),
        authorizations: authorizations(source, item),
        statement: statement.filter(|_| form == ClaimForm::Institutional),
        admission: information(item, &["admissionperiod", "admission"])
            .and_then(|info| source.date(info.get("timingPeriod")?, "start"))
            .or_else(|| {
                information(item, &["admissiondate", "clmadmindate"])
                    .and_then(|info| source.date(info, "timingDate"))
            }),
        discharge: information(item, &["admissionperiod", "admission"])
            .and_then(|info| source.date(info.get("timingPeriod")?, "end")),
        patient_status: information(item, &["discharge-status", "dischargestatus"])
            .and_then(|info| codes(info, "code").next())
            .and_then(|(_, code)| Some(source.located(code.text()?.into_owned(), code))),
        diagnoses: diagnoses.into_iter().map(|(_, code)| code).collect(),
        condition_codes: item
            .each("supportingInfo")
            .flat_map(|info| codes(info, "code"))
            .filter(|(system, _)| system.contains("conditioncode"))
            .filter_map(|(_, code)| Some(source.located(code.text()?.into_owned(), code)))
            .collect(),
        occurrence_spans: Vec::new(),
        billing: item
            .get("provider")
            .map(|provider| people::provider(source, provider, item)),
        rendering: team.with_role(&["rendering", "performing", "primary", "attending"]),
        supervising: team.with_role(&["supervising", "supervisor"]),
        facility: item
            .get("facility")
            .map(|facility| people::provider(source, facility, item)),
        lines,
        details: ClaimDetails::default(),
    }
}

fn form(item: Item<'_, '_>) -> ClaimForm {
    if has_code(item, "type", &["institutional"]) {
        return ClaimForm::Institutional;
    }
    if has_code(item, "type", &["professional"]) {
        return ClaimForm::Professional;
    }
    // Only facilities bill by revenue code.
    match item.each("item").any(|line| line.get("revenue").is_some()) {
        true => ClaimForm::Institutional,
        false => ClaimForm::Professional,
    }
}

/// Returns the insurance under which the claim goes out now.
fn focal_insurance<'j, 't>(item: Item<'j, 't>) -> Option<Item<'j, 't>> {
    item.each("insurance")
        .find(|insurance| insurance.text_of("focal").as_deref() == Some("true"))
        .or_else(|| item.each("insurance").next())
}

fn sequence(insurance: Option<Item<'_, '_>>) -> String {
    let number = insurance.and_then(|insurance| insurance.text_of("sequence"));
    match number.as_deref() {
        Some("1") => "P".to_owned(),
        Some("2") => "S".to_owned(),
        Some("3") => "T".to_owned(),
        _ => String::new(),
    }
}

fn with_filing(mut payer: Payer, item: Item<'_, '_>) -> Payer {
    let filing = codes(item, "subType").find(|(system, _)| system.contains("filing"));
    if let Some(code) = filing.and_then(|(_, code)| code.text()) {
        payer.filing_code = code.into_owned();
    }
    payer
}

/// Returns the supporting information of a category.
fn information<'j, 't>(item: Item<'j, 't>, categories: &[&str]) -> Option<Item<'j, 't>> {
    item.each("supportingInfo")
        .find(|info| has_code(*info, "category", categories))
}

fn type_of_bill<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
) -> Option<Located<TypeOfBill>> {
    let stated = information(item, &["typeofbill", "tob"])
        .into_iter()
        .flat_map(|info| codes(info, "code"));
    let among_types = codes(item, "subType").chain(codes(item, "type"));
    let (_, code) = stated
        .chain(among_types.filter(|(system, _)| system.contains("typeofbill")))
        .next()?;
    let text = code.text()?;
    Some(source.located(TypeOfBill::new(&text)?, code))
}

fn frequency(item: Item<'_, '_>, bill: Option<&Located<TypeOfBill>>) -> ClaimFrequency {
    let digit = bill
        .map(|bill| bill.value.as_str().to_owned())
        .filter(|bill| bill.len() == 3)
        .and_then(|bill| bill.chars().last());
    match digit {
        Some('1') => return ClaimFrequency::Original,
        Some('2') => return ClaimFrequency::InterimFirst,
        Some('3') => return ClaimFrequency::InterimContinuing,
        Some('4') => return ClaimFrequency::InterimLast,
        Some('5') => return ClaimFrequency::LateCharge,
        Some('7') => return ClaimFrequency::Replacement,
        Some('8') => return ClaimFrequency::Void,
        Some(_) => return ClaimFrequency::Other,
        None => {}
    }
    let replaces = item
        .each("related")
        .any(|related| has_code(related, "relationship", &["prior", "replaces"]));
    match replaces {
        true => ClaimFrequency::Replacement,
        false => ClaimFrequency::Original,
    }
}

fn original<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Option<Located<String>> {
    let related = item
        .each("related")
        .find(|related| has_code(*related, "relationship", &["prior", "replaces"]))?;
    let reference = related.get("claim");
    let prior = reference.and_then(|reference| source.resources.resolve(reference, item));
    if let Some(prior) = prior {
        return Some(source.located(number_of(prior), related));
    }
    let number = related
        .path(&["reference", "value"])
        .or_else(|| reference?.path(&["identifier", "value"]))?;
    Some(source.located(number.text()?.trim().to_owned(), number))
}

fn authorizations<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Vec<Located<String>> {
    let mut found: Vec<Located<String>> = Vec::new();
    let own = item.each("preAuthRef");
    for reference in item
        .each("insurance")
        .flat_map(|insurance| insurance.each("preAuthRef"))
        .chain(own)
    {
        if let Some(text) = reference.text().filter(|text| !text.trim().is_empty()) {
            let number = text.trim().to_owned();
            if found.iter().all(|known| known.value != number) {
                found.push(source.located(number, reference));
            }
        }
    }
    found
}

/// Returns the claim's total, else the sum of its lines.
fn total<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>, lines: &[ServiceLine]) -> Money {
    let stated = match item.get("total") {
        Some(total) if total.is_object() => Some(total),
        // An explanation of benefits lists totals by category.
        Some(totals) => totals
            .items()
            .find(|total| has_code(*total, "category", &["submitted"]))
            .and_then(|total| total.get("amount")),
        None => None,
    };
    stated
        .and_then(|total| source.money(total))
        .unwrap_or_else(|| lines.iter().map(|line| line.charge).sum())
}

/// The people who gave the service, by their number on the claim.
struct Team(Vec<(String, Vec<String>, Provider)>);

impl Team {
    fn with_role(&self, roles: &[&str]) -> Option<Provider> {
        roles.iter().find_map(|role| {
            self.0
                .iter()
                .find(|(_, codes, _)| codes.iter().any(|code| code == role))
                .map(|(_, _, provider)| provider.clone())
        })
    }

    fn numbered(&self, sequence: &str) -> Option<&(String, Vec<String>, Provider)> {
        self.0.iter().find(|(number, ..)| number == sequence)
    }
}

fn team<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Team {
    let members = item.each("careTeam").filter_map(|member| {
        let provider = people::provider(source, member.get("provider")?, item);
        let roles = codes(member, "role")
            .filter_map(|(_, code)| code.text().map(|code| code.to_ascii_lowercase()))
            .collect();
        Some((
            member.text_of("sequence").unwrap_or_default(),
            roles,
            provider,
        ))
    });
    Team(members.collect())
}

/// Returns the diagnoses in order of their numbers on the claim.
fn diagnoses<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
) -> Vec<(String, Located<DiagnosisCode>)> {
    let mut found: BTreeMap<(u32, usize), (String, Located<DiagnosisCode>)> = BTreeMap::new();
    for (index, diagnosis) in item.each("diagnosis").enumerate() {
        let condition = diagnosis
            .get("diagnosisReference")
            .and_then(|reference| source.resources.resolve(reference, item));
        let code = match condition {
            Some(condition) => icd_10(condition, "code"),
            None => icd_10(diagnosis, "diagnosisCodeableConcept"),
        };
        let Some(code) = code else {
            source.trouble(
                diagnosis,
                ProblemKind::BadValue,
                "the diagnosis names no ICD-10-CM code, here or in its condition; checks of \
                 diagnoses skip it",
            );
            continue;
        };
        let Some(read) = code.text().and_then(|text| DiagnosisCode::new(&text)) else {
            continue;
        };
        let sequence = diagnosis.text_of("sequence").unwrap_or_default();
        let order = sequence.parse().unwrap_or(u32::MAX);
        found.insert((order, index), (sequence, source.located(read, code)));
    }
    found.into_values().collect()
}

fn icd_10<'j, 't>(holder: Item<'j, 't>, name: &str) -> Option<Item<'j, 't>> {
    let named = |system: &str| {
        system.contains("icd-10") || system.contains("icd10") || system.ends_with("6.90")
    };
    let all: Vec<(String, Item<'j, 't>)> = codes(holder, name).collect();
    let coded = all.iter().find(|(system, _)| named(system));
    // A code without a system counts where it has ICD-10's shape.
    let shaped = || {
        all.iter().find(|(system, code)| {
            system.is_empty()
                && code.text().is_some_and(|code| {
                    let bytes = code.as_bytes();
                    (3..=8).contains(&bytes.len())
                        && bytes.first().is_some_and(u8::is_ascii_uppercase)
                        && bytes.get(1).is_some_and(u8::is_ascii_digit)
                })
        })
    };
    coded.or_else(shaped).map(|(_, code)| *code)
}

fn read_line<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
    number: u32,
    form: ClaimForm,
    diagnoses: &[(String, Located<DiagnosisCode>)],
    team: &Team,
) -> ServiceLine {
    let (procedure, service_revenue) = service(source, item);
    let revenue = codes(item, "revenue")
        .next()
        .and_then(|(_, code)| Some(source.located(RevenueCode::new(&code.text()?)?, code)))
        .or(service_revenue);
    let quantity = item.get("quantity");
    let units = quantity.and_then(|quantity| source.units(quantity));
    if procedure.is_none() && form == ClaimForm::Professional {
        source.trouble(
            item,
            ProblemKind::BadValue,
            "the line names no procedure code; checks of codes skip it",
        );
    }
    let dates = item
        .get("servicedPeriod")
        .and_then(|period| source.period(period))
        .or_else(|| {
            let day = source.date(item, "servicedDate")?;
            Some(Located::new(DateRange::day(day.value), day.span))
        });
    let place = codes(item, "locationCodeableConcept").find_map(|(_, code)| {
        let text = code.text()?;
        let numeric = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        Some(source.located(PlaceOfService::new(&text).filter(|_| numeric)?, code))
    });
    let pointers = item.each("diagnosisSequence").filter_map(|pointer| {
        let wanted = pointer.text()?;
        let at = diagnoses.iter().position(|(number, _)| *number == wanted)?;
        u8::try_from(at + 1).ok()
    });
    let renders = ["rendering", "performing", "primary", "attending"];
    let rendering = item.each("careTeamSequence").find_map(|sequence| {
        let (_, roles, provider) = team.numbered(&sequence.text()?)?;
        let fits = roles.is_empty() || roles.iter().any(|role| renders.contains(&role.as_str()));
        fits.then(|| provider.clone())
    });
    ServiceLine {
        number: item
            .text_of("sequence")
            .and_then(|sequence| sequence.parse().ok())
            .unwrap_or(number),
        span: source.span(item),
        procedure,
        modifiers: item
            .each("modifier")
            .flat_map(|modifier| modifier.each("coding"))
            .filter_map(|coding| Modifier::new(&coding.text_of("code")?))
            .take(4)
            .collect(),
        revenue,
        charge: charge(source, item, units),
        unit_basis: quantity
            .and_then(|quantity| quantity.text_of("code").or(quantity.text_of("unit")))
            .map(|unit| unit_basis(&unit))
            .unwrap_or_default(),
        units,
        dates,
        place_of_service: place,
        diagnosis_pointers: match form {
            ClaimForm::Professional => pointers.collect(),
            ClaimForm::Institutional => Vec::new(),
        },
        rendering,
        authorization: None,
        control_number: None,
        details: Rare::default(),
    }
}

/// Returns the procedure of a line, or the revenue code that stands in its place.
pub(super) fn service<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
) -> (Option<Located<ProcedureCode>>, Option<Located<RevenueCode>>) {
    for (system, code) in codes(item, "productOrService").chain(codes(item, "service")) {
        let Some(text) = code.text() else { continue };
        if system.contains("revenue") {
            let revenue = RevenueCode::new(&text).map(|revenue| source.located(revenue, code));
            return (None, revenue);
        }
        // Reasons for a missing code stand in the code's place.
        let plausible = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if plausible && let Some(procedure) = ProcedureCode::new(&text) {
            return (Some(source.located(procedure, code)), None);
        }
    }
    (None, None)
}

/// Returns a line's charge: its net, its submitted amount, or unit price times units.
pub(super) fn charge<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
    units: Option<Located<Units>>,
) -> Money {
    if let Some(net) = item.get("net") {
        return source.money(net).unwrap_or(Money::ZERO);
    }
    let submitted = item
        .each("adjudication")
        .find(|part| has_code(*part, "category", &["submitted"]))
        .and_then(|part| part.get("amount"));
    if let Some(submitted) = submitted {
        return source.money(submitted).unwrap_or(Money::ZERO);
    }
    match item.get("unitPrice").and_then(|price| source.money(price)) {
        Some(price) => price.share(units.map_or(1000, |units| units.value.thousandths()), 1000),
        None => {
            source.trouble(
                item,
                ProblemKind::BadValue,
                "the line states no charge (net or unitPrice); it is counted as 0.00 until the \
                 file is corrected",
            );
            Money::ZERO
        }
    }
}

fn unit_basis(unit: &str) -> String {
    match unit.to_ascii_lowercase().as_str() {
        "min" | "minute" | "minutes" | "mj" => "MJ",
        "d" | "day" | "days" | "da" => "DA",
        "un" | "unit" | "units" | "1" | "{unit}" => "UN",
        _ => "",
    }
    .to_owned()
}
