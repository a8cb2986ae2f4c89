//! NDJSON, plain or compressed: whatever the bytes, they read as a snapshot or say why not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge::snapshot::NDJSON;

fuzz_target!(|bytes: &[u8]| {
    weighbridge_fuzz::check(&NDJSON, bytes, None);
});
