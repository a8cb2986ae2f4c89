-- How many values a snapshot replaced by others, and by how much in all; and the form rollups are
-- in, so that a program that counts more than the one before builds them anew.
DO $$
BEGIN
ALTER TABLE rollup ADD COLUMN restated bigint NOT NULL DEFAULT 0;
ALTER TABLE rollup ADD COLUMN restated_by numeric NOT NULL DEFAULT 0; -- sum of |new - old|
DROP INDEX rollup_empty_index;
CREATE INDEX rollup_empty_index ON rollup (metric_id)
    WHERE value = 0 AND models = 0 AND slugs = 0 AND restated = 0;
CREATE INDEX rollup_restated_index ON rollup (metric_id, observed_on) WHERE restated <> 0;
CREATE INDEX observation_superseded_index ON observation (superseded_by)
    WHERE superseded_by IS NOT NULL;
ALTER TABLE data_version ADD COLUMN rollup_form smallint NOT NULL DEFAULT 0;
END $$;
