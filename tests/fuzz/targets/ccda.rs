//! Feeds markup to the C-CDA reader.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"<?xml version=\"1.0\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">".to_vec();
    file.extend_from_slice(bytes);
    common::read("fuzz.xml", &file);
});
