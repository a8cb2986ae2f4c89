//! Headlines: the words made from numbers say what the files say, and claim no more.

use super::claims::said::finding_of;
use super::markup::{text_of, visible};
use super::reader::{Reader, Record, number};

/// A percentage as titles write it, rounded by `round`.
fn percent(share: f64, round: fn(f64) -> f64) -> String {
    let value = share * 100.0;
    if value > 0.0 && value < 10.0 {
        format!("{:.1}%", round(value * 10.0) / 10.0)
    } else {
        format!("{:.0}%", round(value))
    }
}

/// What a title has to say of a row's share: at least as wide as what is known.
pub fn range_words(row: &Record) -> String {
    let (low, high) = (number(&row["share_low"]), number(&row["share_high"]));
    if high - low < 1e-8 {
        return percent(number(&row["share"]), f64::round);
    }
    let (low, high) = (percent(low, f64::floor), percent(high, f64::ceil));
    if low == high {
        return low;
    }
    format!("between {low} and {high}")
}

#[tokio::test]
async fn titles_say_what_the_file_says_and_claim_no_lead_that_is_not_sure() {
    let reader = Reader::of_bundled().await;
    let questions = [
        "",
        "to=2025-01",
        "weights=open",
        "by=weights",
        "by=country&weights=open&to=2026-02-25",
        "by=country&to=2026-08-26",
        "by=license-class&to=2025-08-13",
        "by=organization",
        "by=organization&to=2026-08-26",
        "by=organization&country=CN",
        "by=bloc&license-class=permissive&to=2026-02",
        "metric=hf-downloads-30d&to=2026-05-10",
        "metric=hf-downloads-30d&by=license&panel=all",
        "metric=hf-downloads-30d&by=country&bloc=west",
    ];
    let (mut leads, mut ties) = (0, 0);
    for question in questions {
        let file = reader
            .rows(&format!("/charts/share.csv?{question}&top=500"))
            .await;
        let newest = file.last().unwrap()["observed_on"].clone();
        let by = reader
            .read(&format!("/charts/share.json?{question}"))
            .await
            .json();
        let unknown = ["unknown", "_unlisted", "_rest"];
        let mut known: Vec<&Record> = file
            .iter()
            .filter(|row| row["observed_on"] == newest)
            .filter(|row| !unknown.contains(&row["series"].as_str()))
            .collect();
        known.sort_by(|a, b| number(&b["share"]).total_cmp(&number(&a["share"])));
        let first = known[0];
        let rival = known[1..]
            .iter()
            .find(|row| number(&row["share_high"]) >= number(&first["share_low"]));
        let title = by["title"].as_str().unwrap();
        let page = reader
            .read(&format!("/charts/share?{question}"))
            .await
            .text();
        assert_eq!(text_of(&page, "h1"), title);
        match rival {
            None => {
                leads += 1;
                let finding = finding_of(title);
                assert!(finding.starts_with(&first["label"]), "{question}: {title}");
                assert!(title.contains(&range_words(first)), "{question}: {title}");
                assert_eq!(
                    known.len() > 1,
                    title.contains(" lead"),
                    "{question}: {title}"
                );
            }
            Some(rival) => {
                ties += 1;
                assert!(title.contains("too close to tell"), "{question}: {title}");
                for row in [first, rival] {
                    let words = format!("{} ({})", row["label"], range_words(row));
                    assert!(title.contains(&words), "{question}: {title}, not {words}");
                }
            }
        }
        let day: chrono::NaiveDate = newest.parse().unwrap();
        let day = day.format("%-d %b %Y").to_string().replace(' ', "\u{a0}");
        assert!(title.ends_with(&format!("on {day}")), "{question}: {title}");
    }
    assert!(leads > 2 && ties > 0, "{leads} leads, {ties} ties");
}

#[tokio::test]
async fn the_front_page_says_what_the_file_says() {
    let reader = Reader::of_bundled().await;
    let file = reader.rows("/charts/share.csv").await;
    let newest = file.last().unwrap()["observed_on"].clone();
    let on = |series: &str| {
        let row = file
            .iter()
            .find(|row| row["observed_on"] == newest && row["series"] == series);
        row.unwrap_or_else(|| panic!("no {series}"))
    };
    let seen = visible(&reader.read("/").await.text());
    let lead = format!(
        "On 7 Oct 2026, Chinese open-weight models carried {} of the tokens routed by OpenRouter, \
         Western proprietary models {}.",
        range_words(on("china-open")),
        range_words(on("west-closed"))
    );
    assert!(seen.contains(&lead), "{seen}");
    let total: f64 = file
        .iter()
        .filter(|row| row["observed_on"] == newest)
        .map(|row| number(&row["value"]))
        .sum();
    let trillion = format!("{:.1} trillion", total / 1e12);
    assert!(seen.contains(&trillion), "no {trillion} in {seen}");
    for by in ["organization", "country", "model"] {
        let rows = reader
            .rows(&format!(
                "/charts/share.csv?by={by}&top=5&from={newest}&to={newest}"
            ))
            .await;
        let unknown = ["unknown", "_unlisted", "_rest"];
        for row in rows
            .iter()
            .filter(|row| !unknown.contains(&row["series"].as_str()))
        {
            assert!(seen.contains(&row["label"]), "{by}: {}", row["label"]);
        }
    }
}

#[tokio::test]
async fn a_title_names_whatever_narrows_the_total() {
    let reader = Reader::of_bundled().await;
    let narrowed = [
        ("country=CN", "from organizations in China"),
        ("bloc=!west", "not from the West"),
        ("weights=open", "with open weights"),
        ("license=mit", "licensed under MIT"),
        ("license-class=permissive", "under a permissive license"),
        ("organization=deepseek", "published by DeepSeek"),
        ("lens=base", "by the model built on,"),
        (
            "metric=hf-downloads-30d&from=2026-01",
            "Of the 87 models present at every date, ",
        ),
    ];
    for (question, words) in narrowed {
        let view = reader
            .read(&format!("/charts/share.json?{question}"))
            .await
            .json();
        let title = view["title"].as_str().unwrap();
        assert!(title.contains(words), "{question}: {title}");
    }
}

#[tokio::test]
async fn a_rank_counts_all_rivals_also_those_that_are_not_shown() {
    let reader = Reader::of_bundled().await;
    let first = "from=2025-01-01&to=2025-01-01";
    let all = reader
        .rows(&format!(
            "/charts/share.csv?by=organization&top=500&{first}"
        ))
        .await;
    let known = |row: &&Record| !["unknown", "_rest"].contains(&row["series"].as_str());
    let own = number(&all.iter().find(|row| row["series"] == "deepseek").unwrap()["value"]);
    let ahead = all
        .iter()
        .filter(known)
        .filter(|row| number(&row["value"]) > own)
        .count();
    assert!(ahead > 0, "another date is needed for this test");
    // Over the whole record, only the three that lead today are shown.
    let page = reader
        .read("/charts/over-time?show=rank&by=organization&top=3&to=2026-10-07")
        .await
        .text();
    let row = page
        .split("<tr>")
        .find(|row| row.contains("1 Jan 2025"))
        .expect("the table has the first date");
    let heads: Vec<&str> = page.split("<thead>").nth(1).unwrap().split("<th").collect();
    let column = heads
        .iter()
        .position(|head| head.contains("DeepSeek"))
        .unwrap();
    let cell = row.replace("<time", "<span");
    let cell = cell.split("<t").nth(column).unwrap();
    assert!(
        cell.contains(&format!(">{}<", ahead + 1)),
        "{cell} in {row}"
    );
}

#[tokio::test]
async fn a_gap_is_told_by_the_days_beside_it_also_for_months() {
    let reader = Reader::of_bundled().await;
    let page = reader
        .read("/charts/over-time?metric=hf-downloads-30d&every=month&panel=all")
        .await
        .text();
    let seen = visible(&page);
    assert!(
        seen.contains("No data between 10 Nov 2025 and 26 Feb 2026"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_panel_that_holds_little_of_the_whole_says_so_and_leads_to_a_larger_one() {
    let reader = Reader::of_bundled().await;
    let metric = "metric=hf-downloads-30d";
    let page = reader.read(&format!("/charts/share?{metric}")).await.text();
    let panel = reader.rows(&format!("/charts/share.csv?{metric}")).await;
    let newest = &panel.last().unwrap()["observed_on"];
    let question = format!("{metric}&panel=all&from={newest}&to={newest}");
    let all = reader.rows(&format!("/charts/share.csv?{question}")).await;
    let sum = |rows: &[Record], column: &str| -> f64 {
        let rows = rows.iter().filter(|row| &row["observed_on"] == newest);
        rows.map(|row| number(&row[column])).sum()
    };
    let share = sum(&panel, "value") / sum(&all, "value");
    let words = format!(
        "These {} models make {} of all downloads",
        sum(&panel, "models"),
        percent(share, f64::round)
    );
    let seen = visible(&page).replace('\u{a0}', " ");
    assert!(seen.contains(&words), "no `{words}` in {seen}");
    assert!(seen.contains("From 26 Feb 2026 on, 87 models can be compared"));
    let wider = "/charts/share?metric=hf-downloads-30d&amp;from=2026-02-26";
    assert!(
        page.contains(wider) || page.contains(&wider.replace("&amp;", "&#38;")),
        "{page}"
    );
    let tokens = reader.read("/charts/share").await.text();
    assert!(!visible(&tokens).contains("can be compared"));
    // The explorer leads there where the comparison is worth something.
    let link = "metric=hf-downloads-30d&amp;from=2026-02-26";
    assert!(
        tokens.contains(link) || tokens.contains(&link.replace("&amp;", "&#38;")),
        "{tokens}"
    );
}

#[tokio::test]
async fn no_chart_shows_an_empty_value_or_a_sign_of_what_cannot_be_there() {
    let reader = Reader::of_bundled().await;
    let hub = "metric=hf-downloads-30d&from=2026-02-26";
    for kind in ["share", "over-time"] {
        let key = |picture: &str| picture.contains("Closed weights");
        let page = reader
            .read(&format!("/charts/{kind}.svg?{hub}"))
            .await
            .text();
        assert!(!key(&page), "{kind}");
        let page = reader.read(&format!("/charts/{kind}.svg")).await.text();
        assert!(key(&page), "{kind}");
    }
    let page = reader.read("/charts/share?country=!CN~US").await.text();
    let seen = visible(&page).replace('\u{a0}', " ");
    assert!(seen.contains("not listed ("), "{seen}");
    assert!(!page.contains("<td></td>"));
    // Ranges are ranges in the table of numbers, too.
    let page = reader.read("/charts/range").await.text();
    let (_, numbers) = page.split_once("<tbody>").unwrap();
    let (first, _) = numbers.split_once("</tr>").unwrap();
    assert_eq!(first.matches("% – ").count(), 2, "{first}");
}
