//! Authorizations: was the billed service approved, for these days, units and level.

pub(super) mod dos_outside_auth_dates;
pub(super) mod level_differs_from_authorized;
pub(super) mod no_authorization_found;
pub(super) mod number_mismatch;
pub(super) mod number_missing_on_claim;
pub(super) mod units_exceed_authorized;

mod approvals;
