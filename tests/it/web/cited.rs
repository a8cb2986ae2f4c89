//! Citations: every page of figures says how to cite it, in words and for reference managers, and
//! describes itself to search engines of data.

use super::files::withholding;
use super::markup::{elements, tags};
use super::reader::{Answer, BASE_URL, Reader};
use axum::http::header;
use serde_json::Value;
use weighbridge::charts::KINDS;

/// Pages of figures that are no chart.
const PAGES: [&str; 11] = [
    "/",
    "/countries",
    "/countries/CN",
    "/licenses",
    "/licenses/apache-2.0",
    "/organizations",
    "/organizations/deepseek",
    "/models/openrouter/deepseek/deepseek-r1",
    "/models/huggingface/Qwen/Qwen3-VL-2B-Instruct",
    "/compare?models=deepseek/deepseek-r1~openai/gpt-4o",
    "/snapshots/1",
];

/// Every page of figures: charts by kind, and the others.
fn pages() -> Vec<String> {
    let charts = KINDS.iter().map(|kind| format!("/charts/{}", kind.slug));
    let others = PAGES.iter().map(|page| (*page).to_owned());
    charts.chain(others).collect()
}

fn in_french(address: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}lang=fr")
}

/// Texts of the elements of a class.
fn texts(page: &str, class: &str) -> Vec<String> {
    let all = elements(page);
    let found = all.iter().filter(|it| it.tag.get("class") == Some(class));
    found.map(|it| it.text.clone()).collect()
}

/// The data sets a page describes itself as.
fn datasets(page: &str) -> Vec<Value> {
    const BEGIN: &str = "<script type=\"application/ld+json\">";
    let blocks = page.split(BEGIN).skip(1);
    let blocks = blocks.map(|rest| rest.split_once("</script>").unwrap().0);
    let read = |block: &str| {
        assert!(!block.contains('<') && !block.contains('&'), "{block}");
        serde_json::from_str(block).unwrap()
    };
    blocks.map(read).collect()
}

fn assert_cited_as_a_whole(answer: &Answer, address: &str) {
    let page = answer.text();
    let (path, question) = address.split_once('?').unwrap_or((address, ""));
    // As addresses are spelled by programs.
    let question = question
        .replace("deepseek/", "deepseek%2F")
        .replace("~openai/", "%7Eopenai%2F");
    let joint = if question.is_empty() { "" } else { "?" };
    let whole = format!("{BASE_URL}{path}{joint}{question}");
    let words = texts(&page, "citation").pop().unwrap();
    assert!(
        words.contains(&whole) && words.contains("Weighbridge (20"),
        "{words}"
    );
    assert!(words.contains("Source"), "{address}: {words}");
    let [bibtex, ris, csl]: [String; 3] = texts(&page, "code").try_into().unwrap();
    assert!(bibtex.starts_with("@misc{weighbridge-"), "{bibtex}");
    assert!(bibtex.contains(&format!("url = {{{whole}}}")), "{bibtex}");
    assert!(bibtex.trim_end().ends_with('}') && bibtex.contains("year = {20"));
    assert!(
        ris.starts_with("TY  - DATA") && ris.trim_end().ends_with("ER  -"),
        "{ris}"
    );
    assert!(ris.contains(&format!("UR  - {whole}")), "{ris}");
    let csl: Value = serde_json::from_str(&csl).unwrap();
    assert_eq!(
        (&csl[0]["type"], &csl[0]["URL"]),
        (&"dataset".into(), &whole.into())
    );
    let title = csl[0]["title"].as_str().unwrap();
    assert!(words.contains(title), "{address}: {title}");
    assert!(csl[0]["issued"]["date-parts"][0][0].as_i64() > Some(2020));
}

#[tokio::test]
async fn every_page_of_figures_is_cited_in_four_forms_within_one_click() {
    let reader = Reader::of_bundled().await;
    for page in pages() {
        for address in [page.clone(), in_french(&page)] {
            let answer = reader.read(&address).await;
            let text = answer.text();
            // Folded, in a part that opens where it is.
            let folded = text.find("class=\"citation\"").unwrap();
            let opening = text[..folded].rfind("<details").unwrap();
            assert!(!text[opening..folded].contains("</details>"), "{address}");
            if !page.starts_with("/charts/") {
                assert_cited_as_a_whole(&answer, &address);
                continue;
            }
            let tags = tags(&text);
            for ending in ["bib", "ris", "csl.json"] {
                let ending = format!("/{}.{ending}", &page[1..]);
                let links = tags.iter().filter_map(|tag| tag.get("href"));
                let link = links.into_iter().find(|href| href.starts_with(&ending));
                let link = link.unwrap_or_else(|| panic!("{address}: no {ending}"));
                reader.read(link).await;
            }
        }
    }
}

#[tokio::test]
async fn every_page_of_figures_describes_itself_as_data_that_is_there() {
    let reader = Reader::of_bundled().await;
    for address in pages() {
        let found = datasets(&reader.read(&address).await.text());
        assert!(!found.is_empty(), "{address}");
        for dataset in found {
            let what = format!("{address}: {dataset:#}");
            assert_eq!(dataset["@type"], "Dataset", "{what}");
            for creator in ["creator", "publisher"] {
                assert_eq!(dataset[creator]["name"], "Weighbridge", "{what}");
            }
            let text = |name: &str| dataset[name].as_str().unwrap_or_else(|| panic!("{what}"));
            let description = text("description").chars().count();
            assert!((50..5_000).contains(&description), "{what}");
            let (first, last) = text("temporalCoverage").split_once('/').unwrap();
            assert!(first <= last && first.len() == 10, "{what}");
            assert!(text("creditText").contains("Source: "), "{what}");
            let license = dataset["license"].to_string();
            assert!(license.contains("https://"), "{what}");
            let identifier = text("identifier").strip_prefix(BASE_URL).unwrap();
            reader.read(identifier).await;
            let files = dataset["distribution"].as_array();
            // What a comparison shows is there figure by figure.
            let is_whole = dataset["@id"].as_str().unwrap().contains("/compare");
            assert!(
                is_whole || files.is_some_and(|files| !files.is_empty()),
                "{what}"
            );
            for file in files.into_iter().flatten() {
                let at = file["contentUrl"].as_str().unwrap();
                let given = reader.read(at.strip_prefix(BASE_URL).unwrap()).await;
                let media_type = given.header(header::CONTENT_TYPE).split(';').next();
                assert_eq!(media_type, file["encodingFormat"].as_str(), "{at}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_cites_the_sources_it_shows_and_no_other() {
    let reader = Reader::of_bundled().await;
    for (address, tokens, downloads) in [
        ("/countries/CN", true, true),
        ("/models/openrouter/deepseek/deepseek-r1", true, false),
        ("/models/huggingface/Qwen/Qwen3-VL-2B-Instruct", false, true),
        (
            "/compare?models=deepseek/deepseek-r1~openai/gpt-4o",
            true,
            false,
        ),
    ] {
        let page = reader.read(address).await.text();
        let words = texts(&page, "citation").pop().unwrap();
        assert_eq!(words.contains("Source: OpenRouter"), tokens, "{words}");
        assert_eq!(words.contains("Source: Hugging Face"), downloads, "{words}");
    }
    let snapshot = &reader.snapshots().await[0];
    let page = reader.read(&format!("/snapshots/{}", snapshot.id)).await;
    let words = texts(&page.text(), "citation").pop().unwrap();
    assert!(words.contains(&snapshot.sha256_hex()), "{words}");
}

#[tokio::test]
async fn before_anything_is_known_there_is_no_data_to_describe() {
    let reader = Reader::of_nothing().await;
    let page = reader.read("/countries").await.text();
    assert!(datasets(&page).is_empty());
    let words = texts(&page, "citation").pop().unwrap();
    assert!(words.starts_with("Weighbridge (no date)."), "{words}");
    let page = reader.read("/compare").await.text();
    assert!(texts(&page, "citation").is_empty());
}

#[tokio::test]
async fn no_page_names_a_file_of_what_a_source_does_not_hand_out() {
    let reader = withholding(Reader::of_bundled().await).await;
    for address in pages() {
        let page = reader.read(&address).await.text();
        for dataset in datasets(&page) {
            for file in dataset["distribution"].as_array().into_iter().flatten() {
                let at = file["contentUrl"].as_str().unwrap();
                reader.read(at.strip_prefix(BASE_URL).unwrap()).await;
            }
        }
        assert!(!texts(&page, "citation").is_empty(), "{address}");
    }
}
