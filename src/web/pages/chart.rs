//! `/charts/{kind}`: the explorer, a form beside a chart and its table.

use super::figure::FigureView;
use super::form::Form;
use super::{Page, html};
use crate::charts::{KINDS, Kind};
use crate::query::{Filter, filters, sentence, value_label};
use crate::text::message;
use crate::web::Error;
use crate::web::state::Site;
use crate::web::view::{address, answer, read_query};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};

#[derive(Template)]
#[template(path = "chart.html")]
struct ChartPage {
    page: Page,
    kinds: Vec<Link>,
    chips: Vec<Link>,
    reset: Option<String>,
    form: Form,
    figure: FigureView,
    definition: String,
}

/// A link with its words.
struct Link {
    label: String,
    address: String,
    current: bool,
}

/// The page of a chart.
pub(in crate::web) async fn page(
    site: &Site,
    kind: &'static Kind,
    question: &str,
) -> Result<Response, Error> {
    let edition = site.edition();
    let query = read_query(&edition, question)?;
    if from_a_form(question) {
        // The form spells out every default; readers share the short address.
        let target = address(&format!("/charts/{}", kind.slug), &query);
        return Ok(Redirect::to(&target).into_response());
    }
    let answered = answer(site, edition, kind.asked(&query)).await?;
    let language = answered.language;
    let description = sentence(&answered.query, &answered.edition.dictionary, language);
    let query = &query;
    let figure = FigureView::new(site, &answered, kind, kind.slug);
    let path = format!("/charts/{}", kind.slug);
    let title = figure.caption.title.clone();
    let chips: Vec<Link> = filters()
        .filter(|dimension| query.filters.contains_key(&dimension.id))
        .map(|dimension| {
            let mut without = query.clone();
            let filter = without.filters.remove(&dimension.id);
            let name = message(language, &dimension.name_key(), &[]);
            let values: Vec<String> = filter
                .iter()
                .flat_map(Filter::values)
                .map(|value| value_label(dimension, value, &answered.edition.dictionary, language))
                .collect();
            let values = values.join(", ");
            let key = if filter.is_some_and(|filter| filter.excludes()) {
                "chip-exclude"
            } else {
                "chip"
            };
            Link {
                label: message(language, key, &[("name", &name), ("values", &values)]),
                address: address(&path, &without),
                current: false,
            }
        })
        .collect();
    let mut plain = query.clone();
    plain.filters.clear();
    let template = ChartPage {
        page: Page::new(site, language, &path, &query.canonical(), title).described(description),
        kinds: KINDS
            .iter()
            .map(|other| Link {
                label: message(language, &other.name_key(), &[]),
                address: address(&format!("/charts/{}", other.slug), query),
                current: other.slug == kind.slug,
            })
            .collect(),
        reset: (chips.len() > 1).then(|| address(&path, &plain)),
        chips,
        form: Form::new(&answered.edition, query, language),
        definition: crate::text::localized(&answered.answer.metric.definition, language).to_owned(),
        figure,
    };
    html(&template)
}

/// Whether a browser's form wrote the question: only those send fields without a value, or the
/// same field twice.
fn from_a_form(question: &str) -> bool {
    let mut seen = std::collections::HashSet::new();
    form_urlencoded::parse(question.as_bytes())
        .any(|(key, value)| value.is_empty() || !seen.insert(key))
}
