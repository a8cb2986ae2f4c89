//! What stands with every answer: where the same is as page, definition and CSV, and under which
//! terms the data comes.

use crate::domain::{Localized, Source};
use crate::export::{DataLicense, OURS};
use crate::store::facts::Edition;
use crate::text::{self, Language};
use crate::web::state::Site;
use serde::Serialize;
use utoipa::ToSchema;

/// Where something is to be found.
#[derive(Serialize, ToSchema)]
pub(super) struct Links {
    #[serde(rename = "self")]
    pub this: String,
    pub html: String,
    pub definition: String,
    pub csv: Option<String>,
}

/// Paths of the same thing, to become whole addresses.
pub(super) struct Paths {
    pub this: String,
    pub html: String,
    pub definition: &'static str,
    pub csv: Option<String>,
}

impl Paths {
    pub fn links(self, site: &Site) -> Links {
        let whole = |path: String| format!("{}{path}", site.base_url());
        Links {
            this: whole(self.this),
            html: whole(self.html),
            definition: whole(self.definition.to_owned()),
            csv: self.csv.map(whole),
        }
    }
}

/// A text in the languages of the catalog.
#[derive(Serialize, ToSchema)]
pub(super) struct Text {
    pub en: String,
    pub fr: String,
}

impl From<&Localized> for Text {
    fn from(text: &Localized) -> Self {
        Self {
            en: text.en.clone(),
            fr: text.fr.clone(),
        }
    }
}

/// Whose data an answer holds, under which license, and the line to quote.
#[derive(Serialize, ToSchema)]
pub(super) struct Attribution {
    pub source: Option<String>,
    pub name: String,
    pub license: String,
    pub license_url: Option<String>,
    pub citation: String,
}

/// The terms of a source.
pub(super) fn of_source(edition: &Edition, source: &Source) -> Attribution {
    let newest = edition.newest_capture(&source.slug, None);
    Attribution {
        source: Some(source.slug.clone()),
        name: source.name.clone(),
        license: source.data_license.clone(),
        license_url: DataLicense::of(source).map(|license| license.url.to_owned()),
        citation: text::citation(source, Language::En, newest.map(|at| at.date_naive())),
    }
}

/// The terms of what we add: names, countries, blocs, classes.
pub(super) fn of_catalog() -> Attribution {
    Attribution {
        source: None,
        name: "Weighbridge catalog".to_owned(),
        license: OURS.name.to_owned(),
        license_url: Some(OURS.url.to_owned()),
        citation: "Source: Weighbridge catalog.".to_owned(),
    }
}

/// The terms of the catalog and of these sources.
pub(super) fn of<'a>(
    site: &Site,
    edition: &Edition,
    sources: impl IntoIterator<Item = &'a str>,
) -> Vec<Attribution> {
    let mut slugs: Vec<&str> = sources.into_iter().collect();
    slugs.sort_unstable();
    slugs.dedup();
    let sources = slugs
        .into_iter()
        .filter_map(|slug| site.catalog().source(slug));
    sources
        .map(|source| of_source(edition, source))
        .chain([of_catalog()])
        .collect()
}
