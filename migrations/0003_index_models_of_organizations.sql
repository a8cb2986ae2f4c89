-- From an organization to its models: its page lists them.
DO $$
BEGIN
CREATE INDEX model_organization_index ON model (organization_id) WHERE organization_id IS NOT NULL;
END $$;
