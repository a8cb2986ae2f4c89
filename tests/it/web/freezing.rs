//! Who may freeze what, and when: forms, days that are over, and bounds.

use super::forms::keeping;
use super::frozen::freeze;
use super::markup::visible;
use super::reader::{BASE_URL, Reader};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{Days, Utc};
use weighbridge::store::{Options, Store};
use weighbridge::web::{Allowance, Peer, Proxies, Site};

const DAY: &str = "2026-10-08";

/// How many views are frozen.
async fn views(reader: &Reader) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM frozen_view")
        .fetch_one(&reader.database.pool)
        .await
        .unwrap()
}

/// The same reader of a site with other limits.
fn limited(reader: Reader, allowance: Allowance) -> Reader {
    Reader {
        site: reader.site.with_allowance(allowance),
        ..reader
    }
}

#[tokio::test]
async fn the_form_below_a_page_freezes_it_as_of_yesterday() {
    let reader = Reader::of_bundled().await;
    for view in [
        "/charts/share?by=country",
        "/charts/over-time",
        "/",
        "/organizations/alibaba",
        "/models/openrouter/deepseek/deepseek-r1",
    ] {
        let page = reader.read(view).await.text();
        let (action, fields) = keeping(&page).expect("a form");
        let yesterday = Utc::now().date_naive() - Days::new(1);
        let answer = reader.post(&action, &fields, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let address = format!("/s/{yesterday}{view}");
        assert_eq!(answer.header(header::LOCATION), address);
        reader.read(&address).await;
    }
    // Pages that do not follow from the data have none.
    for page in ["/about", "/search?q=qwen", "/snapshots", "/s"] {
        assert_eq!(keeping(&reader.read(page).await.text()), None, "{page}");
    }
}

#[tokio::test]
async fn a_program_freezes_a_view_at_the_address_it_is_to_have() {
    let reader = Reader::of_bundled().await;
    let address = format!("/s/{DAY}/charts/share?by=bloc");
    for _ in 0..2 {
        let answer = reader.post(&address, "", &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header(header::LOCATION), address);
    }
    let first = format!("/s/{DAY}/");
    let answer = reader.post(&first, "", &[]).await;
    assert_eq!(answer.header(header::LOCATION), first);
    reader.read(&first).await;
    assert_eq!(views(&reader).await, 2);
}

#[tokio::test]
async fn only_days_that_are_over_can_be_frozen() {
    let reader = Reader::of_bundled().await;
    let today = Utc::now().date_naive();
    let tomorrow = today + Days::new(1);
    for (day, words) in [
        (today.to_string(), "a day that is over in UTC"),
        (tomorrow.to_string(), "a day that is over in UTC"),
        ("9999-12-31".to_owned(), "a day that is over in UTC"),
        ("2026-02-30".to_owned(), "a date such as"),
        ("yesterday".to_owned(), "a date such as"),
        ("2020-01-01".to_owned(), "no snapshot had been captured"),
    ] {
        let answer = reader
            .post("/s", &format!("view=/charts/share&day={day}"), &[])
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{day}");
        let seen = visible(&answer.text());
        assert!(seen.contains(words) && seen.contains(&day), "{day}: {seen}");
        let answer = reader
            .post(&format!("/s/{day}/charts/share"), "", &[])
            .await;
        assert!(answer.status.is_client_error(), "{day}");
    }
    assert_eq!(views(&reader).await, 0);
    let nothing = Reader::of_nothing().await;
    let answer = nothing.post("/s", "view=/charts/share", &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_no_page_of_figures_cannot_be_frozen() {
    let reader = Reader::of_bundled().await;
    for (view, status) in [
        ("", 400),
        ("/about", 400),
        ("/s/2026-10-08/charts/share", 400),
        ("https://elsewhere.example/charts/share", 400),
        ("//elsewhere.example/charts/share", 400),
        ("/charts/share?flavor=sweet", 400),
        ("/charts/share.csv", 400),
        ("/charts/pie", 400),
        ("/countries/XX", 404),
        ("/models/openrouter/no/such", 404),
    ] {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let form = form.append_pair("view", view).append_pair("day", DAY);
        let answer = reader.post("/s", &form.finish(), &[]).await;
        assert_eq!(answer.status.as_u16(), status, "{view}: {}", answer.text());
    }
    let answer = reader.post("/s", "view=/&color=red", &[]).await;
    assert!(visible(&answer.text()).contains("unknown parameter `color`"));
    let long = format!("view=/charts/share?{}", "x".repeat(20_000));
    let answer = reader.post("/s", &long, &[]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(views(&reader).await, 0);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let reader = Reader::of_bundled().await;
    let form = format!("view=/charts/share&day={DAY}");
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://other.weighbridge.example"),
        ],
        &[
            ("origin", "https://evil.example"),
            ("host", "weighbridge.example"),
        ],
        &[("origin", "null")],
    ] {
        let answer = reader.post("/s", &form, headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(
            visible(&answer.text()).contains("another site"),
            "{headers:?}"
        );
    }
    assert_eq!(views(&reader).await, 0);
    for headers in [
        &[("sec-fetch-site", "same-origin"), ("origin", BASE_URL)][..],
        // Behind a proxy that gives the host another name.
        &[("origin", BASE_URL), ("host", "127.0.0.1:8080")],
        &[
            ("origin", "http://localhost:8080"),
            ("host", "localhost:8080"),
        ],
        &[],
    ] {
        let answer = reader.post("/s", &form, headers).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
}

#[tokio::test]
async fn a_day_has_room_for_so_many_views_and_bytes() {
    let reader = Reader::of_bundled().await;
    let limits = Allowance {
        views_a_day: 2,
        ..Allowance::default()
    };
    let reader = limited(reader, limits);
    for by in ["bloc", "weights"] {
        freeze(&reader, &format!("/charts/ranking?by={by}"), DAY).await;
    }
    let refused = async |reader: &Reader| {
        let form = format!("view=/charts/ranking?by=country&day={DAY}");
        reader.post("/s", &form, &[]).await
    };
    let answer = refused(&reader).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = answer.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=86_400).contains(&seconds), "{seconds}");
    // What is frozen already is no more work.
    freeze(&reader, "/charts/ranking?by=bloc", DAY).await;

    let bytes: i64 = sqlx::query_scalar("SELECT sum(bytes)::bigint FROM frozen_view")
        .fetch_one(&reader.database.pool)
        .await
        .unwrap();
    let bytes = bytes.unsigned_abs();
    assert!((10_000..2_000_000).contains(&bytes), "{bytes}");
    let spent = Allowance {
        bytes_a_day: bytes,
        ..Allowance::default()
    };
    let reader = limited(reader, spent);
    assert_eq!(refused(&reader).await.status, StatusCode::TOO_MANY_REQUESTS);
    // Yesterday's are not counted.
    sqlx::query("UPDATE frozen_view SET kept_at = kept_at - interval '1 day'")
        .execute(&reader.database.pool)
        .await
        .unwrap();
    assert_eq!(refused(&reader).await.status, StatusCode::SEE_OTHER);

    let off = Allowance {
        views_a_day: 0,
        ..Allowance::default()
    };
    let reader = limited(reader, off);
    let answer = reader.post("/s", "view=/charts/table", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(visible(&answer.text()).contains("No views are frozen here"));
    let page = reader.read("/charts/table").await.text();
    assert_eq!(keeping(&page), None);
    reader
        .read(&format!("/s/{DAY}/charts/ranking?by=bloc"))
        .await;
}

#[tokio::test]
async fn one_client_freezes_a_few_views_a_minute_and_others_are_not_held_up() {
    let reader = Reader::of_bundled().await;
    let limits = weighbridge::web::Limits::new(Some(600), Proxies::default());
    let reader = Reader {
        site: reader.site.with_limits(limits),
        ..reader
    };
    let ask = async |client: [u8; 4], by: &str| {
        let address = format!("/s/{DAY}/charts/ranking?by={by}");
        let request = Request::post(&address).extension(Peer(client.into()));
        reader.send(request.body(Body::empty()).unwrap()).await
    };
    let (one, other) = ([192, 0, 2, 1], [192, 0, 2, 2]);
    for by in ["bloc", "weights", "license"] {
        assert_eq!(ask(one, by).await.status, StatusCode::SEE_OTHER, "{by}");
    }
    let refused = ask(one, "country").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refused.header(header::RETRY_AFTER).is_empty());
    assert_eq!(ask(other, "country").await.status, StatusCode::SEE_OTHER);
    assert_eq!(views(&reader).await, 4);
}

#[tokio::test]
async fn a_view_too_large_is_refused_with_words_and_nothing_of_it_is_kept() {
    let reader = Reader::of_bundled().await;
    let limits = Allowance {
        bytes_of_a_view: 20_000,
        ..Allowance::default()
    };
    let reader = limited(reader, limits);
    for view in ["/charts/over-time?by=model%26top=100", "/"] {
        let answer = reader
            .post("/s", &format!("view={view}&day={DAY}"), &[])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{view}");
        assert!(visible(&answer.text()).contains("fewer dates"));
    }
    assert_eq!(views(&reader).await, 0);
}

#[tokio::test]
async fn many_readers_at_once_freeze_a_view_once() {
    let reader = Reader::of_bundled().await;
    let asked = (0..6).map(|_| freeze(&reader, "/charts/share?by=bloc", DAY));
    let addresses = futures_util::future::join_all(asked).await;
    assert!(addresses.iter().all(|address| *address == addresses[0]));
    assert_eq!(views(&reader).await, 1);
    let files: i64 = sqlx::query_scalar("SELECT count(*) FROM frozen_file")
        .fetch_one(&reader.database.pool)
        .await
        .unwrap();
    assert_eq!(
        files,
        1 + i64::try_from(weighbridge::export::FORMATS.len()).unwrap()
    );
}

#[tokio::test]
async fn an_instance_that_only_reads_says_so_and_shows_what_is_frozen() {
    let reader = Reader::of_bundled().await;
    let address = freeze(&reader, "/charts/share", DAY).await;
    // As on a replica: every transaction only reads.
    let url = format!(
        "{}{}options=-c%20default_transaction_read_only%3Don",
        reader.database.url,
        if reader.database.url.contains('?') {
            "&"
        } else {
            "?"
        }
    );
    let store = Store::open(&Options::of(&url, 4).unwrap());
    let site = Site::open(store, reader.catalog.clone(), BASE_URL.to_owned());
    let replica = Reader {
        site: site.await.unwrap(),
        ..reader
    };
    let answer = replica
        .post("/s", &format!("view=/charts/ranking&day={DAY}"), &[])
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let seen = visible(&answer.text());
    assert!(
        seen.contains("This instance of the site only reads"),
        "{seen}"
    );
    replica.read(&address).await;
    assert_eq!(freeze(&replica, "/charts/share", DAY).await, address);
}

#[tokio::test]
async fn bytes_that_are_not_what_was_frozen_are_never_served() {
    let reader = Reader::of_bundled().await;
    let address = freeze(&reader, "/charts/share", DAY).await;
    sqlx::query(
        "UPDATE frozen_file SET body = (SELECT body FROM frozen_file WHERE ending = 'json')
         WHERE ending = 'csv'",
    )
    .execute(&reader.database.pool)
    .await
    .unwrap();
    let damaged = reader.get(&format!("{address}.csv")).await;
    assert_eq!(damaged.status, StatusCode::INTERNAL_SERVER_ERROR);
    reader.read(&format!("{address}.json")).await;
}
