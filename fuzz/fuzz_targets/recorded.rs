//! Recorded answers: the first byte chooses the kind and whether the moment is told beside it, the
//! rest is the JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use weighbridge::snapshot::recorded::RECORDED;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, answer)) = bytes.split_first() else {
        return;
    };
    // Digits, so that seeds can be written by hand: `0` is the first kind.
    let choice = usize::from(choice.wrapping_sub(b'0'));
    let format = &RECORDED[choice % RECORDED.len()];
    let told = choice / RECORDED.len() % 2 == 0;
    let captured_at = chrono::DateTime::from_timestamp(1_795_000_000, 0).filter(|_| told);
    weighbridge_fuzz::check(format, answer, captured_at);
});
