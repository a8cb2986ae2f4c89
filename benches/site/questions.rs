//! The pages that are asked for while nothing is kept: many filters and breakdowns in turn.

/// Parts of a question: breakdowns, filters and the rest.
const BREAKDOWNS: [&str; 8] = [
    "",
    "bloc",
    "country",
    "weights",
    "license",
    "license-class",
    "organization",
    "model",
];
const FILTERS: [&str; 13] = [
    "",
    "country=CN",
    "country=US~FR~DE",
    "country=!CN",
    "bloc=west",
    "bloc=china~other",
    "weights=open",
    "license=apache-2.0~mit",
    "license=!llama3.1",
    "license-class=permissive",
    "license-class=restricted~non-commercial",
    "country=US&license-class=permissive",
    "bloc=!china&license=apache-2.0",
];
const OTHERWISE: [&str; 7] = [
    "",
    "from=2025-03",
    "every=month",
    "license-as=now",
    "lens=base",
    "top=20",
    "show=index",
];
const KINDS: [&str; 5] = ["share", "over-time", "ranking", "table", "multiples"];

/// What sets of questions there are, by name: the kinds of work differ much.
pub const SETS: [(&str, &str, bool); 4] = [
    ("sums of all models", "metric=hf-likes", false),
    ("models present at every date", "", false),
    ("single models", "metric=hf-likes", true),
    ("single models present at every date", "", true),
];

/// The addresses of a set; each is another question.
pub fn addresses(metric: &str, single_models: bool) -> Vec<String> {
    let mut addresses = Vec::new();
    for (number, filter) in FILTERS.iter().enumerate() {
        for (turn, otherwise) in OTHERWISE.iter().enumerate() {
            for (place, by) in BREAKDOWNS.iter().enumerate() {
                if (*by == "model") != single_models {
                    continue;
                }
                let kind = KINDS[(number + turn + place) % KINDS.len()];
                let by = if by.is_empty() {
                    String::new()
                } else {
                    format!("by={by}")
                };
                let parts = ["metric=hf-downloads-30d", &by, filter, otherwise];
                let mut parts = parts.to_vec();
                if !metric.is_empty() {
                    parts[0] = metric;
                }
                parts.retain(|part| !part.is_empty());
                addresses.push(format!("/charts/{kind}?{}", parts.join("&")));
            }
        }
    }
    addresses
}
