//! The pages of one column of a row group, inflated with hard limits.
//!
//! The pages of the `parquet` crate inflate whatever a page holds, and believe what its header
//! says of its values: a file of a kilobyte can ask for gigabytes. Here no page is larger than
//! [`MAX_PAGE_BYTES`], all pages of a file share the limit on inflated bytes, dictionaries are
//! short, and a list cannot have more elements at once than [`MAX_VALUES_AT_ONCE`].

use super::header::{Flaw, Header, Kind, LEVELS_IN_RUNS, encoding};
use ::parquet::basic::{Compression, Type};
use ::parquet::column::page::{Page, PageMetadata, PageReader};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::ColumnChunkMetaData;
use ::parquet::file::reader::ChunkReader;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Largest page, inflated. Writers make pages of about a mebibyte; those of others have up to 100 MB.
const MAX_PAGE_BYTES: u32 = 128 << 20;

/// Most values of a dictionary, each of which takes some memory of its own.
const MAX_DICTIONARY_VALUES: u32 = 4 << 20;

/// Most elements of lists that are read in one go, over all their pages.
const MAX_VALUES_AT_ONCE: u64 = 8 << 20;

/// Lengths of the beginning of a page in which its header is looked for.
const HEADER_BYTES: [u64; 3] = [256, 64 << 10, 4 << 20];

/// Why reading a file cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// More comes out than is allowed.
    #[error("the file holds more than {0} bytes uncompressed")]
    TooLarge(u64),
    /// It is Parquet, but of a kind that is not read.
    #[error("{0}")]
    NotRead(String),
    /// It contradicts itself.
    #[error("{0}")]
    Damaged(String),
}

impl From<Trouble> for ParquetError {
    fn from(trouble: Trouble) -> Self {
        Self::External(Box::new(trouble))
    }
}

fn damaged(what: impl Into<String>) -> ParquetError {
    Trouble::Damaged(what.into()).into()
}

/// What all pages of a file may take.
pub struct Budget {
    limit: u64,
    bytes: AtomicU64,
    values: AtomicU64,
}

impl Budget {
    /// A budget of inflated bytes.
    pub fn new(limit: u64) -> Self {
        Self {
            limit,
            bytes: AtomicU64::new(limit),
            values: AtomicU64::new(MAX_VALUES_AT_ONCE),
        }
    }

    /// Says that the elements read so far are let go of.
    pub fn begin_batch(&self) {
        self.values.store(MAX_VALUES_AT_ONCE, Ordering::Relaxed);
    }

    fn take_bytes(&self, bytes: u32) -> Result<(), ParquetError> {
        let left = self.bytes.load(Ordering::Relaxed);
        let left = left
            .checked_sub(u64::from(bytes))
            .ok_or(Trouble::TooLarge(self.limit))?;
        self.bytes.store(left, Ordering::Relaxed);
        Ok(())
    }

    fn take_values(&self, values: u32) -> Result<(), ParquetError> {
        let left = self.values.load(Ordering::Relaxed);
        let left = left.checked_sub(u64::from(values)).ok_or_else(|| {
            Trouble::NotRead(format!(
                "lists of more than {MAX_VALUES_AT_ONCE} elements in one page"
            ))
        })?;
        self.values.store(left, Ordering::Relaxed);
        Ok(())
    }
}

/// The pages of one column chunk.
pub struct Pages {
    file: Arc<File>,
    budget: Arc<Budget>,
    codec: Compression,
    /// The fewest bytes a value takes in a dictionary.
    value_bytes: u64,
    is_list: bool,
    at: u64,
    left: u64,
}

impl Pages {
    /// The pages of a column chunk.
    pub fn new(
        file: &Arc<File>,
        budget: &Arc<Budget>,
        column: &ColumnChunkMetaData,
    ) -> Result<Self, ParquetError> {
        // Not `byte_range`, which panics where these are negative.
        let start = column
            .dictionary_page_offset()
            .unwrap_or_else(|| column.data_page_offset());
        let range = (
            u64::try_from(start),
            u64::try_from(column.compressed_size()),
        );
        let (Ok(at), Ok(left)) = range else {
            return Err(damaged("a column begins before the file"));
        };
        if column.file_path().is_some() {
            let message = "the file keeps its columns in other files".to_owned();
            return Err(Trouble::NotRead(message).into());
        }
        let descriptor = column.column_descr();
        let value_bytes = match descriptor.physical_type() {
            Type::INT64 | Type::DOUBLE => 8,
            Type::FIXED_LEN_BYTE_ARRAY => {
                u64::try_from(descriptor.type_length().max(1)).unwrap_or(1)
            }
            _ => 4,
        };
        Ok(Self {
            file: Arc::clone(file),
            budget: Arc::clone(budget),
            codec: column.compression(),
            value_bytes,
            is_list: descriptor.max_rep_level() > 0,
            at,
            left,
        })
    }

    /// Reads the next page's header and moves behind it.
    fn header(&mut self) -> Result<Header, ParquetError> {
        for length in HEADER_BYTES {
            let length = length.min(self.left);
            let bytes = self.file.get_bytes(self.at, length as usize)?;
            match Header::read(&bytes) {
                Ok(header) => {
                    self.pass(header.length as u64)?;
                    return Ok(header);
                }
                Err(Flaw::Short) if length < self.left => {}
                Err(_) => break,
            }
        }
        Err(damaged("a page has no header"))
    }

    fn pass(&mut self, bytes: u64) -> Result<(), ParquetError> {
        self.left = self
            .left
            .checked_sub(bytes)
            .ok_or_else(|| damaged("a page ends behind its column"))?;
        self.at += bytes;
        Ok(())
    }

    fn check(&self, header: &Header) -> Result<(), ParquetError> {
        if header.inflated > MAX_PAGE_BYTES {
            let message = format!(
                "a page of {} bytes; at most {MAX_PAGE_BYTES} are read",
                header.inflated
            );
            return Err(Trouble::NotRead(message).into());
        }
        if encoding(header.encoding).is_none() {
            let message = format!("values in encoding {}", name_of_encoding(header.encoding));
            return Err(Trouble::NotRead(message).into());
        }
        match header.kind {
            Kind::Dictionary if header.values > MAX_DICTIONARY_VALUES => {
                let message = format!("a dictionary of {} values", header.values);
                return Err(Trouble::NotRead(message).into());
            }
            Kind::Dictionary => {
                let least = u64::from(header.values) * self.value_bytes;
                if least > u64::from(header.inflated) {
                    return Err(damaged("a dictionary is shorter than its values"));
                }
            }
            Kind::Data {
                definition,
                repetition,
            } if definition != LEVELS_IN_RUNS || repetition != LEVELS_IN_RUNS => {
                let message = "levels in an encoding that was given up in 2013".to_owned();
                return Err(Trouble::NotRead(message).into());
            }
            Kind::DataV2 { nulls, .. } if nulls > header.values => {
                return Err(damaged("a page has more nulls than values"));
            }
            _ => {}
        }
        if self.is_list && header.kind != Kind::Dictionary {
            self.budget.take_values(header.values)?;
        }
        self.budget.take_bytes(header.inflated)
    }

    /// The inflated bytes of a page whose first `plain` bytes are not compressed.
    fn inflate(&self, bytes: &[u8], header: &Header, plain: u32) -> Result<Vec<u8>, ParquetError> {
        let (size, plain) = (header.inflated as usize, plain as usize);
        let (Some(levels), Some(rest), Some(left)) = (
            bytes.get(..plain),
            bytes.get(plain..),
            size.checked_sub(plain),
        ) else {
            return Err(damaged("a page is shorter than its levels"));
        };
        let mut out = levels.to_vec();
        let is_compressed = !matches!(
            header.kind,
            Kind::DataV2 {
                compressed: false,
                ..
            }
        );
        match self.codec {
            // A page of nulls alone holds nothing to inflate.
            _ if left == 0 => {}
            codec if codec == Compression::UNCOMPRESSED || !is_compressed => {
                out.extend_from_slice(rest);
            }
            Compression::SNAPPY => {
                let length = snap::raw::decompress_len(rest).map_err(|e| damaged(e.to_string()))?;
                if length != left {
                    return Err(damaged("a page has another size than its header says"));
                }
                let inflated = snap::raw::Decoder::new().decompress_vec(rest);
                out.extend(inflated.map_err(|error| damaged(error.to_string()))?);
            }
            Compression::GZIP(_) => {
                fill(flate2::read::MultiGzDecoder::new(rest), left, &mut out)?;
            }
            Compression::ZSTD(_) => {
                let decoder = zstd::stream::read::Decoder::new(rest);
                let decoder = decoder.map_err(|error| damaged(error.to_string()))?;
                fill(decoder, left, &mut out)?;
            }
            codec => {
                let codec = codec.to_string();
                let codec = codec.split('(').next().unwrap_or_default();
                let message = format!("pages compressed by {codec}");
                return Err(Trouble::NotRead(message).into());
            }
        }
        if out.len() != size {
            return Err(damaged("a page has another size than its header says"));
        }
        Ok(out)
    }
}

/// Inflates at most one byte more than is wanted, which is then found to be too much.
fn fill(decoder: impl Read, wanted: usize, out: &mut Vec<u8>) -> Result<(), ParquetError> {
    let read = decoder.take(wanted as u64 + 1).read_to_end(out);
    read.map(|_| ()).map_err(|error| damaged(error.to_string()))
}

fn name_of_encoding(number: i32) -> String {
    let name = match number {
        3 => "RLE",
        4 => "BIT_PACKED",
        5 => "DELTA_BINARY_PACKED",
        6 => "DELTA_LENGTH_BYTE_ARRAY",
        7 => "DELTA_BYTE_ARRAY",
        9 => "BYTE_STREAM_SPLIT",
        _ => return number.to_string(),
    };
    name.to_owned()
}

impl Iterator for Pages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        while self.left > 0 {
            let header = self.header()?;
            let start = self.at;
            self.pass(u64::from(header.compressed))?;
            if header.kind == Kind::Other {
                continue;
            }
            self.check(&header)?;
            let bytes = self.file.get_bytes(start, header.compressed as usize)?;
            if let Some(crc) = header.crc {
                let mut found = flate2::Crc::new();
                found.update(&bytes);
                if found.sum() != crc {
                    return Err(damaged("a page does not have its checksum"));
                }
            }
            return self.page(&bytes, &header).map(Some);
        }
        Ok(None)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    /// Only the end of the column surely ends a record: old writers split records over pages.
    fn at_record_boundary(&mut self) -> Result<bool, ParquetError> {
        Ok(self.left == 0)
    }
}

impl Pages {
    fn page(&self, bytes: &[u8], header: &Header) -> Result<Page, ParquetError> {
        let encoding = encoding(header.encoding).ok_or_else(|| damaged("an unknown encoding"))?;
        let num_values = header.values;
        Ok(match header.kind {
            Kind::DataV2 {
                nulls,
                rows,
                definition_bytes,
                repetition_bytes,
                compressed,
            } => {
                let levels = definition_bytes
                    .checked_add(repetition_bytes)
                    .ok_or_else(|| damaged("a page is shorter than its levels"))?;
                Page::DataPageV2 {
                    buf: self.inflate(bytes, header, levels)?.into(),
                    num_values,
                    encoding,
                    num_nulls: nulls,
                    num_rows: rows,
                    def_levels_byte_len: definition_bytes,
                    rep_levels_byte_len: repetition_bytes,
                    is_compressed: compressed,
                    statistics: None,
                }
            }
            Kind::Dictionary => Page::DictionaryPage {
                buf: self.inflate(bytes, header, 0)?.into(),
                num_values,
                encoding,
                is_sorted: false,
            },
            Kind::Data { .. } | Kind::Other => Page::DataPage {
                buf: self.inflate(bytes, header, 0)?.into(),
                num_values,
                encoding,
                def_level_encoding: ::parquet::basic::Encoding::RLE,
                rep_level_encoding: ::parquet::basic::Encoding::RLE,
                statistics: None,
            },
        })
    }
}
