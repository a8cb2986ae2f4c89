-- The store. Distribution is planned in table comments, checked by a test on plain Postgres:
-- 'scale: distributed(column)' or 'scale: reference'. One DO block, because Citus refuses
-- index or constraint DDL next to other statements in one simple query.
DO $$
BEGIN

-- ---------------------------------------------------------------- catalog

CREATE TABLE country (
    code    text     PRIMARY KEY,
    bloc    smallint NOT NULL,
    name_en text     NOT NULL,
    name_fr text     NOT NULL,
    basis   text     NOT NULL
);
COMMENT ON TABLE country IS 'ISO 3166-1 countries and their documented bloc; scale: reference';

CREATE TABLE source (
    id                smallint PRIMARY KEY,
    slug              text     NOT NULL UNIQUE,
    name              text     NOT NULL,
    default_weights   smallint NOT NULL,
    variant_separator text,
    unlisted_model    text
);
COMMENT ON TABLE source IS 'Where figures come from; scale: reference';

CREATE TABLE metric (
    id          smallint PRIMARY KEY,
    source_id   smallint NOT NULL REFERENCES source,
    slug        text     NOT NULL UNIQUE,
    semantics   text     NOT NULL,
    window_days smallint,
    unit        text     NOT NULL,
    decimals    smallint NOT NULL
);
COMMENT ON TABLE metric IS 'One measured quantity of one source; scale: reference';

CREATE TABLE organization (
    id       serial PRIMARY KEY,
    slug     text   NOT NULL UNIQUE,
    name     text   NOT NULL,
    country  text   REFERENCES country,
    homepage text,
    basis    text   NOT NULL
);
COMMENT ON TABLE organization IS 'Who publishes models; scale: reference';

CREATE TABLE namespace (
    source_id       smallint NOT NULL REFERENCES source,
    namespace       text     NOT NULL, -- lower case: the Hub treats names without regard to case
    organization_id integer  NOT NULL REFERENCES organization,
    PRIMARY KEY (source_id, namespace)
);
COMMENT ON TABLE namespace IS 'Names an organization publishes under; scale: reference';

CREATE TABLE license (
    id           serial   PRIMARY KEY,
    slug         text     NOT NULL UNIQUE,
    name         text     NOT NULL,
    spdx_id      text,
    class        smallint NOT NULL,
    osi_approved boolean  NOT NULL,
    url          text,
    basis        text     NOT NULL
);
COMMENT ON TABLE license IS 'Normalized licenses with our reading of their class; scale: reference';

CREATE TABLE model (
    id                 bigserial PRIMARY KEY,
    source_id          smallint  NOT NULL REFERENCES source,
    external_id        text      NOT NULL,
    name               text      NOT NULL,
    variant_of         bigint    REFERENCES model,  -- the model without its `:free`, `:beta` ...
    unlisted           boolean   NOT NULL,          -- stands for everything the source does not list
    scope              smallint  NOT NULL,
    organization_id    integer   REFERENCES organization,
    weights            smallint  NOT NULL,
    catalog_license_id integer   REFERENCES license, -- known now, undated
    license_now_id     integer   REFERENCES license, -- last claim, else the catalog's
    base_model_id      bigint    REFERENCES model,
    root_model_id      bigint    REFERENCES model,   -- the end of the chain of bases
    cataloged          boolean   NOT NULL,
    catalog_weights    smallint  NOT NULL,
    catalog_organization_id integer REFERENCES organization,
    catalog_base_id    bigint    REFERENCES model,
    released_on        text,                         -- ISO date or month
    huggingface_id     text,
    basis              text      NOT NULL,
    UNIQUE (source_id, external_id)
);
COMMENT ON TABLE model IS 'One published model as its source names it; nothing here changes daily; scale: reference';
CREATE INDEX model_variant_of_index ON model (variant_of) WHERE variant_of IS NOT NULL;
CREATE INDEX model_root_index ON model (root_model_id) WHERE root_model_id IS NOT NULL;

-- ---------------------------------------------------------------- snapshots

CREATE TABLE snapshot (
    id                bigserial   PRIMARY KEY,
    source_id         smallint    NOT NULL REFERENCES source,
    captured_at       timestamptz NOT NULL,
    received_at       timestamptz NOT NULL,
    origin            text        NOT NULL,          -- file name, or the collector's address
    content_sha256    bytea       NOT NULL UNIQUE CHECK (length(content_sha256) = 32),
    content_bytes     bigint      NOT NULL,          -- size of the canonical CSV
    rows              bigint      NOT NULL,
    first_observed_on date        NOT NULL,
    last_observed_on  date        NOT NULL,
    metric_ids        smallint[]  NOT NULL,
    makes_claims      boolean     NOT NULL,          -- says a license, weights, organization or base
    inserted          bigint      NOT NULL DEFAULT 0,
    restated          bigint      NOT NULL DEFAULT 0,
    unchanged         bigint      NOT NULL DEFAULT 0,
    retracted_at      timestamptz,
    retracted_why     text,
    CHECK ((retracted_at IS NULL) = (retracted_why IS NULL))
);
COMMENT ON TABLE snapshot IS 'One capture from one source at one moment; immutable but for its counts and retraction; scale: reference';
CREATE INDEX snapshot_source_captured_index ON snapshot (source_id, captured_at);

CREATE TABLE snapshot_part (
    snapshot_id bigint  NOT NULL REFERENCES snapshot,
    part        integer NOT NULL,
    body        bytea   NOT NULL,
    PRIMARY KEY (snapshot_id, part)
);
COMMENT ON TABLE snapshot_part IS 'Canonical content: zstd frames of CSV text in order; scale: distributed(snapshot_id)';
ALTER TABLE snapshot_part ALTER COLUMN body SET STORAGE EXTERNAL; -- compressed already

CREATE TABLE claim_text (
    id         serial  PRIMARY KEY,
    raw        text    NOT NULL UNIQUE,
    license_id integer REFERENCES license -- what the text stands for as a license, if it does
);
COMMENT ON TABLE claim_text IS 'Texts sources gave for licenses, weights, organizations and bases, kept raw; scale: reference';

CREATE TABLE model_claim (
    model_id   bigint      NOT NULL REFERENCES model,
    attribute  smallint    NOT NULL,  -- 1 license, 2 weights, 3 organization, 4 base model
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL CHECK (last_seen >= first_seen),
    text_id    integer     NOT NULL REFERENCES claim_text,
    PRIMARY KEY (model_id, attribute, first_seen)
);
COMMENT ON TABLE model_claim IS 'What snapshots said of a model, as runs of one text; scale: reference';

-- No foreign keys here and in rollup: a load checks each id once, not once a row; a test looks for orphans.
CREATE TABLE observation (
    model_id        bigint      NOT NULL,
    snapshot_id     bigint      NOT NULL,
    value           bigint      NOT NULL CHECK (value >= 0),
    known_from      timestamptz NOT NULL,                    -- captured_at of the snapshot
    known_to        timestamptz NOT NULL DEFAULT 'infinity', -- captured_at of the one that restated it
    superseded_by   bigint,
    observed_on     date        NOT NULL,
    license_text_id integer,       -- what that snapshot said of this row
    metric_id       smallint    NOT NULL,
    PRIMARY KEY (metric_id, model_id, observed_on, snapshot_id)
) PARTITION BY RANGE (observed_on);
COMMENT ON TABLE observation IS 'One number: metric x model x day, in every vintage; append-only; scale: distributed(model_id)';
CREATE INDEX observation_observed_on_index ON observation USING brin (observed_on);

-- ---------------------------------------------------------------- what pages read

CREATE TABLE cell (
    id                   bigserial PRIMARY KEY,
    source_id            smallint  NOT NULL REFERENCES source,
    scope                smallint  NOT NULL,
    organization_id      integer   NOT NULL, -- 0: unknown, in every column below
    weights              smallint  NOT NULL,
    license_then         integer   NOT NULL,
    license_undated      boolean   NOT NULL, -- license_then is the catalog's: no snapshot has said it by then
    license_now          integer   NOT NULL,
    has_base             boolean   NOT NULL, -- the columns below are a base model's, else the same as above
    base_organization_id integer   NOT NULL,
    base_weights         smallint  NOT NULL,
    base_license_then    integer   NOT NULL,
    base_license_now     integer   NOT NULL,
    UNIQUE (source_id, scope, organization_id, weights, license_then, license_undated, license_now,
            has_base, base_organization_id, base_weights, base_license_then, base_license_now)
);
COMMENT ON TABLE cell IS 'Distinct attribute tuples of observations; scale: reference';

CREATE TABLE rollup (
    metric_id   smallint NOT NULL,
    observed_on date     NOT NULL,
    cell_id     bigint   NOT NULL,
    snapshot_id bigint   NOT NULL,
    value       numeric  NOT NULL, -- signed: what this snapshot changed
    models      bigint   NOT NULL, -- variants merged with their base
    slugs       bigint   NOT NULL, -- variants on their own
    PRIMARY KEY (metric_id, observed_on, cell_id, snapshot_id)
);
CREATE INDEX rollup_empty_index ON rollup (metric_id) WHERE value = 0 AND models = 0 AND slugs = 0;
COMMENT ON TABLE rollup IS 'Signed changes of sums and counts per snapshot: adding those captured by a moment gives that moment; scale: reference';

CREATE TABLE data_version (
    singleton      boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    version        bigint  NOT NULL,
    catalog_sha256 bytea
);
COMMENT ON TABLE data_version IS 'One row, raised by every change a reader could see; scale: reference';
INSERT INTO data_version (version) VALUES (0);

-- ---------------------------------------------------------------- distribution

IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    PERFORM create_reference_table(name) FROM unnest(ARRAY[
        'country', 'source', 'metric', 'organization', 'namespace', 'license', 'model', 'snapshot',
        'claim_text', 'model_claim', 'cell', 'rollup', 'data_version']) AS name;
    PERFORM create_distributed_table('snapshot_part', 'snapshot_id');
    PERFORM create_distributed_table('observation', 'model_id');
END IF;

END $$;
