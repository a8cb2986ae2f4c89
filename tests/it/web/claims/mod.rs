//! Claims: every number, name and date that titles, tables and the front page state, worked out
//! again from the files of the same view.

pub mod said;

use super::markup::{elements, visible};
use super::reader::{Reader, Record, number};
use chrono::NaiveDate;
use said::{Claim, NO_VALUE, Said, verify};
use weighbridge::charts::KINDS;

/// Questions of every sort: breakdowns, filters, measures, periods, both metrics.
const QUESTIONS: [&str; 19] = [
    "",
    "to=2026-08-26",
    "by=country",
    "by=country&country=!CN",
    "by=license",
    "by=license&license-as=now&weights=open",
    "by=license-class&to=2025-08-13",
    "by=organization",
    "by=organization&country=CN~US&to=2026-06",
    "by=organization&organization=deepseek",
    "by=weights&bloc=china",
    "by=model&from=2026-06",
    "show=share&by=bloc",
    "show=index&by=organization",
    "show=rank&by=country",
    "every=month&by=camp&lens=base",
    "metric=hf-downloads-30d&by=country",
    "metric=hf-downloads-30d&by=license&panel=all&show=share",
    "metric=hf-downloads-30d&by=organization&weights=closed",
];

/// Text of the heading and of the line below it.
fn caption(page: &str) -> (String, String) {
    let all = elements(page);
    let find = |name: &str, class: Option<&str>| {
        let found = all.iter().find(|element| {
            element.tag.name == name && (class.is_none() || element.tag.get("class") == class)
        });
        found.map(|element| element.text.clone()).unwrap()
    };
    // The page's own heading is that of its figure; other headings may stand before it.
    (find("h1", None), find("p", Some("sub")))
}

/// What a caption says values are counted in.
pub fn magnitude(subtitle: &str) -> f64 {
    let named = [("trillions", 1e12), ("billions", 1e9), ("millions", 1e6)];
    let found = named
        .iter()
        .find(|(name, _)| subtitle.ends_with(&format!("Values in {name}.")));
    found.map_or(1.0, |(_, magnitude)| *magnitude)
}

/// A number as pages write it, and what its last digit is worth.
pub fn written(text: &str) -> (f64, f64) {
    let plain = text.replace('\u{2212}', "-").replace(['+', ',', '%'], "");
    let decimals = plain.split_once('.').map_or(0, |(_, part)| part.len());
    let value = plain.parse();
    let value = value.unwrap_or_else(|_| panic!("`{text}` is not a number"));
    (value, 0.1_f64.powf(decimals as f64))
}

/// Whether a written number is a value, rounded.
pub fn assert_rounded(text: &str, value: f64, what: &str) {
    let (said, step) = written(text);
    let hair = 1e-9 * value.abs().max(1.0);
    assert!(
        (said - value).abs() <= step / 2.0 + hair,
        "{what}: {text}, not {value}"
    );
}

#[tokio::test]
async fn every_title_is_borne_out_by_its_file() {
    let reader = Reader::of_bundled().await;
    let (mut leads, mut ties, mut others) = (0, 0, 0);
    for kind in KINDS {
        for question in QUESTIONS {
            let address = format!("/charts/{}?{question}", kind.slug);
            let (title, _) = caption(&reader.read(&address).await.text());
            let csv = format!("/charts/{}.csv?{question}", kind.slug);
            let own = reader.rows(&csv).await;
            match kind.slug {
                "aligned" => assert_releases(&reader, &title, &own, &address),
                "license-timeline" => assert_changes(&reader, &title, question, &own),
                // The file of a ranking has no ranges: it has to be the newest date of the shares.
                "ranking" => {
                    let shares = format!("/charts/share.csv?{question}");
                    assert_same_newest(&own, &reader.rows(&shares).await, &address);
                }
                _ => {}
            }
            if ["aligned", "license-timeline"].contains(&kind.slug) {
                continue;
            }
            // Also those that are folded must not be able to undo a lead.
            let like = if kind.slug == "ranking" {
                "share"
            } else {
                kind.slug
            };
            for top in ["", "&top=500"] {
                let file = format!("/charts/{like}.csv?{question}{top}");
                let rows = reader.rows(&file).await;
                match verify(&title, &rows, question.contains("every="))
                    .unwrap_or_else(|error| panic!("{address}: {error}"))
                {
                    Claim::Leads(..) => leads += 1,
                    Claim::Close(..) => ties += 1,
                    Claim::Alone(..) | Claim::OnlyUnknown | Claim::Nothing => others += 1,
                }
            }
        }
    }
    assert!(
        leads > 20 && ties > 20 && others > 10,
        "{leads} {ties} {others}"
    );
}

/// What the line above a timeline is drawn from: whatever is asked, by class of license.
fn timeline_question(question: &str) -> String {
    let parts = question.split('&').filter(|part| !part.starts_with("by="));
    let mut parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.push("by=license-class");
    parts.join("&")
}

fn assert_same_newest(ranking: &[Record], shares: &[Record], address: &str) {
    let newest = ranking.last().map(|row| row["observed_on"].clone());
    let on_newest: Vec<&Record> = shares
        .iter()
        .filter(|row| Some(&row["observed_on"]) == newest.as_ref())
        .collect();
    assert_eq!(ranking.len(), on_newest.len(), "{address}");
    for row in ranking {
        let same = on_newest
            .iter()
            .find(|other| other["series"] == row["series"]);
        let same = same.unwrap_or_else(|| panic!("{address}: {row:?}"));
        for column in ["observed_on", "label", "value", "share"] {
            assert_eq!(row[column], same[column], "{address}");
        }
    }
}

/// A title counts the models whose day of release is known, among those on their own in the file.
fn assert_releases(reader: &Reader, title: &str, rows: &[Record], address: &str) {
    if rows.is_empty() {
        return;
    }
    let is_released = |id: &str, source: &str| {
        let mut models = reader.catalog.models.iter();
        models.any(|model| {
            model.source == source
                && model.external_id == id
                && model
                    .released_on
                    .as_deref()
                    .is_some_and(|day| day.parse::<NaiveDate>().is_ok())
        })
    };
    let source = if rows[0]["metric"].starts_with("hf-") {
        "huggingface"
    } else {
        "openrouter"
    };
    let series: std::collections::BTreeSet<&str> = rows
        .iter()
        .map(|row| row["series"].as_str())
        .filter(|id| !NO_VALUE.contains(id))
        .collect();
    let released = series.iter().filter(|id| is_released(id, source)).count();
    let expected = match released {
        0 => "No model shown has a known day of release".to_owned(),
        1 => "One model, from the day of its release".to_owned(),
        _ => format!("{released} models, each from the day of its release"),
    };
    assert_eq!(title, expected, "{address}");
}

/// A title counts the dated changes of the organizations asked for.
fn assert_changes(reader: &Reader, title: &str, question: &str, rows: &[Record]) {
    if rows.is_empty() {
        return;
    }
    let only = question.contains("organization=deepseek");
    let changes = reader.catalog.license_changes.iter();
    let count = changes
        .filter(|change| !only || change.organization == "deepseek")
        .filter(|change| change.changed_on.len() >= "2025-01".len())
        .count();
    let expected = if only {
        format!("DeepSeek: {count} dated license changes")
    } else {
        format!("{count} dated license changes of model families")
    };
    assert_eq!(title, expected, "{question}");
}

/// Heads and rows of the numbers below a chart.
fn numbers(page: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let table = page
        .split("<div class=\"scroll\"")
        .nth(1)?
        .split("</table>")
        .next()?;
    let cells = |row: &str| -> Vec<String> {
        let all = elements(&format!("<tr{row}"));
        let cells = all
            .iter()
            .filter(|e| e.tag.name == "th" || e.tag.name == "td");
        cells.map(|cell| cell.text.clone()).collect()
    };
    let mut rows = table.split("<tr").skip(1).map(|row| {
        let end = row.find("</tr>").unwrap();
        cells(&row[..end + "</tr>".len()])
    });
    Some((rows.next()?, rows.collect()))
}

#[tokio::test]
async fn every_number_below_a_chart_is_in_its_file() {
    let reader = Reader::of_bundled().await;
    let mut checked = 0;
    for kind in KINDS {
        for question in QUESTIONS
            .iter()
            .filter(|question| !question.contains("show=rank"))
        {
            let address = format!("/charts/{}?{question}", kind.slug);
            let page = reader.read(&address).await.text();
            let Some((heads, rows)) = numbers(&page) else {
                continue;
            };
            let magnitude = magnitude(&caption(&page).1);
            // The file of a ranking has the newest date only, that of a timeline has changes.
            let (like, question_of_file) = match kind.slug {
                "ranking" => ("over-time", (*question).to_owned()),
                "license-timeline" => ("over-time", timeline_question(question)),
                slug => (slug, (*question).to_owned()),
            };
            let file = reader
                .rows(&format!("/charts/{like}.csv?{question_of_file}"))
                .await;
            let shares = ["share", "range", "countries"].contains(&kind.slug)
                || (question.contains("show=share") && kind.slug != "license-timeline");
            let is_index = question.contains("show=index")
                && ["over-time", "multiples", "aligned"].contains(&kind.slug);
            let first_date = file[0]["observed_on"].clone();
            for cells in &rows {
                let day = cells[0].replace(" (incomplete)", "");
                let date = NaiveDate::parse_from_str(&day, "%d %b %Y")
                    .or_else(|_| NaiveDate::parse_from_str(&format!("1 {day}"), "%d %b %Y"))
                    .unwrap_or_else(|_| panic!("{address}: {day}"));
                for (label, cell) in heads.iter().zip(cells).skip(1) {
                    let on = |date: &str| {
                        file.iter()
                            .find(|row| row["observed_on"] == date && row["label"] == *label)
                    };
                    let row = on(&date.to_string());
                    let what = format!("{address}: {label} on {day}");
                    let expected = row.and_then(|row| {
                        let value = number(&row["value"]);
                        if shares {
                            Some(number(&row["share"]) * 100.0)
                        } else if is_index {
                            let base = number(&on(&first_date)?["value"]);
                            (base > 0.0).then(|| value / base * 100.0)
                        } else {
                            Some(value / magnitude)
                        }
                    });
                    match expected {
                        Some(_) if kind.slug == "range" => {
                            let said = Said::read(cell).unwrap_or_else(|| panic!("{what}: {cell}"));
                            said.check(row.unwrap()).unwrap();
                        }
                        Some(expected) => assert_rounded(cell, expected, &what),
                        None => assert_eq!(cell, "–not observed", "{what}"),
                    }
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 20_000, "only {checked} cells");
}

#[tokio::test]
async fn the_lead_of_the_front_page_is_borne_out_by_the_file() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/").await.text();
    let seen = visible(&page);
    let file = reader.rows("/charts/share.csv").await;
    let newest = file.last().unwrap()["observed_on"].clone();
    let on = |label: &str| {
        let row = file
            .iter()
            .find(|row| row["observed_on"] == newest && row["label"] == label);
        row.unwrap_or_else(|| panic!("no {label} on {newest}"))
    };
    let lead = seen.split("On ").nth(1).unwrap();
    let (day, lead) = lead.split_once(", ").unwrap();
    let day = NaiveDate::parse_from_str(day, "%d %b %Y").unwrap();
    assert_eq!(day.to_string(), newest);
    let (first, rest) = lead.split_once(" models carried ").unwrap();
    let (first_share, rest) = rest
        .split_once(" of the tokens routed by OpenRouter, ")
        .unwrap();
    let (second, rest) = rest.split_once(" models ").unwrap();
    let second_share = rest.split_once(". ").unwrap().0;
    for (name, share) in [(first, first_share), (second, second_share)] {
        let said = Said::read(share).unwrap_or_else(|| panic!("{share}"));
        said.check(on(name)).unwrap();
    }
}
