//! The schema stays one that a distributed Postgres takes: the lint reads the plan from table
//! comments, on plain Postgres.

use super::super::support::TestStore;
use super::reading::{assert_same, lines, orphans};
use super::writing::{file, store_of};

const LINT: &str = include_str!("citus_lint.sql");

async fn violations(test: &TestStore) -> Vec<String> {
    lines(&test.pool, LINT.trim_end().trim_end_matches(';')).await
}

#[tokio::test]
async fn the_migrated_schema_can_be_distributed() {
    let test = TestStore::empty().await;
    test.store.migrate().await.unwrap();
    assert_same(&violations(&test).await, &[], "lint of the schema");
}

#[tokio::test]
async fn the_schema_with_partitions_can_be_distributed_and_nothing_is_without_its_row() {
    let test = store_of(&[
        file(
            "2026-04-02T00:00:00Z",
            &[
                "openrouter-tokens,acme/rocket:free,2026-03-31,10,mit,open,alibaba,acme/Base",
                "openrouter-tokens,acme/rocket,2026-04-01,10",
            ],
        ),
        file(
            "2026-04-03T00:00:00Z",
            &["openrouter-tokens,acme/rocket,2026-04-01,11"],
        ),
    ])
    .await;
    let partitions = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'observation'::regclass";
    assert_eq!(lines(&test.pool, partitions).await, ["(2)"]);
    assert_same(&violations(&test).await, &[], "lint of the loaded schema");
    assert_same(&orphans(&test.pool).await, &[], "rows nothing explains");
}

#[tokio::test]
async fn the_lint_sees_what_could_not_be_distributed() {
    let test = TestStore::new().await;
    sqlx::raw_sql(
        "ALTER TABLE snapshot_part ADD UNIQUE (part);
         CREATE TABLE note (id bigint);
         COMMENT ON TABLE note IS 'scale: reference'",
    )
    .execute(&test.pool)
    .await
    .unwrap();
    let found = violations(&test).await;
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[tokio::test]
async fn every_table_has_its_place_in_the_plan() {
    let test = TestStore::new().await;
    let unplanned = "SELECT c.relname FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_sqlx_migrations'
          AND coalesce(obj_description(c.oid, 'pg_class'), '') !~ 'scale: (reference|distributed)'";
    assert_same(
        &lines(&test.pool, unplanned).await,
        &[],
        "tables without a plan",
    );
}

#[tokio::test]
async fn a_month_made_in_a_merge_is_a_partition_like_any_other() {
    // The second comes late: its month is made empty, and filled by reading both again.
    let test = store_of(&[
        file(
            "2026-04-03T00:00:00Z",
            &[
                "hf-likes,acme/rocket,2026-02-01,1",
                "hf-likes,acme/rocket,2026-04-02,2",
            ],
        ),
        file(
            "2026-04-02T00:00:00Z",
            &[
                "hf-likes,acme/rocket,2026-03-01,3",
                "hf-likes,acme/rocket,2026-04-02,4",
            ],
        ),
    ])
    .await;
    let described = "SELECT DISTINCT
            (SELECT array_agg((a.attname, a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
                              ORDER BY a.attname)
             FROM pg_attribute a
             LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = i.inhrelid AND a.attnum > 0),
            (SELECT array_agg(pg_get_constraintdef(c.oid) ORDER BY c.contype) FROM pg_constraint c
             WHERE c.conrelid = i.inhrelid),
            (SELECT array_agg(replace(pg_get_indexdef(x.indexrelid), i.inhrelid::regclass::text, '')
                              ORDER BY x.indkey::text)
             FROM pg_index x WHERE x.indrelid = i.inhrelid),
            (SELECT count(*) FROM pg_index x JOIN pg_inherits h ON h.inhrelid = x.indexrelid
             WHERE x.indrelid = i.inhrelid)
        FROM pg_inherits i WHERE i.inhparent = 'observation'::regclass";
    let described = lines(&test.pool, described).await;
    assert_eq!(described.len(), 1, "{described:#?}");
    assert!(described[0].contains(",3)"), "{described:#?}");
}

#[tokio::test]
async fn after_a_load_the_database_knows_what_its_tables_hold() {
    let test = store_of(&[file(
        "2026-04-02T00:00:00Z",
        &[
            "hf-likes,acme/rocket,2026-03-31,10,mit",
            "hf-likes,acme/rocket,2026-04-01,10",
        ],
    )])
    .await;
    test.store.refresh_statistics().await.unwrap();
    let unknown = "SELECT c.relname FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND (c.relname ~ '^observation' OR c.relname = ANY(ARRAY[
              'rollup', 'cell', 'model', 'model_claim', 'claim_text', 'snapshot']))
          AND NOT EXISTS (SELECT FROM pg_stats WHERE tablename = c.relname)";
    assert_same(
        &lines(&test.pool, unknown).await,
        &[],
        "tables nobody looked at",
    );
}
