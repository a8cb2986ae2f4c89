//! Frozen views in the store: kept whole or not at all, once, and by every instance.

use super::super::support::TestStore;
use chrono::{TimeZone, Utc};
use weighbridge::store::frozen::{Freezing, FrozenFile, FrozenView, Spot};

fn freezing(question: &str, body: &[u8]) -> Freezing {
    Freezing {
        view: FrozenView {
            spot: Spot {
                day: "2026-04-01".parse().unwrap(),
                path: "/charts/share".to_owned(),
                question: question.to_owned(),
            },
            title: "A share".to_owned(),
            kept_at: Utc.with_ymd_and_hms(2026, 4, 2, 9, 30, 0).unwrap(),
            data_version: 7,
        },
        source: Some("openrouter".to_owned()),
        files: ["", "csv"]
            .map(|ending| FrozenFile {
                ending: ending.to_owned(),
                name: format!("file.{ending}"),
                media_type: "text/csv".to_owned(),
                attachment: true,
                body: body.to_vec(),
            })
            .to_vec(),
        assets: vec![("0123456789abcdef.css".to_owned(), "body {}".to_owned())],
    }
}

#[tokio::test]
async fn the_first_bytes_stay_and_come_back_as_they_were() {
    let test = TestStore::new().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let first = freezing("by=country", &bytes);
    assert!(test.store.freeze(first.clone()).await.unwrap());
    let other = test.second_instance();
    assert!(
        !other
            .freeze(freezing("by=country", b"others"))
            .await
            .unwrap()
    );
    for store in [&test.store, &other] {
        let spot = &first.view.spot;
        assert_eq!(
            store.frozen_view(spot).await.unwrap(),
            Some(first.view.clone())
        );
        for file in &first.files {
            let kept = store
                .frozen_file(spot, &file.ending)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(kept.file, *file);
            assert_eq!(kept.source.as_deref(), Some("openrouter"));
        }
        assert_eq!(store.frozen_file(spot, "xlsx").await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_longest_question_has_a_place_of_its_own() {
    let test = TestStore::new().await;
    let long = |last: char| format!("model={}{last}", "x".repeat(8_000));
    for last in ['a', 'b'] {
        assert!(
            test.store
                .freeze(freezing(&long(last), b"1"))
                .await
                .unwrap()
        );
    }
    let day = "2026-04-01".parse().unwrap();
    let views = test.store.frozen_on(day, 10).await.unwrap();
    let questions: Vec<_> = views
        .iter()
        .map(|view| view.spot.question.clone())
        .collect();
    assert_eq!(questions, [long('a'), long('b')]);
    let days = test.store.frozen_days(10).await.unwrap();
    assert_eq!((days[0].day, days[0].views, days.len()), (day, 2, 1));
}

#[tokio::test]
async fn a_view_with_a_file_that_cannot_be_kept_is_not_kept_at_all() {
    let test = TestStore::new().await;
    let mut twice = freezing("", b"1");
    twice.files[1].ending = String::new();
    assert!(test.store.freeze(twice.clone()).await.is_err());
    assert_eq!(
        test.store.frozen_view(&twice.view.spot).await.unwrap(),
        None
    );
    let since = twice.view.kept_at;
    let spent = async || test.store.frozen_since(since).await.unwrap();
    assert_eq!(spent().await.views, 0);
    assert!(test.store.freeze(freezing("", b"1")).await.unwrap());
    let after = spent().await;
    assert!(after.views == 1 && after.bytes > 0, "{after:?}");
}
