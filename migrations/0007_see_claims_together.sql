-- Claims that were last seen together share one row that says when, so that a snapshot which
-- repeats what the one before said writes a row instead of all of them. And a load checks what its
-- models and claims refer to once, not once a row: no foreign keys where every row would be looked
-- up in the same few; a test looks for orphans.
DO $$
BEGIN

CREATE TABLE claim_sighting (
    id        bigserial   PRIMARY KEY,
    last_seen timestamptz NOT NULL,
    runs      bigint      NOT NULL CHECK (runs > 0) -- how many rows of model_claim share it
);
COMMENT ON TABLE claim_sighting IS 'When runs of claims were last seen, for all that were last seen together; scale: reference';

IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
    PERFORM create_reference_table('claim_sighting');
END IF;

ALTER TABLE model_claim DROP CONSTRAINT model_claim_model_id_fkey;
ALTER TABLE model_claim DROP CONSTRAINT model_claim_text_id_fkey;
ALTER TABLE model DROP CONSTRAINT model_source_id_fkey;
ALTER TABLE model DROP CONSTRAINT model_organization_id_fkey;

-- What is seen together is of one source: the next snapshot of it says it again.
ALTER TABLE model_claim ADD COLUMN sighting_id bigint;
ALTER TABLE claim_sighting ADD COLUMN source_id smallint;
INSERT INTO claim_sighting (source_id, last_seen, runs)
SELECT model.source_id, model_claim.last_seen, count(*)
FROM model_claim JOIN model ON model.id = model_claim.model_id GROUP BY 1, 2;
UPDATE model_claim SET sighting_id = claim_sighting.id
FROM model, claim_sighting
WHERE model.id = model_claim.model_id AND claim_sighting.source_id = model.source_id
  AND claim_sighting.last_seen = model_claim.last_seen;
ALTER TABLE claim_sighting DROP COLUMN source_id;
ALTER TABLE model_claim ALTER COLUMN sighting_id SET NOT NULL;
ALTER TABLE model_claim DROP COLUMN last_seen;

END $$;
