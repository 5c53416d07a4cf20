//! Tells whether two claims were billed by one provider, by an affiliate, or by strangers.

use crate::model::{Claim, Provider};

/// How the billing providers of two claims are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Billers {
    /// One provider: the same NPI, or the same name where one gives no NPI.
    Same,
    /// Two providers of one owner: different NPIs, one tax id.
    OneOwner,
    /// Two providers; nothing ties them but that one export holds both.
    Two,
    /// A claim does not say who billed it.
    Unknown,
}

/// Compares the billing providers of two claims.
pub(super) fn billers(one: &Claim, other: &Claim) -> Billers {
    let (Some(one), Some(other)) = (&one.billing, &other.billing) else {
        return Billers::Unknown;
    };
    let tax_ids = (tax_id(one), tax_id(other));
    let same_owner = matches!(&tax_ids, (Some(a), Some(b)) if a == b);
    let two_owners = matches!(&tax_ids, (Some(a), Some(b)) if a != b);
    let npi = |provider: &Provider| {
        let text = provider.npi_text.as_ref()?.value.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    match (npi(one), npi(other)) {
        (Some(a), Some(b)) if a == b => Billers::Same,
        (Some(_), Some(_)) if same_owner => Billers::OneOwner,
        (Some(_), Some(_)) => Billers::Two,
        _ if two_owners => Billers::Two,
        _ if same_name(one, other) => Billers::Same,
        _ => Billers::Unknown,
    }
}

fn tax_id(provider: &Provider) -> Option<String> {
    let digits: String = provider
        .tax_id
        .as_ref()?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    (!digits.is_empty()).then_some(digits)
}

fn same_name(one: &Provider, other: &Provider) -> bool {
    let name = |provider: &Provider| provider.name.trim().to_lowercase();
    !name(one).is_empty() && name(one) == name(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::draw;

    fn of(one: &str, other: &str) -> Billers {
        let (_, records) = draw(&format!("claim C1 P {one}\nclaim C2 P {other}"));
        billers(&records[0].claims[0], &records[0].claims[1])
    }

    #[test]
    fn npi_decides_then_tax_id_then_name() {
        assert_eq!(of("", ""), Billers::Same);
        assert_eq!(of("", "billing 1245319599"), Billers::Two);
        assert_eq!(
            of("tin 12-3456789", "billing 1245319599 tin 123456789"),
            Billers::OneOwner
        );
        assert_eq!(of("", "billing none"), Billers::Same, "one name");
        assert_eq!(of("tin 1", "billing none tin 2"), Billers::Two);
    }
}
