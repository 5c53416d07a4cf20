//! Feeds bytes to the PDF reader.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend_from_slice(bytes);
    common::read("fuzz.pdf", &file);
});
