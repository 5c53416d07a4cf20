//! Codes seen on claims. Only bare codes are carried; no licensed descriptions.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $normalize:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Normalizes a code as written; `None` when nothing is left of it.
            pub fn new(text: &str) -> Option<Self> {
                let normalize: fn(&str) -> String = $normalize;
                let code = normalize(text.trim());
                (!code.is_empty()).then_some(Self(code))
            }

            /// Returns the normalized code.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

code!(
    /// A HCPCS or CPT code, upper case: `H0015`, `90837`.
    ProcedureCode,
    |text| text.to_ascii_uppercase()
);
code!(
    /// A two-character modifier, upper case.
    Modifier,
    |text| text.to_ascii_uppercase()
);
code!(
    /// A four-digit revenue code; `913` is written `0913`.
    RevenueCode,
    |text| if text.len() == 3 { format!("0{text}") } else { text.to_owned() }
);
code!(
    /// A two-digit place of service.
    PlaceOfService,
    |text| if text.len() == 1 { format!("0{text}") } else { text.to_owned() }
);
code!(
    /// A type of bill as its last three characters: `131`, `761`.
    TypeOfBill,
    |text| match text.strip_prefix('0') {
        Some(rest) if text.len() == 4 => rest.to_owned(),
        _ => text.to_owned(),
    }
);
code!(
    /// An ICD-10-CM code, upper case, without its dot: `F1020`.
    DiagnosisCode,
    |text| text.replace('.', "").to_ascii_uppercase()
);

impl DiagnosisCode {
    /// Returns the code with its dot: `F10.20`.
    pub fn dotted(&self) -> String {
        match self.0.get(3..) {
            Some(rest) if !rest.is_empty() => format!("{}.{rest}", &self.0[..3]),
            _ => self.0.clone(),
        }
    }
}

impl ProcedureCode {
    /// Returns the number of a five-digit CPT code, for ranges.
    pub fn cpt_number(&self) -> Option<u32> {
        (self.0.len() == 5).then(|| self.0.parse().ok()).flatten()
    }
}
