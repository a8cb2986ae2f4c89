-- What is known of a snapshot's files in formats other than CSV, whose hash is the snapshot's own:
-- found out when one is first asked for, so that its tag and length can be said before it is sent.
DO $$
BEGIN

CREATE TABLE snapshot_file (
    snapshot_id bigint   NOT NULL REFERENCES snapshot,
    format      text     NOT NULL,  -- ending of its address: ndjson, parquet
    form        smallint NOT NULL,  -- how the program spelled it; another form is another file
    sha256      bytea    NOT NULL CHECK (length(sha256) = 32),
    bytes       bigint   NOT NULL,
    PRIMARY KEY (snapshot_id, format, form)
);
COMMENT ON TABLE snapshot_file IS 'Hash and length of a snapshot''s files in formats other than CSV; scale: reference';

IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    PERFORM create_reference_table('snapshot_file');
END IF;

END $$;
