//! How much memory a run over the Hub takes: as much for many models as for few.

use super::loopback::{Loopback, Reply};
use super::trial::Trial;
use std::fs;
use weighbridge::collect::{Outcome, Scope};

/// Models on a page.
const PAGE: u64 = 1000;
/// How much more the larger run may take, in KiB.
const GROWTH_KIB: u64 = 16 << 10;

/// A model as wide as those of the Hub are: about 1.5 KB.
fn model(number: u64) -> String {
    let tags: Vec<String> = (0..25)
        .map(|tag| format!("\"tag-{tag}-{}\",", number % 7))
        .collect();
    let tags = tags.concat();
    let card = "x".repeat(500);
    format!(
        r#"{{"_id":"{number:024x}","id":"organization-{}/model-{number}","downloads":{},"downloadsAllTime":{},"likes":{},"pipeline_tag":"text-generation","tags":[{tags}"license:apache-2.0"],"cardData":{{"license":"apache-2.0","summary":"{card}"}},"baseModels":{{"relation":"finetune","models":[{{"_id":"1","id":"Qwen/Qwen3-{}B"}}]}},"gated":false,"createdAt":"2026-01-01T00:00:00.000Z"}}"#,
        number % 5000,
        number * 3,
        number * 30,
        number % 11,
        number % 70
    )
}

/// A Hub of so many models.
fn hub(models: u64) -> Loopback {
    Loopback::new(move |request| {
        let page: u64 = request
            .parameter("cursor")
            .map_or(0, |page| page.parse().unwrap());
        let numbers = page * PAGE..(models).min((page + 1) * PAGE);
        let body: Vec<String> = numbers.map(model).collect();
        let reply = Reply::json(format!("[{}]", body.join(",")));
        if (page + 1) * PAGE >= models {
            return reply;
        }
        let host = request.header("host").unwrap();
        let next = page + 1;
        reply.with(
            "link",
            format!("<http://{host}/api/models?cursor={next}>; rel=\"next\""),
        )
    })
}

/// The most memory this process has held so far, in KiB.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn gather(models: u64) {
    let server = hub(models);
    let mut trial = Trial::at(&server);
    trial.scope = Scope::All;
    trial.settings.policy.max_answer_bytes = 64 << 20;
    let (run, file) = trial.run("huggingface");
    assert!(matches!(run.outcome, Outcome::Complete), "{run}");
    assert_eq!(run.rows, models * 3);
    let bytes = fs::metadata(file.unwrap()).unwrap().len();
    println!("{run}; {bytes} bytes spooled; peak {} KiB", peak_kib());
}

/// Takes a minute, and the process for itself.
#[test]
#[ignore = "measures the whole process: run it alone, with --ignored --nocapture"]
fn memory_does_not_grow_with_the_hub() {
    gather(20_000);
    let few = peak_kib();
    gather(200_000);
    let many = peak_kib();
    assert!(many < few + GROWTH_KIB, "{few} KiB, then {many} KiB");
}
