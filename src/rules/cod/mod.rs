//! Coding: is the claim well formed, and does one code contradict another.

pub(super) mod condition_code_missing;
pub(super) mod diagnosis_invalid;
pub(super) mod diagnosis_missing;
pub(super) mod duplicate_line;
pub(super) mod npi_invalid;
pub(super) mod revenue_procedure_inconsistent;
