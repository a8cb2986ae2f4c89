//! The words readers see: every message is there in every language, says the same things, and is
//! asked for somewhere.

mod asked;
mod catalog;
mod countries;
mod messages;

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use weighbridge::text::Language;

/// A message as it stands in a file.
#[derive(Debug, Default)]
pub struct Message {
    /// What is put into its text.
    pub shown: BTreeSet<String>,
    /// What its words are chosen by.
    pub chosen_by: BTreeSet<String>,
    /// Messages it is made of.
    pub refers_to: BTreeSet<String>,
    /// Its text without what is put in; all variants one after the other.
    pub text: String,
}

/// The messages of a language by key.
pub fn messages(language: Language) -> BTreeMap<String, Message> {
    let folder = format!("{}/locales/{}", env!("CARGO_MANIFEST_DIR"), language.word());
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let resource = fluent_syntax::parser::parse(text.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let key = message.id.name.to_owned();
            let mut told = Message::default();
            told.read(&message.value.expect("a message has a text"));
            let twice = found.insert(key, told);
            assert!(twice.is_none(), "{} stands twice", message.id.name);
        }
    }
    found
}

impl Message {
    fn read(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text.push_str(value),
                PatternElement::Placeable { expression } => self.look_at(expression),
            }
        }
        self.text.push('\n');
    }

    fn look_at(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.put_in(inline),
            Expression::Select { selector, variants } => {
                let InlineExpression::VariableReference { id } = selector else {
                    panic!("words are chosen by what is passed in");
                };
                self.chosen_by.insert(id.name.to_owned());
                for variant in variants {
                    self.read(&variant.value);
                }
            }
        }
    }

    fn put_in(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                // A mark in the place of what is put in.
                self.text.push('\u{fffc}');
                self.shown.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.refers_to.insert(id.name.to_owned());
            }
            InlineExpression::StringLiteral { value } => self.text.push_str(value),
            InlineExpression::Placeable { expression } => self.look_at(expression),
            InlineExpression::FunctionReference { arguments, .. } => self.pass(arguments),
            InlineExpression::NumberLiteral { .. } | InlineExpression::TermReference { .. } => {}
        }
    }

    fn pass(&mut self, arguments: &CallArguments<&str>) {
        for argument in &arguments.positional {
            self.put_in(argument);
        }
    }
}
