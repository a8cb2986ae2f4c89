//! The front page: every number, date and claim in words is that of the files, worked out here
//! again; and the page stands whatever there is to tell.

use super::headlines::range_words;
use super::markup::{elements, tags, visible};
use super::reader::{Answer, Reader, Record, number};
use super::sound::{assert_sound, message_keys};
use axum::body::Body;
use axum::http::{Request, header};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const R1: &str = "deepseek/deepseek-r1";
const GPT: &str = "openai/gpt-4o-2024-11-20";
/// The row for everything that is not listed.
const OTHER: &str = "other";

/// A day as pages write it.
pub fn day_words(day: &str) -> String {
    let day: chrono::NaiveDate = day.parse().unwrap();
    day.format("%-d %b %Y").to_string()
}

/// What a reader sees, with every space plain.
pub fn seen(answer: &Answer) -> String {
    visible(&answer.text()).replace('\u{a0}', " ")
}

/// Rows by date, then by series.
pub type Dates = BTreeMap<String, BTreeMap<String, Record>>;

/// Puts rows in that order.
pub fn by_date(rows: Vec<Record>) -> Dates {
    let mut dates: Dates = BTreeMap::new();
    for row in rows {
        let series = dates.entry(row["observed_on"].clone()).or_default();
        series.insert(row["series"].clone(), row);
    }
    dates
}

/// A snapshot of tokens: value of the Chinese open, the Western closed and the unlisted row a day.
pub fn tokens(days: &[(&str, u64, u64, u64)]) -> String {
    let mut text = "metric,model,observed_on,value\n".to_owned();
    for (day, open, closed, other) in days {
        for (model, value) in [(R1, open), (GPT, closed), (OTHER, other)] {
            writeln!(text, "openrouter-tokens,{model},{day},{value}").unwrap();
        }
    }
    text
}

#[tokio::test]
async fn headline_figures_are_those_of_the_newest_date() {
    let reader = Reader::of_bundled().await;
    let dates = by_date(reader.rows("/charts/share.csv").await);
    let (_, newest) = dates.last_key_value().unwrap();
    let page = reader.read("/").await.text();
    let figures: Vec<String> = elements(&page)
        .into_iter()
        .filter(|element| element.tag.get("class") == Some("range"))
        .map(|element| element.text)
        .collect();
    let figure = |series: &str| {
        let words = range_words(&newest[series]);
        match words.strip_prefix("between ") {
            Some(range) => range.replace(" and ", " – "),
            None => words,
        }
    };
    let expected = ["china-open", "west-closed", "unknown"].map(figure);
    assert_eq!(figures[..3], expected);
    assert_eq!(figures.len(), 4);
}

/// A change in points as the page writes it.
fn points(change: f64) -> String {
    let text = format!("{:.1}", change.abs());
    match (text.as_str(), change < 0.0) {
        ("0.0", _) => "0.0".to_owned(),
        (text, true) => format!("\u{2212}{text}"),
        (text, false) => format!("+{text}"),
    }
}

#[tokio::test]
async fn what_changed_is_what_the_file_says() {
    let reader = Reader::of_bundled().await;
    let answer = reader.read("/").await;
    let (page, seen) = (answer.text(), seen(&answer));
    let all = by_date(
        reader
            .rows("/charts/share.csv?by=model&top=500&from=2026-09")
            .await,
    );
    let mut dates = all.iter().rev();
    let ((now, is), (before, was)) = (dates.next().unwrap(), dates.next().unwrap());
    let (now, before) = (day_words(now), day_words(before));
    let share = |row: &Record| number(&row["share"]) * 100.0;
    let listed = |series: &&String| !series.starts_with('_');
    let mut movers: Vec<(&String, f64)> = is
        .keys()
        .filter(listed)
        .filter_map(|series| Some((series, share(&is[series]) - share(was.get(series)?))))
        .collect();
    movers.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let cells: Vec<String> = elements(&page)
        .into_iter()
        .filter(|element| ["th", "td"].contains(&element.tag.name.as_str()))
        .map(|element| element.text)
        .collect();
    for (series, change) in &movers[..5] {
        let row = [
            is[*series]["label"].clone(),
            format!("{:.1}%", share(&was[*series])),
            format!("{:.1}%", share(&is[*series])),
            points(*change),
        ];
        assert!(cells.windows(4).any(|cells| cells == row), "no {row:?}");
    }
    let (most, change) = movers[0];
    let title = format!(
        "{} {} most: {} points of share between {before} and {now}",
        is[most]["label"],
        if change > 0.0 { "gained" } else { "lost" },
        points(change)
    );
    assert!(seen.contains(&title), "no `{title}` in {seen}");

    let mut new: Vec<&Record> = is
        .keys()
        .filter(listed)
        .filter(|series| !was.contains_key(*series))
        .map(|series| &is[series])
        .collect();
    new.sort_by(|a, b| number(&b["value"]).total_cmp(&number(&a["value"])));
    assert!(new.len() > 1, "another date is needed for this test");
    let words = format!(
        "{} models are listed on {now} that were not on {before}:",
        new.len()
    );
    assert!(seen.contains(&words), "no `{words}` in {seen}");
    for row in &new[..new.len().min(5)] {
        let words = format!("{} ({})", row["label"], range_words(row));
        assert!(seen.contains(&words), "no `{words}` in {seen}");
    }
    let gone = was
        .keys()
        .filter(listed)
        .filter(|series| !is.contains_key(*series))
        .count();
    let words = format!("{gone} models listed on {before} are no longer listed");
    assert!(seen.contains(&words), "no `{words}` in {seen}");

    let snapshots = reader.snapshots().await;
    let snapshot = snapshots
        .iter()
        .find(|row| row.source == "openrouter")
        .unwrap();
    let words = format!(
        "{} new numbers, {} restated, {} unchanged.",
        snapshot.inserted, snapshot.restated, snapshot.unchanged
    );
    let changed = page.split("id=\"changed\"").nth(1).unwrap();
    let changed = changed.split("</section>").next().unwrap();
    assert!(changed.contains(&words), "no `{words}` in {changed}");
    let link = format!("href=\"/snapshots/{}\"", snapshot.id);
    assert!(changed.contains(&link), "no {link} in {changed}");

    let mut largest: Vec<&Record> = is.keys().filter(listed).map(|series| &is[series]).collect();
    largest.sort_by(|a, b| number(&b["value"]).total_cmp(&number(&a["value"])));
    for row in &largest[..5] {
        let change = match was.get(&row["series"]) {
            Some(before) => points(share(row) - share(before)),
            None => "new".to_owned(),
        };
        let row = [row["label"].clone(), range_words(row), change];
        assert!(cells.windows(3).any(|cells| cells == row), "no {row:?}");
    }
}

#[tokio::test]
async fn every_figure_states_what_its_file_says_and_leads_to_it() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/").await.text();
    let mut told = 0;
    for part in page.split("<figure").skip(1) {
        let figure = format!("<figure{}", part.split("</figure>").next().unwrap());
        let figure = figure + "</figure>";
        let title = elements(&figure)
            .into_iter()
            .find(|element| element.tag.name == "h2")
            .unwrap()
            .text
            .replace('\u{a0}', " ");
        let files: Vec<String> = tags(&figure)
            .iter()
            .filter_map(|tag| tag.get("href").map(str::to_owned))
            .filter(|address| address.contains(".csv") && !address.contains("excel=1"))
            .collect();
        let [file] = files.as_slice() else {
            panic!("{title}: {files:?}")
        };
        // The tidy rows of the same question: a ranking's file has no ranges.
        let dates = by_date(reader.rows(&file.replace("ranking", "share")).await);
        let (newest, series) = dates.last_key_value().unwrap();
        let mut known: Vec<&Record> = series
            .values()
            .filter(|row| !["unknown", "_rest"].contains(&row["series"].as_str()))
            .collect();
        known.sort_by(|a, b| number(&b["value"]).total_cmp(&number(&a["value"])));
        let first = known[0];
        assert!(title.starts_with(&first["label"]), "{title}");
        assert!(title.contains(&range_words(first)), "{title}");
        assert!(
            title.ends_with(&format!("on {}", day_words(newest))),
            "{title}"
        );
        let sure = known[1..]
            .iter()
            .all(|row| number(&row["share_high"]) < number(&first["share_low"]));
        assert_eq!(sure, title.contains(" lead"), "{title}");
        told += 1;
    }
    assert_eq!(told, 6, "figures on the page");
}

#[tokio::test]
async fn a_model_that_decides_who_leads_in_downloads_is_named_with_what_is_known_of_it() {
    let reader = Reader::of_bundled().await;
    let rows = reader
        .rows("/charts/share.csv?metric=hf-downloads-30d&panel=all&by=model&top=500")
        .await;
    let dates = by_date(rows);
    let (_, newest) = dates.last_key_value().unwrap();
    let known = newest
        .values()
        .filter(|row| !row["series"].starts_with('_'));
    let largest = known.max_by(|a, b| number(&a["share"]).total_cmp(&number(&b["share"])));
    let largest = largest.unwrap();
    let words = format!(
        "One model alone, {}, makes {} of these downloads.",
        largest["label"],
        range_words(largest)
    );
    let seen = seen(&reader.read("/").await);
    assert!(seen.contains(&words), "no `{words}` in {seen}");
    assert!(
        seen.contains("Noted on 22 Apr 2026: Qwen3-VL-2B downloads jump 44-fold"),
        "{seen}"
    );
    let models: f64 = newest.values().map(|row| number(&row["models"])).sum();
    let words = format!("Only the {models} models the captures follow are counted.");
    assert!(seen.contains(&words), "no `{words}` in {seen}");
}

#[tokio::test]
async fn events_are_those_of_the_catalog_newest_first() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/").await.text();
    let file = reader.read("/data/events.csv").await.text();
    let mut rows: Vec<Record> = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(file.as_bytes())
        .deserialize()
        .map(|row| row.unwrap())
        .collect();
    rows.retain(|row| ["license", "release"].contains(&row["kind"].as_str()));
    rows.sort_by(|a, b| b["date"].cmp(&a["date"]));
    let (_, events) = page.split_once("front-events").expect("events are listed");
    let (events, _) = events.split_once("</ul>").expect("the list ends");
    let times: Vec<String> = tags(&format!("<ul class=\"{events}"))
        .into_iter()
        .filter(|tag| tag.name == "time")
        .map(|tag| tag.get("datetime").unwrap().to_owned())
        .collect();
    let expected: Vec<&str> = rows
        .iter()
        .take(8)
        .map(|row| row["date"].as_str())
        .collect();
    assert_eq!(times, expected);
    let seen = visible(&page);
    for row in &rows[..8] {
        assert!(seen.contains(&row["title_en"]), "{}", row["title_en"]);
        assert!(seen.contains(&row["source"]), "{}", row["source"]);
    }
}

#[tokio::test]
async fn the_page_stands_whatever_there_is_to_tell() {
    let keys = message_keys();
    let downloads = "metric,model,observed_on,value\n\
                     hf-downloads-30d,Qwen/Qwen3-8B,2026-01-01,700\n\
                     hf-downloads-30d,mistralai/Mistral-7B-Instruct-v0.3,2026-01-01,300\n";
    let few_tokens = "metric,model,observed_on,value\n\
                      openrouter-tokens,deepseek/deepseek-r1,2026-01-01,100\n";
    let one_date = tokens(&[("2026-01-01", 60, 30, 10)]);
    let two_dates = tokens(&[("2026-01-01", 60, 30, 10), ("2026-01-15", 70, 30, 10)]);
    // What was loaded; what the page says; what it must not.
    let states: [(&[&str], &[&str], &[&str]); 6] = [
        (
            &[],
            &[
                "No snapshot of tokens has been loaded yet, so there is nothing to say.",
                "No snapshot has been loaded yet. Load one with",
                "All events as CSV",
            ],
            &[
                "Moved most",
                "Tokens routed",
                "The newest snapshots are old",
            ],
        ),
        (
            &[downloads],
            &[
                "What is downloaded is below.",
                "Only the 2 models the captures follow are counted.",
                "One model alone, Qwen3-8B, makes 70% of these downloads.",
                "Chinese open-weight models lead with 70% of downloads in 30 days",
            ],
            &["since", "Moved most", "Tokens routed", "Only one date"],
        ),
        (
            &[&one_date],
            &[
                "On 1 Jan 2026, Chinese open-weight models carried between 60% and 70%",
                "Only one date has been observed so far, 1 Jan 2026.",
                "since the first date shown, 1 Jan 2026",
                "The largest models",
                "The newest snapshots are old: OpenRouter",
                "Tokens routed by OpenRouter 100 on 1 Jan 2026",
            ],
            &["Moved most", "the lead changed", "do not appear on the Hub"],
        ),
        (
            &[&two_dates],
            &[
                "DeepSeek",
                "between 1 Jan 2026 and 15 Jan 2026",
                "No model is listed on 15 Jan 2026 that was not on 1 Jan 2026.",
                "All models listed on 1 Jan 2026 still are.",
            ],
            &["Only one date"],
        ),
        (
            &[&one_date, downloads],
            &[
                "They differ because",
                "Only the 2 models the captures follow",
            ],
            &["What is downloaded is below."],
        ),
        (
            &[few_tokens],
            &["On 1 Jan 2026, tokens were observed, but not of both"],
            &["since the first date"],
        ),
    ];
    for (loaded, said, unsaid) in states {
        let reader = Reader::of_nothing().await;
        for text in loaded {
            reader.ingest(text).await;
        }
        let answer = reader.read("/").await;
        assert_sound(&answer, &keys);
        let words = seen(&answer)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        for said in said {
            assert!(words.contains(said), "no `{said}` in {words}");
        }
        // The events of the catalog may say anything.
        let own = words.split("All events as CSV").next().unwrap();
        let own = own.split(": the newest of").next().unwrap();
        for unsaid in unsaid {
            assert!(!own.contains(unsaid), "`{unsaid}` in {own}");
        }
    }
}

#[tokio::test]
async fn the_page_is_light() {
    let reader = Reader::of_bundled().await;
    let request = Request::builder()
        .uri("/")
        .header(header::ACCEPT_ENCODING, "gzip");
    let answer = reader.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header(header::CONTENT_ENCODING), "gzip");
    assert!(answer.body.len() < 60 << 10, "{} bytes", answer.body.len());
    let elements = tags(&reader.read("/").await.text()).len();
    assert!(elements < 2500, "{elements} elements");
}
