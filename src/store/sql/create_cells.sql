-- Cells that no observation was placed in before.
INSERT INTO cell (source_id, scope, organization_id, weights, license_then, license_undated,
                  license_now, lineage, base_organization_id, base_weights, base_license_then,
                  base_license_undated, base_license_now)
SELECT DISTINCT source_id, scope, organization_id, weights, license_then, license_undated,
                license_now, lineage, base_organization_id, base_weights, base_license_then,
                base_license_undated, base_license_now
FROM unnumbered_placement
EXCEPT
SELECT source_id, scope, organization_id, weights, license_then, license_undated,
       license_now, lineage, base_organization_id, base_weights, base_license_then,
       base_license_undated, base_license_now
FROM cell
