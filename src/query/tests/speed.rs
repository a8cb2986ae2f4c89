//! How long an answer takes on the largest metric we expect: run by hand, in release,
//! `cargo test --release speed -- --ignored --nocapture`.

use super::*;
use std::time::Instant;

#[test]
#[ignore = "a measurement, not a promise: shared machines are too noisy"]
fn any_filter_and_breakdown_takes_well_under_a_millisecond() {
    let dictionary = bundled_dictionary();
    let organizations = dictionary.organizations().len() as u32;
    let licenses = dictionary.licenses().len() as u32;
    let mut state = 1u32;
    let mut random = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let cells: Vec<Cell> = (0..3_000)
        .map(|_| {
            let weights = Weights::ALL[random(3) as usize];
            cell(
                random(organizations + 1).cast_signed(),
                weights,
                random(licenses + 1).cast_signed(),
            )
        })
        .collect();
    let days: Vec<NaiveDate> = (0..104)
        .map(|n| day("2024-01-01") + chrono::Days::new(7 * n))
        .collect();
    let entries: Vec<Vec<Entry>> = days
        .iter()
        .map(|_| {
            (0..3_000)
                .map(|cell| entry(cell, i128::from(random(1 << 20)) << 12))
                .collect()
        })
        .collect();
    let facts =
        Facts::new(metric(Semantics::Flow), days, cells, Vec::new(), &entries).expect("sound");
    let views = [
        "",
        "by=country",
        "by=license",
        "by=organization",
        "weights=open",
        "country=!CN",
        "by=country&weights=open&license-class=permissive",
        "by=organization&country=CN~US&top=500",
        "by=license&lens=base&country=!CN",
        "every=month&by=country",
        "by=weights&organization=alibaba",
    ];
    for address in views {
        let query = parse_with(address, &dictionary);
        let mut times: Vec<f64> = (0..51)
            .map(|_| {
                let start = Instant::now();
                std::hint::black_box(answer(&query, &facts, &dictionary));
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{:.3} ms (fastest {:.3})  {address}", times[25], times[0]);
    }
}
