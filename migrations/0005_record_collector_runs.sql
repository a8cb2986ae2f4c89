-- Each run of a collector, begun and ended: what is shown on /snapshots, and what the schedule
-- goes by.
DO $$
BEGIN

CREATE TABLE collector_run (
    id            bigserial   PRIMARY KEY,
    source_id     smallint    NOT NULL REFERENCES source,
    scope         text,                       -- which models of the Hub; none for other sources
    due_at        timestamptz,                -- the time of the schedule it is for; none: by hand
    started_at    timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,       -- the last sign of life
    ended_at      timestamptz,
    outcome       smallint,                   -- 1 ok, 2 partial, 3 no data, 4 failed, 5 interrupted
    requests      bigint      NOT NULL DEFAULT 0,
    retries       bigint      NOT NULL DEFAULT 0,
    bytes         bigint      NOT NULL DEFAULT 0, -- of answers, decompressed
    rows          bigint,                     -- observations gathered; none where nothing was
    snapshot_id   bigint      REFERENCES snapshot, -- what these figures are stored as
    made_snapshot boolean     NOT NULL DEFAULT false, -- false: the snapshot was known before
    message       text,                       -- one line that readers may see
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK (snapshot_id IS NOT NULL OR NOT made_snapshot)
);
COMMENT ON TABLE collector_run IS 'One run of a collector, from its begin on; scale: reference';
CREATE INDEX collector_run_source_index ON collector_run (source_id, started_at);

IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    PERFORM create_reference_table('collector_run');
END IF;

END $$;
