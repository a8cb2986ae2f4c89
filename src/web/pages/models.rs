//! `/models/{source}/{id}`: one model, as its source names it.

use super::figure::FigureView;
use super::history::values_over_time;
use super::listing::{Cell, Fact, Listing};
use super::organizations::license_texts;
use super::standing::{DOWNLOADS, Standings, TOKENS, by, only};
use super::{Page, html};
use crate::domain::catalog::Scope;
use crate::query::{DimensionId, Panel, Query, ScopeShown, Variants, nearest};
use crate::store::facts::Edition;
use crate::store::places::{Mention, ModelFacts, ModelLine, ModelName};
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::places::{self, Nearest};
use crate::web::state::Site;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

/// Variants and derivatives listed at most.
const MOST_RELATED: i64 = 100;
/// Snapshots listed.
const LAST_SNAPSHOTS: i64 = 5;
/// Ids looked at on each side of one that is not known.
const BESIDE: i64 = 300;

#[derive(Template)]
#[template(path = "model.html")]
struct ModelPage {
    page: Page,
    name: String,
    lead: Vec<String>,
    figures: Vec<FigureView>,
    facts: Vec<Fact>,
    texts: Listing,
    variants: Listing,
    built_on: Listing,
    mentions: Listing,
    compare: String,
}

/// One model.
pub(in crate::web) async fn page(
    State(site): State<Site>,
    Path((source, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let language = Language::default();
    let edition = site.edition();
    let Some(model) = site.store().model(&source, &id).await? else {
        return Err(near(&site, &source, &id).await?);
    };
    let line = &model.line;
    let name = if line.name.is_empty() {
        line.id.clone()
    } else {
        line.name.clone()
    };
    let title = message(language, "model-title", &[("model", &name)]);
    let page = Page::new(&site, language, &places::model(&source, &id), "", title);

    let mut lead = vec![identity(&page, &site, &model, &name)];
    let mut figures = Vec::new();
    for metric in metrics_of(&edition, &source) {
        let question = question(&model, metric);
        // A place among packages says nothing of models: it is told of tokens and downloads alone.
        if [TOKENS, DOWNLOADS].contains(&metric) {
            lead.extend(place(&page, &site, &edition, question.clone(), &id, &name).await?);
        }
        let values = only(question, DimensionId::Model, &id);
        figures.extend(values_over_time(&site, &edition, values, &name).await?);
    }
    let store = site.store();
    let texts = store.license_texts_of_model(model.number).await?;
    let variants = store.variants_of(model.number, MOST_RELATED).await?;
    let built_on = store.built_on(model.number, MOST_RELATED).await?;
    let mentions = store
        .mentions_of_model(model.number, LAST_SNAPSHOTS)
        .await?;
    html(&ModelPage {
        figures,
        facts: facts(&page, &site, &model),
        texts: license_texts(&page, &site, &texts, false),
        variants: related(&page, &site, "heading-variants", &variants),
        built_on: related(&page, &site, "heading-built-on", &built_on),
        mentions: mention_list(&page, &mentions),
        compare: format!(
            "/compare?models={}",
            form_urlencoded::byte_serialize(id.as_bytes()).collect::<String>()
        ),
        page: page.described(lead.join(" ")),
        name,
        lead,
    })
}

/// The metrics a model of a source is shown by: tokens or downloads where the source has either,
/// else all it has.
fn metrics_of<'a>(edition: &'a Edition, source: &str) -> Vec<&'a str> {
    let metrics = edition.dictionary.metrics().iter();
    let of_source: Vec<&str> = metrics
        .filter(|metric| metric.source == source)
        .map(|metric| metric.slug.as_str())
        .collect();
    let leading = [TOKENS, DOWNLOADS].map(|metric| of_source.contains(&metric).then_some(metric));
    let leading: Vec<&str> = leading.into_iter().flatten().collect();
    if leading.is_empty() {
        of_source
    } else {
        leading
    }
}

/// What a model's numbers are asked by: a variant on its own, kinds the default leaves out too.
fn question(model: &ModelFacts, metric: &str) -> Query {
    let plain = by(metric, DimensionId::Model);
    Query {
        variants: match &model.variant_of {
            Some(_) => Variants::Separate,
            None => Variants::Merged,
        },
        scope: match model.scope {
            Scope::Other => ScopeShown::All,
            Scope::Language | Scope::Unknown => ScopeShown::Language,
        },
        // A model's line begins when the model does.
        panel: (metric == DOWNLOADS).then_some(Panel::All),
        ..plain
    }
}

/// Who published it, and what state its weights and its license are in.
fn identity(page: &Page, site: &Site, model: &ModelFacts, name: &str) -> String {
    let line = &model.line;
    let organization = page.organization_cell(site, line.organization.as_deref());
    let license = page.license_cell(site, line.license.as_deref());
    let known = |what: bool| if what { "yes" } else { "no" };
    message(
        page.language,
        "model-lead",
        &[
            ("model", name),
            ("published", known(line.organization.is_some())),
            ("organization", &organization.words),
            ("weights", line.weights.word()),
            ("licensed", known(line.license.is_some())),
            ("license", &license.words),
        ],
    )
}

/// Its place on the newest date of a metric, or that it is not there.
async fn place(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    question: Query,
    id: &str,
    name: &str,
) -> Result<Option<String>, Error> {
    let Some(standings) = Standings::of_newest_day(site, edition, question).await? else {
        return Ok(None);
    };
    let standing = standings.one(site, id);
    Ok(Some(super::ranked::standing_sentence(
        page,
        &standings,
        standing.as_ref(),
        name,
    )))
}

fn facts(page: &Page, site: &Site, model: &ModelFacts) -> Vec<Fact> {
    let line = &model.line;
    let source = site.catalog().source(&line.source);
    let source_name = source.map_or(line.source.as_str(), |source| source.name.as_str());
    let original = match line.source.as_str() {
        "huggingface" => hub(&line.id),
        "openrouter" => Cell::outside(
            line.id.as_str(),
            &format!("https://openrouter.ai/{}", path(&line.id)),
        ),
        _ => Cell::text(line.id.as_str()),
    };
    let basis = if model.cataloged {
        model.basis.as_str()
    } else {
        ""
    };
    let basis = if basis.is_empty() {
        page.t("model-not-cataloged")
    } else {
        basis.to_owned()
    };
    let not_known = || Cell::text(page.t("not-known"));
    let related = |name: Option<&ModelName>| match name {
        Some(name) => Cell::link(name.id.as_str(), places::model(&name.source, &name.id)),
        None => Cell::text(page.t("model-no-base")),
    };
    let mut facts = vec![
        Fact::new(
            page.t("fact-source-id"),
            Cell {
                words: format!("{source_name}: {}", line.id),
                ..original
            },
        ),
        Fact::new(
            page.t("dimension-organization"),
            page.organization_cell(site, line.organization.as_deref()),
        ),
        Fact::new(page.t("dimension-weights"), page.weights_cell(line.weights)),
        Fact::new(
            page.t("dimension-license"),
            page.license_cell(site, line.license.as_deref()),
        ),
        Fact::new(
            page.t("column-released"),
            Cell::text(page.release(line.released_on.as_deref())),
        ),
        Fact::new(
            page.t("fact-scope"),
            Cell::text(page.t(&format!("scope-is-{}", model.scope))),
        ),
    ];
    if let Some(id) = &model.variant_of {
        let base = Cell::link(id.as_str(), places::model(&line.source, id));
        facts.push(Fact::new(page.t("fact-variant-of"), base));
    }
    facts.push(Fact::new(page.t("fact-base"), related(model.base.as_ref())));
    if model.root.is_some() && model.root != model.base {
        facts.push(Fact::new(page.t("fact-root"), related(model.root.as_ref())));
    }
    if line.source != "huggingface" {
        let twin = model.huggingface_id.as_deref().map_or_else(not_known, hub);
        facts.push(Fact::new(page.t("fact-on-hub"), twin));
    }
    let mut reveals = site.catalog().stealth_reveals.iter();
    if let Some(reveal) =
        reveals.rfind(|reveal| line.source == "openrouter" && reveal.slug == line.id)
    {
        let words = message(
            page.language,
            "model-revealed",
            &[("name", reveal.revealed_as.as_deref().unwrap_or("?"))],
        );
        facts.push(Fact::new(page.t("fact-reveal"), Cell::text(words)).because(&reveal.source));
    }
    facts.push(Fact::new(page.t("column-basis"), Cell::text(basis)));
    facts
}

/// A path of another site, with its slashes.
fn path(id: &str) -> String {
    id.split('/')
        .map(places::part)
        .collect::<Vec<_>>()
        .join("/")
}

fn hub(id: &str) -> Cell {
    Cell::outside(id, &format!("https://huggingface.co/{}", path(id)))
}

/// Other models, with what matters about each.
pub(super) fn related(page: &Page, site: &Site, heading: &str, lines: &[ModelLine]) -> Listing {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::link(line.id.as_str(), places::model(&line.source, &line.id)),
            Cell::text(line.source.as_str()),
            page.organization_cell(site, line.organization.as_deref()),
            page.weights_cell(line.weights),
            page.license_cell(site, line.license.as_deref()),
            Cell::date(page.release(line.released_on.as_deref())),
        ]
    });
    let columns = [
        "dimension-model",
        "snapshot-source",
        "dimension-organization",
        "dimension-weights",
        "dimension-license",
        "column-released",
    ];
    Listing {
        caption: page.t(heading),
        columns: columns.iter().map(|key| Cell::text(page.t(key))).collect(),
        rows: rows.collect(),
        below: Vec::new(),
    }
}

fn mention_list(page: &Page, mentions: &[Mention]) -> Listing {
    let rows = mentions.iter().map(|mention| {
        let (first, last) = (page.day(&mention.first_day), page.day(&mention.last_day));
        let days = if first == last {
            first
        } else {
            format!("{first} – {last}")
        };
        vec![
            Cell::link(
                page.tv("snapshot-title", "id", mention.snapshot.to_string()),
                format!("/snapshots/{}", mention.snapshot),
            ),
            Cell::date(page.moment(&mention.captured_at)),
            Cell::date(days),
            Cell::number(page.count(&mention.numbers)),
        ]
    });
    Listing {
        caption: page.t("heading-mentions"),
        columns: vec![
            Cell::text(page.t("word-snapshot")),
            Cell::text(page.t("snapshot-captured")),
            Cell::text(page.t("snapshot-days")),
            Cell::number(page.t("column-numbers")),
        ],
        rows: rows.collect(),
        below: Vec::new(),
    }
}

/// That there is no such model, with the id that was probably meant.
async fn near(site: &Site, source: &str, id: &str) -> Result<Error, Error> {
    if site.catalog().source(source).is_none() {
        let rows = site.catalog().sources.iter();
        let slugs = rows.map(|row| (row.slug.as_str(), row.slug.as_str()));
        return Ok(places::unknown(source, &slugs, |slug| {
            places::model(slug, id)
        }));
    }
    let beside = site.store().models_beside(source, id, BESIDE).await?;
    let mut found: Vec<String> = nearest(id, beside.iter().map(String::as_str))
        .into_iter()
        .collect();
    // A variant that does not exist was a model with something behind it.
    if let Some((model, _)) = id.rsplit_once([':', '/'])
        && site.store().model(source, model).await?.is_some()
    {
        found.push(model.to_owned());
    }
    found.dedup();
    let found = found.into_iter().map(|id| Nearest {
        address: places::model(source, &id),
        label: id,
    });
    Ok(Error::Unknown(found.collect()))
}
