//! Magnitudes: dividing large numbers by a power of a thousand that has a name.

/// A divisor with the message key of its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Magnitude {
    pub divisor: f64,
    /// None: the plain number.
    pub name_key: Option<&'static str>,
}

const NAMED: [(f64, &str); 3] = [
    (1e12, "magnitude-trillion"),
    (1e9, "magnitude-billion"),
    (1e6, "magnitude-million"),
];

impl Magnitude {
    /// The magnitude in which the largest of some numbers has one to four digits before the point.
    pub(super) fn of(largest: f64) -> Self {
        NAMED
            .iter()
            .find(|(divisor, _)| largest >= *divisor)
            .map_or(
                Self {
                    divisor: 1.0,
                    name_key: None,
                },
                |(divisor, key)| Self {
                    divisor: *divisor,
                    name_key: Some(key),
                },
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_named_divisor_that_fits() {
        assert_eq!(Magnitude::of(999_999.0).name_key, None);
        assert_eq!(Magnitude::of(1e6).name_key, Some("magnitude-million"));
        assert_eq!(Magnitude::of(4.2e12).name_key, Some("magnitude-trillion"));
    }
}
