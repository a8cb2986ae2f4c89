//! Packages: each of the catalog is asked for, and what a registry does not have is said.

use super::loopback::{Loopback, Reply};
use super::trial::Trial;
use weighbridge::collect::Outcome;

/// The package that a target asks for.
fn package(target: &str) -> &str {
    let path = target.split('?').next().unwrap();
    path.trim_start_matches("/api/packages/")
        .trim_end_matches("/overall")
}

#[test]
fn every_python_package_of_the_catalog_is_asked_for_without_mirrors() {
    let server = Loopback::new(|request| {
        assert_eq!(request.parameter("mirrors"), Some("false"));
        assert_eq!(request.header("authorization"), None);
        assert!(
            request
                .header("user-agent")
                .unwrap()
                .starts_with("weighbridge/")
        );
        let package = package(&request.target);
        if package == "qianfan" {
            return Reply::status(404);
        }
        Reply::json(format!(
            r#"{{"data":[{{"category":"without_mirrors","date":"2026-10-06","downloads":{}}}],"package":"{package}","type":"overall_downloads"}}"#,
            package.len()
        ))
    });
    let trial = Trial::at(&server);
    let (run, file) = trial.run("pypi");
    let Outcome::Partial(missing) = &run.outcome else {
        panic!("{run}");
    };
    assert_eq!(missing, &["qianfan"]);
    let rows = trial.rows_of(&file.unwrap());
    let catalog = trial.catalog.models.iter();
    let packages: Vec<&str> = catalog
        .filter(|model| model.source == "pypi" && model.external_id != "qianfan")
        .map(|model| model.external_id.as_str())
        .collect();
    assert!(packages.len() > 10);
    let expected: Vec<String> = packages
        .iter()
        .map(|package| {
            let downloads = package.len();
            format!("pypi-downloads,{package},2026-10-06,{downloads},2026-10-08T06:00:00Z,,,,")
        })
        .collect();
    assert_eq!(rows, expected);
    // Five a second and thirty a minute: of sixteen, some have to wait for their turn.
    assert!(!trial.waits().is_empty());
    let steps = trial.steps.lock().unwrap();
    let last = steps.last().unwrap();
    assert_eq!((last.done, last.total), (16 - 1, Some(15)));
}

#[test]
fn npm_is_asked_for_eighteen_months_to_yesterday_and_scoped_names_keep_their_slash() {
    let server = Loopback::new(|request| {
        let package = request.target.split("2026-10-07/").nth(1).unwrap();
        Reply::json(format!(
            r#"{{"downloads":[{{"downloads":3,"day":"2026-10-06"}},{{"downloads":0,"day":"2026-10-07"}}],"package":"{package}"}}"#
        ))
    });
    let trial = Trial::at(&server).with_packages(&["@anthropic-ai/sdk", "openai"]);
    assert_eq!(
        trial.rows("npm"),
        [
            "npm-downloads,'@anthropic-ai/sdk,2026-10-06,3,2026-10-08T06:00:00Z,,,,",
            "npm-downloads,openai,2026-10-06,3,2026-10-08T06:00:00Z,,,,",
        ]
    );
    let asked: Vec<String> = server
        .asked()
        .into_iter()
        .map(|asked| asked.target)
        .collect();
    assert_eq!(
        asked,
        [
            "/downloads/range/2025-04-08:2026-10-07/@anthropic-ai/sdk",
            "/downloads/range/2025-04-08:2026-10-07/openai",
        ]
    );
}

#[test]
fn one_package_that_fails_ends_the_run_without_a_file() {
    let server = Loopback::new(|request| {
        if package(&request.target) == "openai" {
            return Reply::status(500);
        }
        let package = package(&request.target);
        Reply::json(format!(
            r#"{{"data":[],"package":"{package}","type":"overall_downloads"}}"#
        ))
    });
    let trial = Trial::at(&server);
    trial.fails("pypi");
    assert_eq!(trial.files("pypi"), ["lock"]);
}

#[test]
fn nothing_said_of_any_package_is_no_snapshot() {
    let server = Loopback::new(|request| {
        let package = package(&request.target);
        Reply::json(format!(
            r#"{{"data":[],"package":"{package}","type":"overall_downloads"}}"#
        ))
    });
    let trial = Trial::at(&server);
    let (run, file) = trial.run("pypi");
    assert!(
        matches!(run.outcome, Outcome::NoData) && file.is_none(),
        "{run}"
    );
    assert_eq!(trial.files("pypi"), ["lock"]);
}
