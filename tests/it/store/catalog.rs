//! A changed catalog: only the histories it concerns move, and the store is what it would be had
//! that catalog been there from the start.

use super::super::support::TestStore;
use super::reading::{assert_rollups_are_sums, lines, state};
use super::writing::{File, edited_catalog, file, store_of};
use std::sync::Arc;
use weighbridge::domain::catalog::Catalog;

/// Two captures with every kind of model: cataloged, variant, unknown, claimed about, the rest.
fn captures() -> Vec<File> {
    let first = [
        "openrouter-tokens,deepseek/deepseek-r1,2026-04-01,100,mit",
        "openrouter-tokens,deepseek/deepseek-r1:free,2026-04-01,40",
        "openrouter-tokens,openai/gpt-4o-mini,2026-04-01,70",
        "openrouter-tokens,acme/rocket,2026-03-31,3,Rocket License",
        "openrouter-tokens,acme/rocket,2026-04-01,4,mit,open,alibaba,Qwen/Qwen3-8B",
        "openrouter-tokens,acme/rocket-mini:free,2026-04-01,5",
        "openrouter-tokens,acme/rocket-mini,2026-04-01,6",
        "openrouter-tokens,other,2026-04-01,1000",
    ];
    let hub = [
        "hf-likes,Qwen/Qwen3-8B,2026-04-01,8,apache-2.0",
        "hf-likes,HuggingFaceH4/zephyr-7b-beta,2026-04-01,9",
        "hf-likes,acme/Tuned,2026-04-01,2,,,,HuggingFaceH4/zephyr-7b-beta",
    ];
    let second = [
        "openrouter-tokens,deepseek/deepseek-r1,2026-04-01,105,MIT License",
        "openrouter-tokens,acme/rocket,2026-04-02,5",
        "openrouter-tokens,acme/rocket-mini:free,2026-04-02,7",
    ];
    vec![
        file("2026-04-02T00:00:00Z", &first),
        file("2026-04-02T06:00:00Z", &hub),
        file("2026-04-03T00:00:00Z", &second),
    ]
}

/// The rollup with the transaction that wrote each row: a row written anew is another one.
async fn physical_rollup(test: &TestStore) -> Vec<String> {
    lines(
        &test.pool,
        "SELECT xmin, metric_id, observed_on, cell_id, snapshot_id, value FROM rollup",
    )
    .await
}

/// Asserts that the store is what it would be had the catalog been there before the captures.
async fn assert_as_from_the_start(test: &TestStore, catalog: &Arc<Catalog>) {
    assert_rollups_are_sums(&test.pool).await;
    let fresh = TestStore::empty().await;
    fresh.store.migrate().await.unwrap();
    fresh.store.load_catalog(catalog).await.unwrap();
    for file in captures() {
        file.merge_under(&fresh.store, catalog).await.unwrap();
    }
    state(&test.pool).await.assert_is(&state(&fresh.pool).await);
}

/// Loads the captures under the catalog of this build, then the changed catalog.
async fn store_with(changed: &Arc<Catalog>) -> TestStore {
    let test = store_of(&captures()).await;
    assert!(test.store.load_catalog(changed).await.unwrap());
    assert!(!test.store.load_catalog(changed).await.unwrap());
    test
}

/// Replaces the line of a file that begins with `start`; an empty one takes it out.
fn line(start: &'static str, new: &'static str) -> impl Fn(&str) -> String {
    move |text| {
        assert!(text.contains(&format!("\n{start}")), "no line {start}");
        text.lines()
            .filter_map(|line| match (line.starts_with(start), new) {
                (true, "") => None,
                (true, new) => Some(new),
                (false, _) => Some(line),
            })
            .fold(String::new(), |text, line| text + line + "\n")
    }
}

#[tokio::test]
async fn the_same_catalog_is_not_loaded_twice() {
    let test = TestStore::new().await;
    let same = edited_catalog("models.csv", str::to_owned);
    assert!(!test.store.load_catalog(&same).await.unwrap());
}

#[tokio::test]
async fn another_country_of_an_organization_leaves_every_rollup_as_it_is() {
    let changed = edited_catalog(
        "organizations.csv",
        line(
            "deepseek,",
            "deepseek,DeepSeek,FR,deepseek-ai,deepseek,,moved for a test",
        ),
    );
    let test = store_of(&captures()).await;
    let before = physical_rollup(&test).await;
    test.store.load_catalog(&changed).await.unwrap();
    assert_eq!(physical_rollup(&test).await, before);
    let country = "SELECT country FROM organization WHERE slug = 'deepseek'";
    assert_eq!(lines(&test.pool, country).await, ["(FR)"]);
    assert_as_from_the_start(&test, &changed).await;
}

#[tokio::test]
async fn another_license_of_one_model_moves_only_its_history() {
    let changed = edited_catalog("models.csv", |text| {
        line(
            "openrouter,openai/gpt-4o-mini,",
            "openrouter,openai/gpt-4o-mini,GPT-4o-mini,openai,open,mit,,language,,,,,changed for a test",
        )(text)
    });
    let test = store_of(&captures()).await;
    let before = physical_rollup(&test).await;
    test.store.load_catalog(&changed).await.unwrap();
    let after = physical_rollup(&test).await;
    let kept = before.iter().filter(|row| after.contains(row)).count();
    assert_eq!(kept, before.len() - 1, "{before:#?}\n{after:#?}");
    assert_as_from_the_start(&test, &changed).await;
}

#[tokio::test]
async fn another_organization_of_a_base_moves_what_is_built_on_it() {
    let changed = edited_catalog("models.csv", |text| {
        text.replace(",Qwen3-8B,alibaba,open,", ",Qwen3-8B,meta,closed,")
    });
    let test = store_with(&changed).await;
    assert_as_from_the_start(&test, &changed).await;
}

#[tokio::test]
async fn an_alias_for_a_text_moves_every_row_that_text_was_said_of() {
    // Said of an older day of a snapshot: not what the model's claims end up saying.
    let changed = edited_catalog("license_aliases.csv", |text| {
        format!("{text}Rocket License,apache-2.0,for a test\n")
    });
    let test = store_with(&changed).await;
    let then = "SELECT r.value, license.slug FROM rollup r JOIN cell ON cell.id = r.cell_id
        JOIN license ON license.id = cell.license_then WHERE r.observed_on = '2026-03-31'";
    assert_eq!(lines(&test.pool, then).await, ["(3,apache-2.0)"]);
    assert_as_from_the_start(&test, &changed).await;
}

#[tokio::test]
async fn a_model_that_joins_the_catalog_is_what_it_says_with_its_variants() {
    let changed = edited_catalog("models.csv", |text| {
        format!(
            "{text}openrouter,acme/rocket-mini,Rocket Mini,openai,closed,proprietary,,language,,,2026-01,,test\n"
        )
    });
    let test = store_with(&changed).await;
    assert_as_from_the_start(&test, &changed).await;
}

#[tokio::test]
async fn a_model_that_leaves_the_catalog_is_unknown_again_with_its_variants() {
    for start in [
        "openrouter,deepseek/deepseek-r1,",
        "openrouter,deepseek/deepseek-r1:free,",
        "openrouter,other,",
        "huggingface,HuggingFaceH4/zephyr-7b-beta,",
        "huggingface,Qwen/Qwen3-8B,",
    ] {
        let changed = edited_catalog("models.csv", line(start, ""));
        let test = store_with(&changed).await;
        assert_as_from_the_start(&test, &changed).await;
    }
}

#[tokio::test]
async fn a_family_that_leaves_the_catalog_is_unknown_and_still_a_family() {
    let changed = edited_catalog("models.csv", |text| {
        let without = line("openrouter,deepseek/deepseek-r1,", "")(text);
        line("openrouter,deepseek/deepseek-r1:free,", "")(&without)
    });
    let test = store_with(&changed).await;
    assert_as_from_the_start(&test, &changed).await;
}

#[tokio::test]
async fn a_variant_the_catalog_names_joins_its_family_and_can_leave_it() {
    let named = edited_catalog("models.csv", |text| {
        format!("{text}openrouter,acme/rocket-mini,Rocket Mini,,unknown,,,,acme/rocket,,,,test\n")
    });
    let test = store_with(&named).await;
    assert_as_from_the_start(&test, &named).await;

    let catalog = edited_catalog("models.csv", |text| format!("{text}\n"));
    assert!(test.store.load_catalog(&catalog).await.unwrap());
    assert_as_from_the_start(&test, &catalog).await;
}

#[tokio::test]
async fn an_organization_that_leaves_the_catalog_publishes_nothing_any_more() {
    let with = edited_catalog("organizations.csv", |text| {
        format!("{text}acme-labs,Acme Labs,FR,acme,acme,,test\n")
    });
    let test = store_with(&with).await;
    assert_as_from_the_start(&test, &with).await;

    let catalog = edited_catalog("organizations.csv", str::to_owned);
    assert!(test.store.load_catalog(&catalog).await.unwrap());
    assert_as_from_the_start(&test, &catalog).await;
}
