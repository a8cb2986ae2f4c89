//! What the pages about countries, licenses and organizations share: standings by both metrics,
//! told as table cells and as sentences.

use super::Page;
use super::listing::{Cell, Listing};
use super::standing::{DOWNLOADS, Standing, Standings, TOKENS, by};
use crate::query::DimensionId;
use crate::store::facts::Edition;
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::state::Site;
use std::collections::HashMap;
use std::sync::Arc;

/// Numbers that come from this many models or fewer are said to.
pub(super) const FEW_MODELS: u32 = 5;
/// What leads is listed up to here; a chart and a file have the rest.
const MOST: usize = 50;

/// Standings of both metrics, each on its newest day among all that is counted on it.
pub(super) async fn both(
    site: &Site,
    edition: &Arc<Edition>,
    dimension: DimensionId,
) -> Result<[Option<Standings>; 2], Error> {
    let tokens = by(TOKENS, dimension);
    let downloads = by(DOWNLOADS, dimension);
    Ok([
        Standings::of_newest_day(site, edition, tokens).await?,
        Standings::of_newest_day(site, edition, downloads).await?,
    ])
}

/// Ids with their standing by either metric, in the order of the first, then of the second.
fn ordered<'a>(
    all: impl Iterator<Item = &'a str>,
    standings: &[HashMap<String, Standing>; 2],
) -> Vec<&'a str> {
    let share = |at: usize, id: &str| {
        let standing = standings[at].get(id);
        standing.map_or(-1.0, |standing| standing.share)
    };
    let mut ids: Vec<&str> = all.collect();
    ids.sort_by(|a, b| {
        share(0, b)
            .total_cmp(&share(0, a))
            .then(share(1, b).total_cmp(&share(1, a)))
            .then(a.cmp(b))
    });
    ids
}

/// Standings by id.
pub(super) fn by_id(standings: Option<&Standings>) -> HashMap<String, Standing> {
    let all = standings.map(Standings::all).unwrap_or_default();
    all.into_iter()
        .map(|standing| (standing.id.clone(), standing))
        .collect()
}

/// What a table of all there is of a breakdown is called, and what it says beside the shares.
pub(super) struct Roll {
    pub caption: String,
    /// Head of the first column.
    pub first: String,
    /// Heads of what follows the shares.
    pub more: Vec<Cell>,
}

/// A table of ids in the order of both metrics: name, share and models by each, then what `row`
/// adds. Shares come first: a narrow screen shows the first columns.
pub(super) fn roll<'a>(
    page: &Page,
    standings: &[Option<Standings>; 2],
    heads: Roll,
    ids: impl Iterator<Item = &'a str>,
    row: impl Fn(&str) -> Option<(Cell, Vec<Cell>)>,
) -> Listing {
    let ranks = [by_id(standings[0].as_ref()), by_id(standings[1].as_ref())];
    let rows = ordered(ids, &ranks).into_iter().filter_map(|id| {
        let (name, more) = row(id)?;
        let shares = ranks.iter().flat_map(|ranks| share_cells(ranks.get(id)));
        Some([name].into_iter().chain(shares).chain(more).collect())
    });
    let mut columns = vec![Cell::text(heads.first)];
    columns.extend(share_columns(page, standings));
    columns.extend(heads.more);
    Listing {
        caption: heads.caption,
        columns,
        rows: rows.collect(),
        below: below(standings),
        is_folded: true,
        is_stacked: false,
    }
}

/// Two cells a metric: share and models; a dash where it has none.
fn share_cells(standing: Option<&Standing>) -> [Cell; 2] {
    match standing {
        Some(standing) => [
            Cell::number(standing.range.as_str()),
            Cell::number(standing.models.to_string()),
        ],
        None => [Cell::number("–"), Cell::number("–")],
    }
}

/// Heads of the columns of [`share_cells`].
fn share_columns(page: &Page, standings: &[Option<Standings>; 2]) -> Vec<Cell> {
    let keys = ["column-tokens-share", "column-downloads-share"];
    let heads = keys.iter().zip(standings).map(|(key, standings)| {
        let chart = standings.as_ref().map(Standings::chart);
        [
            Cell::number(page.t(key)).leading_to(chart),
            Cell::number(page.t("column-models")).minor(),
        ]
    });
    heads.flatten().collect()
}

/// What stands below a table of both metrics.
fn below(standings: &[Option<Standings>; 2]) -> Vec<Vec<Cell>> {
    let known = standings.iter().flatten();
    known.map(Standings::below).collect()
}

/// What share something has, and its place; or that nothing is known to be its.
pub(super) fn standing_sentence(
    page: &Page,
    standings: &Standings,
    standing: Option<&Standing>,
    name: &str,
) -> String {
    let metric = standings.answered.answer.metric.slug.as_str();
    let kind = standings.answered.query.by.entry().key;
    let all = standings.all();
    match standing {
        Some(standing) => message(
            page.language,
            "lead-standing",
            &[
                ("metric", metric),
                ("kind", kind),
                ("name", name),
                ("day", &standings.day),
                ("share", &standing.phrase),
                ("place", &standing.place.to_string()),
                ("of", &all.len().to_string()),
                ("counted", &standings.models().to_string()),
            ],
        ),
        None => message(
            page.language,
            "lead-no-standing",
            &[
                ("metric", metric),
                ("kind", kind),
                ("name", name),
                ("day", &standings.day),
                ("counted", &standings.models().to_string()),
            ],
        ),
    }
}

/// That few models make these numbers.
pub(super) fn few_sentence(page: &Page, standings: &Standings, standing: &Standing) -> String {
    message(
        page.language,
        "lead-few",
        &[
            ("metric", standings.answered.answer.metric.slug.as_str()),
            ("models", &standing.models.to_string()),
            ("day", &standings.day),
        ],
    )
}

/// The first of a breakdown on its metric's newest day, under the metric's name.
pub(super) async fn top(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    query: crate::query::Query,
) -> Result<Option<(String, Listing)>, Error> {
    let Some(standings) = Standings::of_newest_day(site, edition, query).await? else {
        return Ok(None);
    };
    let all = standings.all();
    if all.is_empty() {
        return Ok(None);
    }
    let is_model = standings.answered.query.by == DimensionId::Model;
    let unknown = standings.unknown();
    let rows = all.iter().chain(&unknown).take(MOST);
    let rows = rows.map(|standing| {
        let mut row = vec![
            standings.name(standing),
            Cell::number(standing.value.as_str()),
            Cell::number(standing.range.as_str()),
        ];
        if !is_model {
            row.push(Cell::number(standing.models.to_string()));
        }
        row
    });
    let by = standings.answered.query.by.entry();
    let metric = localized(&standings.answered.answer.metric.label, page.language).to_owned();
    let mut columns = vec![
        Cell::text(page.t(&by.name_key())),
        standings.value_column(),
        standings.share_column(),
    ];
    if !is_model {
        columns.push(Cell::number(page.t("column-models")).minor());
    }
    let left = all.len().saturating_sub(MOST);
    let more = (left > 0).then(|| {
        vec![Cell::text(page.tv(
            "listing-more",
            "count",
            left.to_string(),
        ))]
    });
    let below = more.into_iter().chain([standings.below()]).collect();
    let listing = Listing {
        caption: message(
            page.language,
            "listing-caption",
            &[("what", &page.t(&by.name_key())), ("metric", &metric)],
        ),
        columns,
        rows: rows.collect(),
        below,
        is_folded: true,
        is_stacked: false,
    };
    Ok(Some((metric, listing)))
}
