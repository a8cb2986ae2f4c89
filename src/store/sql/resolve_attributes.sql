-- What a model is, by rule: the catalog's word first, then what a snapshot last said of it, then
-- what its namespace or its source implies.
CREATE TEMP TABLE resolved ON COMMIT DROP AS
WITH latest AS (
    SELECT DISTINCT ON (claim.model_id, claim.attribute)
           claim.model_id, claim.attribute, text.raw, text.license_id
    FROM model_claim claim JOIN claim_text text ON text.id = claim.text_id
    WHERE claim.model_id IN (SELECT model_id FROM touched_model)
    ORDER BY claim.model_id, claim.attribute, claim.first_seen DESC
)
SELECT m.id AS model_id,
       coalesce(m.catalog_organization_id,
                CASE WHEN m.cataloged THEN NULL ELSE namespace.organization_id END,
                claimed.id)                                       AS organization_id,
       CASE WHEN m.catalog_weights <> 0 THEN m.catalog_weights
            WHEN weights.raw = 'open' THEN 1::smallint
            WHEN weights.raw = 'closed' THEN 2::smallint
            WHEN m.cataloged THEN m.catalog_weights
            ELSE source.default_weights END                       AS weights,
       CASE WHEN license.model_id IS NOT NULL THEN license.license_id
            ELSE m.catalog_license_id END                         AS license_now_id,
       coalesce(m.catalog_base_id, hub_base.id)                   AS base_model_id,
       m.catalog_base_id IS NOT NULL OR base.model_id IS NOT NULL AS states_base
FROM touched_model touched
JOIN model m ON m.id = touched.model_id
JOIN source ON source.id = m.source_id
LEFT JOIN namespace ON namespace.source_id = m.source_id
     AND namespace.namespace = lower(split_part(m.external_id, '/', 1))
     AND m.external_id LIKE '%/%'
LEFT JOIN latest license ON license.model_id = m.id AND license.attribute = 1
LEFT JOIN latest weights ON weights.model_id = m.id AND weights.attribute = 2
LEFT JOIN latest said ON said.model_id = m.id AND said.attribute = 3
LEFT JOIN organization claimed ON claimed.slug = said.raw
LEFT JOIN latest base ON base.model_id = m.id AND base.attribute = 4
LEFT JOIN source hub ON hub.slug = 'huggingface'
-- Only what is written as a Hub id: that is admitted whenever it is said, so it is there whoever
-- came first.
LEFT JOIN model hub_base ON hub_base.source_id = hub.id AND hub_base.external_id = base.raw
     AND base.raw LIKE '%/%'
