//! From the license text a source gave to the normalized id.

use super::Catalog;
use std::collections::HashMap;

/// Spellings of licenses. A text that is not here stays unknown; it is never guessed.
#[derive(Debug, Clone, Default)]
pub struct LicenseNames {
    exact: HashMap<String, String>,
    folded: HashMap<String, String>,
}

impl LicenseNames {
    /// The spellings of a catalog: aliases first, then ids, SPDX ids and full names, all without
    /// regard to case where the exact text is not listed.
    pub fn of(catalog: &Catalog) -> Self {
        let mut names = Self::default();
        for alias in &catalog.license_aliases {
            names.exact.insert(alias.raw.clone(), alias.license.clone());
        }
        for license in &catalog.licenses {
            let spellings = [
                Some(&license.slug),
                license.spdx_id.as_ref(),
                Some(&license.name.en),
            ];
            for spelling in spellings.into_iter().flatten() {
                names.fold_in(spelling, &license.slug);
            }
        }
        for alias in &catalog.license_aliases {
            names.fold_in(&alias.raw, &alias.license);
        }
        names
    }

    fn fold_in(&mut self, spelling: &str, slug: &str) {
        self.folded
            .entry(spelling.trim().to_lowercase())
            .or_insert_with(|| slug.to_owned());
    }

    /// The id a text stands for.
    pub fn slug_of(&self, text: &str) -> Option<&str> {
        self.exact
            .get(text)
            .or_else(|| self.folded.get(&text.trim().to_lowercase()))
            .map(String::as_str)
    }
}
