//! The target `pdf`; see `lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chartproof_fuzz::pdf(bytes));
