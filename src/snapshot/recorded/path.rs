//! The path of a value within a JSON text, such as `data[3].total_tokens`.

use std::fmt::Write;

/// The path of the value that begins at `offset` of a JSON text that is known to be valid. Asked
/// only for what is wrong, so nothing has to carry its path along.
pub fn path_at(whole: &str, offset: usize) -> String {
    enum Step {
        Element(usize),
        Member(String),
    }
    let mut steps: Vec<Step> = Vec::new();
    let bytes = whole.as_bytes();
    let mut at = 0;
    // A member's name looks like a text until its colon comes.
    let mut text = String::new();
    while at < offset {
        match bytes.get(at) {
            Some(b'"') => {
                let end = end_of_text(bytes, at);
                whole
                    .get(at + 1..end)
                    .unwrap_or_default()
                    .clone_into(&mut text);
                at = end;
            }
            Some(b'{') => steps.push(Step::Member(String::new())),
            Some(b'[') => steps.push(Step::Element(0)),
            Some(b'}' | b']') => {
                steps.pop();
            }
            Some(b':') => {
                if let Some(Step::Member(name)) = steps.last_mut() {
                    *name = std::mem::take(&mut text);
                }
            }
            Some(b',') => {
                if let Some(Step::Element(index)) = steps.last_mut() {
                    *index += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Element(index) => {
                // Writing to a text cannot fail.
                let _ = write!(path, "[{index}]");
            }
            Step::Member(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&name);
            }
        }
    }
    path
}

/// Where the text that begins at `at` has its closing quote.
fn end_of_text(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            b'"' => return end,
            _ => {}
        }
        end += 1;
    }
    end
}
