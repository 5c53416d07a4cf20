//! Feeds segments to the X12 reader, behind an envelope of its own.
#![no_main]

mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut file = b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260110*1200*^*00501*000000001*0*P*:~".to_vec();
    file.extend_from_slice(bytes);
    common::read("fuzz.837", &file);
});
