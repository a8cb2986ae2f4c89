-- What becomes of the base that is stated of a model: 0 none is, 1 it resolves, 2 the chain ends at
-- what nobody knows, 3 it runs into itself, 4 it is too deep. And whether the license a base had
-- then is dated, which is not what is known of the license of the model made from it.
-- Rollups are built anew at the next start: see FORM in store::rollups.
DO $$
BEGIN
ALTER TABLE model ADD COLUMN lineage smallint NOT NULL DEFAULT 0;
UPDATE model SET lineage = 1 WHERE root_model_id IS NOT NULL;
ALTER TABLE cell ADD COLUMN lineage smallint NOT NULL DEFAULT 0;
ALTER TABLE cell ADD COLUMN base_license_undated boolean NOT NULL DEFAULT false;
UPDATE cell SET lineage = has_base::integer, base_license_undated = license_undated;
ALTER TABLE cell DROP COLUMN has_base; -- and the key it was part of
ALTER TABLE cell ALTER COLUMN lineage DROP DEFAULT;
ALTER TABLE cell ALTER COLUMN base_license_undated DROP DEFAULT;
ALTER TABLE cell ADD UNIQUE (source_id, scope, organization_id, weights, license_then,
    license_undated, license_now, lineage, base_organization_id, base_weights, base_license_then,
    base_license_undated, base_license_now);
CREATE INDEX model_unresolved_index ON model (lineage) WHERE lineage > 1;
END $$;
