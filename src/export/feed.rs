//! Atom: what is new, for programs that look for it. A feed reads no clock: its moments are those
//! of captures, so the same data gives the same bytes.

use super::Error;
use crate::text::Language;
use atom_syndication::{Content, Entry, Feed as Atom, FixedDateTime, Link, Person, Text};
use chrono::{DateTime, Utc};

/// Who writes the entries.
const AUTHOR: &str = "Weighbridge";

/// A feed on its way out; addresses are whole ones.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Where it is; also its identity.
    pub address: String,
    /// The page it tells of.
    pub page: String,
    /// What it tells of.
    pub title: String,
    /// When it has an entry.
    pub subtitle: String,
    /// Where the figures come from and under which license, as their source wants it said.
    pub rights: String,
    /// The language of its words.
    pub language: Language,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone)]
pub struct FeedEntry {
    /// The address of what it tells of; also its identity, so it never changes.
    pub address: String,
    /// What is new.
    pub title: String,
    /// When the data behind it was captured, or last changed.
    pub updated: DateTime<Utc>,
    /// More of it, as HTML.
    pub content: String,
}

impl Feed {
    /// Ending of the address of a view's feed.
    pub const EXTENSION: &'static str = "atom";
    /// Content type.
    pub const MEDIA_TYPE: &'static str = "application/atom+xml; charset=utf-8";

    /// The feed as Atom (RFC 4287).
    ///
    /// # Errors
    /// Where it cannot be written as XML.
    pub fn atom(&self) -> Result<Vec<u8>, Error> {
        let entries = self.entries.iter().map(entry);
        let updated = self.entries.iter().map(|entry| entry.updated).max();
        let feed = Atom {
            id: self.address.clone(),
            title: plain(&self.title),
            subtitle: Some(plain(&self.subtitle)),
            // Nothing has happened yet, and a date there must be.
            updated: fixed(updated.unwrap_or(DateTime::UNIX_EPOCH)),
            authors: vec![Person {
                name: AUTHOR.to_owned(),
                ..Person::default()
            }],
            links: vec![
                link("self", &self.address, Self::MEDIA_TYPE),
                link("alternate", &self.page, "text/html"),
            ],
            rights: (!self.rights.is_empty()).then(|| plain(&self.rights)),
            lang: Some(self.language.word().to_owned()),
            entries: entries.collect(),
            ..Atom::default()
        };
        Ok(feed.write_to(Vec::new())?)
    }
}

fn entry(entry: &FeedEntry) -> Entry {
    Entry {
        id: entry.address.clone(),
        title: plain(&entry.title),
        updated: fixed(entry.updated),
        links: vec![link("alternate", &entry.address, "text/html")],
        content: Some(Content {
            value: Some(of_xml(&entry.content)),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn link(rel: &str, address: &str, media_type: &str) -> Link {
    let media_type = media_type.split(';').next().unwrap_or(media_type);
    Link {
        href: address.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

fn plain(text: &str) -> Text {
    Text::plain(of_xml(text))
}

fn fixed(at: DateTime<Utc>) -> FixedDateTime {
    at.fixed_offset()
}

/// A text without the characters that XML has no way to write.
fn of_xml(text: &str) -> String {
    let is_written =
        |char: char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|char| if is_written(char) { char } else { '\u{fffd}' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(entries: Vec<FeedEntry>) -> Feed {
        Feed {
            address: "https://x.example/feed.atom".to_owned(),
            page: "https://x.example/".to_owned(),
            title: "a < b & \u{1}c".to_owned(),
            subtitle: "s".to_owned(),
            rights: String::new(),
            language: Language::En,
            entries,
        }
    }

    #[test]
    fn whatever_a_text_holds_it_reads_back() {
        let entry = |at: i64| FeedEntry {
            address: format!("https://x.example/{at}?a=b&c=d"),
            title: "]]> <script>".to_owned(),
            updated: DateTime::from_timestamp(at, 0).unwrap(),
            content: "<p>1 &lt; 2 \u{8}</p>".to_owned(),
        };
        let bytes = feed(vec![entry(7), entry(5)]).atom().unwrap();
        let read = Atom::read_from(bytes.as_slice()).unwrap();
        assert_eq!(read.title.as_str(), "a < b & \u{fffd}c");
        assert_eq!(read.updated.timestamp(), 7);
        assert_eq!(read.entries[1].id, "https://x.example/5?a=b&c=d");
        assert_eq!(read.entries[0].title.as_str(), "]]> <script>");
        let content = read.entries[0].content.as_ref().unwrap();
        assert_eq!(content.value.as_deref(), Some("<p>1 &lt; 2 \u{fffd}</p>"));
        assert_eq!(content.content_type.as_deref(), Some("html"));
    }

    #[test]
    fn without_entries_it_is_a_feed_all_the_same() {
        let bytes = feed(Vec::new()).atom().unwrap();
        let read = Atom::read_from(bytes.as_slice()).unwrap();
        assert_eq!(read.updated.timestamp(), 0);
        assert!(read.entries.is_empty());
    }
}
