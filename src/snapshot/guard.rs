//! The formula guard: text that a spreadsheet would run as a formula carries one `'` in CSV.
//!
//! Writing puts exactly one `'` in front, reading takes exactly one away, so every text
//! survives the round trip, also one that begins with `'` itself.

/// Whether a spreadsheet could take a cell that begins with this byte for more than text,
/// or reading could take it for a guard.
const fn is_risky(first: u8) -> bool {
    matches!(first, b'=' | b'+' | b'-' | b'@' | b'\'' | b'\t' | b'\r')
}

/// Whether the text needs a `'` in front when it is written to CSV.
pub fn needs_guard(text: &[u8]) -> bool {
    text.first().copied().is_some_and(is_risky)
}

/// The text of a CSV cell: without the one `'` that writing puts before a risky beginning.
/// A `'` before anything else belongs to the text.
pub fn unguard(cell: &[u8]) -> &[u8] {
    match cell {
        [b'\'', text @ ..] if needs_guard(text) => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::formula("'=cmd()", "=cmd()")]
    #[case::plus("'+1", "+1")]
    #[case::minus("'-1", "-1")]
    #[case::at("'@x", "@x")]
    #[case::tab("'\tx", "\tx")]
    #[case::carriage_return("'\rx", "\rx")]
    #[case::own_apostrophe("''x", "'x")]
    #[case::only_one_is_taken("'''=x", "''=x")]
    #[case::third_party_apostrophe_stays("'x", "'x")]
    #[case::lone_apostrophe_stays("'", "'")]
    #[case::unguarded_formula_stays("=cmd()", "=cmd()")]
    #[case::empty("", "")]
    fn reading_takes_exactly_one_guard_away(#[case] cell: &str, #[case] text: &str) {
        assert_eq!(unguard(cell.as_bytes()), text.as_bytes());
    }
}
