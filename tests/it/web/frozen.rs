//! Frozen views: what was kept stays as it was, byte by byte, whatever becomes of the data.

use super::files::withholding;
use super::markup::{elements, tags, visible};
use super::reader::{Answer, BASE_URL, Reader};
use super::sound::{assert_sound, message_keys};
use axum::http::{StatusCode, header};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use weighbridge::charts::KINDS;
use weighbridge::domain::catalog::Catalog;
use weighbridge::export::{FORMATS, Group};
use weighbridge::web::Site;

/// The day of the newest bundled snapshot.
const DAY: &str = "2026-10-08";

/// Freezes a view; the address of the frozen one.
pub async fn freeze(reader: &Reader, view: &str, day: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let form = form.append_pair("view", view).append_pair("day", day);
    let answer = reader.post("/s", &form.finish(), &[]).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{view}: {}",
        answer.text()
    );
    answer.header(header::LOCATION).to_owned()
}

/// The address of a file of a frozen chart.
fn file(address: &str, ending: &str) -> String {
    match address.split_once('?') {
        Some((path, question)) => format!("{path}.{ending}?{question}"),
        None => format!("{address}.{ending}"),
    }
}

/// The page of a frozen chart and all of its files, each with its tag.
async fn everything(reader: &Reader, address: &str) -> BTreeMap<String, (String, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let files = FORMATS.iter().map(|format| file(address, format.extension));
    for address in files.chain([address.to_owned()]) {
        let answer = reader.read(&address).await;
        let tag = answer.header(header::ETAG).to_owned();
        found.insert(address, (tag, answer.body));
    }
    found
}

/// A site over the same store whose catalog says of a country that it is another.
async fn reclassified(reader: Reader) -> Reader {
    let catalog = Catalog::parse(|name| {
        let text = std::fs::read_to_string(format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR")));
        let text = text.unwrap();
        Some(Cow::Owned(match name {
            "organizations.csv" => {
                let moved = text.replace(",DeepSeek,CN,", ",DeepSeek,FR,");
                assert_ne!(moved, text);
                moved
            }
            _ => text,
        }))
    })
    .unwrap();
    let store = reader.database.store.clone();
    store.load_catalog(&catalog).await.unwrap();
    let catalog = Arc::new(catalog);
    let site = Site::open(store, Arc::clone(&catalog), BASE_URL.to_owned())
        .await
        .unwrap();
    Reader {
        site,
        catalog,
        ..reader
    }
}

/// The same answers as before, as far as a reader can tell.
async fn assert_kept(reader: &Reader, before: &BTreeMap<String, (String, Vec<u8>)>, what: &str) {
    for (address, (tag, body)) in before {
        let now = reader.read(address).await;
        assert_eq!(now.header(header::ETAG), tag, "{what}: {address}");
        assert!(now.body == *body, "{what}: {address} has other bytes");
    }
}

#[tokio::test]
async fn what_was_frozen_stays_through_restating_reclassifying_and_retracting() {
    let reader = Reader::of_bundled().await;
    let mut kept = BTreeMap::new();
    let mut addresses = Vec::new();
    for kind in KINDS {
        for question in ["by=country&every=month", "by=model&top=3&from=2026-09"] {
            let view = format!("/charts/{}?{question}", kind.slug);
            let address = freeze(&reader, &view, DAY).await;
            assert!(
                address.starts_with(&format!("/s/{DAY}/charts/{}", kind.slug)),
                "{address}"
            );
            kept.extend(everything(&reader, &address).await);
            addresses.push((view, address));
        }
    }
    assert_eq!(kept.len(), 2 * KINDS.len() * (FORMATS.len() + 1));
    let live = format!("/charts/share.csv?by=country&every=month&as-of={DAY}");
    let mut believed = vec![reader.read(&live).await.body];

    // A capture that comes late changes what was known on that day.
    let late = reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-06,98765432109876,2026-10-08T23:00:00Z\n",
        )
        .await;
    believed.push(reader.read(&live).await.body);
    assert_kept(&reader, &kept, "restated").await;
    let reader = reclassified(reader).await;
    believed.push(reader.read(&live).await.body);
    assert_kept(&reader, &kept, "reclassified").await;
    for snapshot in reader.snapshots().await {
        if snapshot.source == "openrouter" && snapshot.id != late {
            let (store, now) = (&reader.database.store, chrono::Utc::now());
            let retracted = store.retract(snapshot.id, "a test", now, &reader.catalog);
            retracted.await.unwrap();
        }
    }
    reader.site.refresh().await.unwrap();
    believed.push(reader.read(&live).await.body);
    assert_kept(&reader, &kept, "retracted").await;
    believed.dedup();
    assert_eq!(believed.len(), 4, "each of the three changed the live view");

    // Frozen again, it is what it was.
    for (view, address) in &addresses {
        assert_eq!(freeze(&reader, view, DAY).await, *address);
    }
    assert_kept(&reader, &kept, "frozen again").await;
}

#[tokio::test]
async fn a_frozen_view_says_what_it_is_and_is_cited_by_its_own_address() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    let address = freeze(&reader, "/charts/share?by=country", DAY).await;
    assert_eq!(address, format!("/s/{DAY}/charts/share?by=country"));
    let answer = reader.read(&address).await;
    assert_sound(&answer, &keys);
    let page = answer.text();
    let public = format!("{BASE_URL}{address}");
    let head = tags(&page);
    let canonical = head.iter().find(|tag| tag.get("rel") == Some("canonical"));
    assert_eq!(canonical.unwrap().get("href"), Some(public.as_str()));
    let seen = visible(&page);
    for words in [
        "Frozen at the end of 8 Oct 2026",
        "The same view as it is now",
        "their bytes never change",
        &format!("[data set]. {public}. Source: OpenRouter (openrouter.ai/rankings), as of"),
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(page.contains("href=\"/charts/share?by=country\""));
    assert!(!page.contains("method=\"post\""), "it is frozen already");

    // Its files are the frozen ones, and the page says their hashes.
    let hashes: Vec<String> = elements(&page)
        .into_iter()
        .filter(|element| element.tag.get("class") == Some("text hash"))
        .map(|element| element.text)
        .collect();
    assert_eq!(hashes.len(), FORMATS.len());
    for (format, hash) in FORMATS.iter().zip(&hashes) {
        let answer = reader.read(&file(&address, format.extension)).await;
        assert_eq!(hex::encode(Sha256::digest(&answer.body)), *hash);
        assert_eq!(answer.header(header::ETAG), format!("\"{hash}\""));
        assert_eq!(answer.header(header::CONTENT_TYPE), format.media_type);
        assert!(
            page.contains(&file(&address, format.extension)),
            "{}",
            format.extension
        );
        let ending = format!("_frozen_{DAY}.{}\"", format.extension);
        let disposition = answer.header(header::CONTENT_DISPOSITION);
        assert!(disposition.ends_with(&ending), "{disposition}");
    }
    let json = reader.read(&file(&address, "json")).await.json();
    assert_eq!(json["address"], public);
    assert_eq!(json["permalink"], public);
    let about = reader.read(&file(&address, "metadata.json")).await.json();
    let csv = about["files"][0]["address"].as_str().unwrap();
    reader.read(csv.strip_prefix(BASE_URL).unwrap()).await;
    for ending in ["bib", "ris", "csl.json"] {
        let text = reader.read(&file(&address, ending)).await.text();
        assert!(text.contains(&public), "{ending}: {text}");
    }
}

#[tokio::test]
async fn frozen_bytes_may_be_kept_by_every_cache_for_ever() {
    let reader = Reader::of_bundled().await;
    let address = freeze(&reader, "/charts/ranking", DAY).await;
    for address in [
        address.clone(),
        file(&address, "csv"),
        file(&address, "svg"),
    ] {
        let answer = reader.read(&address).await;
        let tag = format!("\"{}\"", hex::encode(Sha256::digest(&answer.body)));
        assert_eq!(answer.header(header::ETAG), tag);
        assert_eq!(
            answer.header(header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(answer.header(header::VARY), "accept-encoding");
        let asked = axum::http::Request::get(&address).header(header::IF_NONE_MATCH, &tag);
        let again = reader
            .send(asked.body(axum::body::Body::empty()).unwrap())
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn a_page_of_figures_is_frozen_as_the_day_knew_it() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    let views = [
        "/",
        "/countries",
        "/countries/CN",
        "/licenses",
        "/licenses/apache-2.0",
        "/organizations",
        "/organizations/deepseek",
        "/models/openrouter/deepseek/deepseek-r1",
        "/compare?models=deepseek/deepseek-r1",
    ];
    // Known to the live page only.
    reader
        .ingest(
            "metric,model,observed_on,value,captured_at\n\
             openrouter-tokens,deepseek/deepseek-r1,2026-10-09,5,2026-10-10T06:00:00Z\n",
        )
        .await;
    let mut kept: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
    for view in views {
        let address = freeze(&reader, view, DAY).await;
        assert!(address.starts_with(&format!("/s/{DAY}/")), "{address}");
        let answer = reader.read(&address).await;
        assert_sound(&answer, &keys);
        let seen = visible(&answer.text());
        assert!(
            seen.contains("Frozen at the end of 8 Oct 2026"),
            "{view}: {seen}"
        );
        assert!(
            !seen.contains("9 Oct 2026"),
            "{view} knows the day after: {seen}"
        );
        let tag = answer.header(header::ETAG).to_owned();
        kept.insert(address, (tag, answer.body));
    }
    let live = visible(&reader.read("/countries/CN").await.text());
    assert!(live.contains("9 Oct 2026"), "{live}");
    let reader = reclassified(reader).await;
    assert_kept(&reader, &kept, "reclassified").await;
}

#[tokio::test]
async fn frozen_pages_keep_the_style_sheet_and_the_script_they_were_made_for() {
    let reader = Reader::of_bundled().await;
    let address = freeze(&reader, "/charts/share", DAY).await;
    let page = reader.read(&address).await.text();
    let links = tags(&page);
    let links = links
        .iter()
        .filter_map(|tag| tag.get("href").or(tag.get("src")));
    let assets: Vec<&str> = links.filter(|link| link.starts_with("/static/")).collect();
    assert_eq!(assets.len(), 2, "{assets:?}");
    for asset in assets {
        let present = reader.read(asset).await;
        let name = asset.strip_prefix("/static/").unwrap();
        let kept = reader.database.store.kept_asset(name).await.unwrap();
        assert_eq!(kept.as_deref(), Some(&*present.body));
        // A later build has another one, and knows this one from the store alone.
        let ending = name.rsplit('.').next().unwrap();
        let older = format!("0123456789abcdef.{ending}");
        sqlx::query("UPDATE kept_asset SET name = $1 WHERE name = $2")
            .bind(&older)
            .bind(name)
            .execute(&reader.database.pool)
            .await
            .unwrap();
        let older = reader.read(&format!("/static/{older}")).await;
        assert_eq!(older.body, present.body);
        assert!(older.header(header::CACHE_CONTROL).contains("immutable"));
        let never = reader
            .read(&format!("/static/fedcba9876543210.{ending}"))
            .await;
        assert_eq!(never.header(header::CACHE_CONTROL), "no-store");
    }
}

#[tokio::test]
async fn what_was_never_frozen_is_said_to_be_so_with_a_way_to_the_live_view() {
    let reader = Reader::of_bundled().await;
    let address = format!("/s/{DAY}/charts/share?by=country");
    let answer = reader.get(&address).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let seen = visible(&answer.text());
    assert!(seen.contains("never frozen"), "{seen}");
    assert!(answer.text().contains("href=\"/charts/share?by=country\""));
    let answer = reader.get(&file(&address, "csv")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(
        answer.json()["error"]
            .as_str()
            .unwrap()
            .contains("never frozen")
    );
    for nothing in [
        "/s/2026-13-01/charts/share",
        "/s/yesterday",
        "/s/2026-1-1",
        "/s/2026-10-08/charts/share.exe",
        "/s/2026-10-08/nowhere",
        "/s/2026-10-08/../charts/share",
    ] {
        assert_eq!(
            reader.get(nothing).await.status,
            StatusCode::NOT_FOUND,
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn another_spelling_leads_to_the_one_that_was_frozen() {
    let reader = Reader::of_bundled().await;
    let address = freeze(&reader, "/charts/share?weights=open&by=country&top=8", DAY).await;
    assert_eq!(
        address,
        format!("/s/{DAY}/charts/share?by=country&weights=open")
    );
    for (asked, target) in [
        (
            format!("/s/{DAY}/charts/share?weights=open&by=country"),
            address.clone(),
        ),
        (
            format!("/s/{DAY}/charts/share.csv?weights=open&by=country"),
            file(&address, "csv"),
        ),
    ] {
        let answer = reader.get(&asked).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{asked}");
        assert_eq!(answer.header(header::LOCATION), target);
    }
    // What is asked as of a later moment than the day knows is the day's own view; an earlier one
    // is another view.
    let later = freeze(&reader, "/charts/share?as-of=2026-10-09", DAY).await;
    assert_eq!(later, format!("/s/{DAY}/charts/share"));
    let earlier = freeze(&reader, "/charts/share?as-of=2026-09-01", DAY).await;
    assert_eq!(
        earlier,
        format!("/s/{DAY}/charts/share?as-of=2026-09-01T23:59:59Z")
    );
    let whole = format!("{BASE_URL}/charts/share?by=bloc#figure-share");
    assert_eq!(
        freeze(&reader, &whole, DAY).await,
        format!("/s/{DAY}/charts/share?by=bloc")
    );
}

#[tokio::test]
async fn lists_say_what_is_frozen() {
    let reader = Reader::of_bundled().await;
    let keys = message_keys();
    let none = reader.read("/s").await;
    assert_sound(&none, &keys);
    assert!(visible(&none.text()).contains("Nothing has been frozen yet."));
    assert_sound(&reader.read(&format!("/s/{DAY}")).await, &keys);
    let mut addresses = Vec::new();
    for (view, day) in [
        ("/charts/share", DAY),
        ("/countries/CN", DAY),
        ("/", "2026-10-07"),
    ] {
        addresses.push((day, freeze(&reader, view, day).await));
    }
    let days = reader.read("/s").await;
    assert_sound(&days, &keys);
    for (day, address) in &addresses {
        assert!(days.text().contains(&format!("href=\"/s/{day}\"")));
        let list = reader.read(&format!("/s/{day}")).await;
        assert_sound(&list, &keys);
        assert!(
            list.text().contains(&format!("href=\"{address}\"")),
            "{address}"
        );
    }
}

fn status_of(answers: &[Answer]) -> Vec<StatusCode> {
    answers.iter().map(|answer| answer.status).collect()
}

#[tokio::test]
async fn rows_that_must_not_be_handed_out_are_neither_kept_nor_given() {
    let before = Reader::of_bundled().await;
    let given = freeze(&before, "/charts/over-time", DAY).await;
    let reader = withholding(before).await;
    let address = freeze(&reader, "/charts/over-time?by=bloc", DAY).await;
    let kept: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM frozen_file JOIN frozen_view ON id = view_id
         WHERE question = 'by=bloc'",
    )
    .fetch_one(&reader.database.pool)
    .await
    .unwrap();
    let without_rows = FORMATS.iter().filter(|format| format.group != Group::Rows);
    assert_eq!(kept, 1 + i64::try_from(without_rows.count()).unwrap());
    for format in FORMATS {
        // The terms changed after the first of the two was frozen.
        let answers = [
            reader.get(&file(&address, format.extension)).await,
            reader.get(&file(&given, format.extension)).await,
        ];
        let expected = if format.group == Group::Rows {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::OK
        };
        assert_eq!(status_of(&answers), [expected; 2], "{}", format.extension);
    }
    let page = reader.read(&address).await.text();
    assert!(!page.contains(".csv") && page.contains(".svg"));
    reader.read(&given).await;
}
