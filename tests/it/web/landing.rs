//! Landing pages at their edges: very long names, a single capture, nothing at all; licenses that
//! models moved to and away from; and pictures that lead to the pages of what they show.

use super::markup::{tags, visible};
use super::reader::{Reader, number, row_with};
use super::sound::{assert_sound, message_keys};
use axum::http::StatusCode;
use std::collections::HashSet;
use std::fmt::Write as _;

/// What a reader sees of a page.
async fn seen(reader: &Reader, address: &str) -> String {
    visible(&reader.read(address).await.text())
}

/// The addresses within a page's content that begin in a way.
async fn leads_to(reader: &Reader, address: &str, begin: &str) -> HashSet<String> {
    let page = reader.read(address).await.text();
    let (_, main) = page.split_once("<main").unwrap();
    let links = tags(main).into_iter();
    links
        .filter_map(|tag| tag.get("href").map(str::to_owned))
        .filter(|link| link.starts_with(begin))
        .collect()
}

#[tokio::test]
async fn pictures_lead_to_the_pages_of_what_they_show() {
    let reader = Reader::of_bundled().await;
    for (kind, question, begin, breakdown) in [
        ("countries", "", "/countries/", "by=country&top=500"),
        ("ranking", "by=country", "/countries/", "by=country"),
        ("ranking", "by=license", "/licenses/", "by=license"),
        (
            "multiples",
            "by=organization",
            "/organizations/",
            "by=organization",
        ),
        ("multiples", "by=model", "/models/openrouter/", "by=model"),
    ] {
        let address = format!("/charts/{kind}?{question}");
        let links = leads_to(&reader, &address, begin).await;
        // Everything that has a row on the newest date, but for what is not known.
        let all = reader
            .rows(&format!("/charts/over-time.csv?{breakdown}"))
            .await;
        let newest = &all.last().unwrap()["observed_on"];
        let rows = all.iter().filter(|row| row["observed_on"] == *newest);
        for id in rows.map(|row| row["series"].as_str()) {
            let is_nobody = id.starts_with('_') || id == "unknown";
            let link = format!("{begin}{id}");
            assert_eq!(links.contains(&link), !is_nobody, "{address}: {id}");
        }
        for link in &links {
            assert_eq!(reader.get(link).await.status, StatusCode::OK, "{link}");
        }
    }
    let timeline = leads_to(&reader, "/charts/license-timeline", "/organizations/").await;
    let owners = reader.catalog.license_changes.iter();
    let owners: HashSet<String> = owners
        .map(|change| format!("/organizations/{}", change.organization))
        .collect();
    assert_eq!(timeline, owners);
}

#[tokio::test]
async fn pictures_that_stand_alone_lead_nowhere() {
    let reader = Reader::of_bundled().await;
    for kind in ["countries", "ranking", "multiples", "license-timeline"] {
        let picture = reader.read(&format!("/charts/{kind}.svg?by=country")).await;
        assert!(!picture.text().contains("href=\"/"), "{kind}");
    }
}

#[tokio::test]
async fn a_name_of_four_hundred_letters_is_shown_whole_and_found() {
    let reader = Reader::of_nothing().await;
    let keys = message_keys();
    let long = format!("maker/{}", "abcdefghij".repeat(40));
    let mut file = String::from("metric,model,observed_on,value,license\n");
    writeln!(
        file,
        "openrouter-tokens,{long},2026-01-01,7,{}",
        "x".repeat(400)
    )
    .unwrap();
    writeln!(file, "openrouter-tokens,maker/short,2026-01-01,3,mit").unwrap();
    reader.ingest(&file).await;
    for address in [
        format!("/models/openrouter/{long}"),
        format!("/search?q={}", &long[6..30]),
        format!("/compare?models={long}~maker/short"),
        "/charts/ranking?by=model".to_owned(),
    ] {
        let page = reader.read(&address).await;
        assert_sound(&page, &keys);
        assert!(page.text().contains(&long), "{address}");
    }
    // A longer text than is looked for says so.
    let cut = seen(&reader, &format!("/search?q={long}")).await;
    assert!(cut.contains("Only the first 200 characters"), "{cut}");
}

#[tokio::test]
async fn a_model_captured_once_has_a_point_and_words() {
    let reader = Reader::of_nothing().await;
    let row = |model: &str, day: u32, value: u32| {
        format!("openrouter-tokens,{model},2026-01-{day:02},{value}\n")
    };
    let head = "metric,model,observed_on,value\n";
    reader
        .ingest(&format!("{head}{}", row("a/one", 1, 5)))
        .await;
    let page = reader.read("/models/openrouter/a/one").await.text();
    let words = visible(&page);
    assert!(words.contains("on that one day only"), "{words}");
    assert!(
        page.contains("<figure") && page.contains("<circle"),
        "{page}"
    );

    let later = format!("{head}{}{}", row("a/two", 2, 6), row("a/two", 3, 2));
    reader.ingest(&later).await;
    let words = seen(&reader, "/models/openrouter/a/one").await;
    assert!(
        words.contains("once, on 1 Jan 2026, and on none of the later days"),
        "{words}"
    );
    assert!(
        words.contains("It is not among the models OpenRouter listed on 3 Jan 2026"),
        "{words}"
    );
    let words = seen(&reader, "/models/openrouter/a/two").await;
    assert!(
        words.contains("first counted on 2 Jan 2026, and on 2 of the 2 days"),
        "{words}"
    );
}

#[tokio::test]
async fn the_largest_share_of_a_model_is_that_of_its_files() {
    let reader = Reader::of_bundled().await;
    let id = "openai/gpt-oss-120b";
    // Of all models, so that the share is that in the whole.
    let mut largest = (0.0, String::new());
    let days: HashSet<String> = reader
        .rows(&format!("/charts/share.csv?by=model&model={id}"))
        .await
        .iter()
        .map(|row| row["observed_on"].clone())
        .collect();
    for day in &days {
        let address = format!("/charts/share.csv?by=model&from={day}&to={day}&top=500");
        let rows = reader.rows(&address).await;
        let share = number(&row_with(&rows, "series", id)["share"]);
        if share > largest.0 {
            largest = (share, day.clone());
        }
    }
    let words = seen(&reader, &format!("/models/openrouter/{id}")).await;
    let said = format!("Its largest share was {:.1}%", largest.0 * 100.0);
    assert!(words.contains(&said), "{said}: {words}");
    // Of captures whose list grows no shares are compared, only the model's own numbers.
    let hub = seen(&reader, "/models/huggingface/Qwen/Qwen2.5-7B").await;
    let rows = reader
        .rows("/charts/over-time.csv?metric=hf-downloads-30d&by=model&model=Qwen/Qwen2.5-7B&panel=all")
        .await;
    let most = rows
        .iter()
        .map(|row| number(&row["value"]))
        .fold(0.0, f64::max);
    let said = format!(
        "Its highest count was {:.2} million downloads in 30 days",
        most / 1e6
    );
    assert!(hub.contains(&said), "{said}: {hub}");
    assert!(!hub.contains("Its largest share"), "{hub}");
    assert_eq!(largest.1, "2026-01-28");
    assert!(
        words.contains(", on 28 Jan 2026, at place 8 of 50"),
        "{words}"
    );
}

#[tokio::test]
async fn what_there_is_not_is_said_in_words() {
    let reader = Reader::of_bundled().await;
    for (address, said) in [
        // A country without organizations, and one whose models are not counted.
        (
            "/countries/AQ",
            "No organization in the catalog has its headquarters in Antarctica",
        ),
        (
            "/countries/AQ",
            "No model OpenRouter listed on 7 Oct 2026 is known to be of Antarctica",
        ),
        (
            "/licenses/wtfpl",
            "No model that was counted is known to be under it",
        ),
        (
            "/licenses/wtfpl",
            "No snapshot has told of a model that moved to it or away from it",
        ),
        (
            "/models/openrouter/openai/gpt-oss-120b",
            "No model is known to be built on it",
        ),
        (
            "/models/openrouter/openai/gpt-oss-120b",
            "No snapshot has said a license for it",
        ),
    ] {
        let words = seen(&reader, address).await;
        assert!(words.contains(said), "{address}: {said}: {words}");
    }
    let unlisted = reader.catalog.organizations.iter().find(|row| {
        let models = &mut reader.catalog.models.iter();
        row.country.is_none() && !models.any(|model| model.organization.as_ref() == Some(&row.slug))
    });
    if let Some(unlisted) = unlisted {
        let words = seen(&reader, &format!("/organizations/{}", unlisted.slug)).await;
        assert!(words.contains("No model of it is known"), "{words}");
    }
}

#[tokio::test]
async fn long_tables_show_their_first_rows_and_fold_the_rest() {
    let reader = Reader::of_bundled().await;
    let page = reader.read("/organizations/alibaba").await.text();
    let (_, models) = page.split_once("Those used most come first").unwrap();
    let (shown, folded) = models.split_once("<details class=\"rest\">").unwrap();
    assert_eq!(shown.matches("<tr><th scope=\"row\"").count(), 10);
    let (folded, _) = folded.split_once("</details>").unwrap();
    let count = folded.matches("<tr><th scope=\"row\"").count();
    assert!(
        folded.contains(&format!("Show the other {count}")),
        "{count}"
    );
    let (_, heading) = page
        .rsplit_once(" models</h2>")
        .map(|(a, b)| (b, a))
        .unwrap();
    let total: usize = heading.rsplit('>').next().unwrap().parse().unwrap();
    assert_eq!(count + 10, total);
}

#[tokio::test]
async fn a_license_tells_who_moved_to_it_and_away_and_between_which_captures() {
    let reader = Reader::of_nothing().await;
    let keys = message_keys();
    let head = "metric,model,observed_on,value,captured_at,license\n";
    let capture = |day: &str, licenses: [&str; 3]| {
        let mut file = head.to_owned();
        for (model, license) in ["m/mover", "m/stayer", "m/back"].iter().zip(licenses) {
            let at = format!("{day}T12:00:00Z");
            writeln!(file, "hf-downloads-30d,{model},{day},5,{at},{license}").unwrap();
        }
        file
    };
    for (day, licenses) in [
        ("2026-01-01", ["mit", "mit", "mit"]),
        ("2026-01-10", ["mit", "MIT", "apache-2.0"]),
        ("2026-02-03", ["apache-2.0", "mit", "mit"]),
    ] {
        reader.ingest(&capture(day, licenses)).await;
    }
    let page = reader.read("/licenses/mit").await;
    assert_sound(&page, &keys);
    let page = page.text();
    let words = visible(&page);
    let (_, moves) = words
        .split_once("Models that moved to it or away from it")
        .unwrap();
    let (moves, _) = moves.split_once("Families that moved").unwrap();
    // m/back came and went, m/mover went; another spelling is no move.
    for said in [
        "one model moved to it, 2 away from it",
        "between 10 Jan 2026 and 3 Feb 2026",
        "between 1 Jan 2026 and 10 Jan 2026",
    ] {
        assert!(moves.contains(said), "{said}: {moves}");
    }
    assert_eq!(moves.matches("m/mover").count(), 1, "{moves}");
    assert_eq!(moves.matches("m/back").count(), 2, "{moves}");
    assert!(!moves.contains("m/stayer"), "{moves}");
    // m/mover was under it and is not now; m/back is again.
    let said = "One model that snapshots saw under it has another license now; one has it now that had another one before.";
    assert!(words.contains(said), "{words}");
    assert!(
        page.contains("license=mit&amp;license-as=now")
            || page.contains("license=mit&#38;license-as=now")
    );

    // A capture that says the same again adds no move.
    let words = seen(&reader, "/licenses/apache-2.0").await;
    assert!(
        words.contains("2 models moved to it, one away from it"),
        "{words}"
    );
    reader
        .ingest(&capture("2026-03-01", ["apache-2.0", "mit", "mit"]))
        .await;
    let again = seen(&reader, "/licenses/apache-2.0").await;
    assert!(
        again.contains("2 models moved to it, one away from it"),
        "{again}"
    );
}

#[tokio::test]
async fn the_methods_work_out_an_example_from_the_newest_day() {
    let reader = Reader::of_bundled().await;
    let words = seen(&reader, "/methods").await;
    let all = reader.rows("/charts/share.csv?by=bloc").await;
    let day = all.last().unwrap()["observed_on"].clone();
    let of_day: Vec<_> = all
        .into_iter()
        .filter(|row| row["observed_on"] == day)
        .collect();
    let china = row_with(&of_day, "series", "china");
    let whole: f64 = of_day.iter().map(|row| number(&row["value"])).sum();
    let sure = number(&china["value"]);
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let trillion = |value: f64| format!("{:.1} trillion tokens", value / 1e12);
    for said in [
        format!(
            "{} divided by {}: {}",
            trillion(sure),
            trillion(whole),
            percent(sure / whole)
        ),
        format!(
            ": {}. Rounded outward",
            percent(number(&china["share_high"]))
        ),
        format!(
            "the Chinese share was between {:.0}% and {:.0}%",
            (number(&china["share_low"]) * 100.0).floor(),
            (number(&china["share_high"]) * 100.0).ceil()
        ),
        "1.15 billion downloads by 2.04 billion downloads: 56.4%".to_owned(),
    ] {
        assert!(words.contains(&said), "{said}: {words}");
    }
    for share in ["17.1%", "41%", "56%"] {
        assert!(words.contains(share), "{share}");
    }
}

#[tokio::test]
async fn about_says_where_to_write_to() {
    let mut reader = Reader::of_nothing().await;
    let words = seen(&reader, "/about").await;
    assert!(words.contains("has not said where to write to"), "{words}");
    reader.site = reader.site.with_contact(Some("desk@example.org"));
    let page = reader.read("/about").await.text();
    assert!(page.contains("href=\"mailto:desk@example.org\""), "{page}");
    reader.site = reader
        .site
        .with_contact(Some("<b>\"me\"</b> javascript:alert(1)"));
    let page = reader.read("/about").await.text();
    assert!(
        !page.contains("<b>") && !page.contains("href=\"javascript"),
        "{page}"
    );
    assert!(visible(&page).contains("<b>\"me\"</b>"), "{page}");
}

#[tokio::test]
async fn searches_without_a_hit_name_what_is_spelled_nearly_so() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    for (slip, meant) in [
        ("qwne3", "/search?q=Qwen3"),
        ("Mistrall", "/search?q=Mistral"),
        ("Swizerland", "/search?q=Switzerland"),
        ("apache-2.1", "/search?q=apache-2.0"),
    ] {
        let address = format!("/search?q={slip}");
        assert_sound(&reader.read(&address).await, &keys);
        let links = leads_to(&reader, &address, "/search?q=").await;
        let found = links.iter().any(|link| link.eq_ignore_ascii_case(meant));
        assert!(found, "{slip}: {links:?}");
        for link in links {
            let words = seen(&reader, &link).await;
            assert!(!words.contains("Nothing here is named"), "{link}");
        }
    }
    let long = "%F0%9F%A6%99".repeat(400);
    assert_sound(&reader.read(&format!("/search?q={long}")).await, &keys);
}

#[tokio::test]
async fn a_comparison_that_cannot_be_made_leads_to_those_that_can() {
    let reader = Reader::of_bundled().await;
    let mixed = "/compare?models=Qwen/Qwen3-8B~Qwen/Qwen3-4B~openai/gpt-oss-120b:free";
    let links = leads_to(&reader, mixed, "/compare?models=").await;
    let within = "/compare?models=Qwen%2FQwen3-4B%7EQwen%2FQwen3-8B";
    assert!(links.contains(within), "{links:?}");
    let slip = "/compare?models=Qwen/Qwen3-8C~Qwen/Qwen3-4B";
    let links = leads_to(&reader, slip, "/compare?models=").await;
    assert!(links.contains(within), "{links:?}");

    let rows = reader.rows("/charts/ranking.csv?by=model&top=20").await;
    let ids: Vec<&str> = rows
        .iter()
        .map(|row| row["series"].as_str())
        .filter(|id| !id.starts_with('_'))
        .collect();
    for count in [1, 2, 8, 9] {
        let address = format!("/compare?models={}", ids[..count].join("~"));
        let page = reader.read(&address).await.text();
        assert!(page.contains("<figure"), "{count}");
        let too_many = visible(&page).contains("9 models were asked for; the first 8 are shown");
        assert_eq!(too_many, count == 9, "{count}");
    }
}

#[tokio::test]
async fn every_column_of_a_file_is_explained() {
    let reader = Reader::of_bundled().await;
    let words = seen(&reader, "/data").await;
    for file in [
        "/charts/share.csv",
        "/charts/ranking.csv",
        "/snapshots/1.csv",
    ] {
        let text = reader.read(file).await.text();
        for column in text.lines().next().unwrap().split(',') {
            assert!(words.contains(column), "{file}: {column}");
        }
    }
}

#[tokio::test]
async fn a_comparison_says_the_last_of_each_and_no_sum() {
    let reader = Reader::of_bundled().await;
    let words = seen(
        &reader,
        "/compare?models=deepseek/deepseek-r1~openai/gpt-4o",
    )
    .await;
    assert!(!words.contains("Together"), "{words}");
    for (model, name) in [("deepseek/deepseek-r1", "R1"), ("openai/gpt-4o", "GPT-4o")] {
        let file = format!("/charts/over-time.csv?by=model&model={model}");
        let rows = reader.rows(&file).await;
        let last = rows.iter().rfind(|row| row["series"] == model).unwrap();
        let billions = last["value"].parse::<f64>().unwrap() / 1e9;
        let said = format!("{name}: {billions:.2} billion tokens a day on ");
        assert!(words.contains(&said), "no `{said}` in {words}");
    }
}
