//! Parquet, with the columns of CSV v1 or those of archives of the Hub.
#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge::snapshot::PARQUET;

fuzz_target!(|bytes: &[u8]| {
    // Archives of the Hub carry no moment: whoever reads them says when it was.
    let captured_at = chrono::DateTime::from_timestamp(1_795_000_000, 0);
    weighbridge_fuzz::check(&PARQUET, bytes, None);
    weighbridge_fuzz::check(&PARQUET, bytes, captured_at);
});
