//! All models, a page at a time, in the order of their source and id: those that pass filters and
//! have a text in their id or name.

use super::{ModelLine, can_be_stored};
use crate::domain::Weights;
use crate::domain::catalog::Scope;
use crate::query::{Ids, Passing};
use crate::store::{Result, Store};

/// Models of a source looked at for one page: what is rare among millions does not keep a
/// connection busy, and the page says where to go on.
const LOOKED_AT: i64 = 100_000;

/// Which models are wanted.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Only those with this in their id or name, whatever the case.
    pub text: Option<&'a str>,
    /// Only those of these sources.
    pub sources: Option<&'a [String]>,
    /// Only those that pass.
    pub passing: &'a Passing,
    /// Only those behind this place.
    pub after: Option<Place>,
    /// How many at most.
    pub limit: usize,
}

/// A place in the order of models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The store's number of the source.
    pub source: i16,
    /// The source's own id of a model, or any other text.
    pub id: String,
}

/// A model of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// What every list says of it.
    pub line: ModelLine,
    /// Kind of model.
    pub scope: Scope,
    /// The model it is a variant of, if it is one.
    pub variant_of: Option<String>,
    /// Whether the catalog has a row for it.
    pub cataloged: bool,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModels {
    /// The models: as many as wanted, or fewer where many had to be looked at.
    pub models: Vec<ListedModel>,
    /// Where to go on; none at the end.
    pub next: Option<Place>,
}

struct Source {
    id: i16,
    slug: String,
}

impl Store {
    /// A page of models.
    pub async fn list_models(&self, wanted: &Wanted<'_>) -> Result<ListedModels> {
        let mut models = Vec::new();
        if wanted.text.is_some_and(|text| !can_be_stored(text)) {
            return Ok(ListedModels { models, next: None });
        }
        let sources = self
            .reading(|pool| async move {
                sqlx::query_as!(Source, "SELECT id, slug FROM source ORDER BY id")
                    .fetch_all(&pool)
                    .await
            })
            .await?;
        for source in sources {
            let is_wanted = wanted
                .sources
                .is_none_or(|slugs| slugs.contains(&source.slug));
            let after = match &wanted.after {
                Some(place) if place.source > source.id => continue,
                Some(place) if place.source == source.id => place.id.as_str(),
                _ => "",
            };
            if !is_wanted || !can_be_stored(after) {
                continue;
            }
            // One more tells whether there are more.
            let room = wanted.limit + 1 - models.len();
            models.extend(self.models_of_source(&source, after, wanted, room).await?);
            if models.len() > wanted.limit {
                models.truncate(wanted.limit);
                let next = models.last().map(|last: &ListedModel| Place {
                    source: source.id,
                    id: last.line.id.clone(),
                });
                return Ok(ListedModels { models, next });
            }
            if is_bounded(wanted)
                && let Some(id) = self.last_looked_at(source.id, after).await?
            {
                let next = Place {
                    source: source.id,
                    id,
                };
                return Ok(ListedModels {
                    models,
                    next: Some(next),
                });
            }
        }
        Ok(ListedModels { models, next: None })
    }

    async fn models_of_source(
        &self,
        source: &Source,
        after: &str,
        wanted: &Wanted<'_>,
        limit: usize,
    ) -> Result<Vec<ListedModel>> {
        let passing = wanted.passing;
        let (of, not_of) = (
            only(&passing.organizations),
            any_but(&passing.organizations),
        );
        let (under, not_under) = (only(&passing.licenses), any_but(&passing.licenses));
        let weights = passing.weights.as_ref();
        let weights: Option<Vec<i16>> =
            weights.map(|states| states.iter().map(|state| state.code()).collect());
        let weights = weights.as_deref();
        let rows = self
            .reading(|pool| async move {
                sqlx::query!(
                    r#"SELECT m.external_id, m.name, organization.slug AS "organization?", m.weights,
                      license.slug AS "license?", m.released_on, m.scope, m.cataloged,
                      variant_of.external_id AS "variant_of?"
               FROM (SELECT external_id, name, organization_id, weights, license_now_id,
                            released_on, scope, cataloged, variant_of, unlisted
                     FROM model
                     WHERE source_id = $1 AND external_id > $2
                       AND ($3::int[] IS NULL OR organization_id = ANY($3))
                     ORDER BY external_id LIMIT $4) m
               LEFT JOIN organization ON organization.id = m.organization_id
               LEFT JOIN license ON license.id = m.license_now_id
               LEFT JOIN model variant_of ON variant_of.id = m.variant_of
               WHERE NOT m.unlisted
                 AND ($5::text IS NULL OR strpos(lower(m.external_id), lower($5)) > 0
                      OR strpos(lower(m.name), lower($5)) > 0)
                 AND ($6::int[] IS NULL OR m.organization_id IS NULL
                      OR m.organization_id <> ALL($6))
                 AND ($7::smallint[] IS NULL OR m.weights = ANY($7))
                 AND ($8::int[] IS NULL OR m.license_now_id = ANY($8))
                 AND ($9::int[] IS NULL OR m.license_now_id IS NULL
                      OR m.license_now_id <> ALL($9))
               ORDER BY m.external_id LIMIT $10"#,
                    source.id,
                    after,
                    of,
                    is_bounded(wanted).then_some(LOOKED_AT),
                    wanted.text,
                    not_of,
                    weights,
                    under,
                    not_under,
                    i64::try_from(limit).unwrap_or(i64::MAX)
                )
                .fetch_all(&pool)
                .await
            })
            .await?;
        let models = rows.into_iter().map(|row| ListedModel {
            line: ModelLine {
                source: source.slug.clone(),
                id: row.external_id,
                name: row.name,
                organization: row.organization,
                weights: Weights::from_code(row.weights).unwrap_or(Weights::Unknown),
                license: row.license,
                released_on: row.released_on,
            },
            scope: Scope::from_code(row.scope).unwrap_or(Scope::Unknown),
            variant_of: row.variant_of,
            cataloged: row.cataloged,
        });
        Ok(models.collect())
    }

    /// The last id that a page looks at; none where it looks at all there are.
    async fn last_looked_at(&self, source: i16, after: &str) -> Result<Option<String>> {
        let id = self
            .reading(|pool| async move {
                sqlx::query_scalar!(
                    "SELECT external_id FROM model WHERE source_id = $1 AND external_id > $2
             ORDER BY external_id OFFSET $3 LIMIT 1",
                    source,
                    after,
                    LOOKED_AT - 1
                )
                .fetch_optional(&pool)
                .await
            })
            .await?;
        Ok(id)
    }
}

/// Whether only so many are looked at. The models of an organization are found by an index.
fn is_bounded(wanted: &Wanted<'_>) -> bool {
    !matches!(wanted.passing.organizations, Ids::Only(_))
}

fn only(ids: &Ids) -> Option<&[i32]> {
    match ids {
        Ids::Only(ids) => Some(ids),
        Ids::Any | Ids::AnyBut(_) => None,
    }
}

fn any_but(ids: &Ids) -> Option<&[i32]> {
    match ids {
        Ids::AnyBut(ids) => Some(ids),
        Ids::Any | Ids::Only(_) => None,
    }
}
