//! `/compare?models=a~b`: models of one source side by side.

use super::figure::FigureView;
use super::history::values_side_by_side;
use super::listing::{Cell, Listing};
use super::search::parameters;
use super::standing::{DOWNLOADS, Standings, TOKENS, by};
use super::{Page, html};
use crate::query::{DimensionId, Filter, Panel, Query, ScopeShown, Variants, nearest};
use crate::store::facts::Edition;
use crate::store::places::{ModelFacts, ModelLine};
use crate::text::message;
use crate::web::language::InLanguage;
use crate::web::state::Site;
use crate::web::{Error, places};
use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Models compared at most: as many as lines can still be told apart.
const MOST: usize = 8;
/// Ids looked at on each side of one that is not known.
const BESIDE: i64 = 300;

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    page: Page,
    lead: String,
    wanted: String,
    problems: Vec<Cell>,
    figures: Vec<FigureView>,
    facts: Listing,
    examples: Vec<Cell>,
}

/// The page.
pub(in crate::web) async fn compare(
    InLanguage(site): InLanguage,
    RawQuery(question): RawQuery,
) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let [given] = parameters(question, ["models"])?;
    let mut ids: Vec<String> = Vec::new();
    for id in Filter::list(&given) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let given = ids.len();
    ids.truncate(MOST);
    let wanted = Filter::include(ids.clone()).map_or_else(String::new, |list| list.spell());
    let canonical = if wanted.is_empty() {
        String::new()
    } else {
        let mut question = form_urlencoded::Serializer::new(String::new());
        question.append_pair("models", &wanted).finish()
    };
    let title = message(language, "compare-title", &[]);
    let page = Page::new(&site, "/compare", &canonical, title);

    let found = site.store().models_named(&ids).await?;
    let mut problems = Vec::new();
    if given > MOST {
        let numbers = [("given", given.to_string()), ("most", MOST.to_string())];
        let numbers = numbers
            .each_ref()
            .map(|(name, number)| (*name, number.as_str()));
        let words = message(language, "compare-too-many", &numbers);
        problems.push(Cell::text(words));
    }
    let source = source_of_all(&ids, &found);
    problems.extend(unknown(&page, &site, &ids, &found).await?);
    if source.is_none() && !ids.is_empty() && ids.iter().all(|id| is_known(id, &found)) {
        problems.push(Cell::text(sources_differ(&page, &ids, &found)));
        problems.extend(within_each(&page, &site, &ids, &found));
    }
    let mut figures = Vec::new();
    let mut facts = Listing::default();
    if let Some(source) = &source {
        let mut models = Vec::new();
        for id in &ids {
            models.extend(site.store().model(source, id).await?);
        }
        for question in questions(&edition, source, &models) {
            figures.extend(values_side_by_side(&site, &edition, question).await?);
        }
        facts = side_by_side(&page, &site, &edition, source, &models).await?;
    }
    let page = match &source {
        Some(source) => {
            let names: Vec<&str> = facts.rows.iter().map(|row| row[0].words.as_str()).collect();
            let title = page.tv("cite-compare", "names", names.join(", "));
            page.showing(&site, &canonical, &title, |metric| metric.source == *source)
        }
        None => page,
    };
    html(
        site.spoken(),
        &ComparePage {
            lead: lead(&page, &facts, source.is_some()),
            examples: examples(&site, &edition).await?,
            page,
            wanted,
            problems,
            figures,
            facts,
        },
    )
}

fn lead(page: &Page, facts: &Listing, is_one_source: bool) -> String {
    if !is_one_source {
        return page.t("compare-lead-empty");
    }
    let names: Vec<&str> = facts.rows.iter().map(|row| row[0].words.as_str()).collect();
    page.tv("compare-lead", "names", names.join(", "))
}

/// The source that knows all of these models.
fn source_of_all(ids: &[String], found: &[ModelLine]) -> Option<String> {
    let mut by_source: BTreeMap<&str, usize> = BTreeMap::new();
    for line in found {
        *by_source.entry(line.source.as_str()).or_default() += 1;
    }
    let all = by_source.into_iter().find(|(_, count)| *count == ids.len());
    all.map(|(source, _)| source.to_owned())
}

/// What to say of ids that no source knows.
async fn unknown(
    page: &Page,
    site: &Site,
    ids: &[String],
    found: &[ModelLine],
) -> Result<Vec<Cell>, Error> {
    let mut problems = Vec::new();
    for id in ids {
        if is_known(id, found) {
            continue;
        }
        let mut near = None;
        for source in &site.catalog().sources {
            let beside = site.store().models_beside(&source.slug, id, BESIDE).await?;
            let meant = nearest(id, beside.iter().map(String::as_str));
            near = near.or(meant);
        }
        problems.push(match near {
            Some(meant) => {
                let arguments = [("id", id.as_str()), ("meant", meant.as_str())];
                let words = message(page.language, "compare-unknown-near", &arguments);
                let ids = ids
                    .iter()
                    .map(|other| if other == id { &meant } else { other });
                Cell::link(words, comparison(ids.map(String::as_str)))
            }
            None => Cell::text(page.tv("compare-unknown", "id", id)),
        });
    }
    Ok(problems)
}

fn is_known(id: &str, found: &[ModelLine]) -> bool {
    found.iter().any(|line| line.id == id)
}

/// The address that compares models.
fn comparison<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let Some(list) = Filter::include(ids) else {
        return "/compare".to_owned();
    };
    let mut question = form_urlencoded::Serializer::new(String::new());
    let question = question.append_pair("models", &list.spell()).finish();
    format!("/compare?{question}")
}

/// The comparisons that can be made: the models of each source.
fn within_each(page: &Page, site: &Site, ids: &[String], found: &[ModelLine]) -> Vec<Cell> {
    let sources = site.catalog().sources.iter().filter_map(|source| {
        let is_here = |id: &&String| {
            let mut lines = found.iter();
            lines.any(|line| line.id == **id && line.source == source.slug)
        };
        let here: Vec<&str> = ids.iter().filter(is_here).map(String::as_str).collect();
        if here.is_empty() {
            return None;
        }
        let arguments = [
            ("source", source.name.as_str()),
            ("models", &here.join(", ")),
        ];
        let words = message(page.language, "compare-within", &arguments);
        Some(Cell::link(words, comparison(here.into_iter())))
    });
    sources.collect()
}

fn sources_differ(page: &Page, ids: &[String], found: &[ModelLine]) -> String {
    let each = ids.iter().filter_map(|id| {
        let line = found.iter().find(|line| line.id == *id)?;
        Some(format!("{id} ({})", line.source))
    });
    let each: Vec<String> = each.collect();
    page.tv("compare-sources", "models", each.join(", "))
}

/// One question a metric of the source.
fn questions(edition: &Edition, source: &str, models: &[ModelFacts]) -> Vec<Query> {
    use crate::domain::catalog::Scope;
    let of_source = |metric: &&str| {
        let known = edition.dictionary.metric(metric);
        known.is_some_and(|known| known.source == source)
    };
    let ids = models.iter().map(|model| model.line.id.as_str());
    let Some(filter) = Filter::include(ids) else {
        return Vec::new();
    };
    let mut questions = Vec::new();
    for metric in [TOKENS, DOWNLOADS].into_iter().filter(of_source) {
        let mut query = by(metric, DimensionId::Model);
        query.filters.insert(DimensionId::Model, filter.clone());
        if models.iter().any(|model| model.variant_of.is_some()) {
            query.variants = Variants::Separate;
        }
        if models.iter().any(|model| model.scope == Scope::Other) {
            query.scope = ScopeShown::All;
        }
        if metric == DOWNLOADS {
            query.panel = Some(Panel::All);
        }
        questions.push(query);
    }
    questions
}

async fn side_by_side(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    source: &str,
    models: &[ModelFacts],
) -> Result<Listing, Error> {
    let mut newest = Vec::new();
    for question in questions(edition, source, models) {
        newest.extend(Standings::of_newest_day(site, edition, question).await?);
    }
    let rows = models.iter().map(|model| {
        let line = &model.line;
        let base = match &model.base {
            Some(base) => Cell::link(base.id.as_str(), places::model(&base.source, &base.id)),
            None => Cell::text(page.t("model-no-base")),
        };
        let mut row = vec![
            Cell::model(line),
            page.organization_cell(site, line.organization.as_deref()),
            page.weights_cell(line.weights),
            page.license_cell(site, line.license.as_deref()),
            Cell::whole(page.release(line.released_on.as_deref())),
            base,
        ];
        for standings in &newest {
            let all = standings.all();
            let found = all.iter().find(|standing| standing.id == line.id);
            row.push(Cell::number(
                found.map_or("–", |found| found.value.as_str()),
            ));
        }
        row
    });
    let keys = [
        "dimension-model",
        "dimension-organization",
        "dimension-weights",
        "dimension-license",
        "column-released",
        "fact-base",
    ];
    let mut columns: Vec<Cell> = keys.iter().map(|key| Cell::text(page.t(key))).collect();
    columns.extend(newest.iter().map(Standings::value_column));
    Ok(Listing {
        caption: page.t("heading-facts"),
        columns,
        rows: rows.collect(),
        below: newest.iter().map(Standings::below).collect(),
        is_folded: false,
        is_stacked: false,
    })
}

/// The two that lead, as a comparison to begin with.
async fn examples(site: &Site, edition: &Arc<Edition>) -> Result<Vec<Cell>, Error> {
    let mut examples = Vec::new();
    for metric in [TOKENS, DOWNLOADS] {
        let query = by(metric, DimensionId::Model);
        let Some(standings) = Standings::of_newest_day(site, edition, query).await? else {
            continue;
        };
        let all = standings.all();
        let first: Vec<&str> = all.iter().take(2).map(|found| found.id.as_str()).collect();
        if let [one, other] = first.as_slice() {
            let address = comparison([*one, *other].into_iter());
            examples.push(Cell::link(format!("{one} · {other}"), address));
        }
    }
    Ok(examples)
}
