//! Who may use whom. The table below is the one in `docs/ARCHITECTURE.md`; a use that it does
//! not allow fails here with its place.

use super::tokens::{Token, tokens};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room of `src/`, and the rooms it may use besides itself.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("plot", &[]),
    ("config", &[]),
    ("telemetry", &[]),
    ("text", &["domain"]),
    ("bundled", &["domain"]),
    ("query", &["domain", "text"]),
    ("snapshot", &["domain"]),
    ("store", &["domain", "query", "snapshot", "telemetry"]),
    ("ingest", &["domain", "snapshot", "store", "telemetry"]),
    ("collect", &["domain", "snapshot"]),
    (
        "schedule",
        &[
            "collect",
            "domain",
            "ingest",
            "snapshot",
            "store",
            "telemetry",
        ],
    ),
    ("charts", &["domain", "plot", "query", "text"]),
    (
        "export",
        &["charts", "domain", "plot", "query", "snapshot", "text"],
    ),
    (
        "web",
        &[
            "bundled",
            "charts",
            "config",
            "domain",
            "export",
            "ingest",
            "plot",
            "query",
            "schedule",
            "snapshot",
            "store",
            "telemetry",
            "text",
        ],
    ),
    ("cli", EVERYTHING),
    ("main", EVERYTHING),
    ("lib", EVERYTHING),
];

/// Marks a room that may use all others.
const EVERYTHING: &[&str] = &["*"];

/// Rooms that the tests of any room may use: the catalog and figures to try things on.
const FOR_TESTS: &[&str] = &["bundled"];

/// Names that belong to some rooms alone: the name, the rooms, and why.
const KEPT_TO: &[(&str, &[&str], &str)] = &[
    ("axum", &["web"], "HTTP is known in `web` only"),
    ("sqlx", &["store"], "SQL runs in `store` only"),
    ("reqwest", &["collect"], "HTTP clients live in `collect`"),
    ("ureq", &["collect"], "HTTP clients live in `collect`"),
    (
        "nix",
        &["store", "cli"],
        "only the embedded server speaks to the system, and `cli` asks it for file handles",
    ),
];

/// Paths that belong to some rooms alone.
const PATHS_KEPT_TO: &[(&[&str], &[&str], &str)] = &[
    (
        &["Utc", "now"],
        &["cli", "main", "web"],
        "the clock is passed in",
    ),
    (
        &["env", "var"],
        &["cli", "config", "store"],
        "settings come through `config`; besides, only the embedded server looks for its places",
    ),
];

/// A source file of the crate.
struct File {
    /// Its path below `src/`.
    name: String,
    /// The modules it stands for, outermost first: `["query", "worlds"]`.
    module: Vec<String>,
    source: String,
    tokens: Vec<(usize, Token)>,
}

impl File {
    fn room(&self) -> &str {
        &self.module[0]
    }

    fn is_test(&self) -> bool {
        self.module.iter().any(|part| part == "tests")
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut Vec::new(), &mut found);
    assert!(found.len() > 50, "src/ was not found");
    found
}

fn collect(folder: &Path, module: &mut Vec<String>, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            module.push(stem);
            collect(&path, module, found);
            module.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let mut module = module.clone();
            if stem != "mod" {
                module.push(stem);
            }
            found.push(File {
                name: path
                    .strip_prefix(root())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
                module,
                tokens: tokens(&source),
                source,
            });
        }
    }
}

/// The rooms a file uses, each with the line. Paths begin at `crate::`, or climb to the root of
/// the crate with one `super::` for each module they stand in.
fn used_rooms(file: &File) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    let mut braces = 0;
    // The depths of braces at which a module of this file was opened.
    let mut inline: Vec<usize> = Vec::new();
    let tokens = &file.tokens;
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at].1;
        if token.is_sign('{') {
            let opens_module = at >= 2 && tokens[at - 2].1.is("mod");
            if opens_module {
                inline.push(braces);
            }
            braces += 1;
        } else if token.is_sign('}') {
            braces = braces.saturating_sub(1);
            if inline.last() == Some(&braces) {
                inline.pop();
            }
        } else if token.is("crate") && is_path_sign(tokens, at + 1) {
            heads(tokens, at + 3, &mut used);
        } else if token.is("super") && is_path_sign(tokens, at + 1) {
            let mut climbed = 1;
            at += 3;
            while tokens.get(at).is_some_and(|token| token.1.is("super"))
                && is_path_sign(tokens, at + 1)
            {
                climbed += 1;
                at += 3;
            }
            if climbed >= file.module.len() + inline.len() {
                heads(tokens, at, &mut used);
            }
            continue;
        }
        at += 1;
    }
    used
}

fn is_path_sign(tokens: &[(usize, Token)], at: usize) -> bool {
    (at..at + 2).all(|at| tokens.get(at).is_some_and(|token| token.1.is_sign(':')))
}

/// The first names of a path that continues here: one, or those of a group in braces.
fn heads(tokens: &[(usize, Token)], at: usize, used: &mut Vec<(usize, String)>) {
    match tokens.get(at) {
        Some((line, Token::Name(name))) => used.push((*line, name.clone())),
        Some((_, Token::Sign('{'))) => {
            let mut depth = 0;
            let mut begins = false;
            for (line, token) in &tokens[at..] {
                match token {
                    Token::Sign('{') => (depth, begins) = (depth + 1, depth == 0),
                    Token::Sign('}') => depth -= 1,
                    Token::Sign(',') => begins = depth == 1,
                    Token::Sign(_) => {}
                    Token::Name(name) => {
                        if begins {
                            used.push((*line, name.clone()));
                        }
                        begins = false;
                    }
                }
                if depth == 0 {
                    break;
                }
            }
        }
        _ => {}
    }
}

/// The tokens before the tests at the end of a file.
fn without_tests(file: &File) -> &[(usize, Token)] {
    if file.is_test() {
        return &[];
    }
    let opening = ["#", "[", "cfg", "(", "test", ")", "]", "mod", "tests", "{"];
    let is_opening = |window: &[(usize, Token)]| {
        window
            .iter()
            .zip(opening)
            .all(|((_, token), expected)| match token {
                Token::Name(name) => name == expected,
                Token::Sign(sign) => expected.starts_with(*sign),
            })
    };
    let end = file.tokens.windows(opening.len()).position(is_opening);
    &file.tokens[..end.unwrap_or(file.tokens.len())]
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_room_is_in_the_table() {
    let listed: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert_eq!(listed.len(), ROOMS.len(), "a room stands twice");
    for file in files() {
        let room = file.room();
        assert!(
            listed.contains(room),
            "{}: give `{room}` a line in the table",
            file.name
        );
    }
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let rooms: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let mut faults = Vec::new();
    for file in files() {
        let room = file.room();
        let (_, allowed) = ROOMS.iter().find(|(name, _)| *name == room).unwrap();
        if *allowed == EVERYTHING {
            continue;
        }
        let code_ends = without_tests(&file).last().map_or(0, |(line, _)| *line);
        for (line, used) in used_rooms(&file) {
            let is_room = rooms.contains(used.as_str());
            let for_tests = line > code_ends && FOR_TESTS.contains(&used.as_str());
            if is_room && used != room && !for_tests && !allowed.contains(&used.as_str()) {
                faults.push(format!(
                    "{}:{line}: `{room}` may not use `{used}`",
                    file.name
                ));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_table_has_no_circle() {
    // Each room may use only rooms that stand above it, but for those that may use everything.
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for used in allowed.iter().filter(|used| **used != "*") {
            assert!(
                ROOMS[..at].iter().any(|(above, _)| above == used),
                "`{room}` uses `{used}`, which stands below it or is no room"
            );
        }
    }
}

#[test]
fn the_map_shows_the_same_table() {
    let map = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    for (room, allowed) in ROOMS {
        if ["lib", "main"].contains(room) {
            continue;
        }
        let allowed = match *allowed {
            [] => "nothing".to_owned(),
            EVERYTHING => "everything".to_owned(),
            allowed => allowed
                .iter()
                .map(|room| format!("`{room}`"))
                .collect::<Vec<_>>()
                .join(" "),
        };
        let row = format!("| `{room}` | {allowed} |");
        assert!(
            map.contains(&row),
            "docs/ARCHITECTURE.md has no row that begins with\n{row}"
        );
    }
}

#[test]
fn crates_of_one_room_stay_in_it() {
    let mut faults = Vec::new();
    for file in files() {
        for (name, rooms, why) in KEPT_TO {
            if rooms.contains(&file.room()) {
                continue;
            }
            let found = file.tokens.iter().find(|(_, token)| token.is(name));
            if let Some((line, _)) = found {
                faults.push(format!("{}:{line}: `{name}`: {why}", file.name));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_clock_and_the_environment_are_read_at_the_edge() {
    let mut faults = Vec::new();
    for file in files() {
        for (path, rooms, why) in PATHS_KEPT_TO {
            if rooms.contains(&file.room()) {
                continue;
            }
            for window in without_tests(&file).windows(4) {
                let [first, _, _, second] = window else {
                    continue;
                };
                // `var` stands for `var_os` and `vars` too.
                let is_second = matches!(&second.1, Token::Name(name) if name.starts_with(path[1]));
                if first.1.is(path[0]) && is_path_sign(window, 1) && is_second {
                    faults.push(format!(
                        "{}:{}: `{}`: {why}",
                        file.name,
                        first.0,
                        path.join("::")
                    ));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn nothing_unwraps_outside_of_tests() {
    let mut faults = Vec::new();
    for file in files() {
        for window in without_tests(&file).windows(3) {
            if window[0].1.is_sign('.') && window[1].1.is("unwrap") && window[2].1.is_sign('(') {
                faults.push(format!("{}:{}: unwrap()", file.name, window[1].0));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_file_opens_by_saying_what_lives_in_it() {
    let mut faults = Vec::new();
    for file in files() {
        let first = file.source.lines().next().unwrap_or_default();
        let said = first.strip_prefix("//! ").unwrap_or_default();
        if said.len() < 10 {
            faults.push(format!("{}:1: open with `//!` and a sentence", file.name));
        }
    }
    none(&faults);
}

/// The test of the test: what it reads from a file of `module` with this text.
fn rooms_of(module: &[&str], source: &str) -> String {
    let file = File {
        name: "sample.rs".to_owned(),
        module: module.iter().map(|part| (*part).to_owned()).collect(),
        source: source.to_owned(),
        tokens: tokens(source),
    };
    let names: Vec<_> = used_rooms(&file)
        .into_iter()
        .map(|(_, room)| room)
        .collect();
    names.join(" ")
}

#[test]
fn every_way_to_reach_another_room_is_seen() {
    let query = ["query", "worlds"];
    assert_eq!(rooms_of(&query, "use crate::store::Store;"), "store");
    assert_eq!(
        rooms_of(&query, "use crate::{domain::{Bloc, Camp}, web, text as t};"),
        "domain web text"
    );
    assert_eq!(
        rooms_of(&query, "fn f() { crate::plot::draw::<crate::web::X>() }"),
        "plot web"
    );
    assert_eq!(rooms_of(&query, "use super::super::store;"), "store");
    assert_eq!(
        rooms_of(&query, "use super::super::{store::Store, web};"),
        "store web"
    );
    assert_eq!(rooms_of(&query, "use super::facts;"), "");
    assert_eq!(rooms_of(&["query"], "use super::web;"), "web");
    assert_eq!(
        rooms_of(
            &query,
            "mod tests { use super::super::facts; } use super::super::web;"
        ),
        "web"
    );
    assert_eq!(
        rooms_of(&query, "macro_rules! m { () => { $crate::cli::run() } }"),
        "cli"
    );
    assert_eq!(
        rooms_of(&query, "// crate::web\nlet a = \"crate::web\";"),
        ""
    );
}
