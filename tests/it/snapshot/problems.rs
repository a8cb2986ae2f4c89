//! Reports: their text and JSON, and that no problem of a file is lost.

use super::bad_files::FOLDER;
use super::world::{many_rows, read_csv, read_named};
use std::fs;
use weighbridge::snapshot::MAX_KEPT;

#[test]
fn a_report_reads_file_line_column_field_message_hint() {
    let bytes = fs::read(format!("{FOLDER}/value-negative.csv")).unwrap();
    let report = read_named("week.csv", &bytes).unwrap_err();
    assert_eq!(
        report.to_string(),
        "week.csv:3:4 (value): `-5` is negative; values count from 0\n\
         week.csv: 1 problem; nothing of this file is stored"
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "file": "week.csv",
            "rows": 2,
            "source": "huggingface",
            "captured_at": "2026-10-07T23:59:59Z",
            "problems": [{
                "line": 3, "column": 4, "field": "value",
                "message": "`-5` is negative", "hint": "values count from 0",
            }],
            "more_problems": 0,
            "well_formed": true,
            "stopped": null,
        })
    );
}

#[test]
fn the_first_hundred_problems_are_listed_and_the_rest_counted() {
    let text = many_rows(250, |n| format!("hf-likes,org/{n},2026-10-07,-{n}\n"));
    let report = read_csv(text.as_bytes()).unwrap_err();
    assert_eq!(
        (report.rows, report.problems.len(), report.more_problems),
        (250, MAX_KEPT, 150)
    );
    assert_eq!(report.problems[99].line, 101);
    assert!(report.to_string().ends_with(
        "file.csv: 250 problems (the first 100 are listed); nothing of this file is stored"
    ));
}

#[test]
fn repeats_among_other_problems_take_their_place_by_line() {
    // Every second row repeats the one before, and every fourth has a bad value.
    let text = many_rows(400, |n| {
        let value = if n % 4 == 3 { "x" } else { "1" };
        format!("hf-likes,org/{},2026-10-07,{value}\n", n / 2)
    });
    let report = read_csv(text.as_bytes()).unwrap_err();
    assert_eq!(report.problem_count(), 200 + 100);
    assert!(report.problems.is_sorted_by_key(|problem| problem.line));
    assert_eq!(report.problems.last().unwrap().line, 135);
}

#[test]
fn a_repeat_of_a_row_with_a_bad_value_is_found_too() {
    let text = many_rows(2, |n| {
        format!("hf-likes,org/a,2026-10-07,{}\n", ["x", "1"][n])
    });
    let report = read_csv(text.as_bytes()).unwrap_err();
    let lines: Vec<_> = report.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[test]
fn every_repeat_names_the_line_of_the_first() {
    let text = many_rows(5, |n| {
        format!(
            "hf-likes,org/{},2026-10-07,{n}\n",
            ["b", "a", "b", "c", "b"][n]
        )
    });
    let report = read_csv(text.as_bytes()).unwrap_err();
    let messages: Vec<_> = report
        .problems
        .iter()
        .map(|p| (p.line, p.message.as_str()))
        .collect();
    assert_eq!(
        messages,
        [
            (
                4,
                "`hf-likes` of `org/b` on 2026-10-07 is already on line 2"
            ),
            (
                6,
                "`hf-likes` of `org/b` on 2026-10-07 is already on line 2"
            ),
        ]
    );
}
