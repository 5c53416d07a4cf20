//! The sum of all that the program itself knows of payers' numbers, codes and reasons, by which a
//! report tells what it was judged by.

use crate::text::sum_of_texts;

/// Every file that this module reads; a test holds the list complete.
const FILES: [&str; 30] = [
    include_str!("../knowledge/appeals.toml"),
    include_str!("../knowledge/carc.toml"),
    include_str!("../knowledge/codes/bill_types.toml"),
    include_str!("../knowledge/codes/medicare.toml"),
    include_str!("../knowledge/codes/modifier_conflicts.toml"),
    include_str!("../knowledge/codes/procedures.toml"),
    include_str!("../knowledge/codes/revenue.toml"),
    include_str!("../knowledge/codes/siblings.toml"),
    include_str!("../knowledge/codes/taxonomies.toml"),
    include_str!("../knowledge/codes/validity.toml"),
    include_str!("../knowledge/policy/packs/commercial-generic.toml"),
    include_str!("../knowledge/policy/packs/medicaid-generic.toml"),
    include_str!("../knowledge/policy/packs/medicare-inpatient-psychiatric.toml"),
    include_str!("../knowledge/policy/packs/medicare-outpatient.toml"),
    include_str!("../knowledge/policy/packs/medicare-php-iop.toml"),
    include_str!("../knowledge/policy/packs/tricare.toml"),
    include_str!("../knowledge/policy/parameters/aut.toml"),
    include_str!("../knowledge/policy/parameters/cln.toml"),
    include_str!("../knowledge/policy/parameters/cob.toml"),
    include_str!("../knowledge/policy/parameters/cod.toml"),
    include_str!("../knowledge/policy/parameters/common.toml"),
    include_str!("../knowledge/policy/parameters/den.toml"),
    include_str!("../knowledge/policy/parameters/doc.toml"),
    include_str!("../knowledge/policy/parameters/loc.toml"),
    include_str!("../knowledge/policy/parameters/ovl.toml"),
    include_str!("../knowledge/policy/parameters/pln.toml"),
    include_str!("../knowledge/policy/parameters/tim.toml"),
    include_str!("../knowledge/program_time.toml"),
    include_str!("../knowledge/rarc.toml"),
    include_str!("../knowledge/service_staff.toml"),
];

/// Returns the SHA-256, in hexadecimal, of the embedded packs, default numbers and tables of codes:
/// what findings rest on beside the program and the case's own configuration.
pub fn embedded_sha256() -> String {
    sum_of_texts(FILES.into_iter())
}
