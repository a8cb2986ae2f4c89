//! Answers as the document shows them: what the example of each operation gave on the bundled
//! data, with long lists cut. `tests/it/web/api/examples.rs` compares them with what it gives now.

use serde_json::Value;

/// A snapshot file to push; the numbers are made up.
pub(super) const SNAPSHOT: &str = "metric,model,observed_on,value,captured_at\n\
    openrouter-tokens,qwen/qwen3-8b,2026-10-07,5300000,2026-10-08T06:00:00Z\n";

macro_rules! answers {
    ($( $id:literal, )+) => {
        /// The answer to an operation's example.
        pub(super) fn answer(id: &str) -> Option<Value> {
            let text = match id {
                $( $id => include_str!(concat!("examples/", $id, ".json")), )+
                _ => return None,
            };
            serde_json::from_str(text).ok()
        }
    };
}

answers! {
    "get_series",
    "list_models",
    "get_model",
    "list_organizations",
    "get_organization",
    "list_countries",
    "get_country",
    "list_licenses",
    "get_license",
    "list_metrics",
    "get_metric",
    "list_sources",
    "list_snapshots",
    "get_snapshot",
    "push_snapshot",
    "list_events",
}

/// How a snapshot is pushed from the command line.
pub(super) fn push(base_url: &str) -> String {
    format!(
        "curl -H 'Authorization: Bearer TOKEN' -H 'Content-Type: text/csv' \\\n  \
         --data-binary @mine.csv '{base_url}/api/v1/snapshots'"
    )
}
