//! Which models pass the filters of a question, by what is known of each: where the models
//! themselves are listed, "not known" is a value like others.

use super::dictionary::{Dictionary, Label, UNKNOWN};
use super::dimension::{Dimension, DimensionId, Factor, World};
use super::question::Query;
use crate::domain::Weights;

/// Some of the ids the store gave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// All of them, and none.
    Any,
    /// Only these.
    Only(Vec<i32>),
    /// None, or any but these.
    AnyBut(Vec<i32>),
}

/// What a model must be to pass the filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// Its organization.
    pub organizations: Ids,
    /// State of its weights; none: any.
    pub weights: Option<Vec<Weights>>,
    /// Its license.
    pub licenses: Ids,
}

/// What the filters of a question leave. Each filter reads the organization, the weights or the
/// license, so the three can be told apart.
pub fn passing(query: &Query, dictionary: &Dictionary) -> Passing {
    let passes = |factor: Factor, world: &World| {
        let filters = query.filters.iter();
        let mut filters = filters.map(|(id, filter)| (id.entry(), filter));
        filters.all(|(entry, filter)| {
            entry.factor != factor
                || filter.names(value(entry, dictionary, world)) != filter.excludes()
        })
    };
    let organizations = dictionary.organizations().iter().zip(1..);
    let organizations =
        organizations.map(|(row, label)| (row.id, of_organization(dictionary, label)));
    let licenses = dictionary.licenses().iter().zip(1..);
    let licenses = licenses.map(|(row, label)| (row.id, of_license(dictionary, label)));
    // Of the states of weights, and of the organizations, some pass if any together with the
    // others do.
    let states = || Weights::ALL.iter().copied();
    let with = |world: World, weights| World { weights, ..world };
    let publishes =
        |world: &World| states().any(|weights| passes(Factor::Origin, &with(*world, weights)));
    let mut origins: Vec<World> = organizations.clone().map(|(_, world)| world).collect();
    origins.push(World::UNKNOWN);
    let weights: Vec<Weights> = states()
        .filter(|weights| {
            origins
                .iter()
                .any(|world| passes(Factor::Origin, &with(*world, *weights)))
        })
        .collect();
    Passing {
        organizations: ids(organizations, publishes),
        weights: (weights.len() < Weights::ALL.len()).then_some(weights),
        licenses: ids(licenses, |world| passes(Factor::Terms, world)),
    }
}

fn ids(all: impl Iterator<Item = (i32, World)>, passes: impl Fn(&World) -> bool) -> Ids {
    let (named, left_out): (Vec<_>, Vec<_>) = all.partition(|(_, world)| passes(world));
    let ids = |rows: Vec<(i32, World)>| rows.into_iter().map(|(id, _)| id).collect();
    match (passes(&World::UNKNOWN), left_out.is_empty()) {
        (true, true) => Ids::Any,
        (true, false) => Ids::AnyBut(ids(left_out)),
        (false, _) => Ids::Only(ids(named)),
    }
}

fn of_organization(dictionary: &Dictionary, organization: Label) -> World {
    let country = dictionary.headquarters(organization);
    World {
        organization,
        country,
        bloc: dictionary.bloc(country),
        ..World::UNKNOWN
    }
}

fn of_license(dictionary: &Dictionary, license: Label) -> World {
    World {
        license,
        class: dictionary.class(license),
        ..World::UNKNOWN
    }
}

/// The value of a dimension as addresses spell it.
fn value<'a>(entry: &'a Dimension, dictionary: &'a Dictionary, world: &World) -> &'a str {
    match (entry.label)(world) {
        UNKNOWN => entry.unknown,
        label => entry.spelling(dictionary, label).unwrap_or(entry.unknown),
    }
}

/// The filters a list of models can have: all but the one that names them.
pub fn filters_of_models() -> impl Iterator<Item = &'static Dimension> {
    super::dimension::filters().filter(|entry| entry.id != DimensionId::Model)
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::{Country, License, Organization};
    use super::*;
    use crate::domain::{Bloc, LicenseClass, Localized};

    fn dictionary() -> Dictionary {
        let organization = |id, slug: &str, country: Option<&str>| Organization {
            id,
            slug: slug.to_owned(),
            name: slug.to_owned(),
            country: country.map(|code| code.parse().unwrap()),
        };
        let license = |id, slug: &str, class| License {
            id,
            slug: slug.to_owned(),
            name: Localized {
                en: slug.to_owned(),
                fr: slug.to_owned(),
            },
            class,
        };
        let country = |code: &str, bloc| Country {
            code: code.parse().unwrap(),
            name: Localized::default(),
            bloc,
        };
        Dictionary::new(
            vec![
                organization(11, "alibaba", Some("CN")),
                organization(12, "meta", Some("US")),
                organization(13, "someone", None),
                organization(14, "sarvam", Some("IN")),
            ],
            vec![
                license(21, "mit", LicenseClass::Permissive),
                license(22, "llama3", LicenseClass::Restricted),
            ],
            vec![
                country("CN", Bloc::China),
                country("IN", Bloc::Other),
                country("US", Bloc::West),
            ],
            Vec::new(),
            Vec::new(),
        )
    }

    fn of(address: &str) -> Passing {
        let dictionary = dictionary();
        passing(
            &Query::parse_address(address, &dictionary).unwrap(),
            &dictionary,
        )
    }

    #[test]
    fn filters_name_who_passes_and_unknown_is_a_value_like_others() {
        let any = Passing {
            organizations: Ids::Any,
            weights: None,
            licenses: Ids::Any,
        };
        assert_eq!(of(""), any);
        assert_eq!(of("country=CN").organizations, Ids::Only(vec![11]));
        assert_eq!(of("country=!CN").organizations, Ids::AnyBut(vec![11]));
        assert_eq!(
            of("country=unknown").organizations,
            Ids::AnyBut(vec![11, 12, 14])
        );
        assert_eq!(
            of("bloc=west&organization=!meta").organizations,
            Ids::Only(vec![])
        );
        assert_eq!(of("license-class=permissive").licenses, Ids::Only(vec![21]));
        assert_eq!(of("license=!mit~unknown").licenses, Ids::Only(vec![22]));
        let open = of("weights=open");
        assert_eq!(open.weights, Some(vec![Weights::Open]));
        assert_eq!(open.organizations, Ids::Any);
    }

    #[test]
    fn every_filter_reads_the_organization_the_weights_or_the_license_alone() {
        let dictionary = dictionary();
        for entry in filters_of_models() {
            for spelled in entry.spellings(&dictionary) {
                let passing = of(&format!("{}={spelled}", entry.key));
                let narrowed = [
                    passing.organizations != Ids::Any,
                    passing.weights.is_some(),
                    passing.licenses != Ids::Any,
                ];
                let count = narrowed.iter().filter(|is| **is).count();
                assert_eq!(count, 1, "{}={spelled}: {passing:?}", entry.key);
            }
        }
    }
}
