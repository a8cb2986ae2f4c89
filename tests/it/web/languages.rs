//! English and French: which of them a reader gets, how pages lead to the other, and that neither
//! is mixed with the other.

use super::markup::{Piece, Tag, pieces, tags, visible};
use super::reader::{Answer, BASE_URL, Reader};
use super::sound::{assert_sound, message_keys};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::fs;
use weighbridge::charts::KINDS;
use weighbridge::export::{FORMATS, Group};
use weighbridge::query::{DIMENSIONS, PARAMETERS, Values};
use weighbridge::text::Language;

/// An address of every kind of page; charts are asked for by kind besides.
const PAGES: &[&str] = &[
    "/",
    "/charts/share?by=country&weights=open&from=2026-01&every=month",
    "/charts/over-time?by=organization&country=CN~US&show=share&top=3",
    "/charts/over-time?metric=hf-downloads-30d&by=license-class&show=index",
    "/charts/over-time?metric=hf-downloads-30d&weights=closed",
    "/charts/share?lens=base&license-class=!proprietary&by=bloc&bloc=china",
    "/charts/table?by=country&sort=points&to=2026-07-15",
    "/charts/ranking?by=license&variants=separate&license-as=now",
    "/charts/ranking?by=model&model=deepseek/deepseek-r1&as-of=2026-01-01",
    "/charts/aligned?organization=deepseek~mistral-ai",
    "/charts/range?by=weights&every=week&scope=all",
    "/countries",
    "/countries/CN",
    "/countries/US",
    "/countries/FR",
    "/countries/HK",
    "/countries/IS",
    "/licenses",
    "/licenses/mit",
    "/licenses/apache-2.0",
    "/licenses/proprietary",
    "/licenses/gpl-3.0",
    "/licenses/unknown",
    "/organizations",
    "/organizations/deepseek",
    "/organizations/mistral-ai",
    "/organizations/thebloke",
    "/models/openrouter/deepseek/deepseek-r1",
    "/models/openrouter/openrouter/pony-alpha",
    "/models/huggingface/Qwen/Qwen3-VL-2B-Instruct",
    "/models/pypi/openai",
    "/compare",
    "/compare?models=deepseek/deepseek-r1~openai/gpt-4o",
    "/compare?models=deepseek/deepseek-r1~nobody/nothing",
    "/search",
    "/search?q=qwen",
    "/search?q=zzzzzz",
    "/search?q=chine",
    "/methods",
    "/to-classify",
    "/data",
    "/about",
    "/snapshots",
    "/snapshots/1",
    "/snapshots/16",
    "/s",
    "/s/2026-10-07",
    "/api",
];

/// Addresses of what stands in frames of other sites: of the words of pages they have the chart's.
const FRAMES: &[&str] = &["/embed/share?by=country", "/embed/table?every=month"];

/// Addresses that are answered with an error page.
const REFUSED: &[&str] = &[
    "/nothing/here",
    "/countries/XX",
    "/charts/pie",
    "/charts/share?flavor=sweet&by=colour&country=cn&top=0&every=day&every=week",
    "/charts/share?from=yesterday&to=x&as-of=x&license=x&organization=x&metric=x",
    "/charts/share?country=!CN&country=US&model=nobody/nothing",
    "/charts/share?from=2026-02&to=2026-01",
    "/charts/share?model=nobody/nothing",
    "/search?p=1",
    "/snapshots?page=x",
    "/snapshots/999999",
];

/// Every page there is an address of, charts by kind.
fn pages() -> Vec<String> {
    let kinds = KINDS.iter().map(|kind| format!("/charts/{}", kind.slug));
    kinds
        .chain(PAGES.iter().map(|page| (*page).to_owned()))
        .collect()
}

/// Everything with words in it.
fn pages_and_frames() -> Vec<String> {
    let frames = FRAMES.iter().map(|frame| (*frame).to_owned());
    pages().into_iter().chain(frames).collect()
}

fn with_language(address: &str, word: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}lang={word}")
}

/// What a browser with a wish gets.
async fn wishing(reader: &Reader, address: &str, wish: &str) -> Answer {
    let request = Request::builder()
        .uri(address)
        .header(header::ACCEPT_LANGUAGE, wish);
    reader.send(request.body(Body::empty()).unwrap()).await
}

fn language_of(answer: &Answer) -> String {
    let page = answer.text();
    let html = tags(&page).into_iter().find(|tag| tag.name == "html");
    let language = html.unwrap().get("lang").unwrap().to_owned();
    assert_eq!(
        answer.header(header::CONTENT_LANGUAGE),
        language,
        "{}",
        answer.address
    );
    language
}

/// A page that is added is asked for here, too.
#[test]
fn every_page_is_among_these() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/routes.rs");
    let source = fs::read_to_string(source).unwrap();
    let routes = source.split(".route(\"").skip(1).filter_map(|rest| {
        let (route, rest) = rest.split_once('"')?;
        let (handler, _) = rest.split_once('\n')?;
        // What reads no language has no words.
        let is_page = handler.contains("get(pages::") && route != "/data/{file}";
        is_page.then(|| route.split('{').next().unwrap().to_owned())
    });
    let all = pages_and_frames();
    let mut found = 0;
    for route in routes {
        let has = |page: &String| {
            let path = page.split('?').next().unwrap();
            path == route || (route.ends_with('/') && route != "/" && path.starts_with(&route))
        };
        assert!(all.iter().any(has), "no page of {route} is read here");
        found += 1;
    }
    assert!(found > 12, "{found}");
}

#[tokio::test]
async fn the_address_decides_and_where_it_does_not_the_browser() {
    let reader = Reader::of_bundled().await;
    // What the browser wishes, what the address asks, and what is given.
    let cases = [
        ("", "", "en"),
        ("fr", "", "fr"),
        ("fr-CA, en;q=0.9", "", "fr"),
        ("en-GB, fr;q=0.9", "", "en"),
        ("de, fr;q=0.5, en;q=0.4", "", "fr"),
        ("de", "", "en"),
        ("fr", "en", "en"),
        ("en", "fr", "fr"),
    ];
    for address in [
        "/",
        "/charts/share?by=country",
        "/methods",
        "/nothing/here",
        "/search?q=x",
    ] {
        for (wish, asked, given) in cases {
            let asked = match asked {
                "" => address.to_owned(),
                word => with_language(address, word),
            };
            let answer = wishing(&reader, &asked, wish).await;
            assert_eq!(language_of(&answer), given, "{asked} for `{wish}`");
            let varies = answer.headers.get_all(header::VARY).iter();
            let varies = varies.map(|value| value.to_str().unwrap().to_lowercase());
            assert!(
                varies
                    .collect::<Vec<_>>()
                    .join(",")
                    .contains("accept-language"),
                "{asked}"
            );
        }
    }
}

#[tokio::test]
async fn a_language_there_is_not_is_refused_on_every_page() {
    let reader = Reader::of_bundled().await;
    for page in pages_and_frames() {
        for wrong in ["de", "FR"] {
            let address = with_language(&page, wrong);
            let answer = wishing(&reader, &address, "fr").await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
            assert_eq!(language_of(&answer), "fr");
            let seen = visible(&answer.text());
            assert!(
                seen.contains(&format!(
                    "lang\u{a0}: «\u{a0}{wrong}\u{a0}» n’est pas admis"
                )),
                "{address}: {seen}"
            );
            assert_eq!(
                seen.contains("«\u{a0}fr\u{a0}»"),
                wrong == "FR",
                "{address}"
            );
        }
        let empty = reader.get(&with_language(&page, "")).await;
        assert_ne!(empty.status, StatusCode::BAD_REQUEST, "{page}");
    }
}

/// The `<link rel="alternate">`s of a page: language and address.
fn alternates(page: &str) -> Vec<(String, String)> {
    let tags = tags(page).into_iter();
    let alternates = tags.filter(|tag| tag.name == "link" && tag.get("hreflang").is_some());
    let told = |tag: Tag| {
        assert_eq!(tag.get("rel"), Some("alternate"));
        let get = |name| tag.get(name).unwrap().to_owned();
        (get("hreflang"), get("href"))
    };
    alternates.map(told).collect()
}

#[tokio::test]
async fn every_page_names_itself_in_every_language() {
    let reader = Reader::of_bundled().await;
    for address in pages() {
        let plain = reader.read(&address).await.text();
        let named = alternates(&plain);
        let words: Vec<&str> = named.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["en", "fr", "x-default"], "{address}");
        let default = &named[2].1;
        assert!(
            default.starts_with(BASE_URL) && !default.contains("lang="),
            "{address}"
        );
        for (word, other) in &named[..2] {
            assert_eq!(*other, with_language(default, word), "{address}");
            let path = other.strip_prefix(BASE_URL).unwrap();
            let page = reader.read(path).await;
            assert_eq!(language_of(&page), *word);
            let page = page.text();
            assert_eq!(alternates(&page), named, "{path}");
            let canonical = tags(&page)
                .into_iter()
                .find(|tag| tag.get("rel") == Some("canonical"));
            assert_eq!(canonical.unwrap().get("href"), Some(other.as_str()));
        }
    }
}

#[tokio::test]
async fn the_other_language_is_one_link_away_and_keeps_the_address() {
    let reader = Reader::of_bundled().await;
    let refused = REFUSED.iter().map(|page| (*page).to_owned());
    for address in pages().into_iter().chain(refused) {
        let answer = wishing(&reader, &address, "fr").await;
        let switch = |page: &str| {
            let all = tags(page).into_iter();
            let mut found = all.filter(|tag| tag.name == "a" && tag.get("hreflang").is_some());
            let link = found.next().expect("a link to the other language");
            assert!(found.next().is_none(), "{address}");
            assert_eq!(link.get("lang"), link.get("hreflang"));
            link.get("href").unwrap().to_owned()
        };
        let english = switch(&answer.text());
        let there = wishing(&reader, &english, "fr").await;
        assert_eq!(there.status, answer.status, "{address} leads to {english}");
        assert_eq!(language_of(&there), "en", "{english}");
        let french = switch(&there.text());
        let back = reader.get(&french).await;
        assert_eq!(language_of(&back), "fr", "{french}");
        assert_eq!(
            french.replace("lang=fr", ""),
            english.replace("lang=en", "")
        );
    }
}

#[tokio::test]
async fn links_and_forms_keep_the_language_that_was_asked_for() {
    let reader = Reader::of_bundled().await;
    for page in pages() {
        for word in Language::WORDS {
            let address = with_language(&page, word);
            let text = reader.read(&address).await.text();
            let own = format!("lang={word}");
            for tag in tags(&text) {
                let Some(link) = tag.get("href").filter(|link| link.starts_with('/')) else {
                    continue;
                };
                let path = link.split(['?', '#']).next().unwrap();
                let last = path.rsplit('/').next().unwrap();
                let named = ["/licenses/", "/models/", "/organizations/"];
                let is_file = last.contains('.') && !named.iter().any(|it| path.starts_with(it));
                let is_kept = path.starts_with("/s/2026-10-07/");
                if is_file || is_kept || tag.get("hreflang").is_some() {
                    continue;
                }
                assert!(link.contains(&own), "{address}: {link}");
                assert_eq!(link.matches("lang=").count(), 1, "{address}: {link}");
            }
            let forms = tags(&text)
                .iter()
                .filter(|tag| tag.get("method") == Some("get"))
                .count();
            let fields = tags(&text)
                .iter()
                .filter(|tag| tag.get("name") == Some("lang") && tag.get("value") == Some(word))
                .count();
            assert_eq!((forms > 0, fields), (true, forms), "{address}");
        }
        // Where the browser decides, addresses stay short.
        let text = wishing(&reader, &page, "fr").await.text();
        for tag in tags(&text) {
            let link = tag.get("href").filter(|link| link.starts_with('/'));
            if let Some(link) = link.filter(|_| tag.get("hreflang").is_none()) {
                let is_picture = [".svg", ".png", ".csv"].iter().any(|it| link.contains(it));
                assert!(is_picture || !link.contains("lang="), "{page}: {link}");
            }
        }
    }
}

#[tokio::test]
async fn data_is_the_same_for_everybody_and_pictures_are_what_their_address_says() {
    let reader = Reader::of_bundled().await;
    for format in FORMATS {
        let address = format!("/charts/share.{}?by=country", format.extension);
        let plain = reader.read(&address).await;
        let wished = wishing(&reader, &address, "fr").await;
        assert_eq!(
            wished.body, plain.body,
            "{address}: no file depends on the browser"
        );
        let varies = wished.header(header::VARY).to_lowercase();
        assert!(!varies.contains("language"), "{address}");
        let french = reader.read(&with_language(&address, "fr")).await;
        let is_picture = format.group == Group::Picture;
        assert_eq!(french.body != plain.body, is_picture, "{address}");
        assert_eq!(
            french.header(header::CONTENT_LANGUAGE),
            if is_picture { "fr" } else { "" },
            "{address}"
        );
        let english = reader.read(&with_language(&address, "en")).await;
        assert_eq!(english.body, plain.body, "{address}");
    }
    let excel = reader
        .read("/charts/share.csv?by=country&excel=1&lang=fr")
        .await
        .text();
    let (head, rows) = excel.split_once('\n').unwrap();
    assert!(head.contains("observed_on;metric;unit"), "{head}");
    let row = rows.lines().next().unwrap();
    assert!(row.contains(";China;") && row.contains(";0,"), "{row}");
}

#[tokio::test]
async fn french_pages_offer_french_pictures_and_files_that_a_french_excel_opens() {
    let reader = Reader::of_bundled().await;
    for (page, wish) in [
        ("/charts/share?by=country", "fr"),
        ("/charts/share?by=country&lang=fr", ""),
    ] {
        let text = wishing(&reader, page, wish).await.text();
        let links: Vec<String> = tags(&text)
            .iter()
            .filter_map(|tag| tag.get("href").map(str::to_owned))
            .collect();
        let question = "?by=country&show=share";
        for file in [
            format!("/charts/share.svg{question}&lang=fr"),
            format!("/charts/share.png{question}&lang=fr"),
            format!("/charts/share.csv{question}&lang=fr&excel=1"),
            format!("/charts/share.csv{question}"),
            format!("/charts/share.json{question}"),
        ] {
            assert!(links.contains(&file), "{page} does not lead to {file}");
        }
    }
    let english = reader.read("/charts/share?by=country").await.text();
    assert!(!english.contains("share.svg?by=country&#38;show=share&#38;lang"));
}

#[tokio::test]
async fn errors_are_told_in_the_language_of_the_reader_and_to_programs_in_english() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    let names = Names::of(&reader);
    let typed: Vec<&str> = keys_of_addresses();
    for address in REFUSED {
        let page = wishing(&reader, address, "fr").await;
        assert!(page.status.is_client_error(), "{address}");
        assert_sound(&page, &keys);
        let mut found = english_words(&page.text(), &names);
        // What addresses are made of is told as it is typed.
        found.retain(|said| !typed.contains(&said.split(':').next().unwrap()));
        assert_eq!(found, Vec::<String>::new(), "{address}");
        assert!(alternates(&page.text()).is_empty(), "{address}");
    }
    let address = "/charts/share.csv?flavor=sweet&lang=fr";
    let file = wishing(&reader, address, "fr").await.json();
    assert_eq!(
        file["error"],
        "Something in this address cannot be answered"
    );
    let astray = wishing(&reader, "//elsewhere.example/x", "fr").await.text();
    assert!(
        !astray.contains("href=\"//"),
        "no link leads to another host"
    );
}

#[tokio::test]
async fn no_page_mixes_languages() {
    let reader = Reader::of_bundled().await;
    let names = Names::of(&reader);
    let keys = message_keys();
    let mut mixed = Vec::new();
    for page in pages_and_frames() {
        let address = with_language(&page, "fr");
        let answer = reader.read(&address).await;
        assert_sound(&answer, &keys);
        let mut found = english_words(&answer.text(), &names);
        // Columns of files and schemas of the API are called the same everywhere.
        let is_of_programs = |said: &String| {
            let (word, text) = said.split_once(": ").unwrap();
            ["/data", "/api"].contains(&page.as_str()) && word == text.to_lowercase()
        };
        found.retain(|said| !is_of_programs(said));
        mixed.extend(
            found
                .into_iter()
                .map(|said| format!("{address} says {said}")),
        );
        // What would be found in English is there, or the search finds nothing.
        let english = reader.read(&with_language(&page, "en")).await.text();
        assert!(english_words(&english.replace("lang=\"en\"", "lang=\"fr\""), &names).len() > 5);
    }
    assert!(mixed.is_empty(), "{mixed:#?}");
    let nothing = Reader::of_nothing().await;
    for page in [
        "/",
        "/charts/share",
        "/countries",
        "/snapshots",
        "/compare",
        "/to-classify",
        "/licenses",
        "/methods",
    ] {
        let address = with_language(page, "fr");
        let answer = nothing.read(&address).await;
        assert_sound(&answer, &keys);
        let found = english_words(&answer.text(), &names);
        assert!(found.is_empty(), "{address} says {found:#?}");
    }
}

/// Parameters and their words.
fn keys_of_addresses() -> Vec<&'static str> {
    let parameters = PARAMETERS
        .iter()
        .flat_map(|entry| entry.words().iter().copied().chain([entry.key]));
    let dimensions = DIMENSIONS.iter().flat_map(|entry| {
        let words = match entry.values {
            Values::Words(words) => words,
            _ => &[],
        };
        words
            .iter()
            .copied()
            .chain([entry.key, "countries", "licenses", "downloads"])
    });
    parameters.chain(dimensions).collect()
}

/// What things are called, in whichever language.
struct Names(Vec<String>);

impl Names {
    fn of(reader: &Reader) -> Self {
        let catalog = &reader.catalog;
        let mut names: Vec<String> = Vec::new();
        for row in &catalog.organizations {
            names.extend([row.name.clone(), row.slug.clone()]);
            names.extend(row.namespaces.iter().map(|(_, name)| name.clone()));
        }
        for row in &catalog.licenses {
            names.extend([row.name.en.clone(), row.name.fr.clone(), row.slug.clone()]);
        }
        names.extend(catalog.license_aliases.iter().map(|row| row.raw.clone()));
        for row in &catalog.models {
            names.extend([row.name.clone(), row.external_id.clone()]);
        }
        for row in &catalog.published_figures {
            names.push(row.source_title.clone());
        }
        for row in &catalog.license_changes {
            names.extend([row.model.clone(), row.family.clone()]);
        }
        names.extend(catalog.sources.iter().map(|row| row.name.clone()));
        names.extend(
            catalog
                .stealth_reveals
                .iter()
                .filter_map(|row| row.revealed_as.clone()),
        );
        names.retain(|name| name.chars().count() > 2);
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.dedup();
        Self(names)
    }
}

/// Words that English sentences cannot do without, and words of ours, none of which is French.
const ENGLISH: &[&str] = &[
    "the",
    "of",
    "and",
    "with",
    "from",
    "which",
    "these",
    "this",
    "that",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "been",
    "not",
    "only",
    "is",
    "it",
    "its",
    "by",
    "to",
    "in",
    "all",
    "share",
    "shares",
    "downloads",
    "weights",
    "closed",
    "unknown",
    "since",
    "until",
    "between",
    "under",
    "each",
    "every",
    "more",
    "less",
    "than",
    "show",
    "shown",
    "snapshot",
    "snapshots",
    "captured",
    "observed",
    "country",
    "countries",
    "organization",
    "organizations",
    "licenses",
    "newest",
    "others",
    "other",
    "changes",
    "chart",
    "charts",
    "value",
    "values",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "year",
    "years",
    "million",
    "billion",
    "trillion",
    "known",
    "list",
    "listed",
    "data",
    "rest",
    "way",
    "where",
    "what",
    "when",
    "who",
    "how",
    "basis",
    "surely",
    "possibly",
    "no",
    "yes",
    "none",
    "first",
    "last",
    "before",
    "after",
    "open",
    "proprietary",
    "permissive license",
    "rank",
    "points of",
    "allowed",
    "such",
    "search",
    "compare",
];

/// English words in what a page says that is not marked as English and is no name. French has a few
/// of them, too, as names of others.
fn english_words(page: &str, names: &Names) -> Vec<String> {
    let mut found = Vec::new();
    for text in said(page) {
        let mut text = text;
        for name in &names.0 {
            if text.contains(name.as_str()) {
                text = text.replace(name.as_str(), "\u{fffc}");
            }
        }
        for allowed in ALLOWED {
            text = text.replace(allowed, "\u{fffc}");
        }
        // Tiles of a map have codes of countries on them.
        if text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()) {
            continue;
        }
        let is_address = |word: &&str| word.contains("://");
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|it| !is_address(it))
            .collect();
        let lower = words.join(" ").to_lowercase();
        let is_letter = |c: char| c.is_alphanumeric() || "_-’'./@:".contains(c);
        let words: Vec<&str> = lower
            .split(|c: char| !is_letter(c))
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        for word in ENGLISH {
            if words.contains(word) {
                found.push(format!("{word}: {}", text.trim()));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Names of others and words of programs that hold a word of the list.
const ALLOWED: &[&str] = &[
    "Open Source Initiative",
    "open source",
    "Economies of Open Intelligence",
    "excel=1",
    "XLSX",
    "data.csv",
    "The New Stack",
    "Hub Hugging Face",
    "Weighbridge",
    "CC BY",
    "State of AI",
    "Open Model, Data & Weights",
    "_rest",
];

/// Every text of a page in its own language: what is read, and what is heard.
fn said(page: &str) -> Vec<String> {
    const HEARD: [&str; 5] = ["aria-label", "title", "placeholder", "alt", "data-label"];
    let mut texts = Vec::new();
    // Names of open elements, each with whether its language is the page's.
    let mut open: Vec<(String, bool)> = Vec::new();
    for piece in pieces(page) {
        let is_own = open.last().is_none_or(|(_, is_own)| *is_own);
        match piece {
            Piece::Open(tag) => {
                let code = ["script", "style", "template", "code", "pre"];
                let is_code = code.contains(&tag.name.as_str());
                let is_other = tag.get("lang").is_some_and(|lang| lang != "fr");
                let is_own = is_own && !is_other && !(is_code && tag.name != "template");
                if is_own {
                    texts.extend(
                        HEARD
                            .iter()
                            .filter_map(|name| tag.get(name).map(str::to_owned)),
                    );
                    if tag.get("name") == Some("description") {
                        texts.push(tag.get("content").unwrap().to_owned());
                    }
                }
                if !tag.is_void() {
                    open.push((tag.name.clone(), is_own));
                }
            }
            Piece::Close(_) => {
                open.pop();
            }
            Piece::Text(text) if is_own => texts.push(text),
            Piece::Text(_) => {}
        }
    }
    texts
}
