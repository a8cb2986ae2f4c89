//! CSV v1, plain or compressed: whatever the bytes, they read as a snapshot or say why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge::snapshot::CSV_V1;

fuzz_target!(|bytes: &[u8]| {
    weighbridge_fuzz::check(&CSV_V1, bytes, None);
});
