//! Which cell a number is counted in, worked out by the loader for numbers it brings: as
//! `place_observations.sql` does for those that are stored, and tests hold the two against each
//! other. Asked of the database is what models are, once for each, and which cells there are.

use super::super::Result;
use super::super::copy::{Fields, copy_out};
use super::super::models::SourceRow;
use super::super::staging::Ids;
use chrono::{DateTime, Utc};
use hashbrown::HashMap;
use sqlx::PgConnection;

/// What decides about the cell of a model's numbers, but for the license that is said of them.
/// Thousands of models are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Traits {
    scope: i16,
    organization_id: i32,
    weights: i16,
    /// It stands for models that are not listed, and counts as none.
    unlisted: bool,
    catalog_license_id: Option<i32>,
    license_now: i32,
    /// The license last seen of it, where any was said; within, one that is listed.
    license_seen: Option<Option<i32>>,
    base: Option<Base>,
}

/// The same of the root of a model's bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Base {
    organization_id: i32,
    weights: i16,
    license_then: i32,
    license_now: i32,
}

/// The columns of a cell but for its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Cell {
    scope: i16,
    organization_id: i32,
    weights: i16,
    license_then: i32,
    license_undated: bool,
    license_now: i32,
    has_base: bool,
    base_organization_id: i32,
    base_weights: i16,
    base_license_then: i32,
    base_license_now: i32,
}

/// Where a number is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The number of the cell, see [`Placing::cell_id`].
    pub cell: u32,
    /// 1, or 0 for what stands for models that are not listed.
    pub counted: i64,
}

/// The places of the numbers that a snapshot brings.
pub(super) struct Placing {
    source_id: i16,
    traits: Vec<Traits>,
    /// By the content's number of a model, the number of its traits.
    traits_of: Vec<u32>,
    /// The licenses that texts stand for, by the text's row.
    licenses: HashMap<i32, i32>,
    /// By traits and license text (0: none).
    places: HashMap<(u32, i32), Place>,
    last: Option<((u32, i32), Place)>,
    cells: HashMap<Cell, u32>,
    /// Rows of cells by their numbers; those that are new follow, without.
    cell_ids: Vec<i64>,
    new_cells: Vec<Cell>,
}

impl Placing {
    /// Reads what models are, as of the moment of the capture.
    #[tracing::instrument(level = "debug", name = "placing", skip_all)]
    pub(super) async fn read(
        connection: &mut PgConnection,
        source: &SourceRow,
        ids: &Ids,
        captured_at: DateTime<Utc>,
    ) -> Result<Self> {
        let mut placing = Self {
            source_id: source.id,
            traits: Vec::new(),
            traits_of: vec![u32::MAX; ids.models().len()],
            licenses: HashMap::new(),
            places: HashMap::new(),
            last: None,
            cells: HashMap::new(),
            cell_ids: Vec::new(),
            new_cells: Vec::new(),
        };
        let mut numbers: HashMap<Traits, u32> = HashMap::new();
        let query = traits_query(source, ids, captured_at);
        copy_out(&mut *connection, &query, |row| {
            let Some(model) = ids.number_of(row.bigint()?) else {
                return Ok(());
            };
            let traits = Traits::read(row)?;
            let all = &mut placing.traits;
            let number = *numbers.entry(traits).or_insert_with(|| {
                all.push(traits);
                all.len() as u32 - 1
            });
            if let Some(slot) = placing.traits_of.get_mut(model as usize) {
                *slot = number;
            }
            Ok(())
        })
        .await?;
        let query = "SELECT id, license_id FROM claim_text WHERE license_id IS NOT NULL";
        copy_out(&mut *connection, query, |row| {
            placing.licenses.insert(row.integer()?, row.integer()?);
            Ok(())
        })
        .await?;
        placing.read_cells(connection).await?;
        Ok(placing)
    }

    /// Reads the cells that have no number yet.
    async fn read_cells(&mut self, connection: &mut PgConnection) -> Result<()> {
        let query = format!(
            "SELECT id, scope, organization_id, weights, license_then, license_undated, license_now,
                    has_base, base_organization_id, base_weights, base_license_then,
                    base_license_now
             FROM cell WHERE source_id = {} AND id > {} ORDER BY id",
            self.source_id,
            self.cell_ids.iter().max().copied().unwrap_or(0)
        );
        copy_out(connection, &query, |row| {
            let id = row.bigint()?;
            let number = self.cell_ids.len() as u32;
            // A new cell keeps the number it was given.
            let number = *self.cells.entry(Cell::read(row)?).or_insert(number);
            if number as usize >= self.cell_ids.len() {
                self.cell_ids.resize(number as usize + 1, 0);
            }
            if let Some(slot) = self.cell_ids.get_mut(number as usize) {
                *slot = id;
            }
            Ok(())
        })
        .await
    }

    /// The place of a number of a model that was said with a license text, or without.
    pub(super) fn place(&mut self, model: u32, license_text: Option<i32>) -> Option<Place> {
        let traits = *self.traits_of.get(model as usize)?;
        let key = (traits, license_text.unwrap_or(0));
        if let Some((last, place)) = self.last
            && last == key
        {
            return Some(place);
        }
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None => self.new_place(key, license_text)?,
        };
        self.last = Some((key, place));
        Some(place)
    }

    fn new_place(&mut self, key: (u32, i32), license_text: Option<i32>) -> Option<Place> {
        let traits = *self.traits.get(key.0 as usize)?;
        let said = license_text.map(|text| self.licenses.get(&text).copied());
        let cell = traits.cell(said);
        let next = (self.cell_ids.len() + self.new_cells.len()) as u32;
        let new_cells = &mut self.new_cells;
        let cell = *self.cells.entry(cell).or_insert_with(|| {
            new_cells.push(cell);
            next
        });
        let place = Place {
            cell,
            counted: i64::from(!traits.unlisted),
        };
        self.places.insert(key, place);
        Some(place)
    }

    /// Makes the cells that are new.
    pub(super) async fn make_cells(&mut self, connection: &mut PgConnection) -> Result<()> {
        if self.new_cells.is_empty() {
            return Ok(());
        }
        let new = std::mem::take(&mut self.new_cells);
        sqlx::query!(
            "INSERT INTO cell (source_id, scope, organization_id, weights, license_then,
                 license_undated, license_now, has_base, base_organization_id, base_weights,
                 base_license_then, base_license_now)
             SELECT $1, scope, organization_id, weights, license_then, license_undated, license_now,
                 has_base, base_organization_id, base_weights, base_license_then, base_license_now
             FROM unnest($2::smallint[], $3::integer[], $4::smallint[], $5::integer[],
                 $6::boolean[], $7::integer[], $8::boolean[], $9::integer[], $10::smallint[],
                 $11::integer[], $12::integer[])
                 AS new (scope, organization_id, weights, license_then, license_undated,
                     license_now, has_base, base_organization_id, base_weights, base_license_then,
                     base_license_now)",
            self.source_id,
            &column(&new, |cell| cell.scope),
            &column(&new, |cell| cell.organization_id),
            &column(&new, |cell| cell.weights),
            &column(&new, |cell| cell.license_then),
            &column(&new, |cell| cell.license_undated),
            &column(&new, |cell| cell.license_now),
            &column(&new, |cell| cell.has_base),
            &column(&new, |cell| cell.base_organization_id),
            &column(&new, |cell| cell.base_weights),
            &column(&new, |cell| cell.base_license_then),
            &column(&new, |cell| cell.base_license_now)
        )
        .execute(&mut *connection)
        .await?;
        self.read_cells(connection).await
    }

    /// The row of a cell that is no longer new.
    pub(super) fn cell_id(&self, cell: u32) -> Option<i64> {
        let id = self.cell_ids.get(cell as usize).copied();
        id.filter(|id| *id != 0)
    }
}

impl Traits {
    fn read(row: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            scope: row.smallint()?,
            organization_id: row.integer()?,
            weights: row.smallint()?,
            unlisted: row.boolean()?,
            catalog_license_id: row.nullable_integer()?,
            license_now: row.integer()?,
            license_seen: match (row.boolean()?, row.nullable_integer()?) {
                (true, license) => Some(license),
                (false, _) => None,
            },
            base: match (row.boolean()?, Base::read(row)?) {
                (true, base) => Some(base),
                (false, _) => None,
            },
        })
    }

    /// The cell of a number with which a license was said (within, one that is listed), or none.
    fn cell(&self, said: Option<Option<i32>>) -> Cell {
        let seen = said.or(self.license_seen);
        let license_then = seen.unwrap_or(self.catalog_license_id).unwrap_or(0);
        let base = self.base.unwrap_or(Base {
            organization_id: self.organization_id,
            weights: self.weights,
            license_then,
            license_now: self.license_now,
        });
        Cell {
            scope: self.scope,
            organization_id: self.organization_id,
            weights: self.weights,
            license_then,
            license_undated: seen.is_none() && self.catalog_license_id.is_some(),
            license_now: self.license_now,
            has_base: self.base.is_some(),
            base_organization_id: base.organization_id,
            base_weights: base.weights,
            base_license_then: base.license_then,
            base_license_now: base.license_now,
        }
    }
}

impl Base {
    fn read(row: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            organization_id: row.integer()?,
            weights: row.smallint()?,
            license_then: row.integer()?,
            license_now: row.integer()?,
        })
    }
}

impl Cell {
    fn read(row: &mut Fields<'_>) -> Result<Self> {
        Ok(Self {
            scope: row.smallint()?,
            organization_id: row.integer()?,
            weights: row.smallint()?,
            license_then: row.integer()?,
            license_undated: row.boolean()?,
            license_now: row.integer()?,
            has_base: row.boolean()?,
            base_organization_id: row.integer()?,
            base_weights: row.smallint()?,
            base_license_then: row.integer()?,
            base_license_now: row.integer()?,
        })
    }
}

/// What cells have in one column.
fn column<T>(cells: &[Cell], of: impl Fn(&Cell) -> T) -> Vec<T> {
    cells.iter().map(of).collect()
}

/// Asks for the traits of the models at hand, or of all of the source where that is cheaper. What
/// was last seen of a license is asked for where a row says none.
fn traits_query(source: &SourceRow, ids: &Ids, captured_at: DateTime<Utc>) -> String {
    let seen = |models: &str| {
        format!(
            "(SELECT DISTINCT ON (claim.model_id) claim.model_id, text.license_id
              FROM model_claim claim JOIN claim_text text ON text.id = claim.text_id
              WHERE claim.attribute = 1 AND claim.first_seen <= '{}' AND claim.model_id IN ({models})
              ORDER BY claim.model_id, claim.first_seen DESC)",
            captured_at.to_rfc3339()
        )
    };
    let source_id = source.id;
    let join = if ids.few {
        "JOIN said_model ON said_model.model_id = m.id"
    } else {
        ""
    };
    let of_source = format!("FROM model m {join} WHERE m.source_id = {source_id}");
    let own = if ids.all_say_licenses {
        "(SELECT NULL::bigint AS model_id, NULL::integer AS license_id)".to_owned()
    } else {
        seen(&format!("SELECT m.id {of_source}"))
    };
    let based = seen(&format!(
        "SELECT m.root_model_id {of_source} AND m.root_model_id IS NOT NULL"
    ));
    format!(
        "SELECT m.id, m.scope, coalesce(m.organization_id, 0), m.weights, m.unlisted,
                m.catalog_license_id, coalesce(m.license_now_id, 0),
                own.model_id IS NOT NULL, own.license_id,
                root.id IS NOT NULL, coalesce(root.organization_id, 0),
                coalesce(root.weights, m.weights),
                coalesce(CASE WHEN based.model_id IS NOT NULL THEN based.license_id
                              ELSE root.catalog_license_id END, 0),
                coalesce(root.license_now_id, 0)
         FROM model m {join}
         LEFT JOIN {own} own ON own.model_id = m.id
         LEFT JOIN model root ON root.id = m.root_model_id
         LEFT JOIN {based} based ON based.model_id = root.id
         WHERE m.source_id = {source_id}"
    )
}
