//! The table: its numbers are those of its file, and its order is the one asked for.

use super::claims::said::{NO_VALUE, Said};
use super::claims::{assert_rounded, magnitude, written};
use super::markup::{elements, tags, text_of};
use super::reader::{Reader, Record, number};
use std::collections::BTreeSet;
use weighbridge::query::Sort;

/// A row as a reader sees it: its cells, where its name leads, its line.
struct Row {
    cells: Vec<String>,
    href: Option<String>,
    spark: String,
}

impl Row {
    fn name(&self) -> &str {
        &self.cells[1]
    }
}

/// Heads and rows of the table of a page.
fn table(page: &str) -> (Vec<String>, Vec<Row>) {
    let table = page
        .split("<table class=\"plot-table\"")
        .nth(1)
        .expect("a table");
    let table = table.split("</table>").next().unwrap();
    let (head, body) = table.split_once("<tbody>").unwrap();
    let head = head
        .split_once("<tr>")
        .unwrap()
        .1
        .split("</tr>")
        .next()
        .unwrap();
    // The words of the order are beside the head, not part of it.
    let heads = head.split("<th ").skip(1).map(|cell| {
        let cell = format!("<th {cell}");
        match cell.split_once("<span class=\"arrow\"") {
            Some((head, _)) => text_of(&format!("{head}</th>"), "th"),
            None => text_of(&cell, "th"),
        }
    });
    let rows = body.split("<tr ").skip(1).map(|row| {
        let row = format!("<tr {}", &row[..row.find("</tr>").unwrap() + 5]);
        let all = elements(&row);
        let cells = all
            .iter()
            .filter(|e| e.tag.name == "th" || e.tag.name == "td");
        let link = all.iter().find(|e| e.tag.name == "a");
        Row {
            cells: cells.map(|cell| cell.text.clone()).collect(),
            href: link.and_then(|link| link.tag.get("href").map(str::to_owned)),
            spark: row[row.find("<svg").unwrap_or(row.len())..].to_owned(),
        }
    });
    (heads.collect(), rows.collect())
}

fn subtitle(page: &str) -> String {
    let all = elements(page);
    let found = all.iter().find(|e| e.tag.get("class") == Some("sub"));
    found.unwrap().text.clone()
}

/// The rows of the newest date and of the one before.
fn newest(rows: &[Record]) -> (Vec<&Record>, Vec<&Record>) {
    let dates: BTreeSet<&str> = rows.iter().map(|row| row["observed_on"].as_str()).collect();
    let on = |date: Option<&&str>| -> Vec<&Record> {
        let of = rows
            .iter()
            .filter(|row| date.is_some_and(|date| row["observed_on"] == *date));
        of.collect()
    };
    (on(dates.iter().next_back()), on(dates.iter().rev().nth(1)))
}

const QUESTIONS: [&str; 6] = [
    "",
    "by=organization&top=30",
    "by=country&weights=open",
    "by=model&from=2026-06",
    "metric=hf-downloads-30d&by=license&panel=all",
    "by=organization&from=2026-10-07",
];

#[tokio::test]
async fn every_cell_is_what_the_file_says() {
    let reader = Reader::of_bundled().await;
    for question in QUESTIONS {
        let page = reader
            .read(&format!("/charts/table?{question}"))
            .await
            .text();
        let file = reader.rows(&format!("/charts/table.csv?{question}")).await;
        let (on, before) = newest(&file);
        let (heads, rows) = table(&page);
        let magnitude = magnitude(&subtitle(&page));
        assert_eq!(rows.len(), on.len(), "{question}");
        let mut competing: Vec<f64> = Vec::new();
        for row in &on {
            if !NO_VALUE.contains(&row["series"].as_str()) {
                competing.push(number(&row["value"]));
            }
        }
        for row in &rows {
            let own = on.iter().find(|own| own["label"] == row.name());
            let own = own.unwrap_or_else(|| panic!("{question}: {}", row.name()));
            let earlier = before.iter().find(|other| other["series"] == own["series"]);
            let difference = |column: &str| Some(number(&own[column]) - number(&earlier?[column]));
            for (head, cell) in heads.iter().zip(&row.cells).skip(2) {
                let what = format!("{question}: {head} of {}", row.name());
                let expected = match head.as_str() {
                    "Value" => Some(number(&own["value"]) / magnitude),
                    "Change" => difference("value").map(|change| change / magnitude),
                    "Points" => difference("share").map(|points| points * 100.0),
                    "Models" => Some(number(&own["models"])).filter(|models| *models > 0.0),
                    "Share" => {
                        Said::read(cell).expect(&what).check(own).expect(&what);
                        continue;
                    }
                    line => {
                        assert!(line.starts_with("Since "), "{line}");
                        assert!(row.spark.contains("<circle"), "{what}");
                        continue;
                    }
                };
                match (expected, cell.strip_prefix('<')) {
                    (Some(value), Some(least)) => {
                        assert!(
                            value > 0.0 && value < written(least).0 / 2.0,
                            "{what}: {value}"
                        );
                    }
                    (Some(value), None) => assert_rounded(cell, value, &what),
                    (None, _) => assert_eq!(cell, "–", "{what}"),
                }
            }
            let is_value = !NO_VALUE.contains(&own["series"].as_str());
            let place = competing
                .iter()
                .filter(|value| **value > number(&own["value"]))
                .count()
                + 1;
            let expected = if is_value {
                place.to_string()
            } else {
                String::new()
            };
            assert_eq!(
                row.cells[0],
                expected,
                "{question}: place of {}",
                row.name()
            );
            let pages = ["organization", "country", "model", "license"];
            let has_page = is_value
                && pages
                    .iter()
                    .any(|by| question.contains(&format!("by={by}")));
            assert_eq!(row.href.is_some(), has_page, "{question}: {}", row.name());
            if let Some(address) = &row.href {
                reader.read(address).await;
            }
        }
        let has = |head: &str| heads.iter().any(|own| own == head);
        assert_eq!(has("Change"), !before.is_empty(), "{question}");
        assert_eq!(has("Models"), !question.contains("by=model"), "{question}");
    }
}

#[tokio::test]
async fn rows_are_in_the_order_asked_for_and_what_has_no_place_stays_last() {
    let reader = Reader::of_bundled().await;
    let question = "by=organization&top=12";
    let file = reader.rows(&format!("/charts/table.csv?{question}")).await;
    let (on, before) = newest(&file);
    for sort in Sort::ALL {
        let address = format!("/charts/table?{question}&sort={}", sort.word());
        let page = reader.read(&address).await.text();
        let (heads, rows) = table(&page);
        let named: Vec<&Record> = rows
            .iter()
            .map(|row| *on.iter().find(|own| own["label"] == row.name()).unwrap())
            .collect();
        let is_value = |row: &&Record| !NO_VALUE.contains(&row["series"].as_str());
        assert!(named[..12].iter().all(is_value), "{address}");
        let last: Vec<&str> = named[12..]
            .iter()
            .map(|row| row["series"].as_str())
            .collect();
        assert_eq!(last, ["_rest", "unknown"], "{address}");
        let key = |row: &Record| -> Option<f64> {
            let earlier = before.iter().find(|other| other["series"] == row["series"]);
            let difference = |column: &str| Some(number(&row[column]) - number(&earlier?[column]));
            match sort.natural() {
                Sort::Share => Some(number(&row["share"])),
                Sort::Change => difference("value"),
                Sort::Points => difference("share"),
                Sort::Models => Some(number(&row["models"])),
                _ => Some(number(&row["value"])),
            }
        };
        for pair in named[..12].windows(2) {
            let is_ordered = if sort.natural() == Sort::Name {
                let both = [&pair[0]["label"], &pair[1]["label"]].map(|name| name.to_lowercase());
                both[0] == both[1] || (both[0] < both[1]) != sort.is_reversed()
            } else {
                match (key(pair[0]), key(pair[1])) {
                    (Some(a), Some(b)) if sort.is_reversed() => a <= b,
                    (Some(a), Some(b)) => a >= b,
                    (one, other) => one.is_some() || other.is_none(),
                }
            };
            assert!(
                is_ordered,
                "{address}: {} before {}",
                pair[0]["label"], pair[1]["label"]
            );
        }
        let marked: Vec<(String, String)> = elements(&page)
            .iter()
            .filter_map(|e| Some((e.tag.get("aria-sort")?.to_owned(), e.text.clone())))
            .collect();
        assert_eq!(marked.len(), 1, "{address}");
        let is_ascending = (sort.natural() == Sort::Name) != sort.is_reversed();
        let (word, arrow) = if is_ascending {
            ("ascending", '↑')
        } else {
            ("descending", '↓')
        };
        assert_eq!(marked[0].0, word, "{address}");
        assert!(marked[0].1.contains(arrow), "{address}: {}", marked[0].1);
        assert!(
            heads.iter().any(|head| marked[0].1.starts_with(head)),
            "{address}"
        );
    }
}

/// Where the head of the column now sorted by leads.
fn sorted_head(page: &str) -> String {
    let head = page.split("aria-sort=").nth(1).unwrap();
    let link = &head[head.find("<a ").unwrap()..];
    tags(&link[..=link.find('>').unwrap()])[0]
        .get("href")
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_second_click_on_a_head_turns_the_order_around_and_a_third_turns_it_back() {
    let reader = Reader::of_bundled().await;
    let first = "/charts/table?by=country&sort=name&top=12";
    let again = sorted_head(&reader.read(first).await.text());
    assert_eq!(again, "/charts/table?by=country&sort=name-reversed&top=12");
    assert_eq!(sorted_head(&reader.read(&again).await.text()), first);
    // The default order is not spelled out.
    let page = reader.read("/charts/table").await.text();
    assert_eq!(sorted_head(&page), "/charts/table?sort=value-reversed");
    let page = reader
        .read("/charts/table?sort=value-reversed")
        .await
        .text();
    assert_eq!(sorted_head(&page), "/charts/table");
}

#[tokio::test]
async fn only_a_table_has_an_order() {
    let reader = Reader::of_bundled().await;
    for kind in weighbridge::charts::KINDS
        .iter()
        .filter(|kind| kind.slug != "table")
    {
        for file in [".svg", ".csv"] {
            let plain = format!("/charts/{}{file}?by=country", kind.slug);
            let sorted = format!("{plain}&sort=name");
            assert_eq!(
                reader.read(&plain).await.text(),
                reader.read(&sorted).await.text(),
                "{sorted}"
            );
        }
    }
    let picture = reader
        .read("/charts/table.svg?sort=name-reversed")
        .await
        .text();
    assert!(
        picture.contains("in the reverse order of names"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_reader_finds_the_rows_that_are_folded() {
    let reader = Reader::of_bundled().await;
    let more = |page: &str| -> Option<String> {
        let link = page.split("class=\"plot-table-more\">").nth(1)?;
        tags(&link[..=link.find('>')?])[0]
            .get("href")
            .map(str::to_owned)
    };
    let page = reader
        .read("/charts/table?by=organization&sort=models")
        .await
        .text();
    let address = more(&page).expect("a link to more rows");
    assert_eq!(address, "/charts/table?by=organization&sort=models&top=50");
    let rows = table(&reader.read(&address).await.text()).1;
    assert!(rows.len() > table(&page).1.len());
    assert_eq!(more(&reader.read("/charts/table").await.text()), None);
}
