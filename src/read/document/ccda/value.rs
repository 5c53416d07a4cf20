//! Reads the values that C-CDA's elements share: codes, names, times, quantities.

use super::xml::{attribute, child, children, plain_text};
use crate::read::document::coded::{CodedPeriod, CodedPerson};
use crate::read::document::when::When;
use roxmltree::Node;

/// Returns a code in words: its own, those of the original text, or those of a translation.
pub(super) fn display(code: Node<'_, '_>) -> String {
    let own = attribute(code, "displayName").map(str::to_owned);
    own.or_else(|| {
        let written = child(code, "originalText").map(plain_text)?;
        (!written.is_empty()).then_some(written)
    })
    .or_else(|| {
        children(code, "translation")
            .find_map(|translation| attribute(translation, "displayName").map(str::to_owned))
    })
    .unwrap_or_default()
}

/// Returns the ICD-10-CM code among a code and its translations.
pub(super) fn diagnosis<'a>(code: Node<'a, '_>) -> Option<&'a str> {
    const ICD_10_CM: &str = "2.16.840.1.113883.6.90";
    std::iter::once(code)
        .chain(children(code, "translation"))
        .find(|code| attribute(*code, "codeSystem") == Some(ICD_10_CM))
        .and_then(|code| attribute(code, "code"))
}

/// Reads the best of an entity's names: the legal one, else the first.
pub(super) fn person(entity: Node<'_, '_>) -> CodedPerson {
    let legal = |name: &Node<'_, '_>| {
        attribute(*name, "use").is_some_and(|used| used.split_whitespace().any(|u| u == "L"))
    };
    let name = children(entity, "name")
        .find(legal)
        .or(child(entity, "name"));
    let Some(name) = name.filter(|name| attribute(*name, "nullFlavor").is_none()) else {
        return CodedPerson::default();
    };
    let joined = |part: &'static str| {
        children(name, part)
            .map(plain_text)
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (family, given) = (joined("family"), joined("given"));
    let text = match family.is_empty() && given.is_empty() {
        true => plain_text(name),
        false => String::new(),
    };
    CodedPerson {
        family,
        given,
        text,
        suffix: children(name, "suffix")
            .map(plain_text)
            .map(|suffix| suffix.trim_matches([',', ' ']).to_owned())
            .filter(|suffix| !suffix.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        role: String::new(),
    }
}

/// Reads an effective time: a point, or low and high.
pub(super) fn interval(time: Node<'_, '_>) -> Option<CodedPeriod> {
    let point = |node: Node<'_, '_>| When::from_hl7(attribute(node, "value")?);
    let low = child(time, "low").and_then(point);
    let high = child(time, "high").and_then(point);
    let from = low.or_else(|| point(time)).or(high)?;
    Some(CodedPeriod {
        from,
        to: high.filter(|high| *high != from || high.time().is_some()),
    })
}

/// Returns an effective time as words: `01/05/2026`, `01/05/2026 to 01/09/2026`.
pub(super) fn shown_time(time: Node<'_, '_>) -> String {
    match interval(time) {
        Some(period) => match period.to.filter(|to| *to != period.from) {
            Some(to) => format!("{} to {to}", period.from),
            None => period.from.to_string(),
        },
        None => String::new(),
    }
}

/// Returns an observation's value in words: `112 mm[Hg]`, `Alcohol dependence`, `7`.
pub(super) fn shown_value(value: Node<'_, '_>) -> String {
    if let Some(amount) = attribute(value, "value") {
        if let Some(when) = When::from_hl7(amount).filter(|when| {
            amount.len() >= 8 && when.date().is_some() && attribute(value, "unit").is_none()
        }) {
            return when.to_string();
        }
        return match attribute(value, "unit").filter(|unit| *unit != "1") {
            Some(unit) => format!("{amount} {unit}"),
            None => amount.to_owned(),
        };
    }
    let words = display(value);
    if !words.is_empty() {
        return words;
    }
    let bound = |name: &'static str| {
        child(value, name).and_then(|bound| {
            let amount = attribute(bound, "value")?;
            Some(match attribute(bound, "unit") {
                Some(unit) => format!("{amount} {unit}"),
                None => amount.to_owned(),
            })
        })
    };
    match (bound("low"), bound("high")) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => plain_text(value),
    }
}
