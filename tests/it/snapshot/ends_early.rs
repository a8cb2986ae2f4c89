//! Files that end early: too large, cut off, or lost with the connection.

use super::world::{gzip, many_rows, metrics, now};
use rstest::rstest;
use std::io::{self, Read};
use weighbridge::snapshot::{CSV_V1, Report, Rules, Stopped, read};

fn read_limited(input: impl Read, limit: u64) -> Result<u64, Box<Report>> {
    let metrics = metrics();
    let rules = Rules {
        metrics: &metrics,
        now: now(),
        max_inflated_bytes: limit,
    };
    read(&CSV_V1, "file.csv", input, &rules).map(|accepted| accepted.report.rows)
}

#[rstest]
#[case::plain(<[u8]>::to_vec)]
#[case::gzip(gzip)]
#[case::zstd(|bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap())]
fn the_limit_is_on_the_inflated_size(#[case] compress: fn(&[u8]) -> Vec<u8>) {
    let text = many_rows(20_000, |n| format!("hf-likes,org/{n},2026-10-07,1\n"));
    let file = compress(text.as_bytes());
    assert_eq!(
        read_limited(file.as_slice(), text.len() as u64).unwrap(),
        20_000
    );
    let report = read_limited(file.as_slice(), text.len() as u64 - 1).unwrap_err();
    assert_eq!(report.stopped, Some(Stopped::TooLarge));
    assert!(
        report.problems[0].message.contains("bytes uncompressed"),
        "{report}"
    );
}

#[rstest]
#[case::gzip(gzip)]
#[case::zstd(|bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap())]
fn compressed_data_cut_anywhere_is_never_taken_for_whole(#[case] compress: fn(&[u8]) -> Vec<u8>) {
    let text = many_rows(50, |n| {
        format!("hf-likes,org/{n},2026-10-07,{}\n", n * 7919)
    });
    let file = compress(text.as_bytes());
    for length in 4..file.len() {
        let report = read_limited(&file[..length], 1 << 20).expect_err("it is cut");
        assert_eq!(
            report.stopped,
            Some(Stopped::Damaged),
            "cut at {length}: {report}"
        );
        assert!(
            report.to_string().contains("truncated"),
            "cut at {length}: {report}"
        );
    }
}

/// A connection that breaks after some bytes.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self.0.read(room)? {
            0 => Err(io::Error::new(
                io::ErrorKind::ConnectionReset,
                "connection reset",
            )),
            count => Ok(count),
        }
    }
}

#[rstest]
#[case::plain(<[u8]>::to_vec, 3)]
#[case::gzip(gzip, 2)]
fn a_broken_connection_is_not_taken_for_a_bad_file(
    #[case] compress: fn(&[u8]) -> Vec<u8>,
    #[case] problems: usize,
) {
    let text = many_rows(3, |n| {
        format!("hf-likes,org/{n},2026-10-07,{}\n", ["1", "-1", "-2"][n])
    });
    let file = compress(text.as_bytes());
    let cut = if problems == 3 { file.len() } else { 20 };
    let report = read_limited(Broken(&file[..cut]), 1 << 20).unwrap_err();
    assert_eq!(report.stopped, Some(Stopped::Unreadable));
    let last = report.problems.last().unwrap();
    assert_eq!(last.message, "reading failed (connection reset)");
    if problems == 3 {
        assert_eq!(
            report.problems.len(),
            3,
            "what came before is reported as well: {report}"
        );
    }
}
