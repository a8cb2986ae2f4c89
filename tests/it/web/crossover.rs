//! Since when one series leads another: the dates are those of the file, worked out here again, and
//! the words claim no more.

use super::front::{Dates, by_date, day_words, seen, tokens};
use super::markup::visible;
use super::reader::{Reader, Record, number};

/// The first date from which `leads` holds on every date; the dates before it.
fn since(
    dates: &Dates,
    [one, other]: [&str; 2],
    leads: impl Fn(&Record, &Record) -> bool,
) -> (Option<String>, Vec<String>) {
    let mut before: Vec<String> = Vec::new();
    let mut from = None;
    for (day, series) in dates {
        let holds = match (series.get(one), series.get(other)) {
            (Some(one), Some(other)) => leads(one, other),
            _ => false,
        };
        if !holds {
            from = None;
        } else if from.is_none() {
            from = Some(day.clone());
        }
    }
    for day in dates.keys() {
        if from.as_ref().is_some_and(|from| day < from) {
            before.push(day.clone());
        }
    }
    (from, before)
}

/// Since when the first of two series leads: surely, of what is known, possibly.
fn all_since(dates: &Dates, ids: [&str; 2]) -> [(Option<String>, Vec<String>); 3] {
    let cell = |row: &Record, name: &str| number(&row[name]);
    [
        since(dates, ids, |a, b| {
            cell(a, "share_low") > cell(b, "share_high")
        }),
        since(dates, ids, |a, b| cell(a, "share") > cell(b, "share")),
        since(dates, ids, |a, b| {
            cell(a, "share_high") > cell(b, "share_low")
        }),
    ]
}

#[tokio::test]
async fn since_when_is_what_the_file_says() {
    let reader = Reader::of_bundled().await;
    let seen = seen(&reader.read("/").await);
    let camps = by_date(reader.rows("/charts/share.csv").await);
    let blocs = by_date(reader.rows("/charts/share.csv?by=bloc").await);
    let told = [
        (
            all_since(&camps, ["china-open", "west-closed"]),
            "Chinese open-weight models have carried more tokens a day than Western proprietary \
             ones",
        ),
        (
            all_since(&blocs, ["china", "west"]),
            "More tokens a day have gone to China’s bloc than to the West",
        ),
    ];
    for ([(sure, doubt), (known, before), (possible, _)], pair) in told {
        let (sure, known) = (sure.unwrap(), known.unwrap());
        assert_eq!(possible.as_ref(), Some(&known), "another sentence is due");
        assert!(sure > known, "another sentence is due");
        let words = format!(
            "{pair} since {} of what is known, and surely since {}.",
            day_words(&known),
            day_words(&sure)
        );
        assert!(seen.contains(&words), "no `{words}` in {seen}");
        let between = format!(
            "the lead changed between {} and {}. The last date on which the unknown could turn \
             it around is {}.",
            day_words(before.last().unwrap()),
            day_words(&known),
            day_words(doubt.last().unwrap())
        );
        let chart = if pair.starts_with("Chinese") {
            "/charts/range"
        } else {
            "/charts/range?by=bloc"
        };
        let [ahead, surely] = if pair.starts_with("Chinese") {
            [
                "Chinese open-weight ahead of Western proprietary",
                "Chinese open-weight surely ahead of Western proprietary",
            ]
        } else {
            ["China ahead of West", "China surely ahead of West"]
        };
        let page = reader.read(chart).await.text().replace('\u{a0}', " ");
        for words in [
            words,
            between,
            format!("Ahead by what is known, {}", day_words(&known)),
            format!("{ahead} by what is known"),
            format!("Surely ahead, {}", day_words(&sure)),
            surely.to_owned(),
        ] {
            assert!(visible(&page).contains(&words), "no `{words}` on {chart}");
        }
    }
}

#[tokio::test]
async fn since_when_grows_surer_by_the_day_and_never_says_more_than_is_known() {
    let reader = Reader::of_nothing().await;
    let days = [
        ("2026-01-01", 10, 50, 5),
        ("2026-01-02", 30, 40, 20),
        ("2026-01-03", 50, 40, 20),
        ("2026-01-04", 90, 40, 20),
    ];
    let china = "Chinese open-weight models have carried more tokens a day than Western \
                 proprietary ones since";
    let west = "Western proprietary models have carried more tokens a day than Chinese \
                open-weight ones since";
    let told = [
        format!("{west} the first date shown, 1 Jan 2026, whatever the unknown turns out to be."),
        format!(
            "{west} the first date shown, 1 Jan 2026 of what is known; on 2 Jan 2026 the unknown \
             could still turn that around."
        ),
        format!(
            "{china} 3 Jan 2026 of what is known, possibly already since 2 Jan 2026; on 3 Jan \
             2026 the unknown could still turn that around."
        ),
        format!(
            "{china} 3 Jan 2026 of what is known, and surely since 4 Jan 2026; possibly already \
             since 2 Jan 2026."
        ),
    ];
    for (day, words) in days.into_iter().zip(told) {
        reader.ingest(&tokens(&[day])).await;
        let seen = seen(&reader.read("/").await);
        assert!(seen.contains(&words), "no `{words}` in {seen}");
    }
}

#[tokio::test]
async fn since_when_is_said_in_words_that_fit_what_is_compared() {
    let reader = Reader::of_bundled().await;
    let told = [
        (
            "by=weights",
            "Models with open weights have carried more tokens a day than those with closed \
             weights since",
        ),
        (
            "by=license-class",
            "More tokens a day have come under a permissive license than under any other since",
        ),
        (
            "by=country&weights=open",
            "China has had more tokens a day with open weights than any other since",
        ),
        (
            "by=organization",
            "DeepSeek has had more tokens a day than any other since",
        ),
        (
            "every=month",
            "since May 2026 of what is known, and surely since Jun 2026.",
        ),
        (
            "from=2026-09-20",
            "since the first date shown, 23 Sep 2026, whatever the unknown turns out to be.",
        ),
    ];
    for (question, words) in told {
        let address = format!("/charts/range?{question}");
        let seen = seen(&reader.read(&address).await);
        assert!(seen.contains(words), "{address}: no `{words}` in {seen}");
    }
}

#[tokio::test]
async fn who_leads_many_leads_each_of_them() {
    let reader = Reader::of_bundled().await;
    let question = "by=organization&top=12";
    let dates = by_date(
        reader
            .rows("/charts/range.csv?by=organization&top=500")
            .await,
    );
    let unknown = ["unknown", "_unlisted", "_rest"];
    let first = |series: &std::collections::BTreeMap<String, Record>| {
        let known = series
            .iter()
            .filter(|(id, _)| !unknown.contains(&id.as_str()));
        let most = known.max_by(|a, b| number(&a.1["share"]).total_cmp(&number(&b.1["share"])));
        most.map(|(id, row)| (id.clone(), row["label"].clone()))
    };
    let (leader, label) = first(dates.values().next_back().unwrap()).unwrap();
    let led: Vec<bool> = dates
        .values()
        .map(|series| first(series).is_some_and(|(id, _)| id == leader))
        .collect();
    let since = led.iter().rposition(|leads| !leads).map_or(0, |at| at + 1);
    let since = day_words(dates.keys().nth(since).unwrap());
    let page = reader
        .read(&format!("/charts/range?{question}"))
        .await
        .text();
    let seen = visible(&page).replace('\u{a0}', " ");
    let words = format!("{label} has had more tokens a day than any other since {since}");
    assert!(seen.contains(&words), "no `{words}` in {seen}");
    assert!(seen.contains("The two largest are drawn."), "{seen}");
    // The data has twelve; the line below the title speaks of what is drawn.
    let below_title = page.split("class=\"sub\">").nth(1).unwrap();
    let below_title = below_title.split("</p>").next().unwrap();
    assert!(!below_title.contains("the largest 12"), "{below_title}");
}
