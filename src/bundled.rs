//! Files the binary carries: the catalog and the bundled snapshots of `data/`.
//!
//! A debug build reads them from the checkout, so an edit shows at the next start.

use crate::domain::catalog::{Catalog, CatalogError};
use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "data/"]
#[include = "*.csv"]
struct Data;

/// The catalog of this build.
pub fn catalog() -> Result<Catalog, CatalogError> {
    Catalog::parse(|name| {
        let file = Data::get(name)?;
        match file.data {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        }
    })
}

/// The bundled snapshots, by name: CSV v1 files with the figures we may hand on.
pub fn snapshots() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    Data::iter()
        .filter(|name| name.starts_with("snapshots/"))
        .filter_map(|name| Data::get(&name).map(|file| (name.into_owned(), file.data)))
}

/// Names of the catalog's files, in order.
pub fn catalog_files() -> Vec<String> {
    let mut names: Vec<String> = Data::iter()
        .filter(|name| !name.contains('/'))
        .map(Cow::into_owned)
        .collect();
    names.sort_unstable();
    names
}

/// A catalog file as it is kept: comment lines on its source and license, then CSV.
pub fn catalog_file(name: &str) -> Option<Cow<'static, [u8]>> {
    Data::get(name).map(|file| file.data)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_catalog_of_this_build_reads() {
        let catalog = super::catalog().expect("data/*.csv reads");
        assert!(catalog.models.len() > 800);
        assert!(catalog.countries.len() > 240);
    }

    #[test]
    fn two_organizations_cannot_publish_under_one_name() {
        let refused = crate::domain::catalog::Catalog::parse(|name| {
            let text = String::from_utf8(super::catalog_file(name)?.into_owned()).ok()?;
            if name != "organizations.csv" {
                return Some(text.into());
            }
            let twice = format!("{text}zz-other,Other,,deepseek-AI,,,made up\n");
            Some(twice.into())
        });
        let message = refused.expect_err("the name is taken").to_string();
        assert!(
            message.contains("huggingface namespace deepseek-ai"),
            "{message}"
        );
    }
}
