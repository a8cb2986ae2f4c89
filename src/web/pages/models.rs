//! `/models/{source}/{id}`: one model, as its source names it.

use super::Page;
use super::history::values_over_time;
use super::landing::{Landing, Section};
use super::license_history::license_texts;
use super::listing::{Cell, Fact, Listing};
use super::standing::{DOWNLOADS, Standings, TOKENS, by, only};
use crate::domain::catalog::Scope;
use crate::query::{DimensionId, Panel, Query, ScopeShown, Variants, nearest};
use crate::store::facts::Edition;
use crate::store::places::{Mention, ModelFacts, ModelLine, ModelName};
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::places::{self, Nearest};
use crate::web::state::Site;
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;

/// Variants and derivatives listed at most.
const MOST_RELATED: i64 = 100;
/// Snapshots listed.
const LAST_SNAPSHOTS: i64 = 5;
/// Ids looked at on each side of one that is not known.
const BESIDE: i64 = 300;

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

    let lead = vec![identity(&page, &site, &model, &name)];
    let mut landing = Landing::new(page, &name, lead);
    for metric in [TOKENS, DOWNLOADS] {
        if edition
            .dictionary
            .metric(metric)
            .is_none_or(|known| known.source != source)
        {
            continue;
        }
        let question = question(&model, metric);
        let place = place(
            landing.page(),
            &site,
            &edition,
            question.clone(),
            &id,
            &name,
        )
        .await?;
        landing.say(place);
        let values = only(question, DimensionId::Model, &id);
        landing.show(values_over_time(&site, &edition, values, &name).await?);
    }
    if !landing.has_figures() {
        let words = landing.page().t("model-no-figures");
        landing.remark(vec![Cell::text(words)]);
    }
    let sections = sections(landing.page(), &site, &model).await?;
    landing.extend(sections);
    landing.html()
}

/// What is known of a model besides its numbers.
async fn sections(page: &Page, site: &Site, model: &ModelFacts) -> Result<Vec<Section>, Error> {
    let store = site.store();
    let texts = store.license_texts_of_model(model.number).await?;
    let variants = store.variants_of(model.number, MOST_RELATED).await?;
    let built_on = store.built_on(model.number, MOST_RELATED).await?;
    let mentions = store
        .mentions_of_model(model.number, LAST_SNAPSHOTS)
        .await?;
    let id = form_urlencoded::byte_serialize(model.line.id.as_bytes());
    let compare = format!("/compare?models={}", id.collect::<String>());
    let compare = Cell::link(page.t("model-compare"), compare);
    let mut sections = vec![
        Section::of_facts(page, facts(page, site, model)).leading_to(vec![compare]),
        Section::listing(
            page.t("heading-license-texts"),
            license_texts(page, site, &texts, false),
            vec![Cell::text(page.t("license-texts-sub"))],
            vec![Cell::text(page.t("license-texts-none"))],
        ),
    ];
    for (heading, words, lines) in [
        ("heading-variants", "word-variants-is", variants),
        ("heading-built-on", "built-on-sub", built_on),
    ] {
        if !lines.is_empty() {
            let listing = related(page, site, heading, &lines);
            let section = Section::new(page.t(heading), vec![Cell::text(page.t(words))]);
            sections.push(section.with_tables(vec![(String::new(), listing)]));
        }
    }
    sections.push(Section::listing(
        page.t("heading-mentions"),
        mention_list(page, &mentions),
        vec![Cell::text(page.t("mentions-sub"))],
        vec![
            Cell::text(page.t("mentions-none")),
            Cell::link(page.t("home-all-snapshots"), "/snapshots"),
        ],
    ));
    Ok(sections)
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
    Listing {
        caption: page.t(heading),
        columns: page.heads(
            &[
                "dimension-model",
                "snapshot-source",
                "dimension-organization",
                "dimension-weights",
                "dimension-license",
                "column-released",
            ],
            &["snapshot-source", "dimension-weights", "column-released"],
        ),
        rows: rows.collect(),
        below: Vec::new(),
        is_folded: true,
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
        ..Listing::default()
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
