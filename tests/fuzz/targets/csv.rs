//! Feeds rows to the table reader, below headers of an authorization log, and whole files.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"Auth #,Patient,DOB,Member ID,Payer,Level of Care,Start,End,Units,Status\n".to_vec();
    file.extend_from_slice(bytes);
    common::read("fuzz.csv", &file);
    common::read("fuzz.csv", bytes);
});
