//! Writes the segments that several parts of a claim share.

use super::super::write::SegmentWriter;
use crate::model::*;
use crate::text::Located;

/// An interchange while it is written.
pub(super) struct Out(pub(super) SegmentWriter);

impl Out {
    pub(super) fn line(&mut self, elements: &[&str]) {
        assert!(self.0.write(elements), "cannot be written: {elements:?}");
    }

    pub(super) fn owned_line(&mut self, elements: &[String]) {
        let elements: Vec<&str> = elements.iter().map(String::as_str).collect();
        self.line(&elements);
    }

    pub(super) fn provider(&mut self, entity: &str, provider: &Provider) {
        let kind = if provider.first.is_empty() { "2" } else { "1" };
        let npi = text_of(provider.npi_text.as_ref());
        self.line(&[
            "NM1",
            entity,
            kind,
            &provider.name,
            &provider.first,
            "",
            "",
            "",
            "XX",
            &npi,
        ]);
    }

    pub(super) fn detailed(&mut self, entity: &str, provider: &Provider) {
        self.provider(entity, provider);
        if let Some(taxonomy) = &provider.taxonomy {
            self.line(&["PRV", "PE", "PXC", taxonomy]);
        }
    }

    pub(super) fn named(&mut self, providers: &[NamedProvider]) {
        for named in providers {
            let entity = match named.role {
                ProviderRole::Rendering => "82",
                ProviderRole::Operating => "72",
                ProviderRole::OtherOperating => "ZZ",
                ProviderRole::Supervising => "DQ",
                ProviderRole::Referring => "DN",
                ProviderRole::PrimaryCare => "P3",
                ProviderRole::Ordering => "DK",
                ProviderRole::Purchased => "QB",
                ProviderRole::Facility => "77",
                ProviderRole::PickUp => "PW",
                other => panic!("not drawn: {other:?}"),
            };
            self.detailed(entity, &named.provider);
            self.address(named.address.as_ref());
            self.references(&named.references);
        }
    }

    pub(super) fn person(&mut self, entity: &str, person: &PatientIdentity) {
        let name = &person.name.as_ref().expect("a name").value;
        let member = text_of(person.member_id.as_ref());
        let kind = if member.is_empty() { "" } else { "MI" };
        self.line(&[
            "NM1",
            entity,
            "1",
            &name.last,
            &name.first,
            &name.middle,
            "",
            "",
            kind,
            &member,
        ]);
        let birth = person
            .birth_date
            .map(|day| ccyymmdd(day.value))
            .unwrap_or_default();
        let sex = match person.sex {
            Some(Sex::Female) => "F",
            Some(Sex::Male) => "M",
            _ => "U",
        };
        self.line(&["DMG", "D8", &birth, sex]);
    }

    pub(super) fn address(&mut self, address: Option<&Address>) {
        if let Some(address) = address {
            self.line(&["N3", &address.street, &address.unit]);
            self.line(&["N4", &address.city, &address.state, &address.postal_code]);
        }
    }

    pub(super) fn references(&mut self, references: &[Reference]) {
        for reference in references {
            let payer = match reference.payer_id.as_str() {
                "" => String::new(),
                id => self.0.composite(&["2U", id]),
            };
            let qualifier = reference.qualifier.as_str();
            self.line(&["REF", qualifier, &reference.value.value, "", &payer]);
        }
    }

    pub(super) fn events(&mut self, events: &[DatedEvent]) {
        for event in events {
            let (format, written) = match event.time {
                Some(time) => ("DT", ccyymmdd(event.dates.value.from()) + &hhmm(time)),
                None => ("RD8", span_of(event.dates.value)),
            };
            self.line(&["DTP", event.qualifier.as_str(), format, &written]);
        }
    }

    pub(super) fn amounts(&mut self, amounts: &[QualifiedAmount]) {
        for amount in amounts {
            let written = amount.amount.value.to_decimal();
            self.line(&["AMT", amount.qualifier.as_str(), &written]);
        }
    }

    pub(super) fn notes(&mut self, notes: &[ClaimNote]) {
        for note in notes {
            self.line(&["NTE", note.purpose.as_str(), note.text.value.as_str()]);
        }
    }

    pub(super) fn attachments(&mut self, attachments: &[Attachment]) {
        for found in attachments {
            let (kind, sent) = (found.report_type.as_str(), found.transmission.as_str());
            self.line(&["PWK", kind, sent, "", "", "AC", &found.control_number]);
        }
    }

    pub(super) fn contract(&mut self, contract: Option<&ContractTerms>) {
        if let Some(terms) = contract {
            let amount = terms.amount.map(Money::to_decimal).unwrap_or_default();
            let (percent, code) = (&terms.percent, &terms.code);
            let (discount, version) = (&terms.discount, &terms.version);
            self.line(&[
                "CN1",
                terms.kind.as_str(),
                &amount,
                percent,
                code,
                discount,
                version,
            ]);
        }
    }

    pub(super) fn indicators(&mut self, indicators: &[ConditionIndicator]) {
        for found in indicators {
            let applies = if found.applies { "Y" } else { "N" };
            let codes: Vec<&str> = found.codes.iter().map(Qualifier::as_str).collect();
            self.line(&[&["CRC", found.category.as_str(), applies], &codes[..]].concat());
        }
    }

    pub(super) fn adjustments(&mut self, adjustments: &[Adjustment]) {
        for found in adjustments {
            let group = format!("{:?}", found.group);
            let quantity = found
                .quantity
                .map(|units| units.to_string())
                .unwrap_or_default();
            let amount = found.amount.to_decimal();
            self.line(&["CAS", &group, &found.reason, &amount, &quantity]);
        }
    }
}
pub(super) fn text_of(located: Option<&Located<String>>) -> String {
    located.map(|text| text.value.clone()).unwrap_or_default()
}

pub(super) fn ccyymmdd(day: ServiceDate) -> String {
    day.to_string().replace('-', "")
}

pub(super) fn span_of(range: DateRange) -> String {
    format!("{}-{}", ccyymmdd(range.from()), ccyymmdd(range.to()))
}

pub(super) fn hhmm(time: Minute) -> String {
    let minutes = time.since_midnight();
    format!("{:02}{:02}", minutes / 60, minutes % 60)
}
