//! Rollups are sums over observations: checked against SQL that adds them up the long way.

use super::super::support::TestStore;
use super::reading::{assert_rollups_are_sums, assert_same, lines, rollup_changes, state};
use super::writing::{File, catalog, file, store_of};

/// A week of two captures of a family with variants, a model without license, and the rest.
fn captures() -> Vec<File> {
    vec![
        file(
            "2026-04-02T00:00:00Z",
            &[
                "openrouter-tokens,deepseek/deepseek-r1,2026-04-01,100,mit",
                "openrouter-tokens,deepseek/deepseek-r1:free,2026-04-01,40,mit",
                "openrouter-tokens,openai/gpt-4o-mini,2026-04-01,70",
                "openrouter-tokens,openrouter/pony-alpha,2026-04-01,9",
                "openrouter-tokens,other,2026-04-01,1000",
            ],
        ),
        file(
            "2026-04-03T00:00:00Z",
            &[
                "openrouter-tokens,deepseek/deepseek-r1,2026-04-01,110,mit",
                "openrouter-tokens,deepseek/deepseek-r1,2026-04-02,90,apache-2.0",
                "openrouter-tokens,deepseek/deepseek-r1:free,2026-04-02,30,mit",
                "openrouter-tokens,other,2026-04-01,1000",
                "openrouter-tokens,other,2026-04-02,900",
            ],
        ),
    ]
}

/// `sum(value), sum(models), sum(slugs)` of a day, as of a moment.
async fn totals(test: &TestStore, day: &str, as_of: &str) -> Vec<String> {
    lines(
        &test.pool,
        &format!(
            "SELECT sum(r.value), sum(r.models), sum(r.slugs)
             FROM rollup r JOIN snapshot s ON s.id = r.snapshot_id
             WHERE r.observed_on = '{day}' AND s.captured_at <= '{as_of}'"
        ),
    )
    .await
}

#[tokio::test]
async fn a_model_and_its_variant_are_one_model_and_two_slugs() {
    let test = store_of(&captures()[..1]).await;
    // 100 + 40 + 70 + 9 + 1000 of R1 with its free variant, GPT-4o mini, Pony Alpha and the rest.
    let first = totals(&test, "2026-04-01", "infinity").await;
    assert_eq!(first, ["(1219,3,4)"]);
    captures()[1].merge(&test.store).await;
    // What the newest capture says of R1's license parts it from its free variant: from then on
    // they are in different cells, and each counts.
    let now = totals(&test, "2026-04-02", "infinity").await;
    assert_eq!(now, ["(1020,2,2)"]);
}

#[tokio::test]
async fn rollups_are_the_sums_of_observations_as_of_every_moment() {
    let test = store_of(&captures()).await;
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn building_rollups_anew_changes_nothing() {
    let test = store_of(&captures()).await;
    let before = state(&test.pool).await;
    test.store.rebuild().await.unwrap();
    state(&test.pool).await.assert_is(&before);
}

#[tokio::test]
async fn models_nobody_said_anything_of_are_what_the_rules_make_of_them() {
    let tokens = "openrouter-tokens";
    let test = store_of(&[file(
        "2026-04-02T00:00:00Z",
        &[
            // A variant the catalog does not name, of a model it does; one of which only the
            // organization is known, by its namespace; one of which nothing is; and the rest.
            &format!("{tokens},openai/gpt-4o-mini:extended,2026-04-01,70"),
            &format!("{tokens},deepseek/not-in-the-catalog,2026-04-01,50"),
            &format!("{tokens},acme/rocket:free,2026-04-01,40"),
            &format!("{tokens},other,2026-04-01,1000"),
        ],
    )])
    .await;
    let before = state(&test.pool).await;
    test.store.rebuild().await.unwrap();
    state(&test.pool).await.assert_is(&before);
}

#[tokio::test]
async fn building_rollups_anew_mends_rollups_and_roots_that_were_damaged() {
    let test = store_of(&captures()).await;
    let before = rollup_changes(&test.pool).await;
    sqlx::raw_sql(
        "UPDATE rollup SET value = value + 1;
         DELETE FROM rollup WHERE models = 0;
         UPDATE model SET root_model_id = (SELECT min(id) FROM model)
         WHERE external_id = 'openai/gpt-4o-mini'",
    )
    .execute(&test.pool)
    .await
    .unwrap();
    test.store.rebuild().await.unwrap();
    let after = rollup_changes(&test.pool).await;
    assert_same(&after, &before, "rollups after a rebuild");
}

#[tokio::test]
async fn rollups_of_an_older_form_are_built_anew_once() {
    let test = store_of(&captures()).await;
    assert!(test.store.renew_rollups().await.unwrap());
    assert!(!test.store.renew_rollups().await.unwrap());
    let before = rollup_changes(&test.pool).await;
    sqlx::raw_sql("UPDATE rollup SET restated = 0; UPDATE data_version SET rollup_form = 0")
        .execute(&test.pool)
        .await
        .unwrap();
    assert!(test.store.renew_rollups().await.unwrap());
    let after = rollup_changes(&test.pool).await;
    assert_same(&after, &before, "rollups built anew");
    assert!(!test.store.renew_rollups().await.unwrap());
}

#[tokio::test]
async fn a_store_from_before_lineages_is_brought_along_with_its_cells() {
    let test = TestStore::empty().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut before = sqlx::migrate::Migrator::new(folder).await.unwrap();
    before.migrations.to_mut().retain(|one| one.version < 8);
    before.run(&test.pool).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO source VALUES (1, 'huggingface', 'Hub', 1, NULL, NULL);
         INSERT INTO model (source_id, external_id, name, unlisted, scope, weights, cataloged,
                            catalog_weights, basis)
         VALUES (1, 'acme/Base', '', false, 0, 1, false, 0, ''),
                (1, 'acme/Tuned', '', false, 0, 1, false, 0, '');
         UPDATE model SET base_model_id = 1, root_model_id = 1 WHERE id = 2;
         INSERT INTO cell (source_id, scope, organization_id, weights, license_then,
                           license_undated, license_now, has_base, base_organization_id,
                           base_weights, base_license_then, base_license_now)
         VALUES (1, 0, 0, 1, 0, false, 0, true, 0, 1, 0, 0), (1, 0, 0, 1, 0, true, 0, false, 0, 1, 0, 0)",
    )
    .execute(&test.pool)
    .await
    .unwrap();
    test.store.migrate().await.unwrap();
    let cells = "SELECT lineage, license_undated, base_license_undated FROM cell";
    assert_eq!(lines(&test.pool, cells).await, ["(0,t,t)", "(1,f,f)"]);
    let models = "SELECT external_id, lineage FROM model";
    let expected = ["(acme/Base,0)", "(acme/Tuned,1)"];
    assert_eq!(lines(&test.pool, models).await, expected);
    // In the order in which a program starts.
    assert!(test.store.renew_rollups().await.unwrap());
    assert!(test.store.load_catalog(catalog()).await.unwrap());
    assert_rollups_are_sums(&test.pool).await;
}
