//! Tells a medical ward's row of a hospital's census from a program's: `4 West Medical`, class
//! `Inpatient`. The census of a hospital that runs a day program lists both.

use crate::read::table::columns::Header;
use crate::read::table::csv::Row;
use crate::read::table::field::Field;
use crate::read::table::sheet::Sheet;

/// Words that name a medical or surgical ward by themselves.
const WARDS: [&str; 15] = [
    "icu",
    "ccu",
    "micu",
    "sicu",
    "pcu",
    "telemetry",
    "medsurg",
    "surg",
    "surgical",
    "surgery",
    "cardiac",
    "cardiology",
    "oncology",
    "orthopedics",
    "orthopedic",
];

/// Words that do so beside a class of hospital patients.
const HOSPITALS: [&str; 4] = ["medical", "medicine", "hospital", "hospitalist"];

/// Classes of hospital patients. A rehab calls its residential program inpatient as well.
const CLASSES: [&str; 5] = ["inpatient", "inpt", "ip", "observation", "obs"];

/// Words of programs that treat addiction or mental illness, which are levels of care of their own.
const PROGRAMS: [&str; 28] = [
    "detox",
    "withdrawal",
    "wm",
    "psych",
    "psychiatric",
    "psychiatry",
    "behavioral",
    "bh",
    "mh",
    "mental",
    "rehab",
    "rehabilitation",
    "residential",
    "rtc",
    "php",
    "partial",
    "iop",
    "outpatient",
    "recovery",
    "treatment",
    "asam",
    "addiction",
    "substance",
    "sud",
    "chemical",
    "eating",
    "crisis",
    "monitored",
];

/// Returns whether a row's unit and class are those of a medical ward.
pub(super) fn is_hospitals<'t>(sheet: &Sheet<'t>, header: &Header, row: &Row<'t>) -> bool {
    let cell = |field| sheet.cell(header, row, field).map(|cell| &*cell.text);
    let texts = [cell(Field::Bed), cell(Field::Level)];
    are_of_ward(texts.into_iter().flatten())
}

fn are_of_ward<'w>(texts: impl Iterator<Item = &'w str> + Clone) -> bool {
    let has = |known: &[&str]| {
        let mut words = texts
            .clone()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        words.any(|word| known.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    !has(&PROGRAMS) && (has(&WARDS) || has(&HOSPITALS) && has(&CLASSES))
}

#[cfg(test)]
mod tests {
    use super::are_of_ward;
    use crate::model::{AttendanceStatus, StayKind};
    use crate::read::table::{Hints, read};
    use crate::text::FileId;

    #[test]
    fn wards_are_told_from_programs() {
        for texts in [
            ["4 West Medical", "Inpatient"],
            ["St. Luke Hospital", "Inpatient"],
            ["5E Med/Surg", ""],
            ["ICU 2", "Inpatient"],
            ["Medicine B", "Observation"],
            ["", "Acute inpatient hospital"],
        ] {
            assert!(are_of_ward(texts.into_iter()), "{texts:?}");
        }
        for texts in [
            ["North Hall", "Inpatient"],
            ["Medical Detox", "Inpatient"],
            ["Medical unit", ""],
            ["2 North Behavioral Health", "Inpatient"],
            ["Tallgrass Memorial Hospital", "PHP"],
            ["Partial Hospital", "Outpatient"],
            ["", "Inpatient psychiatric hospital"],
            ["", ""],
        ] {
            assert!(!are_of_ward(texts.into_iter()), "{texts:?}");
        }
    }

    #[test]
    fn a_ward_discharges_nobody_from_the_program() {
        let text = "MRN,Patient,Unit,Admit Dt,Disch Dt,Class,Disposition\n\
                    R-1,\"Roe, Ann\",4 West Medical,03/25/2025,04/01/2025,Inpatient,Home\n\
                    R-2,\"Poe, Al\",PHP,03/03/2025,04/01/2025,Outpatient,Home\n";
        let content = read(FileId(0), text, &Hints::default());
        let kinds: Vec<StayKind> = content.stays.iter().map(|stay| stay.kind).collect();
        assert_eq!(
            kinds,
            [
                StayKind::Away(AttendanceStatus::Medical),
                StayKind::Admitted
            ]
        );
        let days = content.stays.iter().map(|stay| (stay.from, stay.to));
        assert!(
            days.into_iter()
                .all(|(from, to)| from.is_some() && to.is_some())
        );
    }
}
