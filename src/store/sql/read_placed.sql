-- Part of a reading: observations of some models on some days, each with its cell.
-- $1 metric, $2 days, $3 models (null: all), $4 moment (null: now), $5 whether variants are merged.
WITH moved_observation AS (
    SELECT o.metric_id, o.model_id, o.observed_on, o.snapshot_id, o.value, o.license_text_id
    FROM observation o
    JOIN metric ON metric.id = o.metric_id AND metric.slug = $1
    WHERE o.observed_on = ANY($2)
      AND ($3::bigint[] IS NULL OR o.model_id = ANY($3))
      AND (($4::timestamptz IS NULL AND o.known_to = 'infinity')
           OR (o.known_from <= $4 AND o.known_to > $4))
),
