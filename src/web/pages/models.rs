//! `/models/{source}/{id}`: one model, as its source names it.

use super::Page;
use super::course::{course, use_of_derivatives};
use super::history::values_over_time;
use super::landing::{Landing, Section};
use super::license_history::license_texts;
use super::listing::{Cell, Listing, shortened};
use super::model_facts::facts;
use super::standing::{DOWNLOADS, Standings, TOKENS, by, only};
use crate::domain::catalog::Scope;
use crate::query::{DimensionId, Panel, Query, ScopeShown, Variants};
use crate::store::facts::Edition;
use crate::store::places::{Mention, ModelFacts, ModelLine};
use crate::text::{localized, message};
use crate::web::Error;
use crate::web::language::InLanguage;
use crate::web::places;
use crate::web::state::Site;
use axum::extract::Path;
use axum::response::Response;
use std::sync::Arc;

/// Variants and derivatives listed at most.
const MOST_RELATED: i64 = 300;
/// Snapshots listed.
const LAST_SNAPSHOTS: i64 = 5;

/// One model.
pub(in crate::web) async fn page(
    InLanguage(site): InLanguage,
    Path((source, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let Some(model) = site.store().model(&source, &id).await? else {
        return Err(places::no_model(&site, &source, &id, places::model).await?);
    };
    let line = &model.line;
    let whole_name = if line.name.is_empty() {
        line.id.clone()
    } else {
        line.name.clone()
    };
    let name = shortened(&whole_name);
    let title = message(language, "model-title", &[("model", &name)]);
    let page = Page::new(&site, &places::model(&source, &id), "", title);

    let lead = vec![identity(&page, &site, &model, &name)];
    let mut landing = Landing::new(page, whole_name, lead);
    for metric in metrics_of(&edition, &source) {
        let question = question(&model, metric);
        // A place among packages says nothing of models: it is told of tokens and downloads alone.
        if [TOKENS, DOWNLOADS].contains(&metric) {
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
            let course = course(landing.page(), &site, &edition, &question, &id).await?;
            landing.say(course);
        }
        let values = only(question, DimensionId::Model, &id);
        landing.show(values_over_time(&site, &edition, values, &name).await?);
    }
    // What is known of how it was counted stands before its numbers.
    let events = site.catalog().events.iter();
    let counted = events
        .filter(|event| event.kind == "measurement" && event.about.as_deref() == Some(id.as_str()));
    let warnings = counted.map(|event| {
        let day = landing.page().day(&event.date);
        let title = localized(&event.title, language);
        let words = message(
            language,
            "model-warning",
            &[("title", title), ("day", &day)],
        );
        vec![
            Cell::text(words),
            Cell::text(landing.page().t("basis")),
            Cell::english(event.source.as_str()),
        ]
    });
    let warnings: Vec<Vec<Cell>> = warnings.collect();
    landing.warn(warnings);
    if !landing.has_figures() {
        let words = landing.page().t("model-no-figures");
        landing.remark(vec![Cell::text(words)]);
    }
    let sections = sections(landing.page(), &site, &edition, &model).await?;
    landing.extend(sections);
    landing.html()
}

/// What is known of a model besides its numbers.
async fn sections(
    page: &Page,
    site: &Site,
    edition: &Arc<Edition>,
    model: &ModelFacts,
) -> Result<Vec<Section>, Error> {
    let store = site.store();
    let texts = store.license_texts_of_model(model.number).await?;
    let variants = store.variants_of(model.number, MOST_RELATED).await?;
    let built_on = store.built_on(model.number, MOST_RELATED).await?;
    let mentions = store
        .mentions_of_model(model.number, site.edition().as_of, LAST_SNAPSHOTS)
        .await?;
    let chain = match model.unresolved {
        Some(_) => store.chains(&[model.number]).await?.remove(&model.number),
        None => None,
    };
    let chain = chain.unwrap_or_default();
    let id = form_urlencoded::byte_serialize(model.line.id.as_bytes());
    let compare = format!("/compare?models={}", id.collect::<String>());
    let compare = Cell::link(page.t("model-compare"), compare);
    let mut sections = vec![
        Section::of_facts(page, facts(page, site, model, &texts, &chain)).leading_to(vec![compare]),
        Section::listing(
            page.t("heading-license-texts"),
            license_texts(page, site, &texts, false),
            vec![Cell::text(page.t("license-texts-sub"))],
            vec![Cell::text(page.t("license-texts-none"))],
        ),
    ];
    if !variants.is_empty() {
        sections.push(Section::listing(
            page.t("heading-variants"),
            related(page, site, "heading-variants", &variants),
            vec![Cell::text(page.t("word-variants-is"))],
            Vec::new(),
        ));
    }
    let mut words = vec![page.t("built-on-sub")];
    if !built_on.is_empty() {
        words.extend(use_of_derivatives(page, site, edition, &built_on).await?);
    }
    sections.push(Section::listing(
        page.t("heading-built-on"),
        related(page, site, "heading-built-on", &built_on),
        words.into_iter().map(Cell::text).collect(),
        vec![Cell::text(page.t("built-on-none"))],
    ));
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

/// Other models, with what matters about each.
pub(super) fn related(page: &Page, site: &Site, heading: &str, lines: &[ModelLine]) -> Listing {
    let rows = lines.iter().map(|line| {
        vec![
            Cell::link(shortened(&line.id), places::model(&line.source, &line.id)),
            Cell::text(line.source.as_str()),
            page.organization_cell(site, line.organization.as_deref()),
            page.weights_cell(line.weights),
            page.license_cell(site, line.license.as_deref()),
            Cell::whole(page.release(line.released_on.as_deref())),
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
        is_stacked: false,
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
            Cell::whole(page.moment(&mention.captured_at)),
            Cell::whole(days),
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
