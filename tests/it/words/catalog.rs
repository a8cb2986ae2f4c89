//! What the catalog says in two languages.

use weighbridge::bundled;
use weighbridge::domain::Localized;

#[test]
fn the_catalog_says_in_french_what_it_says_in_english() {
    let catalog = bundled::catalog().unwrap();
    let both = |text: &Localized, what: &str| {
        assert!(!text.en.trim().is_empty(), "{what} in English");
        assert!(!text.fr.trim().is_empty(), "{what} in French");
    };
    for row in &catalog.countries {
        both(&row.name, row.code.as_str());
    }
    for row in &catalog.licenses {
        both(&row.name, &row.slug);
    }
    for row in &catalog.events {
        both(&row.title, &row.title.en);
        both(&row.short, &row.title.en);
    }
    for row in &catalog.sources {
        both(&row.citation, &row.slug);
        let (here, there) = (&row.citation.en, &row.citation.fr);
        assert_eq!(
            here.contains("{as_of}"),
            there.contains("{as_of}"),
            "{}",
            row.slug
        );
    }
    for row in &catalog.metrics {
        both(&row.unit, &row.slug);
        both(&row.label, &row.slug);
        both(&row.definition, &row.slug);
    }
}

/// Sentences put `de` and `des` before a unit.
#[test]
fn french_units_are_plural_and_begin_with_a_consonant() {
    for metric in bundled::catalog().unwrap().metrics {
        let unit = metric.unit.fr;
        let first = unit.split(' ').next().unwrap();
        assert!(first.ends_with('s'), "{unit}");
        assert!(
            !"aeiouyéèêh".contains(unit.chars().next().unwrap()),
            "{unit}"
        );
    }
}
