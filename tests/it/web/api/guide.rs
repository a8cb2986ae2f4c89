//! `docs/API.md`: what a reader copies from it runs, against a site on this machine.

use super::super::reader::Reader;
use std::path::Path;
use std::process::{Command, Output};
use weighbridge::web::serve::{Connections, serve};
use weighbridge::web::{Proxies, routes};

/// The address the examples ask.
const WRITTEN: &str = "http://127.0.0.1:8080";

/// The blocks of a language, in their order.
fn blocks(language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/API.md");
    let text = std::fs::read_to_string(path).unwrap();
    let parts = text.split("```").skip(1).step_by(2);
    let of_language = parts.filter_map(|part| part.strip_prefix(&format!("{language}\n")));
    of_language.map(str::to_owned).collect()
}

/// Whether a program is there and does this.
fn can(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    output.is_ok_and(|output| output.status.success())
}

/// Runs blocks in a folder of their own; what they say.
fn run(program: &str, flag: &[&str], blocks: &[String], address: &str) -> Vec<Output> {
    let folder = tempfile::tempdir().unwrap();
    let run = |block: &String| {
        assert!(
            block.contains(WRITTEN),
            "an example that asks nobody: {block}"
        );
        Command::new(program)
            .args(flag)
            .arg(block.replace(WRITTEN, address))
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    blocks.iter().map(run).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_guide_run() {
    let mut reader = Reader::of_bundled().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    // Links to the next page lead to the site that is asked.
    reader.site = weighbridge::web::Site::open(
        reader.database.store.clone(),
        std::sync::Arc::clone(&reader.catalog),
        address.clone(),
    )
    .await
    .unwrap();
    let router = routes::router(reader.site.clone());
    let server = tokio::spawn(async move {
        let connections = Connections::at_most(100, Proxies::default());
        serve(
            listener,
            weighbridge::web::Front::from(router),
            &connections,
            std::future::pending(),
        )
        .await;
    });
    let ran = tokio::task::spawn_blocking(move || {
        let shell = blocks("sh");
        assert!(shell.len() > 2 && shell.iter().all(|block| block.contains("curl ")));
        let mut ran = 0;
        if can("curl", &["--version"]) {
            for (block, output) in shell.iter().zip(run("sh", &["-ec"], &shell, &address)) {
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert!(output.status.success(), "{block}\n{output:?}");
                if block.contains("--etag-compare") {
                    assert_eq!(said.trim(), "304", "{block}");
                } else {
                    let answer: serde_json::Value = serde_json::from_str(&said).unwrap();
                    let rows = answer["rows"].as_array().or(answer["items"].as_array());
                    assert!(!rows.unwrap().is_empty(), "{block}");
                }
                ran += 1;
            }
        } else {
            println!("curl is not there: its examples were passed over");
        }
        let (tables, plain): (Vec<_>, Vec<_>) = blocks("python")
            .into_iter()
            .partition(|block| block.contains("import pandas"));
        assert!(!tables.is_empty() && !plain.is_empty());
        let mut python = Vec::new();
        if can("python3", &["--version"]) {
            python.extend(plain);
        } else {
            println!("python3 is not there: its examples were passed over");
        }
        if can("python3", &["-c", "import pandas"]) {
            python.extend(tables);
        } else {
            println!("pandas is not there: its example was passed over");
        }
        for (block, output) in python
            .iter()
            .zip(run("python3", &["-c"], &python, &address))
        {
            assert!(output.status.success(), "{block}\n{output:?}");
            assert!(!output.stdout.is_empty(), "{block}");
            ran += 1;
        }
        ran
    });
    println!("{} examples ran", ran.await.unwrap());
    server.abort();
}
