-- What every snapshot that speaks of a key means, in the order of capture (ties: the higher
-- content hash is the newer one): the first is inserted, one that changes the value, or says a
-- license where the same value had none or another, restates, any other leaves unchanged.
-- $1 is a snapshot left out of the reading, or 0.
WITH ordered AS (
    SELECT r.snapshot_id, r.metric_id, r.model_id, r.observed_on, r.value, r.license_text_id,
           s.captured_at,
           row_number() OVER key AS n,
           (r.value IS DISTINCT FROM lag(r.value) OVER key)::int AS starts_run
    FROM replayed r JOIN snapshot s ON s.id = r.snapshot_id
    WHERE r.snapshot_id <> $1
    WINDOW key AS (PARTITION BY r.metric_id, r.model_id, r.observed_on
                   ORDER BY s.captured_at, s.content_sha256)
),
run AS (
    SELECT *, sum(starts_run) OVER (PARTITION BY metric_id, model_id, observed_on ORDER BY n) AS run
    FROM ordered
),
said AS (
    SELECT *, count(license_text_id)
                  OVER (PARTITION BY metric_id, model_id, observed_on, run ORDER BY n) AS sayings
    FROM run
),
filled AS (
    SELECT *, max(license_text_id)
                  OVER (PARTITION BY metric_id, model_id, observed_on, run, sayings) AS last_said
    FROM said
),
judged AS (
    SELECT *, starts_run = 1
              OR (license_text_id IS NOT NULL AND license_text_id IS DISTINCT FROM
                  lag(last_said) OVER (PARTITION BY metric_id, model_id, observed_on, run ORDER BY n))
              AS emits
    FROM filled
)
SELECT snapshot_id, metric_id, model_id, observed_on, value, license_text_id, captured_at, n, emits
FROM judged
