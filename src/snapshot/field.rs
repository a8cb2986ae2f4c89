//! The nine fields of an observation, named as every snapshot format names them.

/// One field of an observation. The order is the column order of canonical content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// A known metric id.
    Metric,
    /// The source's own id of the model.
    Model,
    /// The day observed.
    ObservedOn,
    /// The number.
    Value,
    /// The moment of the capture; one a file.
    CapturedAt,
    /// License, raw text as the source gave it.
    License,
    /// `open`, `closed` or `unknown`.
    Weights,
    /// Who published the model, as the source names them.
    Organization,
    /// The source's own id of the model it was made from.
    BaseModel,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = 9;

    /// Every field, in the column order of canonical content.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Metric,
        Self::Model,
        Self::ObservedOn,
        Self::Value,
        Self::CapturedAt,
        Self::License,
        Self::Weights,
        Self::Organization,
        Self::BaseModel,
    ];

    /// The column name or key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Model => "model",
            Self::ObservedOn => "observed_on",
            Self::Value => "value",
            Self::CapturedAt => "captured_at",
            Self::License => "license",
            Self::Weights => "weights",
            Self::Organization => "organization",
            Self::BaseModel => "base_model",
        }
    }

    /// The field of a column name, spelled exactly.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether every file must have it.
    pub const fn is_required(self) -> bool {
        matches!(
            self,
            Self::Metric | Self::Model | Self::ObservedOn | Self::Value
        )
    }

    /// Whether it holds free text, which the formula guard protects in CSV.
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Model | Self::License | Self::Organization | Self::BaseModel
        )
    }

    /// All names, comma-separated, for hints and the canonical header.
    pub fn header() -> String {
        Self::ALL.map(Self::name).join(",")
    }
}

/// The cells of one observation by field; none where the file has no such column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cells<'a>([Option<&'a [u8]>; Field::COUNT]);

impl<'a> Cells<'a> {
    /// The cell of a field, or none where the file has no such column.
    pub const fn get(&self, field: Field) -> Option<&'a [u8]> {
        self.0[field as usize]
    }

    /// The cell of an optional field; none where it is empty or has no column: not said.
    pub fn said(&self, field: Field) -> Option<&'a [u8]> {
        self.get(field).filter(|cell| !cell.is_empty())
    }

    /// Sets the cell of a field.
    pub const fn set(&mut self, field: Field, cell: &'a [u8]) {
        self.0[field as usize] = Some(cell);
    }
}

/// Where the cells of one observation stand in their file; asked only when something is wrong.
pub trait Locate {
    /// Line (from 1) of the observation itself.
    fn line(&self) -> u64;

    /// Line (from 1) and field number (from 1, where the format has any) of a cell.
    fn cell(&self, field: Field) -> (u64, Option<u32>);

    /// The path of the observation, in formats that have one.
    fn path(&self) -> Option<String> {
        None
    }
}
