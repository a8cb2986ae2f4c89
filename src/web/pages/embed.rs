//! `/embed/{kind}`: a chart alone, for the frames of other sites. The only page that may be framed.

use super::{Page, html};
use crate::charts::Kind;
use crate::plot::Caption;
use crate::query::LANGUAGE;
use crate::web::Error;
use crate::web::headers::IN_ANY_FRAME;
use crate::web::language::Spoken;
use crate::web::state::Site;
use crate::web::view::{address, answer, read_query};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

#[derive(Template)]
#[template(path = "embed.html")]
struct EmbedPage {
    page: Page,
    caption: Caption,
    /// Markup of the drawing, escaped by its own templates.
    drawing: String,
    /// The same view on the site.
    address: String,
}

/// The page.
pub(in crate::web) async fn embed(
    State(site): State<Site>,
    Path(kind): Path<String>,
    RawQuery(question): RawQuery,
    request: HeaderMap,
) -> Result<Response, Error> {
    let kind = Kind::of(&kind).ok_or(Error::NotFound)?;
    let question = question.unwrap_or_default();
    let site = site.in_language(Spoken::of(&request, &question));
    let edition = site.edition();
    let asked = read_query(&edition, &question)?;
    let answered = answer(&site, edition, kind.asked(&asked)).await?;
    let figure = answered.figure(&site, kind);
    let path = format!("/charts/{}", kind.slug);
    let page = Page::new(
        &site,
        &path,
        &asked.canonical_but(&[LANGUAGE]),
        figure.caption.title.clone(),
    );
    let template = EmbedPage {
        page,
        drawing: figure.drawing.html(),
        caption: figure.caption,
        address: format!("{}{}", site.base_url(), address(&path, &asked)),
    };
    let mut response = html(site.spoken(), &template)?;
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, IN_ANY_FRAME);
    Ok(response)
}
