-- Rows that are never deleted need not be looked for once for every model and claim that names
-- them: see docs/decisions/0021. What can leave the catalog is still checked.
DO $$
BEGIN
ALTER TABLE model
    DROP CONSTRAINT model_source_id_fkey,
    DROP CONSTRAINT model_variant_of_fkey,
    DROP CONSTRAINT model_base_model_id_fkey,
    DROP CONSTRAINT model_root_model_id_fkey,
    DROP CONSTRAINT model_catalog_base_id_fkey;
ALTER TABLE model_claim
    DROP CONSTRAINT model_claim_model_id_fkey,
    DROP CONSTRAINT model_claim_text_id_fkey;
END $$;
