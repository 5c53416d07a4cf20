//! Feeds resources to the FHIR reader.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"{\"resourceType\":\"Bundle\",".to_vec();
    file.extend_from_slice(bytes);
    common::read("fuzz.json", &file);
});
