//! The world as a grid: one square a country, near its neighbors. Sizes are equal on purpose: the map
//! shows which countries matter to the subject, not how large they are.
//!
//! Codes are ISO 3166-1 alpha-2. Small territories have no place; whatever has a value is listed below
//! the map instead of being left out.

/// Columns of the grid.
pub const COLUMNS: usize = 27;
/// Rows of the grid.
pub const ROWS: usize = GRID.len();

/// The map as it looks, north up; `..` is sea.
const GRID: [&str; 19] = [
    ".. .. .. .. .. .. GL .. .. .. .. .. NO SE FI .. .. .. .. .. .. .. .. .. .. .. ..",
    ".. .. .. .. .. .. .. .. IS FO .. .. .. .. EE .. .. .. .. .. .. .. .. .. .. .. ..",
    ".. .. .. .. .. .. .. .. .. .. .. .. DK .. LV RU .. .. .. .. .. .. .. .. .. .. ..",
    ".. .. .. .. .. .. .. .. IE GB .. NL DE PL LT BY .. .. .. .. .. .. .. .. .. .. ..",
    ".. .. .. .. .. .. .. .. .. .. .. BE LU CZ SK UA .. .. .. .. .. .. .. .. .. .. ..",
    "CA .. .. .. .. .. .. .. .. .. .. FR CH AT HU RO MD .. .. .. .. .. .. .. .. .. ..",
    "US .. .. .. .. .. .. .. .. .. AD MC LI SI HR RS BG .. .. .. KZ .. .. .. .. .. ..",
    "MX .. .. .. BS .. .. .. .. PT ES .. IT SM BA ME MK .. GE .. UZ KG MN KP .. .. ..",
    "GT BZ .. CU HT DO PR .. .. .. .. .. VA MT .. AL GR TR AM AZ TM TJ CN KR JP .. ..",
    "SV HN .. JM .. KN AG .. .. .. .. .. .. .. .. CY LB SY IQ IR AF NP BT MO HK TW ..",
    ".. NI .. .. VC DM LC .. .. .. MA DZ TN LY EG IL PS JO KW BH PK IN BD MM LA VN ..",
    ".. CR .. TT GD BB .. .. EH MR ML BF NE TD SD ER .. SA QA AE .. LK .. TH KH PH MH",
    ".. PA CO VE GY SR .. CV SN GN CI GH NG CF SS ET DJ YE OM .. MV .. .. MY BN PW FM",
    ".. .. EC BR .. GF .. GM GW SL LR TG BJ CM UG KE SO .. .. .. .. .. .. SG ID PG NR",
    ".. .. PE BO .. .. .. .. .. .. ST GQ GA CG RW TZ .. SC .. .. .. .. .. .. TL SB KI",
    ".. .. CL PY .. .. .. .. .. .. .. .. .. CD BI .. .. .. .. .. .. .. .. .. .. VU TV",
    ".. .. .. AR UY .. .. .. .. .. .. .. AO ZM MW .. KM .. .. .. .. .. .. .. AU FJ WS",
    ".. .. .. .. .. .. .. .. .. .. .. .. NA BW ZW MZ .. MG MU .. .. .. .. .. .. NC TO",
    ".. .. .. .. .. .. .. .. .. .. .. .. .. ZA LS SZ .. .. .. .. .. .. .. .. .. NZ ..",
];

/// Every country with its column and row, row by row.
pub fn places() -> impl Iterator<Item = (&'static str, usize, usize)> {
    GRID.iter().enumerate().flat_map(|(row, codes)| {
        codes
            .split(' ')
            .enumerate()
            .filter(|(_, code)| *code != "..")
            .map(move |(column, code)| (code, column, row))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    /// The codes of the catalogue.
    fn known() -> HashSet<&'static str> {
        include_str!("../../data/countries.csv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect()
    }

    #[test]
    fn every_row_is_as_long_as_the_others() {
        for row in GRID {
            assert_eq!(row.split(' ').count(), COLUMNS, "{row}");
        }
    }

    #[test]
    fn every_tile_is_a_known_country_and_stands_once() {
        let codes: Vec<&str> = places().map(|(code, _, _)| code).collect();
        let unique: HashSet<_> = codes.iter().collect();
        assert_eq!(unique.len(), codes.len());
        assert!(codes.iter().all(|code| known().contains(code)));
    }

    #[test]
    fn only_small_territories_have_no_tile() {
        let placed: HashSet<&str> = places().map(|(code, _, _)| code).collect();
        let mut missing: Vec<&str> = known().difference(&placed).copied().collect();
        missing.sort_unstable();
        assert_eq!(
            missing.join(" "),
            "AI AQ AS AW AX BL BM BQ BV CC CK CW CX FK GG GI GP GS GU HM IM IO JE KY MF MP MQ MS NF NU \
             PF PM PN RE SH SJ SX TC TF TK UM VG VI WF YT"
        );
    }

    #[test]
    fn neighbors_stand_side_by_side_and_compass_points_hold() {
        let at: HashMap<_, _> = places()
            .map(|(code, column, row)| (code, (column, row)))
            .collect();
        for (one, other) in [
            ("FR", "BE"),
            ("FR", "ES"),
            ("DE", "PL"),
            ("CN", "KR"),
            ("CN", "MN"),
            ("US", "CA"),
            ("US", "MX"),
            ("IN", "PK"),
            ("BR", "BO"),
            ("NO", "SE"),
            ("AU", "NZ"),
            ("EG", "IL"),
        ] {
            let (a, b) = (at[one], at[other]);
            let distance = a.0.abs_diff(b.0).max(a.1.abs_diff(b.1));
            assert!(distance <= 2, "{one} {other}");
        }
        for (west, east) in [
            ("US", "GB"),
            ("FR", "CN"),
            ("CN", "JP"),
            ("BR", "NG"),
            ("SA", "IN"),
        ] {
            assert!(at[west].0 < at[east].0, "{west} {east}");
        }
        for (north, south) in [
            ("CA", "US"),
            ("NO", "ZA"),
            ("CN", "AU"),
            ("GB", "FR"),
            ("EG", "ZA"),
        ] {
            assert!(at[north].1 < at[south].1, "{north} {south}");
        }
    }
}
