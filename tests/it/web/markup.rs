//! A tolerant scan of markup: tags with their attributes, and the text between them, with
//! character references read. Enough to follow links and to see what a page is made of.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Open(Tag),
    Close(String),
    Text(String),
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether it never has content.
    pub fn is_void(&self) -> bool {
        ["meta", "link", "input", "br", "img", "hr"].contains(&self.name.as_str())
    }
}

/// The pieces of a page in order.
pub fn pieces(page: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            found.push(Piece::Text(unescape(&rest[..at])));
        }
        rest = &rest[at + 1..];
        if rest.starts_with('!') || rest.starts_with('?') {
            rest = &rest[rest.find('>').expect("a declaration ends") + 1..];
        } else if let Some(name) = rest.strip_prefix('/') {
            let end = name.find('>').expect("an end tag ends");
            found.push(Piece::Close(name[..end].trim().to_lowercase()));
            rest = &name[end + 1..];
        } else {
            let (tag, after) = start_tag(rest);
            let closed = rest[..rest.len() - after.len()].ends_with("/>");
            if closed {
                found.push(Piece::Open(tag.clone()));
                found.push(Piece::Close(tag.name));
            } else {
                found.push(Piece::Open(tag));
            }
            rest = after;
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Text(unescape(rest)));
    }
    found
}

/// A start tag after its `<`, and what follows its `>`.
fn start_tag(text: &str) -> (Tag, &str) {
    let end = text
        .find(|char: char| char.is_whitespace() || char == '>' || char == '/')
        .expect("a tag ends");
    let mut tag = Tag {
        name: text[..end].to_lowercase(),
        attributes: Vec::new(),
    };
    let mut rest = text[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        if let Some(after) = rest.strip_prefix('/') {
            rest = after.trim_start();
            continue;
        }
        let end = rest
            .find(|char: char| char.is_whitespace() || "=>/".contains(char))
            .expect("an attribute ends");
        assert!(end > 0, "no attribute: {}", &rest[..rest.len().min(40)]);
        let name = rest[..end].to_lowercase();
        rest = rest[end..].trim_start();
        let value = match rest.strip_prefix('=') {
            None => "",
            Some(after) => {
                let quoted = after.trim_start();
                let mark = quoted.chars().next().expect("a value");
                assert!(mark == '"' || mark == '\'', "unquoted: {}", &rest[..20]);
                let (value, after) = quoted[1..].split_once(mark).expect("a value ends");
                rest = after.trim_start();
                value
            }
        };
        tag.attributes.push((name, unescape(value)));
    }
}

/// A text with its character references read. An `&` that begins none is a fault.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (name, after) = rest[at + 1..]
            .split_once(';')
            .unwrap_or_else(|| panic!("a bare & in `{text}`"));
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let code =
                    name.strip_prefix('#')
                        .and_then(|code| match code.strip_prefix(['x', 'X']) {
                            Some(hex) => u32::from_str_radix(hex, 16).ok(),
                            None => code.parse().ok(),
                        });
                let char = code.and_then(char::from_u32);
                char.unwrap_or_else(|| panic!("`&{name};` in `{text}`"))
            }
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The start tags of a page.
pub fn tags(page: &str) -> Vec<Tag> {
    let tags = pieces(page).into_iter().filter_map(|piece| match piece {
        Piece::Open(tag) => Some(tag),
        Piece::Close(_) | Piece::Text(_) => None,
    });
    tags.collect()
}

/// An element with the text of everything in it.
#[derive(Debug, Clone)]
pub struct Element {
    pub tag: Tag,
    pub text: String,
}

/// Every element, in the order they begin.
///
/// # Panics
/// Where elements do not nest.
pub fn elements(page: &str) -> Vec<Element> {
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for piece in pieces(page) {
        match piece {
            Piece::Open(tag) => {
                let is_void = tag.is_void();
                found.push(Element {
                    tag,
                    text: String::new(),
                });
                if !is_void {
                    open.push(found.len() - 1);
                }
            }
            Piece::Close(name) => {
                let last = open.pop().map(|at| found[at].tag.name.as_str());
                assert_eq!(last, Some(name.as_str()), "an end tag without its start");
            }
            Piece::Text(text) => {
                for at in &open {
                    found[*at].text.push_str(&text);
                }
            }
        }
    }
    assert!(open.is_empty(), "elements without their end");
    found
}

/// The text of the first element of a name.
pub fn text_of(page: &str, name: &str) -> String {
    let all = elements(page);
    let found = all.iter().find(|element| element.tag.name == name);
    let found = found.unwrap_or_else(|| panic!("no <{name}>"));
    found.text.trim().to_owned()
}

/// Everything a reader sees, as one text.
pub fn visible(page: &str) -> String {
    let (_, body) = page.split_once("<body").expect("a body");
    let texts = pieces(&format!("<body{body}"))
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text),
            Piece::Open(_) | Piece::Close(_) => None,
        });
    texts.collect::<Vec<_>>().join(" ")
}

#[test]
fn tags_attributes_and_text_are_told_apart() {
    let page = "<!doctype html><p class=\"a &amp; b\" hidden>1 &lt; 2<br><b>x</b></p>";
    let all = elements(page);
    assert_eq!(all[0].tag.get("class"), Some("a & b"));
    assert_eq!(all[0].tag.get("hidden"), Some(""));
    assert_eq!(all[0].text, "1 < 2x");
    assert_eq!(all.len(), 3);
}
