//! `check` and wrong usage: what needs no database.

use super::program::{BAD, GOOD, ends, err, folder, out, written};
use std::fs;
use std::path::PathBuf;

#[test]
fn check_names_file_line_and_column_of_what_is_wrong_and_stores_nothing() {
    let data_dir = folder();
    let data_dir = data_dir.path().join("none");
    let bad = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bad");
    let mut names: Vec<PathBuf> = fs::read_dir(bad)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    names.sort();
    assert!(names.len() > 50);
    for path in &names {
        let name = path.to_str().unwrap();
        let output = ends(&data_dir, &["check", name], 1);
        let said = err(&output);
        let (_, place) = said.split_once(name).unwrap_or_else(|| panic!("{said}"));
        let mut place = place.trim_start_matches(':').split([':', ' ']);
        let line: u64 = place
            .next()
            .unwrap()
            .parse()
            .unwrap_or_else(|_| panic!("{said}"));
        assert!(line > 0, "{said}");
        assert_eq!(out(&output), "", "{name}");
    }
    // All at once is the same report for each; a good file among them is still checked.
    let folder = folder();
    let good = written(folder.path(), "good.csv", GOOD);
    let mut arguments = vec!["check", good.to_str().unwrap()];
    arguments.extend(names.iter().map(|path| path.to_str().unwrap()));
    arguments.push("/does/not/exist.csv");
    let output = ends(&data_dir, &arguments, 1);
    for path in &names {
        assert!(
            err(&output).contains(path.to_str().unwrap()),
            "{}",
            path.display()
        );
    }
    assert!(err(&output).contains("/does/not/exist.csv cannot be opened"));
    assert!(out(&output).contains("good.csv: 3 observations of openrouter"));
    assert!(!data_dir.exists(), "checking needs no database");
}

#[test]
fn check_places_a_problem_at_its_column() {
    let folder = folder();
    let bad = written(folder.path(), "bad.csv", BAD);
    let said = err(&ends(folder.path(), &["check", bad.to_str().unwrap()], 1));
    assert!(
        said.contains(&format!("{}:3:4 (value): ", bad.display())),
        "{said}"
    );
}

#[test]
fn check_of_a_good_file_says_what_it_is() {
    let folder = folder();
    let good = written(folder.path(), "good.csv", GOOD);
    let output = ends(folder.path(), &["check", good.to_str().unwrap()], 0);
    let said = out(&output);
    assert!(
        said.contains("good.csv: 3 observations of openrouter, captured at 2026-10-09"),
        "{said}"
    );
    let (_, hash) = said.split_once("SHA-256 ").unwrap();
    assert_eq!(hash.trim().len(), 64, "{said}");
}

#[test]
fn wrong_usage_is_told_apart_from_failure() {
    let folder = folder();
    for arguments in [
        &["nonsense"] as &[&str],
        &["ingest"],
        &["check"],
        &["export"],
        &["retract", "1"],
        &["retract", "one", "--why", "x"],
        &["status", "--addr", "nowhere"],
        &["serve", "--no-such-flag"],
    ] {
        let output = ends(folder.path(), arguments, 2);
        assert!(
            err(&output).contains("Usage:") || err(&output).contains("--help"),
            "{arguments:?}"
        );
    }
    for arguments in [
        &["--help"] as &[&str],
        &["--version"],
        &["ingest", "--help"],
    ] {
        let output = ends(folder.path(), arguments, 0);
        assert!(!out(&output).is_empty());
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "no data was made"
    );
}
