//! How much two colors differ in brightness (WCAG 2).

/// Relative luminance of `#rrggbb`, 0 for black to 1 for white; what is no color counts as black.
pub fn luminance(hex: &str) -> f64 {
    let [red, green, blue] = linear(hex);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Contrast of two luminances, 1 to 21.
pub fn ratio(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The channels of `#rrggbb` as amounts of light.
pub fn linear(hex: &str) -> [f64; 3] {
    [1, 3, 5].map(|start| {
        let channel = hex
            .get(start..start + 2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .map_or(0.0, |channel| f64::from(channel) / 255.0);
        if channel <= 0.040_45 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    })
}
