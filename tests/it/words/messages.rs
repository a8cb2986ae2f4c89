//! Messages of both languages beside each other.

use super::messages;
use std::collections::BTreeSet;
use weighbridge::text::Language;

/// Messages in which one language needs a form of a name that the other has no use for: what is
/// put in by one of them, and by no other. All forms are passed to both.
const FORMS: [(&str, &[&str], &[&str]); 5] = [
    // English makes them of another message.
    ("country-in", &[], &["name"]),
    ("country-from", &[], &["name"]),
    (
        "crossover-pair",
        &[],
        &["leader-within", "leader-from", "other-within", "other-from"],
    ),
    ("crossover-pair-all", &[], &["leader-within", "leader-from"]),
    ("title-leader", &[], &["within"]),
];

#[test]
fn every_message_is_there_in_every_language() {
    let keys = |language| -> BTreeSet<String> { messages(language).into_keys().collect() };
    let english = keys(Language::En);
    assert!(english.len() > 500, "{}", english.len());
    for language in Language::ALL {
        let here = keys(*language);
        let missing: Vec<_> = english.difference(&here).collect();
        let extra: Vec<_> = here.difference(&english).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "locales/{}: missing {missing:#?}, unknown in English {extra:#?}",
            language.word()
        );
    }
}

#[test]
fn every_language_puts_the_same_into_a_message() {
    let (english, french) = (messages(Language::En), messages(Language::Fr));
    for (key, here) in &english {
        let Some(there) = french.get(key) else {
            continue;
        };
        let forms = FORMS.iter().find(|(form, ..)| form == key);
        let (english_alone, french_alone) = forms.map_or((&[][..], &[][..]), |(_, a, b)| (*a, *b));
        let set = |names: &[&str]| -> BTreeSet<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let difference = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> BTreeSet<String> {
            one.difference(other).cloned().collect()
        };
        // What chooses words need not be put in.
        assert_eq!(
            difference(&here.shown, &there.shown),
            set(english_alone),
            "{key}: put in by English alone"
        );
        assert_eq!(
            difference(&there.shown, &here.shown),
            set(french_alone),
            "{key}: put in by French alone"
        );
    }
}

#[test]
fn messages_are_made_of_messages_there_are() {
    for language in Language::ALL {
        let all = messages(*language);
        for (key, message) in &all {
            for other in &message.refers_to {
                assert!(all.contains_key(other), "{key} refers to {other}");
            }
        }
    }
}

/// French sets a space that does not break before signs of two parts, inside of its quotation
/// marks, before a percent sign and between thousands.
#[test]
fn french_has_its_spaces() {
    const SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];
    for (key, message) in messages(Language::Fr) {
        // What stands between backticks is typed as it is.
        let plain: String = message.text.split('`').step_by(2).collect();
        let text: Vec<char> = plain.chars().collect();
        for (at, sign) in text.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| text[at]);
            let after = text.get(at + 1).copied();
            let wants_space = match sign {
                ';' | '!' | '»' => true,
                // Not within an address, such as %2F.
                '%' => after.is_none_or(|after| !after.is_ascii_alphanumeric()),
                // Not within a time, an address, a name such as :free or a code such as 1:2.
                ':' | '?' => after.is_none_or(char::is_whitespace),
                _ => false,
            };
            if wants_space {
                assert!(
                    before.is_some_and(|before| SPACES.contains(&before)),
                    "{key}: no space before {sign} in “{}”",
                    message.text.trim()
                );
            }
            if *sign == '«' {
                assert!(
                    after.is_some_and(|after| SPACES.contains(&after)),
                    "{key}: no space after « in “{}”",
                    message.text.trim()
                );
            }
        }
        for straight in ['\'', '"', '“', '”'] {
            // An apostrophe that stands for itself is one that files put before formulas.
            let is_code = straight == '\'' && message.text.contains("@, '");
            assert!(
                is_code || !message.text.contains(straight),
                "{key}: {straight} in “{}”",
                message.text.trim()
            );
        }
    }
}
