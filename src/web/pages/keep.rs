//! Keeps the language that an address asks for: links and forms of its page ask for it, too.
//!
//! Links are made in many places, and one of them that forgot would answer a reader in another
//! language. So it is put in here, once, where a page is done.

use super::super::places::is_file;
use crate::query::LANGUAGE;
use crate::text::Language;

/// Beginnings of an attribute that holds an address of this site.
const LINK: &str = " href=\"/";
const FORM: &str = " action=\"/";

/// A page whose links and forms ask for a language.
pub(super) fn in_links(page: &str, language: Language) -> String {
    let mut kept = String::with_capacity(page.len() + page.len() / 16);
    let mut rest = page;
    while let Some(at) = next(rest) {
        let attribute = if rest[at..].starts_with(LINK) {
            LINK
        } else {
            FORM
        };
        // The address begins with the slash the attribute ends with.
        let begin = at + attribute.len() - 1;
        let Some(length) = rest[begin..].find('"') else {
            break;
        };
        let (address, after) = rest[begin..].split_at(length);
        kept.push_str(&rest[..begin]);
        if attribute == FORM {
            kept.push_str(address);
            let opening = rest[..begin]
                .rfind('<')
                .map_or("", |open| &rest[open..begin]);
            let is_asking = opening.contains(" method=\"get\"");
            let Some(end) = after.find('>') else {
                rest = after;
                break;
            };
            kept.push_str(&after[..=end]);
            if is_asking {
                field(&mut kept, language);
            }
            rest = &after[end + 1..];
        } else {
            link(&mut kept, address, language);
            rest = after;
        }
    }
    kept.push_str(rest);
    kept
}

/// Where the next address begins.
fn next(text: &str) -> Option<usize> {
    let mut from = 0;
    // Both attributes end alike; what stands before decides.
    while let Some(at) = text[from..].find("=\"/") {
        let end = from + at + "=\"/".len();
        let is = |attribute: &str| text[..end].ends_with(attribute);
        if is(LINK) {
            return Some(end - LINK.len());
        }
        if is(FORM) {
            return Some(end - FORM.len());
        }
        from = end;
    }
    None
}

/// An address as markup has it, with the language where it leads to a page that is not asked for
/// in any.
fn link(kept: &mut String, address: &str, language: Language) {
    let (address, fragment) = match address.split_once('#') {
        // `&#38;` is no fragment.
        Some((before, _)) if before.ends_with('&') => (address, ""),
        Some((before, _)) => address.split_at(before.len()),
        None => (address, ""),
    };
    let (path, question) = address.split_once('?').unwrap_or((address, ""));
    let is_page = !path.starts_with("//")
        && !path.starts_with("/static/")
        && !is_file(path)
        && !is_frozen(path);
    let is_asked = question
        .split(['&', ';'])
        .any(|pair| pair.split_once('=').is_some_and(|(key, _)| key == LANGUAGE));
    kept.push_str(address);
    if is_page && !is_asked {
        kept.push_str(if address.contains('?') { "&amp;" } else { "?" });
        kept.push_str(LANGUAGE);
        kept.push('=');
        kept.push_str(language.word());
    }
    kept.push_str(fragment);
}

/// Whether a path is that of a view that was kept, in the one language its address names.
fn is_frozen(path: &str) -> bool {
    path.strip_prefix("/s/")
        .is_some_and(|rest| rest.contains('/'))
}

/// A field that a form sends along.
fn field(kept: &mut String, language: Language) {
    kept.push_str("<input type=\"hidden\" name=\"");
    kept.push_str(LANGUAGE);
    kept.push_str("\" value=\"");
    kept.push_str(language.word());
    kept.push_str("\">");
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/methods", "/methods?lang=fr")]
    #[case("/methods#blocs", "/methods?lang=fr#blocs")]
    #[case("/search?q=a", "/search?q=a&amp;lang=fr")]
    #[case(
        "/charts/share?by=country&#38;top=3",
        "/charts/share?by=country&#38;top=3&amp;lang=fr"
    )]
    #[case(
        "/charts/share?by=country&#38;lang=en",
        "/charts/share?by=country&#38;lang=en"
    )]
    #[case("/compare?models=a&amp;lang=fr#x", "/compare?models=a&amp;lang=fr#x")]
    #[case("/search?q=slang=1", "/search?q=slang=1&amp;lang=fr")]
    #[case("/licenses/apache-2.0", "/licenses/apache-2.0?lang=fr")]
    #[case("/charts/share.csv?by=country", "/charts/share.csv?by=country")]
    #[case("/data/models.csv", "/data/models.csv")]
    #[case("/s/2026-10-07/charts/share", "/s/2026-10-07/charts/share")]
    #[case("/s/2026-10-07", "/s/2026-10-07?lang=fr")]
    #[case("/static/abc.css", "/static/abc.css")]
    #[case("//elsewhere.example/x", "//elsewhere.example/x")]
    fn links_to_pages_ask_for_the_language(#[case] given: &str, #[case] kept: &str) {
        let page = |address: &str| format!("<p><a class=\"x\" href=\"{address}\">=\"/</a></p>");
        assert_eq!(in_links(&page(given), Language::Fr), page(kept));
    }

    #[test]
    fn forms_send_it_along_and_all_else_stays() {
        let page = "<a href=\"#a\">b</a><a href=\"https://x.example/\">c</a>\
                    <form method=\"get\" action=\"/search\" role=\"search\"><input name=\"q\"></form>\
                    <form method=\"post\" action=\"/s\"></form><p data-x=\"/y\">";
        assert_eq!(
            in_links(page, Language::En),
            page.replace(
                "role=\"search\">",
                "role=\"search\"><input type=\"hidden\" name=\"lang\" value=\"en\">"
            )
        );
        assert_eq!(
            in_links("<a href=\"/never", Language::En),
            "<a href=\"/never"
        );
    }
}
