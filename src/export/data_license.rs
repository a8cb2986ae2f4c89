//! Licenses of data, as machines know them.

use crate::domain::Source;

/// A license that data may come under.
#[derive(Debug, PartialEq, Eq)]
pub struct DataLicense {
    /// As `data/sources.csv` has it.
    pub name: &'static str,
    /// Its SPDX identifier.
    pub id: &'static str,
    /// Where its text stands.
    pub url: &'static str,
}

static KNOWN: [DataLicense; 2] = [
    DataLicense {
        name: "CC BY 4.0",
        id: "CC-BY-4.0",
        url: "https://creativecommons.org/licenses/by/4.0/",
    },
    DataLicense {
        name: "MIT",
        id: "MIT",
        url: "https://opensource.org/license/mit",
    },
];

/// The license of what we add: labels, countries, blocs, classes.
pub static OURS: &DataLicense = &KNOWN[0];

impl DataLicense {
    /// The license of a source's data; none where its terms are not stated, or by no known name.
    pub fn of(source: &Source) -> Option<&'static Self> {
        KNOWN
            .iter()
            .find(|license| license.name == source.data_license)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_license_the_catalog_states_is_known() {
        for source in crate::bundled::catalog().unwrap().sources {
            let is_stated = source.data_license != crate::text::NOT_STATED;
            assert_eq!(DataLicense::of(&source).is_some(), is_stated, "{source:?}");
        }
    }
}
