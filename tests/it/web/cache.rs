//! Answers that are kept: given again at once, made once for all who wait, never older than the
//! data in force, and there while the database is not.

use super::reader::{Answer, BASE_URL, Reader};
use crate::relay::Relay;
use crate::support::TestStore;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use futures_util::future::join_all;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::io::{Cursor, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};
use weighbridge::web::{Limits, Site, watch};
use weighbridge::{bundled, ingest};

/// A chart in three spellings; the last is the canonical one.
const SPELLINGS: [&str; 3] = [
    "/charts/share?top=8&every=month&by=country",
    "/charts/share?by=country&every=month&scale=linear",
    "/charts/share?by=country&every=month",
];

/// More tokens for one model on a day later than all others.
const LATER: &str = "metric,model,observed_on,value,captured_at\n\
                     openrouter-tokens,deepseek/deepseek-r1,2026-10-08,5,2026-10-09T06:00:00Z\n";

/// What is counted on this thread.
struct Counts(PrometheusHandle);

impl Counts {
    fn of(recorder: &PrometheusRecorder) -> Self {
        Self(recorder.handle())
    }

    fn of_name(&self, name: &str) -> u64 {
        let text = self.0.render();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.map_or(0, |number| number.trim().parse().unwrap())
    }

    fn hits_and_misses(&self) -> (u64, u64) {
        (
            self.of_name("weighbridge_cache_hits_total "),
            self.of_name("weighbridge_cache_misses_total "),
        )
    }
}

fn recorder() -> PrometheusRecorder {
    PrometheusBuilder::new().build_recorder()
}

async fn get(reader: &Reader, address: &str, fields: &[(HeaderName, &str)]) -> Answer {
    let mut request = Request::get(address);
    for (name, value) in fields {
        request = request.header(name, *value);
    }
    reader.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn spellings_of_one_question_share_an_answer_without_being_led_elsewhere() {
    let recorder = recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let counts = Counts::of(&recorder);
    let reader = Reader::of_bundled().await;
    let mut answers = Vec::new();
    for address in SPELLINGS.iter().chain(&SPELLINGS) {
        answers.push(reader.read(address).await);
    }
    assert_eq!(counts.hits_and_misses(), (5, 1));
    for answer in &answers {
        assert!(answer.body == answers[0].body, "{}", answer.address);
        assert_eq!(answer.header(header::ETAG), answers[0].header(header::ETAG));
    }
    // Another question is another answer, and so is a file, and its option.
    for other in [
        "/charts/share?by=country",
        "/charts/share.csv?by=country&every=month",
        "/charts/share.csv?excel=1&by=country&every=month",
    ] {
        assert!(reader.read(other).await.body != answers[0].body, "{other}");
    }
    assert_eq!(counts.hits_and_misses(), (5, 4));
}

#[tokio::test]
async fn what_many_ask_for_at_once_is_made_once() {
    let recorder = recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let counts = Counts::of(&recorder);
    let reader = Reader::of_bundled().await;
    let asked = (0..30).map(|number| reader.read(SPELLINGS[number % 3]));
    let answers = join_all(asked).await;
    assert_eq!(counts.hits_and_misses(), (29, 1));
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
}

#[tokio::test]
async fn errors_and_answers_to_other_methods_are_never_kept() {
    let recorder = recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let counts = Counts::of(&recorder);
    let reader = Reader::of_bundled().await;
    for _ in 0..2 {
        let missing = reader.get("/countries/ZZ").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(missing.header(header::CACHE_CONTROL), "no-store");
        let wrong = reader.get("/charts/share?by=nonsense").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        let posted = reader.ask(Method::POST, "/charts/share").await;
        assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(reader.get("/readyz").await.status, StatusCode::OK);
        assert_eq!(reader.get("/snapshots/1.csv").await.status, StatusCode::OK);
    }
    assert_eq!(counts.of_name("weighbridge_cache_hits_total "), 0);
    reader.read("/metrics").await;
    assert_eq!(counts.of_name("weighbridge_cache_bytes "), 0);
}

#[tokio::test]
async fn each_reader_gets_the_coding_it_asks_for() {
    let reader = Reader::of_bundled().await;
    let address = SPELLINGS[2];
    let plain = reader.read(address).await;
    let etag = |answer: &Answer| answer.header(header::ETAG).to_owned();
    let mut tags = vec![etag(&plain)];
    for (accepted, coding) in [
        ("gzip", "gzip"),
        ("gzip, br", "br"),
        ("identity;q=0, gzip;q=0.2, br;q=0.1", "gzip"),
        ("zstd, *", "br"),
    ] {
        for _ in 0..2 {
            let got = get(&reader, address, &[(header::ACCEPT_ENCODING, accepted)]).await;
            assert_eq!(got.header(header::CONTENT_ENCODING), coding, "{accepted}");
            assert_eq!(
                got.header(header::CONTENT_LENGTH),
                got.body.len().to_string()
            );
            assert!(
                got.headers
                    .get_all(header::VARY)
                    .iter()
                    .any(|name| name == "accept-encoding")
            );
            let mut back = Vec::new();
            if coding == "gzip" {
                let mut decoder = flate2::read::GzDecoder::new(&got.body[..]);
                decoder.read_to_end(&mut back).unwrap();
            } else {
                brotli::BrotliDecompress(&mut &got.body[..], &mut back).unwrap();
            }
            assert!(back == plain.body, "{accepted}: other bytes");
            tags.push(etag(&got));
            // What a reader has of one coding is no answer in another.
            for (tag, status) in [
                (etag(&got), StatusCode::NOT_MODIFIED),
                (etag(&plain), StatusCode::OK),
            ] {
                let fields = [
                    (header::ACCEPT_ENCODING, accepted),
                    (header::IF_NONE_MATCH, &*tag),
                ];
                let again = get(&reader, address, &fields).await;
                assert_eq!(again.status, status, "{accepted}: {tag}");
            }
        }
    }
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 3);
    let nothing = [(header::ACCEPT_ENCODING, "identity;q=0")];
    let refused = get(&reader, address, &nothing).await;
    assert_eq!(refused.status, StatusCode::NOT_ACCEPTABLE);
    // A picture is compressed already.
    let picture = "/charts/share.png?by=country&every=month";
    let picture = get(&reader, picture, &[(header::ACCEPT_ENCODING, "br")]).await;
    assert_eq!(picture.header(header::CONTENT_ENCODING), "");
}

#[tokio::test]
async fn how_long_an_answer_may_be_kept_is_one_of_few_policies() {
    let reader = Reader::of_bundled().await;
    let sheet = reader.read("/").await.text();
    let sheet = sheet.split('"').find(|part| part.starts_with("/static/"));
    let for_ever = "public, max-age=31536000, immutable";
    for (address, policy) in [
        ("/", "no-cache"),
        ("/charts/share", "no-cache"),
        ("/charts/share.csv", "no-cache"),
        ("/snapshots", "no-cache"),
        ("/snapshots/1.csv", for_ever),
        (sheet.unwrap(), for_ever),
        ("/livez", "no-store"),
        ("/readyz", "no-store"),
        ("/nowhere", "no-store"),
    ] {
        let answer = reader.get(address).await;
        assert_eq!(answer.header(header::CACHE_CONTROL), policy, "{address}");
    }
}

#[tokio::test]
async fn answers_take_up_no_more_than_they_are_given() {
    const BYTES: u64 = 400_000;
    let recorder = recorder();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let counts = Counts::of(&recorder);
    let mut reader = Reader::of_bundled().await;
    reader.site = reader.site.with_cache_bytes(BYTES);
    let mut sent = 0;
    for day in 1..=30 {
        let address = format!("/charts/share.csv?from=2026-01-{day:02}");
        sent += reader.read(&address).await.body.len();
    }
    reader.read("/metrics").await;
    let bytes = counts.of_name("weighbridge_cache_bytes ");
    assert!(sent as u64 > BYTES, "{sent} bytes fit anyway");
    assert!(bytes > 0 && bytes <= BYTES, "{bytes}");
}

#[tokio::test]
async fn what_has_landed_shows_at_every_instance_within_two_seconds() {
    let reader = Reader::of_bundled().await;
    let open = |store| Site::open(store, Arc::clone(&reader.catalog), BASE_URL.to_owned());
    let other = open(reader.database.second_instance()).await.unwrap();
    let other = Reader {
        site: other,
        database: TestStore::new().await,
        catalog: Arc::clone(&reader.catalog),
    };
    let watches = [&reader, &other].map(|it| tokio::spawn(watch(it.site.clone())));
    let addresses = ["/charts/share.csv", "/charts/share", "/"];
    let mut before = Vec::new();
    for reader in [&reader, &other] {
        for address in addresses {
            before.push(reader.read(address).await.body);
        }
    }
    // As the command line lands it: through a store of its own.
    let store = reader.database.second_instance();
    let input = Cursor::new(LATER.as_bytes().to_vec());
    let now = chrono::Utc::now();
    ingest::ingest(&store, &reader.catalog, "later.csv", input, now)
        .await
        .unwrap();
    let landed = Instant::now();
    let mut before = before.iter();
    for reader in [&reader, &other] {
        for address in addresses {
            let before = before.next().unwrap();
            while reader.read(address).await.body == *before {
                assert!(landed.elapsed() < Duration::from_secs(2), "{address}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    for watch in watches {
        watch.abort();
    }
}

#[tokio::test]
async fn while_the_database_is_away_what_was_given_before_is_given_at_once() {
    let database = TestStore::bundled().await;
    let relay = Relay::to(&database).await;
    let catalog = Arc::new(bundled::catalog().unwrap());
    let site = Site::open(relay.store(), Arc::clone(&catalog), BASE_URL.to_owned());
    let reader = Reader {
        site: site.await.unwrap(),
        database,
        catalog,
    };
    // Both read the database; one is of the version in force, one of the version before.
    let (of_before, of_now) = ("/models/openrouter/deepseek/deepseek-r1", "/");
    let before = reader.read(of_before).await;
    reader.ingest(LATER).await;
    let now = reader.read(of_now).await;

    for away in [Relay::hang, Relay::refuse] {
        away(&relay);
        // The first one finds it out.
        reader.read(of_before).await;
        for (address, given) in [(of_now, &now), (of_before, &before)] {
            let asked = Instant::now();
            let answer = reader.read(address).await;
            let took = asked.elapsed();
            assert!(answer.body == given.body, "{address}: another answer");
            assert!(took < Duration::from_millis(100), "{address}: {took:?}");
        }
        relay.restore();
        reader.site.refresh().await.unwrap();
    }
    // It is there again, and so is what has landed meanwhile.
    assert!(reader.read(of_before).await.body != before.body);
}

#[tokio::test]
async fn an_answer_that_is_not_made_in_time_is_made_all_the_same() {
    let reader = Reader::of_bundled().await;
    let mut limits = Limits::default();
    limits.answered_within = Duration::from_millis(200);
    let site = reader.site.clone().with_limits(limits);
    let reader = Reader { site, ..reader };
    // Whoever reads observations waits for this transaction.
    let held = async || {
        let mut held = reader.database.pool.begin().await.unwrap();
        let lock = sqlx::query("LOCK TABLE observation IN ACCESS EXCLUSIVE MODE");
        lock.execute(&mut *held).await.unwrap();
        held
    };
    let transaction = held().await;
    let slow = "/charts/share?by=model";
    // One makes it, the other waits for the same.
    for late in join_all([reader.get(slow), reader.get(slow)]).await {
        assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(late.header(header::RETRY_AFTER), "10");
        let said = late.text();
        assert!(said.contains("It is still being made"), "{said}");
    }
    transaction.rollback().await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let _transaction = held().await;
    let made = reader.get(slow).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
}
