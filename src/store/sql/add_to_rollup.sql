-- Adds ($1 = 1) or takes out ($1 = -1) what the moved observations contribute.
-- An observation adds its value when its snapshot came and takes it away again when another one
-- restated it. A model with variants counts once in a cell as long as any of them is there; where
-- a source has no variants, no family is named and every row counts. A value that another one
-- replaced is counted for the snapshot that replaced it, with the distance between the two.
WITH event AS (
    SELECT o.metric_id, o.observed_on, p.cell_id, o.snapshot_id, o.value, p.counted AS slugs,
           CASE WHEN p.has_variants THEN p.family_id END AS family_id,
           0 AS restated, 0 AS restated_by
    FROM moved_observation o
    JOIN placement p ON p.model_id = o.model_id AND p.snapshot_id = o.snapshot_id
         AND p.license_text_id IS NOT DISTINCT FROM o.license_text_id
    UNION ALL
    SELECT o.metric_id, o.observed_on, p.cell_id, o.superseded_by, -o.value, -p.counted,
           CASE WHEN p.has_variants THEN p.family_id END,
           (n.value <> o.value)::int, abs(n.value - o.value)
    FROM moved_observation o
    JOIN placement p ON p.model_id = o.model_id AND p.snapshot_id = o.snapshot_id
         AND p.license_text_id IS NOT DISTINCT FROM o.license_text_id
    JOIN moved_observation n ON n.metric_id = o.metric_id AND n.model_id = o.model_id
         AND n.observed_on = o.observed_on AND n.snapshot_id = o.superseded_by
    WHERE o.superseded_by IS NOT NULL
),
step AS (
    SELECT metric_id, observed_on, cell_id, snapshot_id, family_id,
           sum(value) AS value, sum(slugs) AS slugs,
           sum(restated) AS restated, sum(restated_by) AS restated_by
    FROM event
    GROUP BY metric_id, observed_on, cell_id, snapshot_id, family_id
),
family_presence AS (
    SELECT step.metric_id, step.observed_on, step.cell_id, step.snapshot_id, step.value,
           step.slugs, step.restated, step.restated_by,
           sum(step.slugs) OVER (
               PARTITION BY step.metric_id, step.observed_on, step.cell_id, step.family_id
               ORDER BY snapshot.captured_at, snapshot.content_sha256) AS present
    FROM step JOIN snapshot ON snapshot.id = step.snapshot_id
    WHERE step.family_id IS NOT NULL
),
change AS (
    SELECT metric_id, observed_on, cell_id, snapshot_id, value, slugs AS models, slugs,
           restated, restated_by
    FROM step WHERE family_id IS NULL
    UNION ALL
    SELECT metric_id, observed_on, cell_id, snapshot_id, value,
           (present > 0)::int - (present - slugs > 0)::int, slugs,
           restated, restated_by
    FROM family_presence
)
INSERT INTO rollup AS r (metric_id, observed_on, cell_id, snapshot_id, value, models, slugs,
                         restated, restated_by)
SELECT metric_id, observed_on, cell_id, snapshot_id,
       $1 * sum(value), $1 * sum(models), $1 * sum(slugs), $1 * sum(restated), $1 * sum(restated_by)
FROM change
GROUP BY metric_id, observed_on, cell_id, snapshot_id
ON CONFLICT (metric_id, observed_on, cell_id, snapshot_id) DO UPDATE
SET value = r.value + excluded.value,
    models = r.models + excluded.models,
    slugs = r.slugs + excluded.slugs,
    restated = r.restated + excluded.restated,
    restated_by = r.restated_by + excluded.restated_by
