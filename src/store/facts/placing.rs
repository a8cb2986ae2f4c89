//! Which cell an observation is counted in, found without asking the database for each: what its
//! model is, the licenses that were seen of it and the cells are read once, and the rest is looked
//! up. It says what `sql/place_observations.sql` says, which the tests hold it against: facts
//! where a model is in a cell that does not hold it contradict themselves.

use super::{Result, place};
use crate::store::Error;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};

/// An observation, as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Observed {
    pub model: i64,
    pub snapshot: i64,
    pub license_text: Option<i32>,
}

/// Where an observation is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    /// Its model, with variants merged its family.
    pub identity: i64,
    /// The cell, as entries count them.
    pub cell: u32,
    /// Whether it counts as a model: what a source does not list counts as none.
    pub counted: bool,
}

/// A model, as far as cells tell models apart.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Model {
    pub id: i64,
    pub family: i64,
    pub external_id: String,
    pub name: String,
    pub unlisted: bool,
    source_id: i16,
    scope: i16,
    organization_id: i32,
    weights: i16,
    catalog_license_id: Option<i32>,
    license_now: i32,
    lineage: i16,
    root_id: Option<i64>,
    root_organization_id: i32,
    root_weights: i16,
    root_catalog_license_id: Option<i32>,
    root_license_now: i32,
}

/// The attributes of a cell, as the store has them.
type Attributes = (
    (i16, i16, i16),
    (i32, i16, i32, bool, i32),
    (i32, i16, i32, bool, i32),
);

/// A license, if it is one that is known, and from when on it was seen.
type Seen = (DateTime<Utc>, Option<i32>);

/// A license, and whether it is the catalog's for want of a dated one.
type Dated = (i32, bool);

/// Where the observations of some models are counted.
pub(super) struct Atlas {
    merged: bool,
    pub models: HashMap<i64, Model>,
    /// Families that have variants, where these are merged.
    pub families: HashSet<i64>,
    cells: HashMap<Attributes, u32>,
    /// What was seen of the license of a model, from when on, ascending.
    seen: HashMap<i64, Vec<Seen>>,
    /// When snapshots were captured.
    captured: HashMap<i64, DateTime<Utc>>,
    /// What texts of licenses stand for.
    texts: HashMap<i32, i32>,
    /// The last one placed, which most that follow are like.
    last: Option<(Observed, Placed)>,
}

/// What is read of models, and of which.
macro_rules! models {
    ($which:literal) => {
        concat!(
            "SELECT m.id, coalesce(m.variant_of, m.id) AS family, m.external_id, m.name,
                    m.unlisted, m.source_id, m.scope,
                    coalesce(m.organization_id, 0) AS organization_id, m.weights,
                    m.catalog_license_id, coalesce(m.license_now_id, 0) AS license_now, m.lineage,
                    root.id AS root_id, coalesce(root.organization_id, 0) AS root_organization_id,
                    coalesce(root.weights, 0::smallint) AS root_weights,
                    root.catalog_license_id AS root_catalog_license_id,
                    coalesce(root.license_now_id, 0) AS root_license_now
             FROM model m LEFT JOIN model root ON root.id = m.root_model_id
             WHERE ",
            $which
        )
    };
}

impl Atlas {
    /// For the models of some identities, variants included where they are merged.
    pub async fn of(
        connection: &mut PgConnection,
        places: &HashMap<i64, u32>,
        identities: &[i64],
        merged: bool,
    ) -> Result<Self> {
        let mut models: Vec<Model> = sqlx::query_as(models!("m.id = ANY($1)"))
            .bind(identities)
            .fetch_all(&mut *connection)
            .await?;
        if merged {
            let variants: Vec<Model> = sqlx::query_as(models!("m.variant_of = ANY($1)"))
                .bind(identities)
                .fetch_all(&mut *connection)
                .await?;
            models.extend(variants);
        }
        Self::read(connection, places, models, merged).await
    }

    /// For all models of a source.
    pub async fn of_source(
        connection: &mut PgConnection,
        places: &HashMap<i64, u32>,
        source: &str,
        merged: bool,
    ) -> Result<Self> {
        let models: Vec<Model> = sqlx::query_as(models!(
            "m.source_id = (SELECT id FROM source WHERE slug = $1)"
        ))
        .bind(source)
        .fetch_all(&mut *connection)
        .await?;
        Self::read(connection, places, models, merged).await
    }

    async fn read(
        connection: &mut PgConnection,
        places: &HashMap<i64, u32>,
        models: Vec<Model>,
        merged: bool,
    ) -> Result<Self> {
        let mut speaking: Vec<i64> = models.iter().map(|model| model.id).collect();
        speaking.extend(models.iter().filter_map(|model| model.root_id));
        let of_licenses = sqlx::query!(
            r#"SELECT claim.model_id, claim.first_seen, text.license_id
               FROM model_claim claim JOIN claim_text text ON text.id = claim.text_id
               WHERE claim.attribute = 1 AND claim.model_id = ANY($1)
               ORDER BY claim.model_id, claim.first_seen"#,
            &speaking
        )
        .fetch_all(&mut *connection)
        .await?;
        let sources: HashSet<i16> = models.iter().map(|model| model.source_id).collect();
        let sources: Vec<i16> = sources.into_iter().collect();
        let of_cells = sqlx::query!(
            "SELECT id, source_id, scope, organization_id, weights, license_then, license_undated,
                    license_now, lineage, base_organization_id, base_weights, base_license_then,
                    base_license_undated, base_license_now
             FROM cell WHERE source_id = ANY($1)",
            &sources
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut cells = HashMap::with_capacity(of_cells.len());
        for row in of_cells {
            let attributes = (
                (row.source_id, row.scope, row.lineage),
                (
                    row.organization_id,
                    row.weights,
                    row.license_then,
                    row.license_undated,
                    row.license_now,
                ),
                (
                    row.base_organization_id,
                    row.base_weights,
                    row.base_license_then,
                    row.base_license_undated,
                    row.base_license_now,
                ),
            );
            cells.insert(attributes, place(places, row.id)?);
        }
        let captured = sqlx::query!("SELECT id, captured_at FROM snapshot")
            .fetch_all(&mut *connection)
            .await?;
        let texts = sqlx::query!(
            r#"SELECT id, license_id AS "license_id!" FROM claim_text WHERE license_id IS NOT NULL"#
        )
        .fetch_all(connection)
        .await?;
        let mut seen: HashMap<i64, Vec<_>> = HashMap::new();
        for row in of_licenses {
            let seen = seen.entry(row.model_id).or_default();
            seen.push((row.first_seen, row.license_id));
        }
        let families = models.iter();
        let families = families.filter(|model| merged && model.family != model.id);
        Ok(Self {
            merged,
            families: families.map(|model| model.family).collect(),
            cells,
            seen,
            captured: captured
                .into_iter()
                .map(|row| (row.id, row.captured_at))
                .collect(),
            texts: texts
                .into_iter()
                .map(|row| (row.id, row.license_id))
                .collect(),
            models: models.into_iter().map(|model| (model.id, model)).collect(),
            last: None,
        })
    }

    /// What a model counts as: itself, or with variants merged its family.
    pub fn identity(&self, model: i64) -> i64 {
        let family = self.models.get(&model).filter(|_| self.merged);
        family.map_or(model, |model| model.family)
    }

    /// The models that count as some, where those are so few that finding each by its key takes
    /// less than reading all.
    pub fn models_of_few(&self, identities: &HashSet<i64>) -> Option<Vec<i64>> {
        if identities.len() * 16 >= self.models.len() {
            return None;
        }
        let models = self.models.keys().copied();
        let of_few = models.filter(|model| identities.contains(&self.identity(*model)));
        Some(of_few.collect())
    }

    /// Where an observation is counted.
    pub fn place(&mut self, observed: Observed) -> Result<Placed> {
        if let Some((last, placed)) = self.last
            && last == observed
        {
            return Ok(placed);
        }
        let lost = |what| {
            let model = observed.model;
            Error::Inconsistent(format!("an observation of model {model} {what}"))
        };
        let model = self.models.get(&observed.model);
        let model = model.ok_or_else(|| lost("is of no model that was read"))?;
        let captured = self.captured.get(&observed.snapshot);
        let captured = *captured.ok_or_else(|| lost("is of no snapshot"))?;
        let own = match observed.license_text {
            Some(text) => (self.texts.get(&text).copied().unwrap_or(0), false),
            None => self.dated(model.id, model.catalog_license_id, captured),
        };
        let own = (
            model.organization_id,
            model.weights,
            own.0,
            own.1,
            model.license_now,
        );
        let base = match model.root_id {
            None => own,
            Some(root) => {
                let dated = self.dated(root, model.root_catalog_license_id, captured);
                (
                    model.root_organization_id,
                    model.root_weights,
                    dated.0,
                    dated.1,
                    model.root_license_now,
                )
            }
        };
        let attributes = ((model.source_id, model.scope, model.lineage), own, base);
        let cell = self.cells.get(&attributes);
        let placed = Placed {
            identity: if self.merged { model.family } else { model.id },
            cell: *cell.ok_or_else(|| lost("has no cell"))?,
            counted: !model.unlisted,
        };
        self.last = Some((observed, placed));
        Ok(placed)
    }

    /// The license last seen of a model before a capture, else the catalog's.
    fn dated(&self, model: i64, of_catalog: Option<i32>, captured: DateTime<Utc>) -> Dated {
        let seen = self.seen.get(&model).map_or(&[][..], Vec::as_slice);
        let until = seen.partition_point(|(since, _)| *since <= captured);
        match until.checked_sub(1) {
            Some(last) => (seen[last].1.unwrap_or(0), false),
            None => (of_catalog.unwrap_or(0), of_catalog.is_some()),
        }
    }
}
