//! What is known of a model besides its numbers, each with its basis, and where its source has it.

use super::Page;
use super::listing::{Cell, Fact, shortened};
use super::to_classify::chain_in_words;
use crate::store::bases::Link;
use crate::store::places::{LicenseText, ModelFacts, ModelName};
use crate::text::message;
use crate::web::places;
use crate::web::state::Site;

/// The facts, in the order readers ask for them; `chain` is that of a base that does not resolve.
pub(super) fn facts(
    page: &Page,
    site: &Site,
    model: &ModelFacts,
    texts: &[LicenseText],
    chain: &[Link],
) -> Vec<Fact> {
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
        Cell::text(page.t("model-not-cataloged"))
    } else {
        Cell::english(basis)
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
                words: page.pair(source_name, &line.id),
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
        )
        .on(Cell::text(license_basis(page, model, texts))),
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
    let base = match chain.first() {
        Some(Link::Text(text)) => Cell::text(shortened(text)),
        _ => related(model.base.as_ref()),
    };
    let why = model.unresolved.map(|reason| {
        let reason = page.t(&format!("base-unresolved-{reason}"));
        let chain = chain_in_words(chain);
        let arguments = [("chain", &*chain), ("reason", &*reason)];
        message(page.language, "base-unresolved-basis", &arguments)
    });
    let base = Fact::new(page.t("fact-base"), base);
    facts.push(base.because(why.as_deref().unwrap_or_default()));
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
    facts.push(Fact::new(page.t("column-basis"), basis));
    facts
}

/// Why a model counts as under its license: what a snapshot last said, else the catalog's word,
/// which is undated. Empty where neither says anything.
fn license_basis(page: &Page, model: &ModelFacts, texts: &[LicenseText]) -> String {
    let Some(last) = texts.last() else {
        return match model.line.license {
            Some(_) => page.t("license-basis-catalog"),
            None => String::new(),
        };
    };
    message(
        page.language,
        "license-basis-snapshot",
        &[
            ("day", &page.day(&last.last_seen.date_naive())),
            ("text", &shortened(&last.raw)),
        ],
    )
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
