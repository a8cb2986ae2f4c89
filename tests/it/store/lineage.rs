//! What a model was made from: named by a snapshot or by the catalog, followed to the root.

use super::super::support::TestStore;
use super::reading::{assert_rollups_are_sums, lines, state};
use super::writing::{File, catalog, edited_catalog, file, now, store_of, stored};
use weighbridge::domain::lineage::Unresolved;

/// A model's base, with the root it counts for, and the organization that root has.
async fn root_of(test: &TestStore, model: &str) -> String {
    let found = lines(
        &test.pool,
        &format!(
            "SELECT base.external_id, root.external_id, organization.slug FROM model m
             LEFT JOIN model base ON base.id = m.base_model_id
             LEFT JOIN model root ON root.id = m.root_model_id
             LEFT JOIN organization ON organization.id = root.organization_id
             WHERE m.external_id = '{model}'"
        ),
    )
    .await;
    found.join(" ")
}

/// What became of a model's stated base, and of its use: the cells it is in.
async fn lineage_of(test: &TestStore, model: &str) -> Option<Unresolved> {
    let found: Vec<(i16, i16)> = sqlx::query_as(
        "SELECT DISTINCT m.lineage, cell.lineage
         FROM model m JOIN observation o ON o.model_id = m.id
         JOIN rollup r ON r.metric_id = o.metric_id AND r.observed_on = o.observed_on
              AND r.snapshot_id = o.snapshot_id
         JOIN cell ON cell.id = r.cell_id WHERE m.external_id = $1
           AND r.value <> 0",
    )
    .bind(model)
    .fetch_all(&test.pool)
    .await
    .unwrap();
    assert_eq!(found.len(), 1, "{model}: {found:?}");
    assert_eq!(found[0].0, found[0].1, "{model}");
    Unresolved::from_code(found[0].0)
}

/// Models whose stated base does not resolve, with the reason.
async fn reasons(test: &TestStore) -> Vec<String> {
    let query = "SELECT external_id, lineage FROM model WHERE lineage > 1 AND NOT cataloged";
    lines(&test.pool, query).await
}

/// A capture on a day of April that says what each model was made from.
fn made_from(day: u32, pairs: &[(&str, &str)]) -> File {
    let rows: Vec<String> = pairs
        .iter()
        .map(|(model, base)| format!("hf-likes,{model},2026-04-{day:02},1,,,,{base}"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    file(&format!("2026-04-{day:02}T12:00:00Z"), &rows)
}

#[tokio::test]
async fn a_claimed_base_is_followed_to_its_cataloged_publisher() {
    let test = store_of(&[made_from(1, &[("acme/Tuned", "Qwen/Qwen3-8B")])]).await;
    let root = root_of(&test, "acme/Tuned").await;
    assert_eq!(root, "(Qwen/Qwen3-8B,Qwen/Qwen3-8B,alibaba)");
    assert_rollups_are_sums(&test.pool).await;
    let cell = "SELECT lineage, base.slug FROM rollup r JOIN cell ON cell.id = r.cell_id
        JOIN organization base ON base.id = cell.base_organization_id";
    assert_eq!(lines(&test.pool, cell).await, ["(1,alibaba)"]);
}

#[tokio::test]
async fn the_catalog_names_a_base_and_its_word_comes_first() {
    let test = store_of(&[made_from(
        1,
        &[("HuggingFaceH4/zephyr-7b-beta", "acme/Else")],
    )])
    .await;
    let root = root_of(&test, "HuggingFaceH4/zephyr-7b-beta").await;
    assert_eq!(
        root,
        "(mistralai/Mistral-7B-v0.1,mistralai/Mistral-7B-v0.1,mistral-ai)"
    );
}

#[tokio::test]
async fn a_model_on_another_source_is_built_on_a_hub_model() {
    let test = store_of(&[file(
        "2026-04-02T00:00:00Z",
        &["openrouter-tokens,acme/rocket,2026-04-01,5,,,,Qwen/Qwen3-8B"],
    )])
    .await;
    let root = root_of(&test, "acme/rocket").await;
    assert_eq!(root, "(Qwen/Qwen3-8B,Qwen/Qwen3-8B,alibaba)");
}

#[tokio::test]
async fn a_chain_of_bases_ends_at_its_root_and_moves_when_a_link_in_it_moves() {
    let chain = made_from(
        1,
        &[
            ("acme/One", "acme/Two"),
            ("acme/Two", "acme/Three"),
            ("acme/Three", "Qwen/Qwen3-8B"),
        ],
    );
    let test = store_of(std::slice::from_ref(&chain)).await;
    let root = root_of(&test, "acme/One").await;
    assert_eq!(root, "(acme/Two,Qwen/Qwen3-8B,alibaba)");

    let moved = made_from(2, &[("acme/Three", "meta-llama/Llama-3.1-8B")]);
    moved.merge(&test.store).await;
    let root = root_of(&test, "acme/One").await;
    assert!(
        root.starts_with("(acme/Two,meta-llama/Llama-3.1-8B,"),
        "{root}"
    );
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_model_whose_chain_runs_into_itself_stays_on_its_own_until_the_circle_opens() {
    let circle = made_from(
        1,
        &[
            ("acme/One", "acme/Two"),
            ("acme/Two", "acme/Three"),
            ("acme/Three", "acme/Two"),
        ],
    );
    let test = store_of(std::slice::from_ref(&circle)).await;
    assert_eq!(root_of(&test, "acme/One").await, "(acme/Two,,)");
    assert_eq!(root_of(&test, "acme/Two").await, "(acme/Three,,)");
    let all = ["(acme/One,3)", "(acme/Three,3)", "(acme/Two,3)"];
    assert_eq!(reasons(&test).await, all);

    let opened = made_from(2, &[("acme/Three", "Qwen/Qwen3-8B")]);
    let (id, _) = stored(opened.merge(&test.store).await);
    let root = root_of(&test, "acme/One").await;
    assert_eq!(root, "(acme/Two,Qwen/Qwen3-8B,alibaba)");
    assert_rollups_are_sums(&test.pool).await;

    test.store
        .retract(id, "wrong", now(), catalog())
        .await
        .unwrap();
    let closed = store_of(&[circle]).await;
    state(&test.pool)
        .await
        .assert_is(&state(&closed.pool).await);
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_chain_longer_than_we_walk_moves_when_a_link_within_reach_does() {
    let names: Vec<String> = (1..=9).map(|number| format!("acme/L{number}")).collect();
    let links: Vec<(&str, &str)> = names
        .windows(2)
        .map(|pair| (pair[0].as_str(), pair[1].as_str()))
        .collect();
    let test = store_of(&[made_from(1, &links)]).await;
    assert_eq!(root_of(&test, "acme/L1").await, "(acme/L2,,)");
    let too_deep = reasons(&test).await;
    let [ref first, ref second, ..] = too_deep[..] else {
        panic!("{too_deep:?}")
    };
    assert_eq!(
        [first.as_str(), second.as_str()],
        ["(acme/L1,4)", "(acme/L2,4)"]
    );
    assert_rollups_are_sums(&test.pool).await;

    made_from(2, &[("acme/L3", "Qwen/Qwen3-8B")])
        .merge(&test.store)
        .await;
    let root = root_of(&test, "acme/L1").await;
    assert_eq!(root, "(acme/L2,Qwen/Qwen3-8B,alibaba)");
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_base_of_which_nothing_is_known_does_not_resolve_until_something_is() {
    let tuned = made_from(1, &[("Qwen/Qwen3-8B-tuned", "acme/Base")]);
    let test = store_of(std::slice::from_ref(&tuned)).await;
    let model = "Qwen/Qwen3-8B-tuned";
    assert_eq!(root_of(&test, model).await, "(acme/Base,,)");
    assert_eq!(lineage_of(&test, model).await, Some(Unresolved::Unknown));
    // Numbers alone do not tell whose it is.
    made_from(2, &[("acme/Base", "")]).merge(&test.store).await;
    assert_eq!(lineage_of(&test, model).await, Some(Unresolved::Unknown));
    assert_rollups_are_sums(&test.pool).await;

    let known = file(
        "2026-04-03T12:00:00Z",
        &["hf-likes,acme/Base,2026-04-03,1,mit"],
    );
    let (id, _) = stored(known.merge(&test.store).await);
    assert_eq!(root_of(&test, model).await, "(acme/Base,acme/Base,)");
    assert_rollups_are_sums(&test.pool).await;

    test.store
        .retract(id, "wrong", now(), catalog())
        .await
        .unwrap();
    assert_eq!(lineage_of(&test, model).await, Some(Unresolved::Unknown));
    assert_rollups_are_sums(&test.pool).await;
    let never = store_of(&[tuned, made_from(2, &[("acme/Base", "")])]).await;
    state(&test.pool).await.assert_is(&state(&never.pool).await);
}

#[tokio::test]
async fn a_chain_that_breaks_behind_a_known_base_stays_with_the_publisher() {
    let test = store_of(&[made_from(
        1,
        &[("acme/Tuned", "Qwen/Mixed"), ("Qwen/Mixed", "homemade")],
    )])
    .await;
    assert_eq!(root_of(&test, "acme/Tuned").await, "(Qwen/Mixed,,)");
    assert_eq!(reasons(&test).await, ["(Qwen/Mixed,2)", "(acme/Tuned,2)"]);
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_model_stated_to_be_its_own_base_is_a_cycle() {
    let test = store_of(&[made_from(1, &[("acme/Self", "acme/Self")])]).await;
    let lineage = lineage_of(&test, "acme/Self").await;
    assert_eq!(lineage, Some(Unresolved::Cycle));
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_base_is_no_longer_stated_once_the_snapshot_that_stated_it_is_retracted() {
    let plain = made_from(1, &[("acme/Tuned", "")]);
    let test = store_of(std::slice::from_ref(&plain)).await;
    for base in ["acme/Nobody", "homemade", "Qwen/Qwen3-8B", "acme/Tuned"] {
        let stated = made_from(2, &[("acme/Tuned", base)]);
        let (id, _) = stored(stated.merge(&test.store).await);
        assert_eq!(
            reasons(&test).await.len(),
            usize::from(base != "Qwen/Qwen3-8B")
        );
        assert_rollups_are_sums(&test.pool).await;
        let done = test.store.retract(id, base, now(), catalog()).await;
        done.unwrap();
        assert_rollups_are_sums(&test.pool).await;
        let never = store_of(std::slice::from_ref(&plain)).await;
        state(&test.pool).await.assert_is(&state(&never.pool).await);
    }
}

#[tokio::test]
async fn a_namespace_in_the_catalog_makes_a_base_known() {
    let test = store_of(&[made_from(1, &[("Qwen/Tuned", "acme/Base")])]).await;
    let lineage = lineage_of(&test, "Qwen/Tuned").await;
    assert_eq!(lineage, Some(Unresolved::Unknown));
    let changed = edited_catalog("organizations.csv", |text| {
        let changed = text.replace(",CN,Qwen|", ",CN,acme|Qwen|");
        assert_ne!(changed, text);
        changed
    });
    assert!(test.store.load_catalog(&changed).await.unwrap());
    let root = root_of(&test, "Qwen/Tuned").await;
    assert_eq!(root, "(acme/Base,acme/Base,alibaba)");
    assert_rollups_are_sums(&test.pool).await;
    assert!(test.store.load_catalog(catalog()).await.unwrap());
    let lineage = lineage_of(&test, "Qwen/Tuned").await;
    assert_eq!(lineage, Some(Unresolved::Unknown));
    assert_rollups_are_sums(&test.pool).await;
}

#[tokio::test]
async fn a_base_that_is_no_hub_id_does_not_resolve_whoever_comes_first() {
    let says = made_from(1, &[("acme/Tuned", "homemade")]);
    let named = made_from(2, &[("homemade", "")]);
    for files in [[says.clone(), named.clone()], [named, says]] {
        let test = store_of(&files).await;
        assert_eq!(root_of(&test, "acme/Tuned").await, "(,,)");
        assert_eq!(reasons(&test).await, ["(acme/Tuned,2)"]);
    }
}

#[tokio::test]
async fn what_the_hub_says_of_a_base_moves_what_is_built_on_it_elsewhere() {
    let built = file(
        "2026-04-05T00:00:00Z",
        &["openrouter-tokens,acme/rocket,2026-04-01,5,,,,acme/Base"],
    );
    let licensed = |captured_at: &str, license: &str| {
        let row = format!("hf-likes,acme/Base,2026-04-01,1,{license},closed,meta");
        file(captured_at, &[&row])
    };
    let test = store_of(&[built]).await;
    licensed("2026-04-06T00:00:00Z", "mit")
        .merge(&test.store)
        .await;
    assert_rollups_are_sums(&test.pool).await;
    // Earlier than what is built on it: its license was known by then.
    licensed("2026-04-04T00:00:00Z", "apache-2.0")
        .merge(&test.store)
        .await;
    assert_rollups_are_sums(&test.pool).await;
    let then = "SELECT license.slug FROM rollup r JOIN cell ON cell.id = r.cell_id
        JOIN source ON source.id = cell.source_id AND source.slug = 'openrouter'
        JOIN license ON license.id = cell.base_license_then";
    assert_eq!(lines(&test.pool, then).await, ["(apache-2.0)"]);
}

#[tokio::test]
async fn a_base_named_by_a_changed_catalog_moves_the_chain_behind_it() {
    let files = [
        made_from(1, &[("acme/Tuned", "HuggingFaceH4/zephyr-7b-beta")]),
        made_from(2, &[("acme/Tuned", "HuggingFaceH4/zephyr-7b-beta")]),
    ];
    let test = store_of(&files).await;
    let changed = edited_catalog("models.csv", |text| {
        let changed = text.replace(
            "open,mit,mistralai/Mistral-7B-v0.1,",
            "open,mit,Qwen/Qwen3-8B,",
        );
        assert_ne!(changed, text);
        changed
    });
    assert!(test.store.load_catalog(&changed).await.unwrap());
    let root = root_of(&test, "acme/Tuned").await;
    assert_eq!(root, "(HuggingFaceH4/zephyr-7b-beta,Qwen/Qwen3-8B,alibaba)");
    assert_rollups_are_sums(&test.pool).await;
}
