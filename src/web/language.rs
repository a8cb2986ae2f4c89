//! In which language a reader is answered: the one the address asks for, else the one the browser
//! prefers. An address with a language means the same to everybody; one without says in `Vary`
//! what it depends on.

use super::Error;
use super::state::Site;
use crate::query::{LANGUAGE, language_asked};
use crate::text::Language;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};

/// The language of an answer, and whether it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spoken {
    /// The language.
    pub language: Language,
    /// The same where the address asks for it: then links of the page do, too.
    pub asked: Option<Language>,
}

impl Spoken {
    /// What an address asks for, else what the browser prefers. An address that asks for a
    /// language there is not is refused elsewhere, in the language the browser prefers.
    pub fn of(headers: &HeaderMap, question: &str) -> Self {
        Self::new(language_asked(question).unwrap_or_default(), headers)
    }

    fn new(asked: Option<Language>, headers: &HeaderMap) -> Self {
        Self {
            language: asked.unwrap_or_else(|| preferred(headers)),
            asked,
        }
    }
}

/// The site as the reader of a page is shown it.
pub(super) struct InLanguage(pub Site);

impl FromRequestParts<Site> for InLanguage {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Error> {
        let question = parts.uri.query().unwrap_or_default();
        let asked = language_asked(question).map_err(Error::BadQuery)?;
        let spoken = Spoken::new(asked, &parts.headers);
        Ok(Self(site.clone().in_language(spoken)))
    }
}

/// The language a request is answered in: answers are kept apart by it.
pub(super) fn of_request(address: &Uri, headers: &HeaderMap) -> Language {
    Spoken::of(headers, address.query().unwrap_or_default()).language
}

/// The language a browser prefers among ours: the one of the highest quality in
/// `Accept-Language`, of equal ones the first named. `fr-CA` is French; `*` is whatever is not
/// named, the default first.
fn preferred(headers: &HeaderMap) -> Language {
    let lists = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let lists = lists.filter_map(|list| list.to_str().ok());
    let ranges: Vec<(&str, u16)> = lists
        .flat_map(|list| list.split(','))
        .filter_map(range)
        .collect();
    let named = |language: Language| {
        let primary = |range: &str| range.split('-').next().unwrap_or_default().to_owned();
        ranges
            .iter()
            .enumerate()
            .filter(move |(_, (range, _))| primary(range).eq_ignore_ascii_case(language.word()))
            .map(|(at, (_, quality))| (*quality, at))
            .max_by_key(|(quality, at)| (*quality, usize::MAX - at))
    };
    let any = ranges.iter().position(|(range, _)| *range == "*");
    let wanted = |language: Language| {
        let any = any.map(|at| (ranges[at].1, at));
        named(language).or(any).filter(|(quality, _)| *quality > 0)
    };
    let all = Language::ALL.iter().copied();
    let found = all.enumerate().filter_map(|(order, language)| {
        let (quality, at) = wanted(language)?;
        Some(((quality, usize::MAX - at, usize::MAX - order), language))
    });
    let best = found.max_by_key(|(rank, _)| *rank);
    best.map_or_else(Language::default, |(_, language)| language)
}

/// A range of `Accept-Language` with its quality in thousandths; none where it does not read.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';');
    let range = parts.next()?.trim();
    let mut quality = 1000;
    for parameter in parts {
        let (key, value) = parameter.split_once('=')?;
        if key.trim().eq_ignore_ascii_case("q") {
            let value: f32 = value.trim().parse().ok()?;
            if !(0.0..=1.0).contains(&value) {
                return None;
            }
            quality = (value * 1000.0).round() as u16;
        }
    }
    (!range.is_empty()).then_some((range, quality))
}

/// The part of an address behind the `?` without its language.
pub(super) fn without_language(question: &str) -> String {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    for (key, value) in form_urlencoded::parse(question.as_bytes()) {
        if key != LANGUAGE {
            rest.append_pair(&key, &value);
        }
    }
    rest.finish()
}

/// An address that asks for a language; it asks for none yet.
pub(super) fn in_language(address: &str, language: Language) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{LANGUAGE}={}", language.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use rstest::rstest;

    #[rstest]
    #[case("", Language::En)]
    #[case("fr", Language::Fr)]
    #[case("FR-ca", Language::Fr)]
    #[case("fr-CA,fr;q=0.9,en;q=0.8", Language::Fr)]
    #[case("en-US,en;q=0.9,fr;q=0.8", Language::En)]
    #[case("en;q=0.2, fr;q=0.7", Language::Fr)]
    #[case("de-DE, de;q=0.9, fr;q=0.4, en;q=0.3", Language::Fr)]
    #[case("de", Language::En)]
    #[case("fr;q=0.5,en;q=0.5", Language::Fr)]
    #[case("en, fr", Language::En)]
    #[case("fr;q=0, en;q=0.1", Language::En)]
    #[case("fr;q=0", Language::En)]
    #[case("en;q=0, *;q=0.5", Language::Fr)]
    #[case("*", Language::En)]
    #[case("de, *;q=0.5", Language::En)]
    #[case("fr;q=0.3, *;q=0.5", Language::En)]
    #[case("fr-CA;q=0, fr;q=0.6, en;q=0.5", Language::Fr)]
    #[case("frr, en;q=0.1", Language::En)]
    #[case("fr;q=1.5", Language::En)]
    #[case("fr;q=x, , ;q=1", Language::En)]
    fn the_browser_decides_where_the_address_does_not(
        #[case] wish: &'static str,
        #[case] language: Language,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
        assert_eq!(Spoken::of(&headers, "by=country").language, language);
        for asked in Language::ALL {
            let question = format!("by=country&lang={}", asked.word());
            let spoken = Spoken::of(&headers, &question);
            assert_eq!((spoken.language, spoken.asked), (*asked, Some(*asked)));
        }
        assert_eq!(Spoken::of(&headers, "lang=").language, language);
        assert_eq!(Spoken::of(&headers, "lang=de").language, language);
    }

    #[test]
    fn several_headers_are_one_list() {
        let mut headers = HeaderMap::new();
        for wish in ["en;q=0.4", "fr;q=0.6"] {
            headers.append(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
        }
        assert_eq!(preferred(&headers), Language::Fr);
    }

    #[test]
    fn a_language_is_taken_out_of_an_address_and_put_in() {
        assert_eq!(without_language("q=a+b&lang=fr&page=2"), "q=a+b&page=2");
        assert_eq!(without_language("lang=fr"), "");
        assert_eq!(in_language("/methods", Language::Fr), "/methods?lang=fr");
        assert_eq!(
            in_language("/search?q=a", Language::En),
            "/search?q=a&lang=en"
        );
    }
}
