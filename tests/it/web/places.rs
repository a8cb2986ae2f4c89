//! Pages about one country, license, organization or model: each answers for whatever there is,
//! says where a slip leads, and shows the numbers its files have.

use super::markup::{tags, visible};
use super::reader::{Reader, Record, number, row_with};
use super::sound::{assert_sound, message_keys};
use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write as _;

/// A share as pages say it: bounds rounded outward, whole percent from 10 up.
fn bounds(row: &Record) -> (String, String) {
    let percent = |value: f64, round: fn(f64) -> f64| {
        let decimals = usize::from(value > 0.0 && value < 10.0);
        let factor = if decimals == 1 { 10.0 } else { 1.0 };
        format!("{:.decimals$}%", round(value * factor) / factor)
    };
    let (low, high) = (
        number(&row["share_low"]) * 100.0,
        number(&row["share_high"]) * 100.0,
    );
    if high - low < 1e-6 {
        let share = percent(number(&row["share"]) * 100.0, f64::round);
        return (share.clone(), share);
    }
    (percent(low, f64::floor), percent(high, f64::ceil))
}

/// The newest date of a metric, and its rows by a breakdown on that date.
async fn newest(reader: &Reader, question: &str) -> Vec<Record> {
    let all = reader.rows("/charts/share.csv").await;
    let day = all.last().unwrap()["observed_on"].clone();
    let address = format!("/charts/share.csv?{question}&from={day}&to={day}&top=500");
    reader.rows(&address).await
}

/// Links of a page.
async fn links(reader: &Reader, address: &str) -> Vec<String> {
    let page = reader.read(address).await.text();
    let links = tags(&page).into_iter();
    links
        .filter_map(|tag| tag.get("href").map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn every_kind_of_page_answers() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    for address in [
        "/countries",
        "/countries/CN",
        "/countries/FR",
        "/countries/CH",
        "/countries/AQ",
        "/licenses",
        "/licenses/apache-2.0",
        "/licenses/proprietary",
        "/licenses/unknown",
        "/licenses/wtfpl",
        "/organizations",
        "/organizations/alibaba",
        "/organizations/anthropic",
        "/organizations/h-company",
        "/models/openrouter/openai/gpt-oss-120b",
        "/models/openrouter/openai/gpt-oss-120b:free",
        "/models/openrouter/stealth/ox-alpha",
        "/models/huggingface/Qwen/Qwen3-8B",
        "/models/huggingface/BAAI/bge-small-en-v1.5",
        "/compare",
        "/compare?models=Qwen%2FQwen3-8B~Qwen%2FQwen3-4B",
        "/search",
        "/search?q=qwen",
        "/search?q=%25",
        "/search?q=%00",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/data",
        "/about",
    ] {
        assert_sound(&reader.read(address).await, &keys);
    }
}

#[tokio::test]
async fn what_is_not_known_is_not_found_and_told_what_is_near() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    // Address, and where the reader is led; nothing where nothing is near.
    for (address, near) in [
        ("/countries/cn", Some("/countries/CN")),
        ("/countries/france", Some("/countries/FR")),
        ("/countries/QQ", None),
        ("/licenses/apache-2.1", Some("/licenses/apache-2.0")),
        ("/licenses/nothing-of-that-kind", None),
        (
            "/organizations/mistal-ai",
            Some("/organizations/mistral-ai"),
        ),
        ("/organizations/%00", None),
        (
            "/models/openrouter/openai/gpt-oss-120c",
            Some("/models/openrouter/openai/gpt-oss-120b"),
        ),
        (
            "/models/openrouter/openai/gpt-oss-120b:cheap",
            Some("/models/openrouter/openai/gpt-oss-120b"),
        ),
        (
            "/models/opnrouter/openai/gpt-oss-120b",
            Some("/models/openrouter/openai/gpt-oss-120b"),
        ),
        ("/models/openrouter/other", None),
        ("/models/openrouter/%00", None),
        ("/models/nowhere/at/all", None),
        ("/data/Cargo.csv", None),
        ("/data/snapshots", None),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        if !answer.is_page() {
            continue;
        }
        assert_sound(&answer, &keys);
        let page = answer.text();
        let found = tags(&page);
        let inside = found.iter().skip_while(|tag| tag.name != "main");
        let mut found = inside.filter_map(|tag| tag.get("href"));
        match near {
            Some(near) => assert!(found.any(|link| link == near), "{address}: {page}"),
            None => assert!(!page.contains("Did you mean"), "{address}: {page}"),
        }
    }
}

#[tokio::test]
async fn countries_show_the_shares_of_their_files() {
    let reader = Reader::of_bundled().await;
    let rows = newest(&reader, "by=country").await;
    let list = visible(&reader.read("/countries").await.text());
    let mut place = 0;
    for row in rows.iter().filter(|row| row["series"] != "unknown") {
        place += 1;
        let (low, high) = bounds(row);
        assert!(list.contains(&format!("{low} – {high}")), "{row:?}");
        let page = visible(
            &reader
                .read(&format!("/countries/{}", row["series"]))
                .await
                .text(),
        );
        let said = format!("between {low} and {high} of the tokens routed by OpenRouter");
        assert!(page.contains(&said), "{said}: {page}");
        let said = format!("place {place} of {}", rows.len() - 1);
        assert!(page.contains(&said), "{said}: {page}");
    }
    assert!(place >= 3, "only {place} countries");
}

#[tokio::test]
async fn licenses_show_the_shares_of_their_files() {
    let reader = Reader::of_bundled().await;
    let rows = newest(&reader, "by=license").await;
    for id in ["mit", "apache-2.0", "proprietary"] {
        let (low, high) = bounds(row_with(&rows, "series", id));
        let page = visible(&reader.read(&format!("/licenses/{id}")).await.text());
        let said = format!("between {low} and {high} of the tokens routed by OpenRouter");
        assert!(page.contains(&said), "{said}: {page}");
        let users = newest(&reader, &format!("by=organization&license={id}")).await;
        let known = users.iter().filter(|row| row["series"] != "unknown");
        for row in known.take(10) {
            assert!(page.contains(&row["label"]), "{id}: {row:?}");
        }
    }
    let page = links(&reader, "/licenses/mit").await;
    assert!(
        page.iter()
            .any(|link| link.ends_with("license=mit&license-as=now"))
    );
}

#[tokio::test]
async fn a_flipped_reading_of_a_license_is_told_in_its_changes() {
    let reader = Reader::of_bundled().await;
    let page = visible(&reader.read("/licenses/kimi-k3").await.text());
    assert!(
        page.contains("Moonshot AI") && page.contains("27 Jul 2026"),
        "{page}"
    );
    let page = visible(&reader.read("/organizations/moonshot-ai").await.text());
    assert!(
        page.contains("Kimi K3") && page.contains("27 Jul 2026"),
        "{page}"
    );
}

#[tokio::test]
async fn models_show_their_variants_bases_and_derivatives() {
    let reader = Reader::of_bundled().await;
    let variant = "/models/openrouter/openai/gpt-oss-120b:free";
    let model = "/models/openrouter/openai/gpt-oss-120b";
    let leads_to = |links: &[String], to: &str| links.iter().any(|link| link == to);
    assert!(leads_to(&links(&reader, model).await, variant));
    assert!(leads_to(&links(&reader, variant).await, model));

    let made_from = reader
        .catalog
        .models
        .iter()
        .find(|row| row.base_model.as_deref() == Some("Qwen/Qwen3-8B"))
        .unwrap();
    let base = "/models/huggingface/Qwen/Qwen3-8B";
    let derivative = format!("/models/{}/{}", made_from.source, made_from.external_id);
    assert!(leads_to(&links(&reader, base).await, &derivative));
    assert!(leads_to(&links(&reader, &derivative).await, base));
    assert!(leads_to(
        &links(&reader, base).await,
        "/organizations/alibaba"
    ));
    assert!(leads_to(
        &links(&reader, base).await,
        "/licenses/apache-2.0"
    ));
    let outside = "https://huggingface.co/Qwen/Qwen3-8B";
    assert!(leads_to(&links(&reader, base).await, outside));
}

#[tokio::test]
async fn a_model_has_the_place_its_files_give_it() {
    let reader = Reader::of_bundled().await;
    let rows = newest(&reader, "by=model").await;
    let listed: Vec<_> = rows
        .iter()
        .filter(|row| row["series"] != "_unlisted")
        .collect();
    for place in [1, 7, listed.len()] {
        let id = &listed[place - 1]["series"];
        let page = visible(
            &reader
                .read(&format!("/models/openrouter/{id}"))
                .await
                .text(),
        );
        let said = format!("place {place} of the {} models listed", listed.len());
        assert!(page.contains(&said), "{id}: {said}: {page}");
    }
}

#[tokio::test]
async fn names_that_would_do_harm_have_pages_that_do_none() {
    let reader = Reader::of_nothing().await;
    let names = [
        "<script>alert(1)</script>",
        "a/b?c#d%e",
        "../../robots.txt",
        "//host/x",
        "\"quoted\" & 'single'",
        "two\nlines",
        "100% _ \\ %s",
        "長い/名前",
    ];
    let mut file = String::from("metric,model,observed_on,value,license\n");
    for name in names {
        let name = name.replace('"', "\"\"");
        writeln!(file, "openrouter-tokens,\"{name}\",2026-01-01,5,\"{name}\"").unwrap();
    }
    reader.ingest(&file).await;
    let keys = message_keys();
    for name in names {
        let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
        let address = format!("/models/openrouter/{encoded}");
        let page = reader.read(&address).await;
        assert_sound(&page, &keys);
        assert!(visible(&page.text()).contains(name.trim()), "{name}");
        // What search and comparison lead to is the same page.
        let search = links(&reader, &format!("/search?q={encoded}")).await;
        let link = search.iter().find(|link| link.starts_with("/models/"));
        let link = link.unwrap_or_else(|| panic!("{name} is not found"));
        assert_eq!(reader.read(link).await.text(), page.text(), "{name}");
        assert_sound(
            &reader.read(&format!("/compare?models={encoded}")).await,
            &keys,
        );
    }
}

#[tokio::test]
async fn models_of_different_sources_are_not_drawn_together() {
    let reader = Reader::of_bundled().await;
    let page = |models: &str| {
        let address = format!("/compare?models={models}");
        let reader = &reader;
        async move { reader.read(&address).await.text() }
    };
    let mixed = page("Qwen/Qwen3-8B~openai/gpt-oss-120b:free").await;
    assert!(
        visible(&mixed).contains("must not share an axis"),
        "{mixed}"
    );
    assert!(!mixed.contains("<figure"), "{mixed}");
    let together = page("Qwen/Qwen3-8B~Qwen/Qwen3-4B").await;
    assert!(together.contains("<figure"), "{together}");
    let slip = page("Qwen/Qwen3-8C").await;
    assert!(
        visible(&slip).contains("Did you mean Qwen/Qwen3-8B?"),
        "{slip}"
    );
}

#[tokio::test]
async fn search_puts_the_same_first_and_says_when_there_is_nothing() {
    let reader = Reader::of_bundled().await;
    let found = links(&reader, "/search?q=QWEN/qwen3-8b").await;
    let first = found.iter().find(|link| link.starts_with("/models/"));
    assert_eq!(first.unwrap(), "/models/huggingface/Qwen/Qwen3-8B");
    let found = links(&reader, "/search?q=mistral").await;
    assert!(found.iter().any(|link| link == "/organizations/mistral-ai"));
    let found = links(&reader, "/search?q=switzerland").await;
    assert!(found.iter().any(|link| link == "/countries/CH"));
    let hits = links(&reader, "/search?q=e").await.len();
    assert!(
        hits < 50 * 4 + 30,
        "{hits} links are more than 50 hits have"
    );
    let nothing = visible(&reader.read("/search?q=zzzzzz").await.text());
    assert!(
        nothing.contains("Nothing here is named “zzzzzz”"),
        "{nothing}"
    );
    let refused = reader.get("/search?p=qwen").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("unknown parameter `p`"));
}

#[tokio::test]
async fn the_catalog_can_be_had_as_it_is() {
    let reader = Reader::of_bundled().await;
    let page = links(&reader, "/data").await;
    let files: Vec<&String> = page
        .iter()
        .filter(|link| link.starts_with("/data/") && !link.starts_with("/data/observations."))
        .collect();
    assert!(files.len() >= 11, "{files:?}");
    for file in files {
        let name = file.strip_prefix("/data/").unwrap();
        let kept = std::fs::read(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert_eq!(reader.read(file).await.body, kept, "{file}");
    }
}
