//! Every kind of chart under version control, as picture and as file: a new kind without its
//! golden files fails, and a golden file without its kind does, too.

use super::reader::Reader;
use insta::assert_snapshot;
use std::collections::BTreeSet;
use weighbridge::charts::KINDS;

/// Few dates, so that a difference can be read.
const QUESTION: &str = "by=weights&every=quarter&from=2025-10";

#[tokio::test]
async fn every_kind_draws_and_lists_what_it_did() {
    let reader = Reader::of_bundled().await;
    for kind in KINDS {
        let picture = reader
            .read(&format!("/charts/{}.svg?{QUESTION}", kind.slug))
            .await
            .text();
        roxmltree::Document::parse(&picture).expect("well-formed");
        // The style sheet has goldens of its own.
        let (before, rest) = picture.split_once("<style>").unwrap();
        let (_, after) = rest.split_once("</style>").unwrap();
        let picture = format!("{before}{after}").replace("><", ">\n<");
        assert_snapshot!(format!("svg_{}", kind.slug), picture);
        let file = reader
            .read(&format!("/charts/{}.csv?{QUESTION}", kind.slug))
            .await
            .text();
        assert_snapshot!(format!("csv_{}", kind.slug), file);
    }
}

#[test]
fn every_kind_has_its_golden_files_and_no_other_has() {
    let folder = format!("{}/tests/it/web/snapshots", env!("CARGO_MANIFEST_DIR"));
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter(|name| name.starts_with("it__web__kinds__"))
        .collect();
    let golden = |way: &str, slug: &str| format!("it__web__kinds__{way}_{slug}.snap");
    let expected: BTreeSet<String> = KINDS
        .iter()
        .flat_map(|kind| [golden("svg", kind.slug), golden("csv", kind.slug)])
        .collect();
    assert_eq!(files, expected);
}
