//! What a store says, read with plain SQL that shares nothing with the store's own. Numbers that
//! depend on the order of arrival are replaced by what they stand for, so that two stores that
//! mean the same read the same.

use sqlx::{AssertSqlSafe, PgPool};

/// Everything that follows from the catalog and the snapshots in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub observations: Vec<String>,
    pub snapshots: Vec<String>,
    pub models: Vec<String>,
    pub claims: Vec<String>,
    /// What each moment changed: equal changes mean equal sums as of every moment.
    pub rollups: Vec<String>,
}

/// Reads all of it.
pub async fn state(pool: &PgPool) -> State {
    State {
        observations: lines(
            pool,
            "SELECT metric.slug, model.external_id, o.observed_on, o.value, o.known_from,
                    o.known_to, encode(by.content_sha256, 'hex'),
                    encode(restating.content_sha256, 'hex'), text.raw
             FROM observation o
             JOIN metric ON metric.id = o.metric_id
             JOIN model ON model.id = o.model_id
             JOIN snapshot by ON by.id = o.snapshot_id
             LEFT JOIN snapshot restating ON restating.id = o.superseded_by
             LEFT JOIN claim_text text ON text.id = o.license_text_id",
        )
        .await,
        snapshots: lines(
            pool,
            "SELECT captured_at, encode(content_sha256, 'hex'), rows, inserted, restated, unchanged
             FROM snapshot WHERE retracted_at IS NULL",
        )
        .await,
        models: lines(
            pool,
            "SELECT source.slug, m.external_id, m.name, main.external_id, m.unlisted, m.scope,
                    organization.slug, m.weights, said.slug, known.slug, base.external_id,
                    root.external_id, m.lineage, m.cataloged, m.released_on, m.huggingface_id
             FROM model m
             JOIN source ON source.id = m.source_id
             LEFT JOIN model main ON main.id = m.variant_of
             LEFT JOIN organization ON organization.id = m.organization_id
             LEFT JOIN license said ON said.id = m.license_now_id
             LEFT JOIN license known ON known.id = m.catalog_license_id
             LEFT JOIN model base ON base.id = m.base_model_id
             LEFT JOIN model root ON root.id = m.root_model_id
             WHERE EXISTS (SELECT FROM observation o WHERE o.model_id = m.id)",
        )
        .await,
        claims: lines(
            pool,
            "SELECT source.slug, m.external_id, c.attribute, c.first_seen, c.last_seen, text.raw,
                    license.slug
             FROM model_claim c
             JOIN model m ON m.id = c.model_id
             JOIN source ON source.id = m.source_id
             JOIN claim_text text ON text.id = c.text_id
             LEFT JOIN license ON license.id = text.license_id",
        )
        .await,
        rollups: rollup_changes(pool).await,
    }
}

/// What the rollups say changed at each moment, per metric, day and attributes.
pub async fn rollup_changes(pool: &PgPool) -> Vec<String> {
    lines(
        pool,
        &format!(
            "SELECT metric, observed_on, captured_at, {ATTRIBUTES},
                    sum(value), sum(models), sum(slugs), sum(restated), sum(restated_by)
             FROM ({ROLLUP_ROWS}) AS part
             GROUP BY metric, observed_on, captured_at, {ATTRIBUTES}
             HAVING sum(value) <> 0 OR sum(models) <> 0 OR sum(slugs) <> 0
                 OR sum(restated) <> 0"
        ),
    )
    .await
}

/// The attributes of a cell, by name.
const ATTRIBUTES: &str = "source, scope, organization, weights, license_then, license_undated,
    license_now, lineage, base_organization, base_weights, base_license_then, base_license_undated,
    base_license_now";

/// The rows of the rollup with their cells spelled out.
const ROLLUP_ROWS: &str = "
    SELECT metric.slug AS metric, r.observed_on, snapshot.captured_at, r.value, r.models, r.slugs,
           r.restated, r.restated_by, source.slug AS source, cell.scope,
           coalesce(organization.slug, cell.organization_id::text) AS organization,
           cell.weights,
           coalesce(dated.slug, cell.license_then::text) AS license_then, cell.license_undated,
           coalesce(now.slug, cell.license_now::text) AS license_now, cell.lineage,
           coalesce(base_organization.slug, cell.base_organization_id::text) AS base_organization,
           cell.base_weights,
           coalesce(base_then.slug, cell.base_license_then::text) AS base_license_then,
           cell.base_license_undated,
           coalesce(base_now.slug, cell.base_license_now::text) AS base_license_now
    FROM rollup r
    JOIN metric ON metric.id = r.metric_id
    JOIN snapshot ON snapshot.id = r.snapshot_id
    JOIN cell ON cell.id = r.cell_id
    JOIN source ON source.id = cell.source_id
    LEFT JOIN organization ON organization.id = cell.organization_id
    LEFT JOIN license dated ON dated.id = cell.license_then
    LEFT JOIN license now ON now.id = cell.license_now
    LEFT JOIN organization base_organization ON base_organization.id = cell.base_organization_id
    LEFT JOIN license base_then ON base_then.id = cell.base_license_then
    LEFT JOIN license base_now ON base_now.id = cell.base_license_now";

/// The sums of the rollups as of a moment (`infinity`: now).
pub async fn rollup_sums(pool: &PgPool, as_of: &str) -> Vec<String> {
    lines(
        pool,
        &format!(
            "SELECT metric, observed_on, {ATTRIBUTES}, sum(value), sum(models), sum(slugs)
             FROM ({ROLLUP_ROWS}) AS part
             WHERE captured_at <= '{as_of}'
             GROUP BY metric, observed_on, {ATTRIBUTES}
             HAVING sum(value) <> 0 OR sum(models) <> 0 OR sum(slugs) <> 0"
        ),
    )
    .await
}

/// The same sums, added up from the observations known at that moment. Written the long way:
/// each attribute of each row is looked up on its own.
pub async fn summed_observations(pool: &PgPool, as_of: &str) -> Vec<String> {
    lines(
        pool,
        &format!(
            "WITH known AS (
                 SELECT o.metric_id, o.observed_on, o.value, o.known_from, o.license_text_id,
                        m.*, coalesce(m.variant_of, m.id) AS family,
                        (SELECT c.text_id FROM model_claim c
                         WHERE c.model_id = m.id AND c.attribute = 1 AND c.first_seen <= o.known_from
                         ORDER BY c.first_seen DESC LIMIT 1) AS seen_text_id,
                        (SELECT c.text_id FROM model_claim c
                         WHERE c.model_id = m.root_model_id AND c.attribute = 1
                           AND c.first_seen <= o.known_from
                         ORDER BY c.first_seen DESC LIMIT 1) AS root_text_id
                 FROM observation o JOIN model m ON m.id = o.model_id
                 WHERE o.known_from <= '{as_of}'
                   AND (o.known_to > '{as_of}' OR o.known_to = 'infinity')
             ),
             described AS (
                 SELECT known.*,
                        CASE WHEN license_text_id IS NOT NULL
                                 THEN (SELECT license_id FROM claim_text t WHERE t.id = license_text_id)
                             WHEN seen_text_id IS NOT NULL
                                 THEN (SELECT license_id FROM claim_text t WHERE t.id = seen_text_id)
                             ELSE catalog_license_id END AS dated_license_id,
                        license_text_id IS NULL AND seen_text_id IS NULL
                            AND catalog_license_id IS NOT NULL AS license_undated
                 FROM known
             ),
             cell AS (
                 SELECT d.metric_id, d.observed_on, d.value, d.family, d.unlisted,
                        (SELECT slug FROM source WHERE source.id = d.source_id) AS source,
                        d.scope, d.organization_id, d.weights, d.dated_license_id,
                        d.license_undated, d.license_now_id, d.lineage,
                        CASE WHEN root.id IS NULL THEN d.organization_id
                             ELSE root.organization_id END AS base_organization_id,
                        CASE WHEN root.id IS NULL THEN d.weights ELSE root.weights END AS base_weights,
                        CASE WHEN root.id IS NULL THEN d.dated_license_id
                             WHEN d.root_text_id IS NULL THEN root.catalog_license_id
                             ELSE (SELECT license_id FROM claim_text t WHERE t.id = d.root_text_id)
                        END AS base_dated_license_id,
                        CASE WHEN root.id IS NULL THEN d.license_undated
                             ELSE d.root_text_id IS NULL AND root.catalog_license_id IS NOT NULL
                        END AS base_license_undated,
                        CASE WHEN root.id IS NULL THEN d.license_now_id
                             ELSE root.license_now_id END AS base_license_now_id
                 FROM described d LEFT JOIN model root ON root.id = d.root_model_id
             )
             SELECT (SELECT slug FROM metric WHERE metric.id = c.metric_id) AS metric, observed_on,
                    source, scope,
                    coalesce((SELECT slug FROM organization x WHERE x.id = c.organization_id), '0'),
                    weights,
                    coalesce((SELECT slug FROM license x WHERE x.id = c.dated_license_id), '0'),
                    license_undated,
                    coalesce((SELECT slug FROM license x WHERE x.id = c.license_now_id), '0'),
                    lineage,
                    coalesce((SELECT slug FROM organization x WHERE x.id = c.base_organization_id), '0'),
                    base_weights,
                    coalesce((SELECT slug FROM license x WHERE x.id = c.base_dated_license_id), '0'),
                    base_license_undated,
                    coalesce((SELECT slug FROM license x WHERE x.id = c.base_license_now_id), '0'),
                    sum(value),
                    count(DISTINCT family) FILTER (WHERE NOT unlisted),
                    count(*) FILTER (WHERE NOT unlisted)
             FROM cell c
             GROUP BY metric_id, observed_on, source, scope, organization_id, weights,
                      dated_license_id, license_undated, license_now_id, lineage,
                      base_organization_id, base_weights, base_dated_license_id,
                      base_license_undated, base_license_now_id
             HAVING sum(value) <> 0 OR count(*) FILTER (WHERE NOT unlisted) > 0"
        ),
    )
    .await
}

/// How many values of each metric and day the rollups say were restated by a moment, and by how
/// much in all.
pub async fn restated_in_rollups(pool: &PgPool, as_of: &str) -> Vec<String> {
    lines(
        pool,
        &format!(
            "SELECT metric, observed_on, sum(restated), sum(restated_by)
             FROM ({ROLLUP_ROWS}) AS part WHERE captured_at <= '{as_of}'
             GROUP BY metric, observed_on HAVING sum(restated) <> 0"
        ),
    )
    .await
}

/// The same, counted from each value and the one known before it.
pub async fn restated_observations(pool: &PgPool, as_of: &str) -> Vec<String> {
    lines(
        pool,
        &format!(
            "WITH told AS (
                 SELECT o.*, lag(value) OVER (PARTITION BY metric_id, model_id, observed_on
                                              ORDER BY known_from, content_sha256) AS before
                 FROM observation o JOIN snapshot s ON s.id = o.snapshot_id
             )
             SELECT (SELECT slug FROM metric WHERE metric.id = told.metric_id) AS metric,
                    observed_on, count(*), sum(abs(value - before))
             FROM told WHERE before <> value AND known_from <= '{as_of}'
             GROUP BY metric_id, observed_on"
        ),
    )
    .await
}

/// Every moment at which the store learned something, and now.
pub async fn moments(pool: &PgPool) -> Vec<String> {
    let mut moments: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT captured_at::text FROM snapshot ORDER BY 1")
            .fetch_all(pool)
            .await
            .unwrap();
    moments.push("infinity".to_owned());
    moments
}

/// Rows that nothing explains: ids without the row they name, where no foreign key sees to it.
pub async fn orphans(pool: &PgPool) -> Vec<String> {
    lines(
        pool,
        "SELECT 'observation of no model', count(*) FROM observation o
         WHERE NOT EXISTS (SELECT FROM model WHERE id = o.model_id) HAVING count(*) > 0
         UNION ALL
         SELECT 'observation of no snapshot', count(*) FROM observation o
         WHERE NOT EXISTS (SELECT FROM snapshot s WHERE s.id = o.snapshot_id
                           AND s.retracted_at IS NULL AND s.captured_at = o.known_from
                           AND o.metric_id = ANY (s.metric_ids)) HAVING count(*) > 0
         UNION ALL
         SELECT 'observation restated by no snapshot', count(*) FROM observation o
         WHERE o.known_to < 'infinity'
           AND NOT EXISTS (SELECT FROM observation n WHERE n.snapshot_id = o.superseded_by
                           AND n.metric_id = o.metric_id AND n.model_id = o.model_id
                           AND n.observed_on = o.observed_on AND n.known_from = o.known_to)
         HAVING count(*) > 0
         UNION ALL
         SELECT 'observation with a text nobody said', count(*) FROM observation o
         WHERE o.license_text_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM claim_text WHERE id = o.license_text_id) HAVING count(*) > 0
         UNION ALL
         SELECT 'key with more or less than one open observation', count(*) FROM (
             SELECT FROM observation GROUP BY metric_id, model_id, observed_on
             HAVING count(*) FILTER (WHERE known_to = 'infinity') <> 1) AS key HAVING count(*) > 0
         UNION ALL
         SELECT 'model of no source, or of a model that is not there', count(*) FROM model m
         WHERE NOT EXISTS (SELECT FROM source WHERE id = m.source_id)
            OR EXISTS (SELECT FROM unnest(ARRAY[m.variant_of, m.base_model_id, m.root_model_id,
                                                m.catalog_base_id]) AS named
                       WHERE NOT EXISTS (SELECT FROM model WHERE id = named) AND named IS NOT NULL)
         HAVING count(*) > 0
         UNION ALL
         SELECT 'claim of no model or with a text nobody said', count(*) FROM model_claim c
         WHERE NOT EXISTS (SELECT FROM model WHERE id = c.model_id)
            OR NOT EXISTS (SELECT FROM claim_text WHERE id = c.text_id) HAVING count(*) > 0
         UNION ALL
         SELECT 'rollup without cell, metric or snapshot', count(*) FROM rollup r
         WHERE NOT EXISTS (SELECT FROM cell WHERE id = r.cell_id)
            OR NOT EXISTS (SELECT FROM metric WHERE id = r.metric_id)
            OR NOT EXISTS (SELECT FROM snapshot WHERE id = r.snapshot_id AND retracted_at IS NULL)
         HAVING count(*) > 0
         UNION ALL
         SELECT 'rollup that says nothing', count(*) FROM rollup
         WHERE value = 0 AND models = 0 AND slugs = 0 AND restated = 0 HAVING count(*) > 0
         UNION ALL
         SELECT 'cell of an organization or license that is gone', count(*) FROM cell c
         WHERE NOT EXISTS (SELECT FROM organization WHERE id = c.organization_id)
               AND c.organization_id <> 0
            OR NOT EXISTS (SELECT FROM organization WHERE id = c.base_organization_id)
               AND c.base_organization_id <> 0
            OR EXISTS (SELECT FROM unnest(ARRAY[c.license_then, c.license_now, c.base_license_then,
                                                c.base_license_now]) AS named
                       WHERE named <> 0 AND NOT EXISTS (SELECT FROM license WHERE id = named))
         HAVING count(*) > 0
         UNION ALL
         SELECT 'snapshot without its content or part without snapshot', count(*)
         FROM snapshot s FULL JOIN snapshot_part p ON p.snapshot_id = s.id
         WHERE s.id IS NULL OR p.snapshot_id IS NULL HAVING count(*) > 0",
    )
    .await
}

/// Models whose lineage is another one than walking from base to base finds: by the catalog's
/// word, else by the text a source gave last.
async fn lineages_not_walked(pool: &PgPool) -> Vec<String> {
    lines(
        pool,
        "WITH RECURSIVE said AS (
             SELECT m.id, m.catalog_base_id,
                    (SELECT raw FROM claim_text t WHERE t.id = (
                         SELECT text_id FROM model_claim c
                         WHERE c.model_id = m.id AND c.attribute = 4
                         ORDER BY c.last_seen DESC LIMIT 1)) AS text
             FROM model m
         ),
         stated AS (
             SELECT id, catalog_base_id IS NOT NULL OR text IS NOT NULL AS states,
                    coalesce(catalog_base_id,
                             (SELECT base.id FROM model base
                              WHERE base.external_id = text AND text LIKE '%/%'
                                AND (SELECT slug FROM source s WHERE s.id = base.source_id)
                                    = 'huggingface')) AS base
             FROM said
         ),
         walk (model, at, path, steps) AS (
             SELECT id, id, ARRAY[id], 0 FROM model
             UNION ALL
             SELECT walk.model, stated.base, walk.path || stated.base, walk.steps + 1
             FROM walk JOIN stated ON stated.id = walk.at
             WHERE stated.base IS NOT NULL AND walk.steps < 7
               AND cardinality(walk.path) = (SELECT count(DISTINCT x) FROM unnest(walk.path) x)
         ),
         walked AS (
             SELECT DISTINCT ON (walk.model) walk.model, walk.at, walk.steps, stated.states,
                    cardinality(walk.path) > (SELECT count(DISTINCT x) FROM unnest(walk.path) x)
                        AS circles,
                    EXISTS (SELECT FROM model m WHERE m.id = walk.at
                            AND (m.cataloged OR m.organization_id > 0 OR m.license_now_id > 0))
                        AS is_known
             FROM walk JOIN stated ON stated.id = walk.at
             ORDER BY walk.model, walk.steps DESC
         ),
         expected AS (
             SELECT model, at, CASE WHEN steps = 0 AND NOT states THEN 0
                                    WHEN circles THEN 3 WHEN steps = 7 THEN 4
                                    WHEN states OR NOT is_known THEN 2 ELSE 1 END AS lineage
             FROM walked
         )
         SELECT m.external_id, m.lineage, m.root_model_id, expected.lineage, expected.at
         FROM model m JOIN expected ON expected.model = m.id
         WHERE m.lineage <> expected.lineage
            OR m.root_model_id IS DISTINCT FROM
               CASE expected.lineage WHEN 1 THEN expected.at END",
    )
    .await
}

/// Asserts that the rollups are, as of every moment, the sums of the observations known then, and
/// that lineages are what walking finds.
pub async fn assert_rollups_are_sums(pool: &PgPool) {
    assert_same(&lineages_not_walked(pool).await, &[], "lineages");
    for as_of in moments(pool).await {
        let (sums, expected) = (
            rollup_sums(pool, &as_of).await,
            summed_observations(pool, &as_of).await,
        );
        assert_same(&sums, &expected, &format!("rollups as of {as_of}"));
        let (restated, expected) = (
            restated_in_rollups(pool, &as_of).await,
            restated_observations(pool, &as_of).await,
        );
        assert_same(&restated, &expected, &format!("restated as of {as_of}"));
    }
    assert_same(&orphans(pool).await, &[], "rows nothing explains");
}

/// Asserts that two lists hold the same lines, and shows only where they differ.
pub fn assert_same(found: &[String], expected: &[String], what: &str) {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these
            .iter()
            .filter(|line| !those.contains(line))
            .cloned()
            .collect()
    };
    assert!(
        found == expected,
        "{what}\n  found only: {:#?}\n  expected only: {:#?}",
        only(found, expected),
        only(expected, found)
    );
}

impl State {
    /// Asserts that two stores mean the same, and shows only where they differ.
    pub fn assert_is(&self, expected: &Self) {
        assert_same(&self.snapshots, &expected.snapshots, "snapshots");
        assert_same(&self.observations, &expected.observations, "observations");
        assert_same(&self.claims, &expected.claims, "claims");
        assert_same(&self.models, &expected.models, "models");
        assert_same(&self.rollups, &expected.rollups, "rollups");
    }
}

/// The rows of a query as text, sorted.
pub async fn lines(pool: &PgPool, query: &str) -> Vec<String> {
    let mut lines: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!(
        "SELECT line::text FROM ({query}) AS line"
    )))
    .fetch_all(pool)
    .await
    .unwrap();
    lines.sort_unstable();
    lines
}
