//! Feeds bytes to the RTF reader.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"{\\rtf1".to_vec();
    file.extend_from_slice(bytes);
    common::read("fuzz.rtf", &file);
});
