//! What snapshots say of models (license, weights, organization, base), kept as runs of one text:
//! seen from, seen to. Texts are kept raw; a license text is normalized by the catalog's aliases.

use super::Result;
use crate::domain::Weights;
use crate::domain::catalog::LicenseNames;
use crate::snapshot::{SnapshotContent, TextId};
use futures_util::TryStreamExt;
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};

/// Texts that are looked up at once.
const BATCH: usize = 10_000;

/// What a snapshot can say of a model besides numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attribute {
    License = 1,
    Weights = 2,
    Organization = 3,
    Base = 4,
}

impl Attribute {
    /// All of them, in the order of a file's columns.
    pub(super) const ALL: [Self; 4] =
        [Self::License, Self::Weights, Self::Organization, Self::Base];

    /// Its place in [`Attribute::ALL`].
    pub(super) const fn place(self) -> usize {
        self as usize - 1
    }

    /// The attribute that is stored as this number.
    pub(super) fn of(number: i16) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|attribute| *attribute as i16 == number)
    }
}

/// Rows of `claim_text` for what the sayings of a content say, by saying and attribute.
#[derive(Debug)]
pub(super) struct SaidTexts(Vec<[Option<i32>; 4]>);

impl SaidTexts {
    /// Finds or makes the rows.
    pub(super) async fn resolve(
        connection: &mut PgConnection,
        content: &SnapshotContent,
        names: &LicenseNames,
    ) -> Result<Self> {
        let texts: Vec<&str> = content.texts().iter().collect();
        let texts = text_ids(&mut *connection, &texts, names).await?;
        let weights = content.sayings().iter().filter_map(|saying| saying.weights);
        let weights: BTreeSet<Weights> = weights.collect();
        let words: Vec<&str> = weights.iter().map(|weights| weights.word()).collect();
        let word_ids = text_ids(&mut *connection, &words, names).await?;
        let text = |id: Option<TextId>| texts.get(id?.number() as usize).copied();
        let said = content.sayings().iter().map(|saying| {
            let weights = saying.weights.and_then(|said| {
                let place = weights.iter().position(|weights| *weights == said)?;
                word_ids.get(place).copied()
            });
            [
                text(saying.license),
                weights,
                text(saying.organization),
                text(saying.base_model),
            ]
        });
        Ok(Self(said.collect()))
    }

    /// What a saying says of an attribute.
    pub(super) fn text(&self, saying: u32, attribute: Attribute) -> Option<i32> {
        self.0.get(saying as usize)?[attribute.place()]
    }
}

/// What a content says of its models: for each model and attribute the text of its latest day.
#[derive(Debug)]
pub(super) struct Claims {
    /// By attribute, where anything is said of it, and model.
    latest: [Option<Vec<Latest>>; 4],
}

/// What was said last; there are millions of models, so in eight bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Latest {
    /// The row of `claim_text`; 0: nothing was said.
    text_id: i32,
    /// The day's number.
    day: u16,
}

impl Claims {
    /// Reads the rows.
    #[tracing::instrument(level = "debug", skip_all)]
    pub(super) fn of(content: &SnapshotContent, said: &SaidTexts) -> Result<Self> {
        let mut latest: [Option<Vec<Latest>>; 4] = Attribute::ALL.map(|attribute| {
            let is_said = said.0.iter().any(|said| said[attribute.place()].is_some());
            is_said.then(|| vec![Latest::default(); content.models().len()])
        });
        if latest.iter().all(Option::is_none) {
            return Ok(Self { latest });
        }
        // The rows of a model follow each other by day, and mostly say the same: only the last of
        // each stretch has to be looked at.
        let mut before = None;
        let mut note = |(model, saying, day): (u32, u32, u16)| {
            let texts = said.0.get(saying as usize).copied().unwrap_or_default();
            for (latest, text_id) in latest.iter_mut().zip(texts) {
                let (Some(latest), Some(text_id)) = (latest, text_id) else {
                    continue;
                };
                if let Some(slot) = latest.get_mut(model as usize)
                    && (slot.text_id == 0 || day >= slot.day)
                {
                    *slot = Latest { text_id, day };
                }
            }
        };
        content.each_row(|row| {
            let this = (row.model(), row.saying(), row.day().number());
            let goes_on = |(model, saying, day): (u32, u32, u16)| {
                (model, saying) == (this.0, this.1) && day <= this.2
            };
            if let Some(last) = before.replace(this)
                && !goes_on(last)
            {
                note(last);
            }
            Ok::<_, std::io::Error>(())
        })?;
        if let Some(last) = before {
            note(last);
        }
        Ok(Self { latest })
    }

    /// What is said of an attribute of a model.
    pub(super) fn text(&self, attribute: Attribute, model: u32) -> Option<i32> {
        let latest = self.latest[attribute.place()].as_ref()?;
        let text_id = latest.get(model as usize)?.text_id;
        (text_id != 0).then_some(text_id)
    }

    /// Whether anything is said of an attribute.
    pub(super) const fn speaks_of(&self, attribute: Attribute) -> bool {
        self.latest[attribute.place()].is_some()
    }

    /// Whether nothing is said of any model.
    pub(super) fn is_empty(&self) -> bool {
        self.latest.iter().all(Option::is_none)
    }

    /// Each claim, model by model: model, attribute and text.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Attribute, i32)> {
        let models = self.latest.iter().flatten().map(Vec::len).max();
        (0..models.unwrap_or(0) as u32).flat_map(move |model| {
            let said = move |attribute| Some((model, attribute, self.text(attribute, model)?));
            Attribute::ALL.into_iter().filter_map(said)
        })
    }
}

/// Rows of `claim_text` for these texts, in their order, made where missing.
async fn text_ids(
    connection: &mut PgConnection,
    texts: &[&str],
    names: &LicenseNames,
) -> Result<Vec<i32>> {
    let mut ids = vec![0; texts.len()];
    for (texts, ids) in texts.chunks(BATCH).zip(ids.chunks_mut(BATCH)) {
        find_texts(&mut *connection, texts, ids).await?;
        let missing = texts.iter().zip(&*ids).filter(|(_, id)| **id == 0);
        let missing: Vec<&str> = missing.map(|(text, _)| *text).collect();
        if missing.is_empty() {
            continue;
        }
        let slugs: Vec<Option<&str>> = missing.iter().map(|text| names.slug_of(text)).collect();
        sqlx::query!(
            "INSERT INTO claim_text (raw, license_id)
             SELECT said.raw, license.id
             FROM unnest($1::text[], $2::text[]) AS said (raw, slug)
             LEFT JOIN license ON license.slug = said.slug",
            &missing as &[&str],
            slugs.as_slice() as &[Option<&str>]
        )
        .execute(&mut *connection)
        .await?;
        find_texts(&mut *connection, texts, ids).await?;
        if ids.contains(&0) {
            let message = "a text was stored but is not there".to_owned();
            return Err(super::Error::Inconsistent(message));
        }
    }
    Ok(ids)
}

/// Fills in the ids of the texts that are known.
async fn find_texts(connection: &mut PgConnection, texts: &[&str], ids: &mut [i32]) -> Result<()> {
    let places: HashMap<&str, usize> = texts.iter().copied().zip(0..).collect();
    let mut rows = sqlx::query!(
        "SELECT id, raw FROM claim_text WHERE raw = ANY($1)",
        texts as &[&str]
    )
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let place = places.get(row.raw.as_str());
        if let Some(id) = place.and_then(|place| ids.get_mut(*place)) {
            *id = row.id;
        }
    }
    Ok(())
}

/// Texts whose license is another one by the catalog's present aliases: corrects them and returns
/// the models they were said of, be it only of an older row that made no claim.
pub(super) async fn normalize_again(
    connection: &mut PgConnection,
    names: &LicenseNames,
) -> Result<Vec<i64>> {
    let texts = sqlx::query!(
        "SELECT text.id, text.raw, license.slug AS \"slug?\" FROM claim_text text
         LEFT JOIN license ON license.id = text.license_id"
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut ids = Vec::new();
    let mut slugs = Vec::new();
    for text in &texts {
        let slug = names.slug_of(&text.raw);
        if slug != text.slug.as_deref() {
            ids.push(text.id);
            slugs.push(slug);
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query!(
        "UPDATE claim_text SET license_id = license.id
         FROM unnest($1::integer[], $2::text[]) AS said (id, slug)
         LEFT JOIN license ON license.slug = said.slug
         WHERE claim_text.id = said.id",
        &ids,
        slugs.as_slice() as &[Option<&str>]
    )
    .execute(&mut *connection)
    .await?;
    let models = sqlx::query_scalar!(
        r#"SELECT model_id AS "model_id!" FROM model_claim
           WHERE text_id = ANY($1) AND attribute = 1
           UNION
           SELECT model_id FROM observation WHERE license_text_id = ANY($1)"#,
        &ids
    )
    .fetch_all(connection)
    .await?;
    Ok(models)
}
