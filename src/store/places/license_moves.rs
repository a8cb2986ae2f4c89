//! Models whose license changed, as snapshots told it: what one capture said last, and what the
//! next one that spoke of it said instead.

use crate::store::{Result, Store};
use chrono::{DateTime, Utc};

/// A change of a model's license. It happened between the two captures, no one knows when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseMove {
    /// Slug of the model's source.
    pub source: String,
    /// The source's own id of the model.
    pub id: String,
    /// Slug of its organization, where known.
    pub organization: Option<String>,
    /// Id of the license it had, where the text is known to stand for one.
    pub from: Option<String>,
    /// Id of the license it got.
    pub to: Option<String>,
    /// Moment of the last capture that gave the old license.
    pub last_before: DateTime<Utc>,
    /// Moment of the first capture that gave the new one.
    pub first_after: DateTime<Utc>,
    /// Id of the license it has now.
    pub now: Option<String>,
}

impl Store {
    /// All changes of license that snapshots told of, newest first. A text that is only spelled
    /// differently is no change. Reads every claim about licenses: callers keep the answer.
    pub async fn license_moves(&self) -> Result<Vec<LicenseMove>> {
        let rows = sqlx::query_as!(
            LicenseMove,
            r#"SELECT source.slug AS source, m.external_id AS id,
                      organization.slug AS "organization?", before.slug AS "from?",
                      after.slug AS "to?", said.last_before AS "last_before!",
                      said.first_after AS "first_after!", now.slug AS "now?"
               FROM (SELECT run.model_id, text.license_id, run.first_seen AS first_after,
                            lag(text.license_id) OVER model AS before_id,
                            lag(sighting.last_seen) OVER model AS last_before
                     FROM model_claim run
                     JOIN claim_sighting sighting ON sighting.id = run.sighting_id
                     JOIN claim_text text ON text.id = run.text_id
                     WHERE run.attribute = 1
                       AND run.model_id IN (SELECT model_id FROM model_claim WHERE attribute = 1
                                            GROUP BY model_id HAVING count(*) > 1)
                     WINDOW model AS (PARTITION BY run.model_id ORDER BY run.first_seen)) said
               JOIN model m ON m.id = said.model_id
               JOIN source ON source.id = m.source_id
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license before ON before.id = said.before_id
               LEFT JOIN license after ON after.id = said.license_id
               LEFT JOIN license now ON now.id = m.license_now_id
               WHERE said.last_before IS NOT NULL AND said.license_id IS DISTINCT FROM said.before_id
               ORDER BY said.first_after DESC, source.slug, m.external_id"#
        )
        .fetch_all(&self.read)
        .await?;
        Ok(rows)
    }
}
