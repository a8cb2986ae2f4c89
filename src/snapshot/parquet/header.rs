//! The headers of Parquet's pages, in the compact protocol of Thrift: only what reading a page
//! needs, and no allocation that a header could ask for.

use ::parquet::basic::Encoding;

/// Deepest nesting of what is passed over.
const MAX_DEPTH: u8 = 16;

/// Why bytes are no header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// They end within it.
    Short,
    /// They are something else.
    Wrong,
}

/// What a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The distinct values of a column chunk.
    Dictionary,
    /// Values, with levels that are compressed with them.
    Data {
        /// How definition levels are written.
        definition: i32,
        /// How repetition levels are written.
        repetition: i32,
    },
    /// Values, with levels that are not compressed.
    DataV2 {
        /// How many are null.
        nulls: u32,
        /// How many rows begin in it.
        rows: u32,
        /// Bytes of definition levels.
        definition_bytes: u32,
        /// Bytes of repetition levels.
        repetition_bytes: u32,
        /// Whether the values are compressed.
        compressed: bool,
    },
    /// Anything else, which is passed over.
    Other,
}

/// The header of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What the page is.
    pub kind: Kind,
    /// Bytes of the header itself.
    pub length: usize,
    /// Bytes of the page in the file.
    pub compressed: u32,
    /// Bytes of the page once inflated.
    pub inflated: u32,
    /// CRC-32 of the bytes in the file.
    pub crc: Option<u32>,
    /// How many values the page has, nulls among them.
    pub values: u32,
    /// Number of the encoding of values.
    pub encoding: i32,
}

/// The encodings that are read. Others allow a small page to ask for any amount of memory, and no
/// common writer uses them unless told to.
pub const fn encoding(number: i32) -> Option<Encoding> {
    match number {
        0 => Some(Encoding::PLAIN),
        2 => Some(Encoding::PLAIN_DICTIONARY),
        8 => Some(Encoding::RLE_DICTIONARY),
        _ => None,
    }
}

/// The number of the encoding of levels: run lengths.
pub const LEVELS_IN_RUNS: i32 = 3;

impl Header {
    /// Reads the header that `bytes` begin with.
    pub fn read(bytes: &[u8]) -> Result<Self, Flaw> {
        let mut cursor = Cursor { bytes, at: 0 };
        // By number: 1 kind, 2 inflated, 3 compressed, 4 CRC.
        let mut numbers = [None; 5];
        let mut body = [None; 9];
        let mut described = None;
        cursor.structure(|cursor, field, kind| {
            if let (1..=4, I32) = (field, kind) {
                numbers[usize::from(field)] = Some(cursor.i32()?);
                return Ok(());
            }
            if let (5 | 7 | 8, STRUCT) = (field, kind) {
                described = Some(field);
                return cursor.structure(|cursor, field, kind| {
                    let slot = body.get_mut(usize::from(field));
                    match (slot, kind) {
                        (Some(slot), I32) => *slot = Some(cursor.i32()?),
                        (Some(slot), TRUE | FALSE) => *slot = Some(i32::from(kind == TRUE)),
                        _ => cursor.skip(kind, 0)?,
                    }
                    Ok(())
                });
            }
            cursor.skip(kind, 0)
        })?;
        let size = |number: Option<i32>| {
            u32::try_from(number.ok_or(Flaw::Wrong)?).map_err(|_| Flaw::Wrong)
        };
        let (kind, encoding) = match (numbers[1], described) {
            (Some(0), Some(5)) => {
                let kind = Kind::Data {
                    definition: body[3].ok_or(Flaw::Wrong)?,
                    repetition: body[4].ok_or(Flaw::Wrong)?,
                };
                (kind, body[2])
            }
            (Some(2), Some(7)) => (Kind::Dictionary, body[2]),
            (Some(3), Some(8)) => {
                let kind = Kind::DataV2 {
                    nulls: size(body[2])?,
                    rows: size(body[3])?,
                    definition_bytes: size(body[5])?,
                    repetition_bytes: size(body[6])?,
                    compressed: body[7] != Some(0),
                };
                (kind, body[4])
            }
            (Some(0 | 2 | 3) | None, _) => return Err(Flaw::Wrong),
            (Some(_), _) => (Kind::Other, Some(0)),
        };
        let is_page = kind != Kind::Other;
        Ok(Self {
            kind,
            length: cursor.at,
            compressed: size(numbers[3])?,
            inflated: size(numbers[2])?,
            crc: numbers[4].map(i32::cast_unsigned),
            values: if is_page { size(body[1])? } else { 0 },
            encoding: encoding.ok_or(Flaw::Wrong)?,
        })
    }
}

/// Types of the compact protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const I32: u8 = 5;
const STRUCT: u8 = 12;

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn byte(&mut self) -> Result<u8, Flaw> {
        let byte = *self.bytes.get(self.at).ok_or(Flaw::Short)?;
        self.at += 1;
        Ok(byte)
    }

    fn varint(&mut self) -> Result<u64, Flaw> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Flaw::Wrong)
    }

    fn zigzag(&mut self) -> Result<i64, Flaw> {
        let number = self.varint()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn i32(&mut self) -> Result<i32, Flaw> {
        i32::try_from(self.zigzag()?).map_err(|_| Flaw::Wrong)
    }

    fn pass(&mut self, length: u64) -> Result<(), Flaw> {
        let length = usize::try_from(length).map_err(|_| Flaw::Wrong)?;
        self.at = self.at.checked_add(length).ok_or(Flaw::Wrong)?;
        if self.at > self.bytes.len() {
            return Err(Flaw::Short);
        }
        Ok(())
    }

    /// Hands each field of a structure, with its number and type, to `take`, which reads it.
    fn structure(
        &mut self,
        mut take: impl FnMut(&mut Self, u8, u8) -> Result<(), Flaw>,
    ) -> Result<(), Flaw> {
        let mut field = 0_i64;
        loop {
            let byte = self.byte()?;
            if byte == 0 {
                return Ok(());
            }
            let (delta, kind) = (byte >> 4, byte & 0x0f);
            field = match delta {
                0 => self.zigzag()?,
                delta => field + i64::from(delta),
            };
            // Fields we know have small numbers.
            take(self, u8::try_from(field).unwrap_or(u8::MAX), kind)?;
        }
    }

    fn skip(&mut self, kind: u8, depth: u8) -> Result<(), Flaw> {
        if depth > MAX_DEPTH {
            return Err(Flaw::Wrong);
        }
        match kind {
            TRUE | FALSE => Ok(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            9 | 10 => {
                let byte = self.byte()?;
                let length = match byte >> 4 {
                    15 => self.varint()?,
                    length => u64::from(length),
                };
                for _ in 0..length {
                    match byte & 0x0f {
                        TRUE | FALSE => self.pass(1)?,
                        kind => self.skip(kind, depth + 1)?,
                    }
                }
                Ok(())
            }
            STRUCT => self.structure(|cursor, _, kind| cursor.skip(kind, depth + 1)),
            _ => Err(Flaw::Wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A data page of 3 values: 20 bytes in the file, 25 inflated.
    const DATA: &[u8] = &[
        0x15, 0x00, 0x15, 0x32, 0x15, 0x28, 0x2c, 0x15, 0x06, 0x15, 0x10, 0x15, 0x06, 0x15, 0x06,
        0x00, 0x00,
    ];

    #[test]
    fn a_header_is_read_and_cut_anywhere_is_short() {
        let header = Header::read(DATA).unwrap();
        assert_eq!(
            header,
            Header {
                kind: Kind::Data {
                    definition: LEVELS_IN_RUNS,
                    repetition: LEVELS_IN_RUNS
                },
                length: DATA.len(),
                compressed: 20,
                inflated: 25,
                crc: None,
                values: 3,
                encoding: 8,
            }
        );
        for length in 0..DATA.len() {
            assert_eq!(Header::read(&DATA[..length]), Err(Flaw::Short));
        }
    }

    #[test]
    fn a_negative_size_is_wrong() {
        let mut bytes = DATA.to_vec();
        bytes[5] = 0x27;
        assert_eq!(Header::read(&bytes), Err(Flaw::Wrong));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let _ = Header::read(&bytes);
        }
    }
}
