//! The target `x12`; see `lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| chartproof_fuzz::x12(bytes));
