//! `/about`: what this is for, and what to do about an error.

use super::listing::Cell;
use super::{Page, html};
use crate::text::message;
use crate::web::Error;
use crate::web::language::InLanguage;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    page: Page,
    /// Keys of what a reader can check here, each with the address to do so.
    questions: Vec<(&'static str, &'static str)>,
    version: &'static str,
    host: String,
    /// Where to write to, where the host says so.
    contact: Option<Cell>,
}

/// A contact as a link where it is an address of a page or of a mailbox.
fn contact(given: &str) -> Cell {
    let is_page = given.starts_with("https://") || given.starts_with("http://");
    let is_mailbox = given.split_once('@').is_some_and(|(name, host)| {
        let is_word = |text: &str| {
            let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
            !text.is_empty() && text.chars().all(allowed)
        };
        is_word(name) && is_word(host)
    });
    if is_page {
        Cell::outside(given, given)
    } else if is_mailbox {
        Cell::link(given, format!("mailto:{given}"))
    } else {
        Cell::text(given)
    }
}

/// The page.
pub(in crate::web) async fn about(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let title = message(language, "about-title", &[]);
    html(
        site.spoken(),
        &AboutPage {
            page: Page::new(&site, "/about", "", title),
            questions: vec![
                ("about-question-open", "/charts/share?by=weights"),
                (
                    "about-question-diffusion",
                    "/charts/over-time?by=country&show=share",
                ),
                ("about-question-dependence", "/countries"),
                ("about-question-license", "/licenses"),
                ("about-question-base", "/charts/share?lens=base"),
            ],
            version: env!("CARGO_PKG_VERSION"),
            host: site.base_url().to_owned(),
            contact: site.contact().map(contact),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_leads_somewhere_only_where_it_is_an_address() {
        let address = |given: &str| contact(given).address;
        assert_eq!(
            address("desk@example.org").as_deref(),
            Some("mailto:desk@example.org")
        );
        assert_eq!(
            address("https://example.org/report").as_deref(),
            Some("https://example.org/report")
        );
        assert_eq!(address("the desk on the third floor"), None);
        assert_eq!(address("javascript:alert(1)"), None);
        assert_eq!(address("a@b?subject=x&bcc=y"), None);
    }
}
