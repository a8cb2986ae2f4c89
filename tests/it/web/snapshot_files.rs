//! A snapshot's file is the snapshot: it can be fetched, kept, and ingested again elsewhere.

use super::reader::{BASE_URL, Reader};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn every_bundled_snapshot_travels_to_another_store_and_stays_the_same() {
    let here = Reader::of_bundled().await;
    let there = Reader::of_nothing().await;
    let snapshots = here.snapshots().await;
    assert_eq!(snapshots.len(), weighbridge::bundled::snapshots().count());
    for snapshot in snapshots {
        let file = here.read(&format!("/snapshots/{}.csv", snapshot.id)).await;
        assert_eq!(
            i64::try_from(file.body.len()).unwrap(),
            snapshot.content_bytes
        );
        assert_eq!(
            file.header(header::CONTENT_LENGTH),
            file.body.len().to_string()
        );
        assert_eq!(
            file.header(header::CONTENT_TYPE),
            "text/csv; charset=utf-8; header=present"
        );
        assert_eq!(
            file.header(header::CONTENT_DISPOSITION),
            format!(
                "attachment; filename=\"weighbridge_snapshot_{}_{}.csv\"",
                snapshot.id, snapshot.source
            )
        );
        // The identity is the hash of exactly these bytes: anybody can check it.
        assert_eq!(
            hex::encode(Sha256::digest(&file.body)),
            snapshot.sha256_hex()
        );
        assert_eq!(
            file.header(header::ETAG),
            format!("\"{}\"", snapshot.sha256_hex())
        );

        let id = there.ingest(&file.text()).await;
        let copy = there.database.store.snapshot(id).await.unwrap().unwrap();
        assert_eq!(copy.sha256_hex(), snapshot.sha256_hex());
        assert_eq!(copy.captured_at, snapshot.captured_at);
        let again = there.read(&format!("/snapshots/{id}.csv")).await;
        assert_eq!(again.body, file.body);
    }
    // The copies came newest first; what readers see does not depend on it.
    for question in [
        "share.csv?by=license",
        "over-time.csv?metric=hf-downloads-30d&by=model",
    ] {
        let address = format!("/charts/{question}");
        assert_eq!(
            here.read(&address).await.body,
            there.read(&address).await.body
        );
    }
}

#[tokio::test]
async fn who_has_the_file_already_is_not_sent_it_again() {
    let reader = Reader::of_bundled().await;
    let got = reader.read("/snapshots/1.csv").await;
    let etag = got.header(header::ETAG).to_owned();
    let for_ever = "public, max-age=31536000, immutable";
    assert_eq!(got.header(header::CACHE_CONTROL), for_ever);
    let ask = async |tag: &str| {
        let request = Request::get("/snapshots/1.csv").header(header::IF_NONE_MATCH, tag);
        reader.send(request.body(Body::empty()).unwrap()).await
    };
    for tag in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
        "*".to_owned(),
    ] {
        let answer = ask(&tag).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{tag}");
        assert!(answer.body.is_empty());
        assert_eq!(answer.header(header::ETAG), etag);
        assert_eq!(answer.header(header::CACHE_CONTROL), for_ever);
    }
    for tag in ["\"another\"", ""] {
        assert_eq!(ask(tag).await.body, got.body, "{tag}");
    }
    let head = reader.ask(Method::HEAD, "/snapshots/1.csv").await;
    assert_eq!(
        head.header(header::CONTENT_LENGTH),
        got.body.len().to_string()
    );
    assert!(head.body.is_empty());
}

/// The formats besides CSV.
const OTHERS: &[&str] = &[
    "ndjson",
    #[cfg(feature = "parquet")]
    "parquet",
];

#[tokio::test]
async fn every_format_of_a_snapshot_is_one_file_for_ever_and_the_same_snapshot_elsewhere() {
    let here = Reader::of_bundled().await;
    for snapshot in here.snapshots().await {
        for format in OTHERS {
            let there = Reader::of_nothing().await;
            let address = format!("/snapshots/{}.{format}", snapshot.id);
            let file = here.read(&address).await;
            let hash = hex::encode(Sha256::digest(&file.body));
            assert_eq!(
                file.header(header::ETAG),
                format!("\"{hash}\""),
                "{address}"
            );
            assert_eq!(
                file.header(header::CACHE_CONTROL),
                "public, max-age=31536000, immutable"
            );
            assert_eq!(
                file.header(header::CONTENT_LENGTH),
                file.body.len().to_string()
            );
            // Found out once, then known: also to an instance that starts later.
            let known = there_is_known(&here, snapshot.id, format).await;
            assert_eq!(known, (hash, i64::try_from(file.body.len()).unwrap()));
            let again = here.read(&address).await;
            assert_eq!(again.body, file.body, "{address}");
            assert_eq!(again.header(header::ETAG), file.header(header::ETAG));

            let name = format!("copy.{format}");
            let input = std::io::Cursor::new(file.body.clone());
            let now = chrono::Utc::now();
            let store = &there.database.store;
            let (_, merged) = weighbridge::ingest::ingest(store, &there.catalog, &name, input, now)
                .await
                .unwrap();
            let weighbridge::store::merge::Merged::Stored { id, .. } = merged else {
                panic!("{address}: {merged:?}");
            };
            let copy = store.snapshot(id).await.unwrap().unwrap();
            assert_eq!(copy.sha256_hex(), snapshot.sha256_hex(), "{address}");
            if snapshot.id > 2 {
                break;
            }
        }
    }
}

/// What is kept of a file: its hash and its length.
async fn there_is_known(reader: &Reader, id: i64, format: &str) -> (String, i64) {
    sqlx::query_as(
        "SELECT encode(sha256, 'hex'), bytes FROM snapshot_file
         WHERE snapshot_id = $1 AND format = $2",
    )
    .bind(id)
    .bind(format)
    .fetch_one(&reader.database.pool)
    .await
    .unwrap()
}

/// What was handed out once is handed out for ever: when a library begins to write other bytes,
/// the format gets another `form`, and these hashes change with it.
#[tokio::test]
async fn the_bytes_of_a_snapshot_do_not_change_with_the_program() {
    let reader = Reader::of_nothing().await;
    let id = reader
        .ingest(
            "metric,model,observed_on,value,captured_at,license,weights,organization,base_model\n\
             hf-likes,'=acme/Rocket,2026-03-01,9007199254740992,2026-03-02T04:05:06.789Z,mit,open,acme,\n\
             hf-likes,'=acme/Rocket,2026-03-02,0,2026-03-02T04:05:06.789Z,,,,\"acme/\"\"\"\n\
             hf-downloads-30d,長/Ω,2026-03-02,17,2026-03-02T04:05:06.789Z,other,unknown,\"a, b\",x/y\n",
        )
        .await;
    let ndjson = reader.read(&format!("/snapshots/{id}.ndjson")).await.text();
    assert_eq!(
        ndjson.lines().nth(1).unwrap(),
        "{\"metric\":\"hf-likes\",\"model\":\"=acme/Rocket\",\"observed_on\":\"2026-03-01\",\
         \"value\":9007199254740992,\"captured_at\":\"2026-03-02T04:05:06.789Z\",\
         \"license\":\"mit\",\"weights\":\"open\",\"organization\":\"acme\",\"base_model\":null}"
    );
    for (format, hash) in [
        (
            "csv",
            "6afd09abb805558c70a32d3f0d83c0b83af69336414a7763a8d30c5e7c5d9454",
        ),
        (
            "ndjson",
            "056b05542d3f7d16835b368f61f66727e5297467d9646a85d0407829ac759a25",
        ),
        #[cfg(feature = "parquet")]
        (
            "parquet",
            "6e4ee25cc376cfa95408698d959112147cb519b01a2e19b413e78854a3ed391f",
        ),
    ] {
        let file = reader.read(&format!("/snapshots/{id}.{format}")).await;
        assert_eq!(hex::encode(Sha256::digest(&file.body)), hash, "{format}");
    }
}

#[tokio::test]
async fn the_newest_snapshot_of_a_metric_has_an_address_that_moves_on() {
    let reader = Reader::of_bundled().await;
    let newest = async |source: &str| {
        let snapshots = reader.snapshots().await;
        let found = snapshots
            .into_iter()
            .filter(|snapshot| snapshot.source == source && snapshot.retracted.is_none())
            .max_by_key(|snapshot| (snapshot.captured_at, snapshot.content_sha256.clone()));
        found.unwrap().id
    };
    let leads_to = async |address: &str| {
        let answer = reader.get(address).await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT, "{address}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
        answer.header(header::LOCATION).to_owned()
    };
    let (tokens, downloads) = (newest("openrouter").await, newest("huggingface").await);
    for (address, id, ending) in [
        ("/snapshots/latest", tokens, ""),
        ("/snapshots/latest.csv", tokens, ".csv"),
        (
            "/snapshots/latest.csv?metric=openrouter-tokens",
            tokens,
            ".csv",
        ),
        (
            "/snapshots/latest.ndjson?metric=hf-downloads-30d",
            downloads,
            ".ndjson",
        ),
        ("/snapshots/latest?metric=hf-downloads-30d", downloads, ""),
    ] {
        assert_eq!(leads_to(address).await, format!("/snapshots/{id}{ending}"));
    }

    // A newer one takes its place, unless it measures something else or is retracted.
    let newer = reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,acme/rocket,2026-11-01,5,2026-11-02T00:00:00Z\n",
        )
        .await;
    let address = "/snapshots/latest.csv";
    assert_eq!(leads_to(address).await, format!("/snapshots/{newer}.csv"));
    let now = chrono::Utc::now();
    let store = &reader.database.store;
    store
        .retract(newer, "made up", now, &reader.catalog)
        .await
        .unwrap();
    assert_eq!(leads_to(address).await, format!("/snapshots/{tokens}.csv"));
    let likes = reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             hf-likes,acme/rocket,2026-11-01,5,2026-11-02T00:00:00Z\n",
        )
        .await;
    assert_eq!(
        leads_to("/snapshots/latest.csv?metric=hf-downloads-30d").await,
        format!("/snapshots/{downloads}.csv")
    );
    assert_eq!(
        leads_to("/snapshots/latest.csv?metric=hf-likes").await,
        format!("/snapshots/{likes}.csv")
    );

    let nothing = reader
        .get("/snapshots/latest.csv?metric=npm-downloads")
        .await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(reader.get("/snapshots/latest.zip").await.status, 404);
    let wrong = reader
        .get("/snapshots/latest.csv?metric=hf-like&by=camp")
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let problems = wrong.json()["problems"].clone();
    assert_eq!(problems[0]["suggestion"], "hf-likes");
    assert_eq!(problems[1]["parameter"], "by");
    assert_eq!(problems[1]["allowed"], "metric");
    // What stays for ever has one address.
    let wrong = reader.get("/snapshots/1.csv?metric=hf-likes").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_snapshot_leads_to_its_files_and_says_how_long_they_are() {
    let reader = Reader::of_bundled().await;
    for format in OTHERS {
        reader.read(&format!("/snapshots/1.{format}")).await;
    }
    let page = reader.read("/snapshots/1").await.text();
    let list = reader.read("/snapshots").await.text();
    for format in OTHERS.iter().chain(&["csv"]) {
        let file = reader.read(&format!("/snapshots/1.{format}")).await;
        let bytes = weighbridge::plot::format::number(
            file.body.len() as f64,
            0,
            weighbridge::plot::Locale::En,
        );
        let link = format!("href=\"/snapshots/1.{format}\"");
        assert!(page.contains(&link) && list.contains(&link), "{format}");
        assert!(page.contains(&format!("({bytes} bytes)")), "{format}");
    }
    let snapshots = reader.snapshots().await;
    for snapshot in snapshots {
        assert!(list.contains(&format!("title=\"{}\"", snapshot.sha256_hex())));
    }
}

#[tokio::test]
async fn a_compressed_transfer_holds_the_same_bytes() {
    use std::io::Read;
    let reader = Reader::of_bundled().await;
    let plain = reader.read("/snapshots/1.csv").await.body;
    let request = Request::get("/snapshots/1.csv").header(header::ACCEPT_ENCODING, "gzip");
    let answer = reader.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header(header::CONTENT_ENCODING), "gzip");
    assert!(answer.body.len() * 2 < plain.len());
    let mut inflated = Vec::new();
    flate2::read::GzDecoder::new(answer.body.as_slice())
        .read_to_end(&mut inflated)
        .unwrap();
    assert_eq!(inflated, plain);
}

#[tokio::test]
async fn a_file_of_a_view_is_named_after_what_is_in_it() {
    let reader = Reader::of_bundled().await;
    for (question, name) in [
        (
            "by=country&from=2026-01&to=2026-03",
            "weighbridge_openrouter-tokens_by-country_2026-01-14_2026-03-25",
        ),
        ("from=2030-01", "weighbridge_openrouter-tokens_by-camp"),
    ] {
        let csv = reader.read(&format!("/charts/share.csv?{question}")).await;
        assert_eq!(
            csv.header(header::CONTENT_DISPOSITION),
            format!("attachment; filename=\"{name}.csv\"")
        );
        let svg = reader.read(&format!("/charts/share.svg?{question}")).await;
        assert_eq!(
            svg.header(header::CONTENT_DISPOSITION),
            format!("inline; filename=\"{name}.svg\"")
        );
    }
    let json = reader
        .read("/charts/share.json?by=country&country=CN")
        .await
        .json();
    assert_eq!(
        json["address"],
        format!("{BASE_URL}/charts/share?by=country&country=CN")
    );
}

#[tokio::test]
async fn what_is_stored_twice_is_known_by_its_content_whatever_its_form() {
    let reader = Reader::of_bundled().await;
    let text = reader.read("/snapshots/2.csv").await.text();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let shuffled = format!("\u{feff}{}\r\n", lines.join("\r\n"));
    let input = std::io::Cursor::new(shuffled.into_bytes());
    let now = chrono::Utc::now();
    let store = &reader.database.store;
    let (_, merged) = weighbridge::ingest::ingest(store, &reader.catalog, "again.csv", input, now)
        .await
        .unwrap();
    assert_eq!(
        merged,
        weighbridge::store::merge::Merged::AlreadyKnown { id: 2 }
    );
    assert_eq!(reader.snapshots().await.len(), 16);
}
