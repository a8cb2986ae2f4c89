//! What was measured: a line of JSON a figure as it comes, a table at the end.

use serde_json::json;

/// All figures of a run.
#[derive(Default)]
pub struct Report {
    figures: Vec<Figure>,
}

struct Figure {
    case: String,
    unit: String,
    value: f64,
    target: Option<&'static str>,
}

impl Report {
    /// Notes a figure and prints it.
    pub fn note(&mut self, case: &str, unit: &str, value: f64, target: Option<&'static str>) {
        let line = json!({ "case": case, "unit": unit, "value": value, "target": target });
        println!("{line}");
        self.figures.push(Figure {
            case: case.to_owned(),
            unit: unit.to_owned(),
            value,
            target,
        });
    }

    /// Prints all of it.
    pub fn table(&self) {
        println!("\n| case | unit | figure | target |\n|---|---|---:|---:|");
        for figure in &self.figures {
            let Figure {
                case,
                unit,
                value,
                target,
            } = figure;
            let value = if *value >= 100.0 {
                format!("{value:.0}")
            } else {
                format!("{value:.4}")
            };
            println!(
                "| {case} | {unit} | {value} | {} |",
                target.unwrap_or_default()
            );
        }
    }
}

/// The middle one of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    if numbers.len() % 2 == 1 {
        numbers[middle]
    } else {
        numbers[middle - 1].midpoint(numbers[middle])
    }
}
