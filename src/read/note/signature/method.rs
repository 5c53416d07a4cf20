//! Tells by what means somebody signed, which is nobody's name: `e-signed (PIN) 04/05/2026`, `signed
//! via badge`, `Electronically signed [password]`.

use crate::read::note::credential;

/// Means of signing.
const METHODS: [&str; 42] = [
    "pin",
    "pins",
    "password",
    "passcode",
    "passphrase",
    "passkey",
    "biometric",
    "biometrics",
    "fingerprint",
    "thumbprint",
    "badge",
    "token",
    "e-token",
    "smartcard",
    "card",
    "keycard",
    "certificate",
    "pki",
    "rsa",
    "sso",
    "mfa",
    "2fa",
    "two-factor",
    "2-factor",
    "otp",
    "stylus",
    "touchscreen",
    "touchpad",
    "tablet",
    "ipad",
    "portal",
    "docusign",
    "imprivata",
    "okta",
    "faceid",
    "touchid",
    "ehr",
    "emr",
    "username",
    "login",
    "logon",
    "sigpad",
];

/// Words that stand beside them.
const BESIDE: [&str; 39] = [
    "via",
    "with",
    "w",
    "using",
    "through",
    "by",
    "per",
    "on",
    "in",
    "a",
    "an",
    "the",
    "own",
    "his",
    "her",
    "user",
    "unique",
    "personal",
    "secure",
    "smart",
    "electronic",
    "digital",
    "face",
    "touch",
    "screen",
    "pad",
    "signature",
    "id",
    "code",
    "number",
    "entry",
    "entered",
    "verified",
    "verification",
    "authentication",
    "authenticated",
    "scan",
    "swipe",
    "and",
];

/// Most bytes of a bracket behind the words that sign.
const BRACKET: usize = 60;

/// Returns whether a word is a means of signing.
pub(crate) fn is_method(word: &str) -> bool {
    METHODS
        .iter()
        .any(|method| word.eq_ignore_ascii_case(method))
}

/// Returns what follows the words or the bracket by which a text tells how somebody signed, the text
/// itself where it tells nothing of it. A bracket that holds no person is skipped whatever it says.
pub(super) fn past_method(text: &str) -> &str {
    let mut rest = text;
    while let Some(behind) = past_bracket(rest).or_else(|| past_words(rest)) {
        rest = behind;
    }
    rest
}

fn past_bracket(text: &str) -> Option<&str> {
    let text = past_signs(text);
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        '<' => '>',
        _ => return None,
    };
    let inner = text.get(1..)?;
    let end = inner.find(close).filter(|&end| end <= BRACKET)?;
    let told = inner.get(..end)?;
    (!names_somebody(told)).then(|| inner.get(end + 1..))?
}

/// Returns whether what stands in a bracket is a person: `e-signed (Jane Roe, LCSW)`.
fn names_somebody(told: &str) -> bool {
    let name = told.trim();
    let by = name.strip_prefix("by ").unwrap_or(name);
    let words = by.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    credential::read_person(by).is_some_and(|person| {
        let is_full = by
            .get(person.name.clone())
            .is_some_and(|name| name.contains(' '));
        person.credential.is_some() || is_full
    }) && !words.into_iter().any(is_method)
}

fn past_words(text: &str) -> Option<&str> {
    let mut rest = past_signs(text);
    let mut tells = false;
    loop {
        let next = rest.trim_start_matches([' ', '/', '+', '&', '-']);
        let length = next
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(next.len());
        let word = next.get(..length)?;
        let is_beside = || BESIDE.iter().any(|known| word.eq_ignore_ascii_case(known));
        // "e-signed on tablet with Jane Roe, LPC present".
        if tells && (word.eq_ignore_ascii_case("with") || word == "w") {
            return Some(rest);
        }
        if is_method(word) {
            tells = true;
        } else if !is_beside() {
            return tells.then_some(rest);
        }
        rest = next.get(length..)?;
    }
}

fn past_signs(text: &str) -> &str {
    text.trim_start_matches([' ', ',', ':', '-', '–', '—', '*', '|', '"', ';'])
}

#[cfg(test)]
mod tests {
    use super::past_method;

    #[test]
    fn how_somebody_signed_is_skipped_and_who_did_is_not() {
        for (text, rest) in [
            (" (PIN) 09/11/25 2020", " 09/11/25 2020"),
            (" (PIN verified) by Ann Roe, RN", " by Ann Roe, RN"),
            (" via PIN 09/11/25", " 09/11/25"),
            (" using her password, Ann Roe, RN", ", Ann Roe, RN"),
            (" [biometric] Ann Roe, RN", " Ann Roe, RN"),
            (" w/ badge scan 4/5/26", " 4/5/26"),
            (" (Badge) (Unit 4) Ann Roe", " Ann Roe"),
            (" <electronic> Ann Roe, RN", " Ann Roe, RN"),
            (" by Ann Roe, RN", " by Ann Roe, RN"),
            (" (Ann Roe, RN) 4/5/26", " (Ann Roe, RN) 4/5/26"),
            (" (Ann Roe) 4/5/26", " (Ann Roe) 4/5/26"),
            (" (4/5/26 14:32) Ann Roe", " Ann Roe"),
            (" on 4/5/26", " on 4/5/26"),
            ("", ""),
        ] {
            assert_eq!(past_method(text), rest, "{text}");
        }
    }
}
