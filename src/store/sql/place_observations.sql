-- Which cell each (model, license said, snapshot) belongs to.
-- Licenses as they were then: what that snapshot said of the row, else what was last seen of the
-- model before it, else the catalog's, which is undated. 0 stands for unknown.
-- Reads a relation `combination`, which holds each once; written as common table expressions that
-- end in `placement`.
license_span AS (
    SELECT claim.model_id, text.license_id, claim.first_seen,
           lead(claim.first_seen, 1, 'infinity')
               OVER (PARTITION BY claim.model_id ORDER BY claim.first_seen) AS until
    FROM model_claim claim
    JOIN claim_text text ON text.id = claim.text_id
    WHERE claim.attribute = 1
      AND claim.model_id IN (
          SELECT k.model_id FROM combination k
          UNION
          SELECT m.root_model_id FROM combination k JOIN model m ON m.id = k.model_id
          WHERE m.root_model_id IS NOT NULL)
),
placement AS (
SELECT k.model_id, k.license_text_id, k.snapshot_id,
       coalesce(m.variant_of, m.id)      AS family_id,
       CASE WHEN m.unlisted THEN 0 ELSE 1 END AS counted,
       source.variant_separator IS NOT NULL   AS has_variants,
       m.source_id,
       m.scope,
       coalesce(m.organization_id, 0)    AS organization_id,
       m.weights,
       coalesce(CASE WHEN k.license_text_id IS NOT NULL THEN said.license_id
                     WHEN own.model_id IS NOT NULL THEN own.license_id
                     ELSE m.catalog_license_id END, 0) AS license_then,
       k.license_text_id IS NULL AND own.model_id IS NULL AND m.catalog_license_id IS NOT NULL
                                         AS license_undated,
       coalesce(m.license_now_id, 0)     AS license_now,
       -- With a root the columns below are the root's, else the same as above.
       m.lineage,
       coalesce(CASE WHEN root.id IS NULL THEN m.organization_id ELSE root.organization_id END, 0)
                                         AS base_organization_id,
       coalesce(root.weights, m.weights) AS base_weights,
       coalesce(CASE WHEN root.id IS NOT NULL
                     THEN CASE WHEN based.model_id IS NOT NULL THEN based.license_id
                               ELSE root.catalog_license_id END
                     WHEN k.license_text_id IS NOT NULL THEN said.license_id
                     WHEN own.model_id IS NOT NULL THEN own.license_id
                     ELSE m.catalog_license_id END, 0) AS base_license_then,
       CASE WHEN root.id IS NOT NULL
            THEN based.model_id IS NULL AND root.catalog_license_id IS NOT NULL
            ELSE k.license_text_id IS NULL AND own.model_id IS NULL
                 AND m.catalog_license_id IS NOT NULL END
                                         AS base_license_undated,
       coalesce(CASE WHEN root.id IS NULL THEN m.license_now_id ELSE root.license_now_id END, 0)
                                         AS base_license_now
FROM combination k
JOIN snapshot ON snapshot.id = k.snapshot_id
JOIN model m ON m.id = k.model_id
JOIN source ON source.id = m.source_id
LEFT JOIN claim_text said ON said.id = k.license_text_id
LEFT JOIN license_span own ON own.model_id = m.id
     AND snapshot.captured_at >= own.first_seen AND snapshot.captured_at < own.until
LEFT JOIN model root ON root.id = m.root_model_id
LEFT JOIN license_span based ON based.model_id = root.id
     AND snapshot.captured_at >= based.first_seen AND snapshot.captured_at < based.until
)
