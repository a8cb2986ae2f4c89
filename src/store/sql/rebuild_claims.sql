-- Runs of one text per model and attribute, from what every snapshot said, in order of capture.
-- $1 is a snapshot left out of the reading, or 0.
CREATE TEMP TABLE claim_run ON COMMIT DROP AS
WITH spoken AS (
    SELECT DISTINCT ON (r.model_id, r.attribute, s.captured_at)
           r.model_id, r.attribute, r.text_id, s.captured_at
    FROM replayed_claim r JOIN snapshot s ON s.id = r.snapshot_id
    WHERE r.snapshot_id <> $1
    ORDER BY r.model_id, r.attribute, s.captured_at, s.content_sha256 DESC
),
change AS (
    SELECT *, (text_id IS DISTINCT FROM lag(text_id) OVER told)::int AS starts
    FROM spoken
    WINDOW told AS (PARTITION BY model_id, attribute ORDER BY captured_at)
),
run AS (
    SELECT *, sum(starts) OVER (PARTITION BY model_id, attribute ORDER BY captured_at) AS run
    FROM change
)
SELECT model_id, attribute, min(captured_at) AS first_seen, max(captured_at) AS last_seen,
       min(text_id) AS text_id
FROM run GROUP BY model_id, attribute, run
