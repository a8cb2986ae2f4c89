//! `/oembed`: how another site shows one of our charts when its author pastes the chart's address
//! (oEmbed 1.0, JSON).

use super::Error;
use super::cache::Policy;
use super::state::Site;
use super::view::{address, answer, asking, read_query};
use crate::charts::Kind;
use crate::export::{CARD, SOCIAL};
use crate::query::{Allowed, Fault, Problem};
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Room a frame takes unless less is asked for, in pixels.
const WIDTH: u32 = 760;
const HEIGHT: u32 = 620;
/// How long a site may keep the answer, in seconds: the chart in the frame is current all the same.
const CACHE_AGE_SECONDS: u32 = 86_400;

/// What a consumer shows; the names are those of oEmbed.
#[derive(Serialize)]
struct Embedded {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    provider_name: &'static str,
    provider_url: String,
    title: String,
    html: String,
    width: u32,
    height: u32,
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
    cache_age: u32,
}

/// What a consumer asks.
struct Asked {
    url: String,
    width: u32,
    height: u32,
}

/// The frame of a chart that another site shows, `width` by `height` pixels.
pub(super) fn frame(address: &str, title: &str, width: u32, height: u32) -> String {
    let (address, title) = (escape(address), escape(title));
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" \
         style=\"border:0;max-width:100%\" loading=\"lazy\"></iframe>"
    )
}

/// The frame of a chart in its usual size.
pub(super) fn usual_frame(address: &str, title: &str) -> String {
    frame(address, title, WIDTH, HEIGHT)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The answer for an address of a chart.
pub(super) async fn oembed(
    State(site): State<Site>,
    RawQuery(question): RawQuery,
) -> Result<Response, Error> {
    let asked = Asked::read(&question.unwrap_or_default())?;
    let (kind, question) = chart_at(&site, &asked.url).ok_or(Error::NotFound)?;
    let edition = site.edition();
    let query = read_query(&edition, question)?;
    let answered = answer(&site, edition, kind.asked(&query)).await?;
    let title = answered.figure(&site, kind).caption.title;
    let whole = |path: String| format!("{}{}", site.base_url(), address(&path, &query));
    let framed = whole(format!("/embed/{}", kind.slug));
    let picture = whole(format!("/charts/{}.png", kind.slug));
    let joint = if picture.contains('?') { '&' } else { '?' };
    let embedded = Embedded {
        version: "1.0",
        kind: "rich",
        provider_name: "Weighbridge",
        provider_url: site.base_url().to_owned(),
        html: frame(&framed, &title, asked.width, asked.height),
        title,
        width: asked.width,
        height: asked.height,
        thumbnail_url: format!("{picture}{joint}{}={}", SOCIAL.key, SOCIAL.value),
        thumbnail_width: CARD.0,
        thumbnail_height: CARD.1,
        cache_age: CACHE_AGE_SECONDS,
    };
    let body = serde_json::to_vec(&embedded)
        .map_err(|error| Error::Internal(format!("writing oEmbed: {error}")))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((Policy::File, headers, body).into_response())
}

/// Where an answer about a view is found, for the head of its page.
pub(super) fn discovery(site: &Site, path: &str, question: &str) -> String {
    let whole = format!("{}{}", site.base_url(), asking(path, question));
    let mut asked = form_urlencoded::Serializer::new(String::new());
    asked
        .append_pair("url", &whole)
        .append_pair("format", "json");
    format!("{}/oembed?{}", site.base_url(), asked.finish())
}

/// The kind of chart and the question of an address on this site.
fn chart_at<'a>(site: &Site, url: &'a str) -> Option<(&'static Kind, &'a str)> {
    let path = url.strip_prefix(site.base_url())?;
    let (path, question) = path.split_once('?').unwrap_or((path, ""));
    let question = question.split('#').next().unwrap_or_default();
    let kind = path.strip_prefix("/charts/")?;
    Some((Kind::of(kind)?, question))
}

impl Asked {
    fn read(question: &str) -> Result<Self, Error> {
        let mut asked = Self {
            url: String::new(),
            width: WIDTH,
            height: HEIGHT,
        };
        let mut problems = Vec::new();
        for (key, value) in form_urlencoded::parse(question.as_bytes()) {
            let at_most = |usual: u32| {
                let most: u32 = value.parse().ok()?;
                (most > 0).then_some(usual.min(most))
            };
            let allowed = match key.as_ref() {
                "url" => {
                    asked.url = value.into_owned();
                    continue;
                }
                // Read by an address with an ending, too; XML is not offered.
                "format" if value == "json" => continue,
                "format" => "json",
                "maxwidth" => match at_most(WIDTH) {
                    Some(width) => {
                        asked.width = width;
                        continue;
                    }
                    None => "a number of pixels",
                },
                "maxheight" => match at_most(HEIGHT) {
                    Some(height) => {
                        asked.height = height;
                        continue;
                    }
                    None => "a number of pixels",
                },
                // The standard lets consumers send parameters of their own.
                _ => continue,
            };
            problems.push(Problem {
                parameter: key.into_owned(),
                value: value.into_owned(),
                what: Fault::UnknownValue,
                allowed: Allowed::Plain(allowed.to_owned()),
                suggestion: None,
            });
        }
        if problems.is_empty() {
            Ok(asked)
        } else {
            Err(Error::BadQuery(problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_holds_no_markup_but_its_own() {
        let frame = usual_frame("https://a.example/embed/share?by=a&top=3", "\"><script>");
        assert_eq!(frame.matches('<').count(), 2, "{frame}");
        assert!(frame.contains("by=a&amp;top=3"));
    }

    #[test]
    fn a_consumer_may_ask_for_less_room() {
        let asked = Asked::read("url=x&maxwidth=400&maxheight=100&format=json").unwrap();
        assert_eq!((asked.width, asked.height), (400, 100));
        assert!(Asked::read("url=x&format=xml").is_err());
        assert!(Asked::read("url=x&maxwidth=wide").is_err());
    }
}
