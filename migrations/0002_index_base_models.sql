-- From a model to those made from it: a change in its lineage moves theirs.
DO $$
BEGIN
CREATE INDEX model_base_index ON model (base_model_id) WHERE base_model_id IS NOT NULL;
END $$;
