-- Views that a reader froze: the very bytes of a page and its files, kept for ever, and the style
-- sheets and scripts these pages were made for.
DO $$
BEGIN

CREATE TABLE frozen_view (
    id             bigserial   PRIMARY KEY,
    day            date        NOT NULL, -- it knows what was captured by the end of this day, in UTC
    address_sha256 bytea       NOT NULL CHECK (length(address_sha256) = 32), -- of the two below, which may be long
    path           text        NOT NULL, -- of the live view
    question       text        NOT NULL, -- what stands behind the `?`, in its one spelling
    title          text        NOT NULL,
    source_id      smallint    REFERENCES source, -- whose rows its files hold; none: there are no files of rows
    kept_at        timestamptz NOT NULL,
    data_version   bigint      NOT NULL,
    bytes          bigint      NOT NULL, -- of all its files as they are kept
    UNIQUE (day, address_sha256)
);
COMMENT ON TABLE frozen_view IS 'A page of the site as it was known at the end of a day; never changed; scale: reference';
CREATE INDEX frozen_view_kept_at_index ON frozen_view (kept_at);

CREATE TABLE frozen_file (
    view_id    bigint  NOT NULL REFERENCES frozen_view,
    ending     text    NOT NULL, -- as in addresses, such as `csv`; empty: the page
    name       text    NOT NULL,
    media_type text    NOT NULL,
    attachment boolean NOT NULL,
    sha256     bytea   NOT NULL CHECK (length(sha256) = 32), -- of the bytes that are served
    bytes      bigint  NOT NULL,
    body       bytea   NOT NULL,
    PRIMARY KEY (view_id, ending)
);
COMMENT ON TABLE frozen_file IS 'The bytes of a frozen page and of its files, as zstd; scale: distributed(view_id)';
ALTER TABLE frozen_file ALTER COLUMN body SET STORAGE EXTERNAL; -- compressed already

CREATE TABLE kept_asset (
    name text  PRIMARY KEY, -- as pages spell it, with its ending
    body bytea NOT NULL
);
COMMENT ON TABLE kept_asset IS 'Style sheets and scripts that frozen pages were made for, as zstd; scale: reference';

IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    PERFORM create_reference_table(name) FROM unnest(ARRAY['frozen_view', 'kept_asset']) AS name;
    PERFORM create_distributed_table('frozen_file', 'view_id');
END IF;

END $$;
