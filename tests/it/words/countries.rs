//! Countries within French sentences: each in the form its name asks for.

use rstest::rstest;
use weighbridge::bundled;
use weighbridge::text::{Language, message};

fn form(key: &str, code: &str) -> String {
    let catalog = bundled::catalog().unwrap();
    let country = catalog
        .countries
        .iter()
        .find(|row| row.code.as_str() == code);
    let name = country.unwrap().name.fr.as_str();
    message(Language::Fr, key, &[("code", code), ("name", name)])
}

#[rstest]
#[case("CN", "en Chine", "de Chine")]
#[case("US", "aux États-Unis", "des États-Unis")]
#[case("CA", "au Canada", "du Canada")]
#[case("FR", "en France", "de France")]
#[case("GB", "au Royaume-Uni", "du Royaume-Uni")]
#[case("DE", "en Allemagne", "d’Allemagne")]
#[case("IL", "en Israël", "d’Israël")]
#[case("IR", "en Iran", "d’Iran")]
#[case("JP", "au Japon", "du Japon")]
#[case("KR", "en Corée du Sud", "de Corée du Sud")]
#[case("SG", "à Singapour", "de Singapour")]
#[case("HK", "à Hong Kong", "de Hong Kong")]
#[case("TW", "à Taïwan", "de Taïwan")]
#[case("AE", "aux Émirats arabes unis", "des Émirats arabes unis")]
#[case("NL", "aux Pays-Bas", "des Pays-Bas")]
#[case("PH", "aux Philippines", "des Philippines")]
#[case("IN", "en Inde", "d’Inde")]
#[case("EG", "en Égypte", "d’Égypte")]
#[case("CH", "en Suisse", "de Suisse")]
#[case("HU", "en Hongrie", "de Hongrie")]
#[case("HT", "en Haïti", "d’Haïti")]
#[case("CU", "à Cuba", "de Cuba")]
#[case("BR", "au Brésil", "du Brésil")]
#[case("AO", "en Angola", "d’Angola")]
#[case("OM", "à Oman", "d’Oman")]
#[case("DO", "en République dominicaine", "de la République dominicaine")]
#[case("IM", "sur l’Île de Man", "de l’Île de Man")]
fn a_country_stands_in_a_sentence(#[case] code: &str, #[case] within: &str, #[case] from: &str) {
    assert_eq!(form("country-in", code), within);
    assert_eq!(form("country-in-filter", code), within);
    assert_eq!(form("country-from", code), from);
}

/// Whatever the catalog names: no `de` before a vowel, no `le` left over from `du`, and plurals
/// and singulars in both forms.
#[test]
fn every_country_agrees_with_itself() {
    let catalog = bundled::catalog().unwrap();
    let begins_with_vowel = |name: &str| {
        let first = name.chars().next().unwrap();
        "AEIOUÀÂÉÈÊÎÏÔÛ".contains(first)
    };
    for country in &catalog.countries {
        let (code, name) = (country.code.as_str(), country.name.fr.as_str());
        let (within, from) = (form("country-in", code), form("country-from", code));
        for (form, of) in [
            ("au ", "du "),
            ("aux ", "des "),
            ("à la ", "de la "),
            ("sur l’", "de l’"),
            ("dans le ", "du "),
            ("dans les ", "des "),
            ("dans l’", "de l’"),
        ] {
            assert_eq!(
                within.starts_with(form),
                within.starts_with(form) && from.starts_with(of),
                "{within}, {from}"
            );
        }
        assert!(within.ends_with(name) || code == "SJ", "{within}");
        assert!(from.ends_with(name) || code == "SJ", "{from}");
        if begins_with_vowel(name) {
            assert!(
                (!from.starts_with("de ") || from.starts_with("de l’")) && !from.starts_with("du "),
                "{from}"
            );
            assert!(!within.starts_with("au "), "{within}");
        } else {
            assert!(
                !from.starts_with("d’") || name.starts_with("Haïti"),
                "{from}"
            );
        }
    }
}
