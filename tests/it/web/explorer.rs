//! The explorer: facets that toggle by link, metrics that keep the question, ways out of questions
//! without an answer, and links that pin what is shown.

use super::markup::{Piece, Tag, pieces, tags, visible};
use super::reader::{Reader, Record};
use super::sound::{assert_sound, message_keys};
use axum::http::{StatusCode, header};
use std::collections::BTreeSet;

/// A value of a facet as the page shows it.
#[derive(Debug, Clone)]
struct FacetLink {
    /// Key of the filter.
    key: String,
    address: String,
    chosen: bool,
    models: u32,
}

/// The links that add or remove a value, with the number beside each.
fn facet_links(page: &str) -> Vec<FacetLink> {
    let mut found: Vec<FacetLink> = Vec::new();
    let (mut key, mut link, mut counts) = (String::new(), None::<Tag>, false);
    for piece in pieces(page) {
        match piece {
            Piece::Open(tag) if tag.name == "h2" => {
                let id = tag.get("id").and_then(|id| id.strip_prefix("facet-"));
                id.unwrap_or_default().clone_into(&mut key);
            }
            Piece::Open(tag) if tag.name == "li" => link = None,
            Piece::Open(tag) if tag.name == "a" && link.is_none() && !key.is_empty() => {
                link = (tag.get("class").is_none() && tag.get("rel") == Some("nofollow"))
                    .then_some(tag);
            }
            Piece::Open(tag) if tag.name == "span" => counts = tag.get("class") == Some("n"),
            Piece::Text(text) if counts => {
                counts = false;
                if let Some(link) = link.take() {
                    found.push(FacetLink {
                        key: key.clone(),
                        address: link.get("href").unwrap().to_owned(),
                        chosen: link.get("aria-current").is_some(),
                        models: text.parse().unwrap(),
                    });
                }
            }
            Piece::Close(name) if name == "section" || name == "main" => key.clear(),
            _ => {}
        }
    }
    found
}

/// Links of a list with a class.
fn links_in(page: &str, class: &str) -> Vec<String> {
    let (mut inside, mut found) = (false, Vec::new());
    for piece in pieces(page) {
        match piece {
            Piece::Open(tag) if tag.name == "ul" => inside = tag.get("class") == Some(class),
            Piece::Close(name) if name == "ul" => inside = false,
            Piece::Open(tag) if inside && tag.name == "a" => {
                found.push(tag.get("href").unwrap().to_owned());
            }
            _ => {}
        }
    }
    found
}

fn file_of(address: &str, ending: &str) -> String {
    match address.split_once('?') {
        Some((path, question)) => format!("{path}{ending}?{question}"),
        None => format!("{address}{ending}"),
    }
}

/// The rows of the last date.
fn last_rows(rows: &[Record]) -> Vec<&Record> {
    let last = rows.iter().map(|row| &row["observed_on"]).max();
    rows.iter()
        .filter(|row| Some(&row["observed_on"]) == last)
        .collect()
}

fn permalink(page: &str) -> Option<String> {
    let link = tags(page)
        .into_iter()
        .find(|tag| tag.get("rel").is_some_and(|rel| rel.contains("bookmark")))?;
    link.get("href").map(str::to_owned)
}

/// Questions of several shapes: plain, filtered, excluding, by period, a panel, one model.
const ASKED: [&str; 6] = [
    "/charts/over-time",
    "/charts/share?by=country&country=CN&weights=open",
    "/charts/over-time?country=!US&every=month",
    "/charts/over-time?metric=hf-downloads-30d&bloc=west",
    "/charts/ranking?metric=hf-downloads-30d&license-class=permissive&panel=all",
    "/charts/over-time?by=model&license=mit&lens=base",
];

#[tokio::test]
async fn a_facet_link_adds_exactly_its_value_and_its_count_is_that_of_the_file() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    let mut followed = 0;
    for asked in ASKED {
        let answer = reader.read(asked).await;
        assert_sound(&answer, &keys);
        let page = answer.text();
        let links = facet_links(&page);
        assert!(links.len() >= 10, "{asked}: {links:?}");
        // The largest, and a few others, of each facet.
        let mut asked_of: BTreeSet<(String, u32)> = BTreeSet::new();
        for link in links.into_iter().filter(|link| !link.chosen) {
            if asked_of.iter().filter(|(key, _)| *key == link.key).count() >= 3
                || !asked_of.insert((link.key.clone(), link.models))
            {
                continue;
            }
            followed += 1;
            let there = reader.read(&link.address).await.text();
            let chosen = |page: &str| -> BTreeSet<String> {
                let links = facet_links(page).into_iter();
                links
                    .filter(|link| link.chosen)
                    .map(|link| link.address)
                    .collect()
            };
            assert_eq!(
                chosen(&there).len(),
                chosen(&page).len() + 1,
                "{asked} to {}",
                link.address
            );
            // The file of the same question, broken down by what was chosen.
            let file = link.address.split_once('?').unwrap();
            let question: Vec<&str> = file
                .1
                .split('&')
                .filter(|pair| !pair.starts_with("by="))
                .collect();
            let file = format!(
                "/charts/over-time.csv?{}&by={}&top=500",
                question.join("&"),
                link.key
            );
            let rows = reader.rows(&file).await;
            let values = link
                .address
                .split(['?', '&'])
                .find_map(|pair| pair.strip_prefix(&format!("{}=", link.key)))
                .unwrap()
                .to_owned();
            let before = links_value(asked, &link.key);
            let models: u32 = last_rows(&rows)
                .iter()
                .filter(|row| !before.contains(&row["series"]))
                .filter(|row| values.split('~').any(|value| value == row["series"]))
                .map(|row| row["models"].parse::<u32>().unwrap())
                .sum();
            assert_eq!(link.models, models, "{asked}: {file}");
        }
    }
    assert!(followed >= 50, "only {followed} links");
}

/// The values a question keeps of a filter.
fn links_value(asked: &str, key: &str) -> Vec<String> {
    let pairs = asked.split(['?', '&']);
    let mut found = pairs.filter_map(|pair| pair.strip_prefix(&format!("{key}=")));
    let values = found.next().map(|values| values.split('~'));
    values.into_iter().flatten().map(str::to_owned).collect()
}

#[tokio::test]
async fn toggling_twice_is_the_same_address_and_every_facet_link_answers() {
    let reader = Reader::of_bundled().await;
    for asked in ASKED {
        let page = reader.read(asked).await.text();
        let canonical = |page: &str| {
            let link = tags(page)
                .into_iter()
                .find(|tag| tag.get("rel") == Some("canonical"));
            link.unwrap().get("href").unwrap().to_owned()
        };
        let nofollow: BTreeSet<String> = tags(&page)
            .into_iter()
            .filter(|tag| tag.get("rel") == Some("nofollow"))
            .map(|tag| tag.get("href").unwrap().to_owned())
            .collect();
        assert!(nofollow.len() >= 10, "{asked}");
        for address in nofollow {
            let there = reader.read(&address).await.text();
            let back: Vec<String> = tags(&there)
                .into_iter()
                .filter(|tag| tag.get("rel") == Some("nofollow"))
                .map(|tag| tag.get("href").unwrap().to_owned())
                .collect();
            let here = canonical(&page);
            let here = here.strip_prefix(super::reader::BASE_URL).unwrap();
            assert!(
                back.iter().any(|link| link == here),
                "{asked} to {address}: nothing leads back to {here}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_left_out_is_shown_as_such_and_what_has_gone_stays_in_sight() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/charts/share?country=!CN~US").await.text();
    let seen = visible(&page);
    let seen: Vec<&str> = seen.split_whitespace().collect();
    let seen = seen.join(" ");
    assert!(seen.contains("Country: not China, United States"), "{seen}");
    assert!(seen.contains("Remove filter: not China"), "{seen}");
    assert!(seen.contains("Filters (1 active)"), "{seen}");
    // Closed models have no downloads, which is not zero of them.
    let page = reader
        .read("/charts/share?metric=hf-downloads-30d&weights=closed")
        .await
        .text();
    assert!(page.contains(r#"<span class="n">n/a</span>"#), "{page}");
    // No model of France is under the license of MiniMax; the page still offers to take it out.
    let page = reader
        .read("/charts/share?country=FR&license=minimax-community")
        .await
        .text();
    let chosen: Vec<FacetLink> = facet_links(&page)
        .into_iter()
        .filter(|link| link.chosen)
        .collect();
    assert_eq!(chosen.len(), 2, "{chosen:?}");
    assert!(chosen.iter().all(|link| link.models == 0), "{chosen:?}");
}

#[tokio::test]
async fn a_question_without_an_answer_says_why_and_leads_to_ones_with_an_answer() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    for (question, why) in [
        (
            "over-time?metric=hf-downloads-30d&weights=closed",
            "Not applicable",
        ),
        (
            "share?metric=hf-likes&license-class=proprietary&country=US",
            "Not applicable",
        ),
        (
            "over-time?country=FR&license=minimax-community",
            "Nothing observed passes these filters",
        ),
        (
            "ranking?country=FR&license=minimax-community&weights=open",
            "Nothing observed passes these filters",
        ),
        (
            "over-time?from=2027-01-01",
            "Nothing was observed in the range of dates",
        ),
        (
            "multiples?metric=hf-downloads-30d&from=2027-01-01",
            "Nothing was observed in the range of dates",
        ),
        (
            "share?as-of=2020-01-01",
            "Nothing was known yet on 1 Jan 2020",
        ),
        (
            "over-time?panel=common",
            "No model was observed at every date shown",
        ),
        (
            "over-time?metric=npm-downloads",
            "No snapshot of this metric",
        ),
        (
            "license-timeline?organization=upstage",
            "no dated license change",
        ),
        (
            "aligned?model=_unlisted",
            "No model shown has a day of release",
        ),
        (
            "ranking?country=FR",
            "Nothing observed passes these filters",
        ),
        (
            "countries?country=FR",
            "Nothing observed passes these filters",
        ),
    ] {
        let address = format!("/charts/{question}");
        let answer = reader.read(&address).await;
        assert_sound(&answer, &keys);
        let page = answer.text();
        let seen = visible(&page);
        assert!(seen.contains(why), "{question}: {seen}");
        let ways = links_in(&page, "ways");
        assert!(ways.len() >= 2, "{question}: {ways:?}");
        for way in ways {
            let there = reader.read(&way).await.text();
            assert!(
                links_in(&there, "ways").is_empty(),
                "{question}: {way} leads to nothing again"
            );
            let rows = reader.rows(&file_of(&way, ".csv")).await;
            assert!(!rows.is_empty(), "{question}: {way}");
        }
    }
}

#[tokio::test]
async fn a_metric_link_keeps_the_question_and_says_what_it_cannot_keep() {
    let reader = Reader::of_bundled().await;
    let asked =
        "/charts/share?by=country&country=CN&weights=closed&model=!qwen/qwq-32b&every=month";
    let page = reader.read(asked).await.text();
    let links = links_in(&page, "kinds metrics");
    let there =
        "/charts/share?metric=hf-downloads-30d&by=country&country=CN&from=2026-02-26&every=month";
    assert!(links.iter().any(|link| link == there), "{links:?}");
    let seen = visible(&page);
    assert!(seen.contains("without Model, Weights"), "{seen}");
    assert!(
        seen.contains("No snapshot yet: Hugging Face downloads, all time"),
        "{seen}"
    );
    for link in links {
        let file = file_of(&link, ".csv");
        reader.read(&file).await;
        if !link.contains("closed") {
            assert!(!reader.rows(&file).await.is_empty(), "{link}");
        }
    }
}

#[tokio::test]
async fn a_form_that_changes_the_metric_leaves_out_models_of_another_source_and_says_so() {
    let reader = Reader::of_bundled().await;
    let sent = "/charts/over-time?metric=hf-downloads-30d&from=&model=qwen/qwq-32b&country=CN";
    let answer = reader.get(sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    let seen = visible(&answer.text());
    assert!(
        seen.contains("Left out, because this metric cannot answer it: Model."),
        "{seen}"
    );
    let short = "/charts/over-time?metric=hf-downloads-30d&country=CN";
    let page = answer.text();
    assert!(tags(&page).iter().any(|tag| tag.get("href") == Some(short)));
    // A slip is told, not dropped.
    let slip = reader
        .get("/charts/over-time?from=&model=qwen/qwq-33b")
        .await;
    let slip = reader.get(slip.header(header::LOCATION)).await;
    assert_eq!(slip.status, StatusCode::BAD_REQUEST);
    // What the metric knows stays.
    let known = reader
        .get("/charts/over-time?from=&model=qwen/qwq-32b")
        .await;
    assert_eq!(
        known.header(header::LOCATION),
        "/charts/over-time?model=qwen/qwq-32b"
    );
}

#[tokio::test]
async fn a_permalink_gives_the_rows_of_today_and_the_same_ones_tomorrow() {
    let reader = Reader::of_bundled().await;
    let asked = [
        "/charts/over-time",
        "/charts/share?by=country&every=month",
        "/charts/over-time?metric=hf-downloads-30d&by=license",
        "/charts/over-time?metric=hf-downloads-30d&every=quarter&from=2026-02-10",
        "/charts/multiples?by=model&top=3&every=week",
        "/charts/ranking?metric=hf-downloads-30d&by=organization&lens=base",
        "/charts/countries?weights=open",
    ];
    let mut pinned = Vec::new();
    for address in asked {
        let page = reader.read(address).await.text();
        let link = permalink(&page).expect("a permalink");
        for key in ["from=", "to=", "as-of="] {
            assert!(link.contains(key), "{link}");
        }
        let now = reader.read(&file_of(address, ".csv")).await.text();
        let then = reader.read(&file_of(&link, ".csv")).await.text();
        assert_eq!(now, then, "{address} and {link}");
        assert!(now.lines().count() > 1, "{address}");
        let there = reader.read(&link).await.text();
        assert_eq!(permalink(&there).as_ref(), Some(&link), "it pins itself");
        pinned.push((link, then));
    }
    // Tomorrow's snapshots restate a day and add one.
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-07,999999999999,2026-10-20T00:00:00Z\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-19,999999999999,2026-10-20T00:00:00Z\n",
        )
        .await;
    let today = reader.read("/charts/over-time.csv").await.text();
    assert_ne!(today, pinned[0].1);
    for (link, then) in pinned {
        let now = reader.read(&file_of(&link, ".csv")).await.text();
        assert_eq!(now, then, "{link}");
    }
}

#[tokio::test]
async fn what_a_kind_of_chart_settles_is_said_and_not_lost_for_the_others() {
    let reader = Reader::of_bundled().await;
    let address = "/charts/countries?by=license&top=3&weights=open";
    let page = reader.read(address).await.text();
    let seen = visible(&page);
    assert!(
        seen.contains(
            "Fixed by this kind of chart: Break down by: Country; Show: Share; Series \
             shown: all of them."
        ),
        "{seen}"
    );
    let others = links_in(&page, "kinds");
    let lines = "/charts/over-time?by=license&weights=open&top=3";
    assert!(others.iter().any(|link| link == lines), "{others:?}");
    let sent = super::forms::submission(&page).unwrap();
    let answer = reader.get(&sent).await;
    assert_eq!(
        answer.header(header::LOCATION),
        "/charts/countries?by=license&weights=open&top=3"
    );
}
