//! Addresses: what reads as a question has one spelling, which reads as the same question; every
//! kind of chart settles it once and for all; and it can be said in words. So can what is wrong with
//! the others.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use weighbridge::charts::KINDS;
use weighbridge::query::{Dictionary, Query, sentence};
use weighbridge::text::Language;

fn dictionary() -> &'static Dictionary {
    static DICTIONARY: OnceLock<Dictionary> = OnceLock::new();
    DICTIONARY.get_or_init(|| Dictionary::from_catalog(weighbridge_fuzz::catalog()))
}

fn parse(address: &str) -> Query {
    Query::parse_address(address, dictionary())
        .unwrap_or_else(|problems| panic!("`{address}` is canonical and has {problems:?}"))
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(address) = std::str::from_utf8(bytes) else {
        return;
    };
    let query = match Query::parse_address(address, dictionary()) {
        Ok(query) => query,
        Err(problems) => {
            assert!(!problems.is_empty(), "refused for no reason");
            for language in Language::ALL {
                let mut words = problems.iter().map(|problem| problem.words(*language));
                assert!(words.all(|words| !words.is_empty()));
            }
            return;
        }
    };
    let canonical = query.canonical();
    let again = parse(&canonical);
    assert_eq!(again, query, "{canonical}");
    assert_eq!(again.canonical(), canonical);
    for kind in KINDS {
        let asked = kind.asked(&query);
        assert_eq!(kind.asked(&asked), asked, "{} of {canonical}", kind.slug);
        let spelled = asked.canonical();
        assert_eq!(kind.asked(&parse(&spelled)).canonical(), spelled);
    }
    for language in Language::ALL {
        assert!(!sentence(&query, dictionary(), *language).is_empty());
    }
});
