-- Part of a reading: observations of some models on some days, each with its cell.
-- $1 metric, $2 days, $3 models (null: all), $4 moment (null: now), $5 whether variants are merged.
WITH moved_observation AS (
    SELECT o.metric_id, o.model_id, o.observed_on, o.snapshot_id, o.value, o.license_text_id
    FROM observation o
    -- Not a join: the planner would take one metric of several for a small part of the rows, and
    -- loop over all the rest for each of them.
    WHERE o.metric_id = (SELECT id FROM metric WHERE slug = $1)
      AND o.observed_on = ANY($2)
      AND ($3::bigint[] IS NULL OR o.model_id = ANY($3))
      AND (($4::timestamptz IS NULL AND o.known_to = 'infinity')
           OR (o.known_from <= $4 AND o.known_to > $4))
),
