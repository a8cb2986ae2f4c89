//! `/charts/{kind}`: the explorer, a form beside a chart and its table.

use super::chips::Chips;
use super::facets::Facets;
use super::figure::FigureView;
use super::form::Form;
use super::metric_links::{MetricLinks, names, switched};
use super::small_panel::SmallPanel;
use super::ways::ways_out;
use super::{Link, Page, html};
use crate::charts::{KINDS, Kind, locale};
use crate::export::Feed;
use crate::plot::format;
use crate::query::{DimensionId, LANGUAGE, Query, sentence};
use crate::store::facts::Edition;
use crate::text::{Language, message};
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::{Answered, address, answer, from_a_form, read_query};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "chart.html")]
struct ChartPage {
    page: Page,
    metrics: MetricLinks,
    kinds: Vec<KindLink>,
    /// What a form asked and the metric cannot answer, in words.
    dropped: String,
    chips: Chips,
    facets: Facets,
    facets_note: String,
    form: Form,
    figure: FigureView,
    definition: String,
}

/// A kind of chart to choose.
struct KindLink {
    link: Link,
    current: bool,
}

/// The page of a chart.
pub(in crate::web) async fn page(
    site: &Site,
    kind: &'static Kind,
    question: &str,
) -> Result<Response, Error> {
    let edition = site.edition();
    let mut asked = read_query(&edition, question)?;
    let path = format!("/charts/{}", kind.slug);
    let mut dropped = Vec::new();
    if from_a_form(question) {
        match without_other_models(site, &edition, &asked).await? {
            Some(mended) => (asked, dropped) = mended,
            // The form spells out every default; readers share the short address.
            None => return Ok(Redirect::to(&address(&path, &asked)).into_response()),
        }
    }
    let answered = answer(site, edition, kind.asked(&asked)).await?;
    // Variants come back under the name of their family.
    asked.filters.clone_from(&answered.query.filters);
    let (asked, language) = (&asked, answered.language);
    let mut figure = FigureView::of_page(site, &answered, kind);
    if figure.is_empty {
        figure.ways = ways_out(site, &answered, asked, kind);
    } else {
        figure.small_panel = SmallPanel::of(site, &answered, asked, &path).await?;
    }
    let title = figure.caption.title.clone();
    let description = sentence(
        &answered.query,
        &answered.edition.dictionary,
        answered.language,
    );
    let dropped = match names(&dropped, language) {
        names if names.is_empty() => names,
        names => message(language, "chart-dropped", &[("names", &names)]),
    };
    let feed = Link::new(
        message(language, "feed-view", &[]),
        address(&format!("{path}.{}", Feed::EXTENSION), asked),
    );
    let template = ChartPage {
        page: Page::new(site, &path, &asked.canonical_but(&[LANGUAGE]), title)
            .described(description)
            .followed_by(feed),
        metrics: MetricLinks::new(&answered.edition, asked, &path, language),
        kinds: kind_links(kind, asked, language),
        dropped,
        chips: Chips::new(&answered, asked, &path),
        facets: Facets::new(&answered, asked, &path),
        facets_note: counted_on(&answered),
        form: Form::new(&answered.edition, asked, kind, language),
        definition: crate::text::localized(&answered.answer.metric.definition, language).to_owned(),
        figure,
    };
    html(site.spoken(), &template)
}

fn kind_links(kind: &Kind, asked: &Query, language: Language) -> Vec<KindLink> {
    let link = |other: &Kind| KindLink {
        link: Link::new(
            message(language, &other.name_key(), &[]),
            address(&format!("/charts/{}", other.slug), asked),
        ),
        current: other.slug == kind.slug,
    };
    KINDS.iter().map(link).collect()
}

/// What the numbers beside facets count.
fn counted_on(answered: &Answered) -> String {
    let Some(totals) = answered.answer.periods.last() else {
        return String::new();
    };
    let date = format::day(totals.period.first, locale(answered.language));
    let key = format!("facets-note-{}", answered.query.every.word());
    message(answered.language, &key, &[("date", &date)])
}

/// A form in which another metric was chosen may still name models of the source before: the
/// question without them, and what was dropped.
async fn without_other_models(
    site: &Site,
    edition: &Edition,
    asked: &Query,
) -> Result<Option<(Query, Vec<&'static str>)>, Error> {
    let Some(filter) = asked.filters.get(&DimensionId::Model) else {
        return Ok(None);
    };
    let Some(metric) = edition.dictionary.metric(&asked.metric) else {
        return Ok(None);
    };
    let known = async |source: &str| site.store().families(source, filter.values()).await;
    if !known(&metric.source).await?.is_empty() {
        return Ok(None);
    }
    for source in edition.dictionary.sources() {
        if source.slug == metric.source || known(&source.slug).await?.is_empty() {
            continue;
        }
        let elsewhere = edition.dictionary.metrics().iter();
        let mut elsewhere = elsewhere.filter(|other| other.source == source.slug);
        let of_them = Query {
            metric: elsewhere
                .next()
                .map(|other| other.slug.clone())
                .unwrap_or_default(),
            ..asked.clone()
        };
        let there = switched(edition, &of_them, metric);
        return Ok(there.map(|there| (there.query, there.dropped)));
    }
    Ok(None)
}
