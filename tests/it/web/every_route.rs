//! What every route has to have, read off the page of routes: a route that is added there without
//! an example here fails.

use super::reader::{Answer, Reader};
use axum::http::{Method, header};
use std::collections::BTreeMap;
use std::fs;
use weighbridge::web::{Push, Site, Tokens};

/// Addresses of routes that are more than a path.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "/charts/{file}",
        &[
            "/charts/share",
            "/charts/share.csv",
            "/charts/share.svg",
            "/charts/share.json?by=nonsense",
            "/charts/pie",
        ],
    ),
    ("/snapshots/{file}", &["/snapshots/1", "/snapshots/1.csv"]),
    ("/countries/{code}", &["/countries/CN", "/countries/XX"]),
    ("/licenses/{id}", &["/licenses/apache-2.0"]),
    ("/organizations/{slug}", &["/organizations/deepseek"]),
    (
        "/models/{source}/{*id}",
        &["/models/openrouter/deepseek/deepseek-r1"],
    ),
    ("/data/{file}", &["/data/models.csv", "/data/none.csv"]),
    ("/static/{file}", &["/static/0.css", "/static/0.js"]),
    ("/embed/{kind}", &["/embed/share", "/embed/pie"]),
    ("/badge/{file}", &["/badge/share.svg", "/badge/none.svg"]),
    ("/s/{day}", &["/s/2026-10-08", "/s/yesterday"]),
    ("/s/{day}/", &["/s/2026-10-08/"]),
    (
        "/s/{day}/{*path}",
        &[
            "/s/2026-10-08/charts/share",
            "/s/2026-10-08/charts/share.csv",
        ],
    ),
];

/// Routes by `src/web/routes.rs`, with addresses of each.
fn routes() -> BTreeMap<String, Vec<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/routes.rs");
    let source = fs::read_to_string(path).unwrap();
    let mut routes: BTreeMap<String, Vec<String>> = source
        .split(".route(\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0.to_owned())
        .map(|route| {
            let example = EXAMPLES.iter().find(|(name, _)| *name == route);
            let is_plain = !route.contains('{');
            assert!(example.is_some() || is_plain, "no example for {route}");
            let itself = [route.as_str()];
            let addresses = example.map_or(&itself[..], |(_, addresses)| *addresses);
            let addresses = addresses.iter().map(|it| (*it).to_owned()).collect();
            (route, addresses)
        })
        .collect();
    assert!(routes.len() > 20, "the routes were not found");
    let push = "/api/v1/snapshots".to_owned();
    routes.insert(push.clone(), vec![push]);
    routes
}

/// A site with everything that can be switched on.
async fn reader() -> Reader {
    let reader = Reader::of_bundled().await;
    let tokens = Tokens::of_hashes(&"ab".repeat(32)).unwrap();
    let site = reader
        .site
        .clone()
        .with_push(tokens.map(|tokens| Push::new(tokens, 1 << 20)));
    Reader { site, ..reader }
}

fn assert_guarded(answer: &Answer) {
    let what = format!("{} {}", answer.status, answer.address);
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("base-uri 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors"), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    let rights = answer.header("permissions-policy");
    assert!(rights.contains("geolocation=()"), "{what}: {rights}");
    let shared = answer.header("cross-origin-resource-policy");
    assert!(
        ["same-origin", "cross-origin"].contains(&shared),
        "{what}: {shared}"
    );
    assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
}

#[tokio::test]
async fn every_route_is_guarded_whatever_it_answers() {
    let reader = reader().await;
    for addresses in routes().values() {
        for address in addresses {
            for method in [
                Method::GET,
                Method::HEAD,
                Method::POST,
                Method::OPTIONS,
                Method::DELETE,
            ] {
                assert_guarded(&reader.ask(method, address).await);
            }
        }
    }
    for address in ["/nothing", "/nothing.csv", "/charts/%FF", "/countries/CN/"] {
        assert_guarded(&reader.get(address).await);
    }
}

#[tokio::test]
async fn files_and_pictures_may_be_used_on_other_sites_and_pages_may_not() {
    let reader = reader().await;
    for (address, shared) in [
        ("/charts/share.svg", "cross-origin"),
        ("/charts/share.csv", "cross-origin"),
        ("/snapshots/1.csv", "cross-origin"),
        ("/charts/share", "same-origin"),
        ("/", "same-origin"),
        ("/metrics", "same-origin"),
    ] {
        let answer = reader.read(address).await;
        let policy = answer.header("cross-origin-resource-policy");
        assert_eq!(policy, shared, "{address}");
    }
}

#[tokio::test]
async fn browsers_are_told_to_stay_on_tls_only_where_the_site_is_there() {
    let reader = reader().await;
    let policy = |answer: &Answer| answer.header("strict-transport-security").to_owned();
    assert_eq!(policy(&reader.get("/livez").await), "max-age=31536000");
    assert_eq!(policy(&reader.get("/nothing").await), "max-age=31536000");
    let (store, catalog) = (reader.database.store.clone(), reader.catalog.clone());
    let site = Site::open(store, catalog, "http://127.0.0.1:8080".to_owned());
    let site = site.await.unwrap();
    let reader = Reader { site, ..reader };
    assert_eq!(policy(&reader.get("/livez").await), "");
}

#[tokio::test]
async fn every_route_is_counted_under_its_own_name() {
    let reader = reader().await;
    let routes = routes();
    for addresses in routes.values() {
        for address in addresses {
            reader.get(address).await;
        }
    }
    reader.get("/nothing/of/the/kind").await;
    let text = reader.read("/metrics").await.text();
    let names = routes.keys().map(String::as_str).chain(["none"]);
    for route in names {
        let of_route = format!("{{route=\"{route}\",status=\"");
        let requests = format!("weighbridge_http_requests_total{of_route}");
        assert!(text.contains(&requests), "no {requests}");
        let seconds =
            format!("weighbridge_http_request_duration_seconds_count{{route=\"{route}\"}}");
        assert!(text.contains(&seconds), "no {seconds}");
    }
    // What readers ask for is nobody's label.
    assert!(!text.contains("nonsense") && !text.contains("deepseek-r1"));
}
