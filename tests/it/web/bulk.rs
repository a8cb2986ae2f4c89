//! All observations of a metric in one file: what the store knows, as one moment has it, whole or
//! not at all.

use super::formats;
use super::reader::{BASE_URL, Reader, Record};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::time::Duration;
use tower::ServiceExt;
use weighbridge::store::bulk::{Patience, Wanted};
use weighbridge::web::routes;

/// What plain SQL finds of a metric, under a condition, in the order of the file.
async fn expected(reader: &Reader, metric: &str, condition: &str) -> Vec<[String; 6]> {
    let statement = format!(
        "SELECT ARRAY[metric.slug, model.external_id, o.observed_on::text, o.value::text,
                      o.snapshot_id::text,
                      to_char(o.known_from AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')]
         FROM observation o
         JOIN metric ON metric.id = o.metric_id
         JOIN model ON model.id = o.model_id
         WHERE metric.slug = '{metric}' AND {condition}
         ORDER BY date_trunc('month', o.observed_on), model.id, o.observed_on"
    );
    let rows: Vec<Vec<String>> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .fetch_all(&reader.database.pool)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| row.try_into().unwrap())
        .collect()
}

/// The same as a file has them.
fn of_records(records: &[Record]) -> Vec<[String; 6]> {
    let cells = |record: &Record| {
        [
            "metric",
            "model",
            "observed_on",
            "value",
            "snapshot",
            "known_from",
        ]
        .map(|column| record[column].clone())
    };
    records.iter().map(cells).collect()
}

#[tokio::test]
async fn the_file_holds_what_is_known_and_no_more() {
    let reader = Reader::of_bundled().await;
    for (question, metric, condition) in [
        ("", "openrouter-tokens", "o.known_to = 'infinity'"),
        (
            "?metric=hf-downloads-30d",
            "hf-downloads-30d",
            "o.known_to = 'infinity'",
        ),
        (
            "?from=2026-01-15&to=2026-03",
            "openrouter-tokens",
            "o.known_to = 'infinity' AND o.observed_on BETWEEN '2026-01-15' AND '2026-03-31'",
        ),
        (
            "?metric=hf-downloads-30d&as-of=2026-03-01T00:00:00Z",
            "hf-downloads-30d",
            "o.known_from <= '2026-03-01T00:00:00Z' AND o.known_to > '2026-03-01T00:00:00Z'",
        ),
    ] {
        let address = format!("/data/observations.csv{question}");
        let expected = expected(&reader, metric, condition).await;
        assert!(expected.len() > 100, "{address}");
        let file = reader.read(&address).await;
        assert!(
            file.text()
                .starts_with("metric,model,observed_on,value,snapshot,known_from\n")
        );
        assert_eq!(of_records(&file.rows()), expected, "{address}");
        assert_eq!(reader.read(&address).await.body, file.body, "{address}");
    }
    // Where there can be nothing there is a head alone.
    for question in ["metric=npm-downloads", "from=2031-01", "as-of=2015-01-01"] {
        let file = reader
            .read(&format!("/data/observations.csv?{question}"))
            .await;
        assert_eq!(file.text().lines().count(), 1, "{question}");
    }
}

#[tokio::test]
async fn a_corrected_number_is_there_once_and_comes_back_as_of_before() {
    let reader = Reader::of_nothing().await;
    let first = reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             hf-likes,acme/rocket,2026-03-01,10,2026-03-02T00:00:00Z\n\
             hf-likes,acme/rocket,2026-04-01,11,2026-03-02T00:00:00Z\n",
        )
        .await;
    let second = reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             hf-likes,acme/rocket,2026-03-01,12,2026-03-03T00:00:00Z\n\
             hf-likes,acme/rocket,2026-04-01,11,2026-03-03T00:00:00Z\n",
        )
        .await;
    let text = async |question: &str| {
        let address = format!("/data/observations.csv?metric=hf-likes{question}");
        let text = reader.read(&address).await.text();
        text.split_once('\n').unwrap().1.to_owned()
    };
    let unchanged = format!("hf-likes,acme/rocket,2026-04-01,11,{first},2026-03-02T00:00:00Z\n");
    assert_eq!(
        text("").await,
        format!("hf-likes,acme/rocket,2026-03-01,12,{second},2026-03-03T00:00:00Z\n{unchanged}")
    );
    assert_eq!(
        text("&as-of=2026-03-02T12:00:00Z").await,
        format!("hf-likes,acme/rocket,2026-03-01,10,{first},2026-03-02T00:00:00Z\n{unchanged}")
    );
}

#[tokio::test]
async fn every_format_has_the_same_rows_and_says_where_they_come_from() {
    let reader = Reader::of_bundled().await;
    let question = "metric=hf-downloads-30d&from=2026-03";
    let address = |ending: &str| format!("/data/observations.{ending}?{question}");
    let csv = reader.read(&address("csv")).await;
    assert_eq!(
        csv.header(header::CONTENT_DISPOSITION),
        "attachment; \
         filename=\"weighbridge_observations_hf-downloads-30d_2026-03-01_2026-05-10.csv\""
    );
    let rows = of_records(&csv.rows());

    let ndjson = reader.read(&address("ndjson")).await;
    assert_eq!(of_records(&formats::of_ndjson(&ndjson.body)), rows);

    let zip = reader.read(&address("zip")).await;
    let entries = formats::of_zip(&zip.body);
    let names: Vec<&str> = entries.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "README.fr.md",
            "README.md",
            "data.csv",
            "datapackage.json",
            "trailer.json"
        ]
    );
    assert_eq!(entries["data.csv"], csv.body);
    let hash = hex::encode(Sha256::digest(&csv.body));
    let json =
        |name: &str| -> serde_json::Value { serde_json::from_slice(&entries[name]).unwrap() };
    let trailer = json("trailer.json");
    assert_eq!(trailer["rows"], rows.len());
    assert_eq!(trailer["sha256"], hash);
    assert_eq!(trailer["bytes"], csv.body.len());
    let package = json("datapackage.json");
    let resource = &package["resources"][0];
    assert_eq!(resource["hash"], format!("sha256:{hash}"));
    let fields: Vec<&str> = resource["schema"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(fields.join(","), csv.text().lines().next().unwrap());
    for name in ["README.md", "README.fr.md"] {
        let text = std::str::from_utf8(&entries[name]).unwrap();
        assert!(
            text.contains(&format!("{BASE_URL}{}", address("zip"))),
            "{text}"
        );
        assert!(
            !text.contains("bulk-") && !text.contains("about-"),
            "{text}"
        );
    }
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn parquet_holds_the_same_rows_typed() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let reader = Reader::of_bundled().await;
    let csv = reader.read("/data/observations.csv").await;
    let body = reader.read("/data/observations.parquet").await.body;
    let file = SerializedFileReader::new(axum::body::Bytes::from(body)).unwrap();
    let notes = file
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    assert!(notes.iter().any(|note| {
        note.key == "weighbridge.citation"
            && note
                .value
                .as_deref()
                .unwrap()
                .starts_with("Source: OpenRouter")
    }));
    let epoch = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
    let rows: Vec<[String; 6]> = file
        .get_row_iter(None)
        .unwrap()
        .map(|row| {
            let row = row.unwrap();
            let cells: Vec<String> = row
                .get_column_iter()
                .map(|(name, field)| match field {
                    Field::Str(text) => text.clone(),
                    Field::Long(number) => number.to_string(),
                    Field::Date(days) => {
                        (epoch + chrono::Days::new(u64::try_from(*days).unwrap())).to_string()
                    }
                    Field::TimestampMicros(at) => chrono::DateTime::from_timestamp_micros(*at)
                        .unwrap()
                        .to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
                    other => panic!("{name} holds {other:?}"),
                })
                .collect();
            cells.try_into().unwrap()
        })
        .collect();
    assert_eq!(rows, of_records(&csv.rows()));
}

#[tokio::test]
async fn text_that_a_spreadsheet_would_run_is_guarded_in_csv_alone() {
    let reader = Reader::of_nothing().await;
    let names = [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "'x",
        "\tx",
        "a,b",
        "say \"hi\"",
        "two\nlines",
    ];
    let mut snapshot = csv::Writer::from_writer(Vec::new());
    snapshot
        .write_record(["metric", "model", "observed_on", "value"])
        .unwrap();
    for name in names {
        let guard = if weighbridge::snapshot::needs_guard(name.as_bytes()) {
            "'"
        } else {
            ""
        };
        snapshot
            .write_record(["hf-likes", &format!("{guard}{name}"), "2026-03-01", "1"])
            .unwrap();
    }
    let snapshot = String::from_utf8(snapshot.into_inner().unwrap()).unwrap();
    let id = reader.ingest(&snapshot).await;
    let kept = reader.rows(&format!("/snapshots/{id}.csv")).await;
    let mut kept: Vec<&str> = kept.iter().map(|row| row["model"].as_str()).collect();
    let bulk = reader.rows("/data/observations.csv?metric=hf-likes").await;
    let mut bulk: Vec<&str> = bulk.iter().map(|row| row["model"].as_str()).collect();
    kept.sort_unstable();
    bulk.sort_unstable();
    assert_eq!(bulk, kept, "one rule for both");
    let ndjson = reader
        .read("/data/observations.ndjson?metric=hf-likes")
        .await;
    let mut texts: Vec<String> = formats::of_ndjson(&ndjson.body)
        .into_iter()
        .map(|row| row["model"].clone())
        .collect();
    texts.sort_unstable();
    let mut names = names.to_vec();
    names.sort_unstable();
    assert_eq!(texts, names);
}

#[tokio::test]
async fn who_has_the_rows_already_is_not_sent_them_again() {
    let reader = Reader::of_bundled().await;
    for ending in ["csv", "ndjson", "zip"] {
        let address = format!("/data/observations.{ending}?from=2026-06");
        let got = reader.read(&address).await;
        let etag = got.header(header::ETAG).to_owned();
        assert_eq!(got.header(header::CACHE_CONTROL), "no-cache");
        let ask = async |tag: &str| {
            let request = Request::get(&address).header(header::IF_NONE_MATCH, tag);
            reader.send(request.body(Body::empty()).unwrap()).await
        };
        assert_eq!(ask(&etag).await.status, StatusCode::NOT_MODIFIED);
        assert_eq!(ask("\"another\"").await.body, got.body);
        let head = reader.ask(Method::HEAD, &address).await;
        assert_eq!(head.status, StatusCode::OK);
        assert_eq!(head.header(header::ETAG), etag);
        assert_eq!(head.header(header::CONTENT_LENGTH), "");
        assert!(head.body.is_empty());
    }
    // Another source's news change nothing, one's own do.
    let tag = async || {
        let head = reader.ask(Method::HEAD, "/data/observations.csv").await;
        head.header(header::ETAG).to_owned()
    };
    let before = tag().await;
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             hf-likes,acme/rocket,2026-11-01,5,2026-11-02T00:00:00Z\n",
        )
        .await;
    assert_eq!(tag().await, before);
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,acme/rocket,2026-11-01,5,2026-11-02T00:00:00Z\n",
        )
        .await;
    assert_ne!(tag().await, before);
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_with_what_can() {
    let reader = Reader::of_bundled().await;
    let wrong = reader
        .get("/data/observations.csv?metric=tokens&by=camp&from=2026-13&as_of=2026-01-01")
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let json = wrong.json();
    let problems = json["problems"].as_array().unwrap();
    let parameters: Vec<&str> = problems
        .iter()
        .map(|problem| problem["parameter"].as_str().unwrap())
        .collect();
    assert_eq!(parameters, ["metric", "from", "by", "as_of"]);
    assert_eq!(problems[2]["allowed"], "metric, from, to, as-of");
    assert_eq!(problems[3]["suggestion"], "as-of");
    for address in [
        "/data/observations",
        "/data/observations.xlsx",
        "/data/observation.csv",
    ] {
        assert_eq!(reader.get(address).await.status, StatusCode::NOT_FOUND);
    }
}

/// A site with more observations of `hf-likes` than the way to a reader can hold: half a kilobyte
/// each.
pub(super) async fn large(rows: usize) -> Reader {
    let reader = Reader::of_nothing().await;
    let mut snapshot = "metric,model,observed_on,value,captured_at\n".to_owned();
    let long = "x".repeat(500);
    for number in 0..rows {
        let _ = writeln!(
            snapshot,
            "hf-likes,acme/{long}-{number:05},2026-0{}-15,{number},2026-10-01T00:00:00Z",
            number % 9 + 1
        );
    }
    reader.ingest(&snapshot).await;
    reader
}

pub(super) const LARGE: &str = "/data/observations.csv?metric=hf-likes";

/// A download of which nothing is taken yet.
async fn begun(reader: &Reader, address: &str) -> axum::response::Response {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let router = routes::router(reader.site.clone());
    router.oneshot(request).await.unwrap()
}

#[tokio::test]
async fn only_some_are_sent_at_once_and_the_others_are_told_when_to_come_again() {
    let reader = Reader::of_bundled().await;
    let mut under_way = Vec::new();
    for _ in 0..4 {
        let response = begun(&reader, "/data/observations.csv").await;
        assert_eq!(response.status(), StatusCode::OK);
        under_way.push(response);
    }
    let turned_away = reader.get("/data/observations.csv").await;
    assert_eq!(turned_away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(turned_away.header(header::RETRY_AFTER), "30");
    assert_eq!(
        turned_away.json()["error"],
        "Too many large files are being sent right now"
    );
    // Whoever leaves makes room, and so does whoever is through.
    drop(under_way.pop());
    let whole = reader.read("/data/observations.csv").await;
    let rest = under_way.pop().unwrap().into_body();
    assert_eq!(rest.collect().await.unwrap().to_bytes(), whole.body);
    drop(under_way);
    reader.read("/data/observations.csv").await;
}

/// Sessions that copy observations out.
pub(super) async fn copying(reader: &Reader) -> i64 {
    sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'COPY (%' AND state = 'active'",
    )
    .fetch_one(&reader.database.pool)
    .await
    .unwrap()
}

/// Ends these sessions; how many there were.
pub(super) async fn end_copying(reader: &Reader) -> i64 {
    sqlx::query_scalar(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'COPY (%' AND pid <> pg_backend_pid()",
    )
    .fetch_one(&reader.database.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_file_that_cannot_be_finished_ends_with_an_error() {
    let reader = large(12_000).await;
    for ending in ["csv", "ndjson", "zip", "parquet"] {
        let address = LARGE.replace("csv", ending);
        if reader.get(&address).await.status == StatusCode::NOT_FOUND {
            continue; // This build does not write Parquet.
        }
        let response = begun(&reader, &address).await;
        let mut body = response.into_body();
        let first = body.frame().await.unwrap().unwrap();
        assert!(!first.into_data().unwrap().is_empty());
        // What stands before all rows leaves before they are asked for.
        for _ in 0..200 {
            if copying(&reader).await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(end_copying(&reader).await, 1, "{ending} is still under way");
        let rest = body.collect().await;
        assert!(rest.is_err(), "{ending}: it looks whole");
    }
}

#[tokio::test]
async fn no_piece_of_a_file_is_large_however_large_the_file() {
    let reader = large(12_000).await;
    for (ending, most) in [
        ("csv", 256 << 10),
        ("ndjson", 256 << 10),
        ("zip", 256 << 10),
        // A group of rows.
        ("parquet", 5 << 20),
    ] {
        let address = LARGE.replace("csv", ending);
        let response = begun(&reader, &address).await;
        if response.status() == StatusCode::NOT_FOUND {
            continue; // This build does not write Parquet.
        }
        let mut body = response.into_body();
        let mut pieces = 0;
        while let Some(frame) = body.frame().await {
            let piece = frame.unwrap().into_data().unwrap();
            assert!(piece.len() <= most, "{ending}: {} bytes", piece.len());
            pieces += 1;
        }
        assert!(pieces > 2, "{ending}");
    }
}

#[tokio::test]
async fn a_download_is_of_one_moment() {
    let reader = large(12_000).await;
    let whole = reader.read(LARGE).await.body;
    let response = begun(&reader, LARGE).await;
    // In a month that has not been read yet.
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             hf-likes,acme/rocket,2026-09-01,5,2026-11-02T00:00:00Z\n",
        )
        .await;
    assert_eq!(copying(&reader).await, 1, "it is still under way");
    let rest = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(rest, whole);
    assert_ne!(reader.read(LARGE).await.body, whole);
}

#[tokio::test]
async fn a_reader_who_stands_still_is_given_up_and_so_is_one_who_takes_too_long() {
    let reader = large(12_000).await;
    let wanted = Wanted {
        metric: "hf-likes".to_owned(),
        from: None,
        to: None,
        as_of: None,
    };
    let soon = Some(Duration::from_millis(200));
    for patience in [
        Patience {
            standstill: soon,
            whole: None,
        },
        Patience {
            standstill: None,
            whole: soon,
        },
    ] {
        let store = &reader.database.store;
        let reading = store.observations(&wanted).await.unwrap();
        let mut observations = reading.start(patience);
        observations.next().await.unwrap().expect("there are some");
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if copying(&reader).await == 0 {
                break;
            }
        }
        assert_eq!(copying(&reader).await, 0, "the session is gone");
        let ended = loop {
            match observations.next().await {
                Ok(Some(_)) => {}
                ended => break ended.map(|_| ()),
            }
        };
        let error = ended.expect_err("it does not look whole").to_string();
        assert!(error.contains("given up"), "{error}");
    }
}
