//! Content codings: which one a reader wants, and the bytes in it.

use axum::http::{HeaderMap, HeaderValue, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// Good enough that higher levels gain little, and still made within a millisecond or two.
const BROTLI_QUALITY: i32 = 5;
/// What holds for every version of the data is encoded once for all: as small as it gets.
const BROTLI_QUALITY_OF_LASTING: i32 = 11;
/// Large bodies are files that few ask for twice.
const BROTLI_QUALITY_OF_LARGE: i32 = 4;
const LARGE: usize = 256 << 10;
/// Window of Brotli, as a power of two: no page is larger.
const BROTLI_WINDOW: i32 = 18;
const GZIP_LEVEL: u32 = 6;

/// A content coding we can answer in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As it is.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Encoding {
    /// What the header calls it; none where nothing is to be said.
    pub fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Brotli => Some(HeaderValue::from_static("br")),
        }
    }

    /// What the tag of a variant ends with: bytes that differ have tags that differ.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gzip",
            Self::Brotli => "-br",
        }
    }
}

/// What a reader accepts, in thousandths of preference; 0 is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Accepted {
    identity: u16,
    gzip: u16,
    brotli: u16,
}

impl Accepted {
    /// As the header `Accept-Encoding` says (RFC 9110, section 12.5.3).
    pub fn of(request: &HeaderMap) -> Self {
        let (mut identity, mut gzip, mut brotli, mut any) = (None, None, None, None);
        let fields = request.get_all(header::ACCEPT_ENCODING).iter();
        let codings = fields
            .filter_map(|field| field.to_str().ok())
            .flat_map(|field| field.split(','));
        for coding in codings {
            let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
            let name = name.trim();
            let place = if name.eq_ignore_ascii_case("br") {
                &mut brotli
            } else if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
                &mut gzip
            } else if name.eq_ignore_ascii_case("identity") {
                &mut identity
            } else if name == "*" {
                &mut any
            } else {
                continue;
            };
            *place = Some(weight(parameters));
        }
        Self {
            // Acceptable unless refused, but not asked for.
            identity: identity.unwrap_or(u16::from(any != Some(0))),
            gzip: gzip.or(any).unwrap_or(0),
            brotli: brotli.or(any).unwrap_or(0),
        }
    }

    /// The coding liked best, the smaller one of two liked as well; none where all are refused.
    pub fn best(self) -> Option<Encoding> {
        let all = [
            (self.identity, Encoding::Identity),
            (self.gzip, Encoding::Gzip),
            (self.brotli, Encoding::Brotli),
        ];
        let best = all.into_iter().max_by_key(|(weight, _)| *weight)?;
        (best.0 > 0).then_some(best.1)
    }

    /// Whether the bytes may come as they are.
    pub const fn takes_identity(self) -> bool {
        self.identity > 0
    }
}

/// The weight among the parameters of a coding, in thousandths; what does not read is 1.
fn weight(parameters: &str) -> u16 {
    let mut weights = parameters.split(';').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then(|| value.trim().parse::<f32>().ok())?
    });
    let weight = weights.next_back().unwrap_or(1.0);
    if weight.is_finite() {
        (weight.clamp(0.0, 1.0) * 1000.0).round() as u16
    } else {
        1000
    }
}

/// Whether bytes of a type get smaller by it; pictures and archives are compressed already.
pub(super) fn is_worth_compressing(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let (kind, name) = essence.split_once('/').unwrap_or((essence, ""));
    kind == "text"
        || name.ends_with("json")
        || name.ends_with("xml")
        || matches!(
            name,
            "javascript" | "x-ndjson" | "x-research-info-systems" | "x-bibtex"
        )
}

/// The bytes in a coding. Those that are `lasting` take their time.
pub(super) fn encoded(encoding: Encoding, bytes: &[u8], lasting: bool) -> io::Result<Vec<u8>> {
    let mut output = Vec::with_capacity(bytes.len() / 4 + 64);
    match encoding {
        Encoding::Identity => output.extend_from_slice(bytes),
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(
                &mut output,
                if lasting {
                    Compression::best()
                } else {
                    Compression::new(GZIP_LEVEL)
                },
            );
            encoder.write_all(bytes)?;
            encoder.finish()?;
        }
        Encoding::Brotli => {
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: match (bytes.len() > LARGE, lasting) {
                    (true, _) => BROTLI_QUALITY_OF_LARGE,
                    (false, true) => BROTLI_QUALITY_OF_LASTING,
                    (false, false) => BROTLI_QUALITY,
                },
                lgwin: BROTLI_WINDOW,
                size_hint: bytes.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut &*bytes, &mut output, &parameters)?;
        }
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn best(field: &str) -> Option<Encoding> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, field.parse().unwrap());
        Accepted::of(&headers).best()
    }

    #[test]
    fn a_reader_gets_the_coding_it_likes_best() {
        use Encoding::{Brotli, Gzip, Identity};
        assert_eq!(Accepted::of(&HeaderMap::new()).best(), Some(Identity));
        for (field, expected) in [
            ("", Some(Identity)),
            ("gzip, deflate, br, zstd", Some(Brotli)),
            ("gzip, deflate", Some(Gzip)),
            ("x-gzip", Some(Gzip)),
            ("BR;Q=0.5, gzip;q=0.8", Some(Gzip)),
            ("br;q=0, gzip;q=0.001", Some(Gzip)),
            ("br;q=0.5, gzip;q=0.5", Some(Brotli)),
            ("*", Some(Brotli)),
            ("*;q=0.1, br;q=0", Some(Gzip)),
            ("zstd", Some(Identity)),
            ("identity;q=1, br;q=0.5", Some(Identity)),
            ("identity;q=0, br", Some(Brotli)),
            ("identity;q=0", None),
            ("identity;q=0, gzip;q=0, br;q=0", None),
            ("*;q=0", None),
            ("*;q=0, identity", Some(Identity)),
            ("br;q=nonsense", Some(Brotli)),
        ] {
            assert_eq!(best(field), expected, "{field}");
        }
    }

    #[test]
    fn encoded_bytes_are_the_same_bytes() {
        let text = "Weighbridge weighs which models the world builds on. ".repeat(200);
        let gzip = encoded(Encoding::Gzip, text.as_bytes(), false).unwrap();
        let mut back = String::new();
        flate2::read::GzDecoder::new(&gzip[..])
            .read_to_string(&mut back)
            .unwrap();
        assert_eq!(back, text);
        let mut back = Vec::new();
        let brotli = encoded(Encoding::Brotli, text.as_bytes(), false).unwrap();
        brotli::BrotliDecompress(&mut &brotli[..], &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        assert!(gzip.len() < text.len() / 10 && brotli.len() < gzip.len());
        let sheet = include_bytes!("../../../static/site.css");
        let lengths = [false, true].map(|it| encoded(Encoding::Brotli, sheet, it).unwrap().len());
        assert!(lengths[1] < lengths[0], "{lengths:?}");
    }

    #[test]
    fn text_gets_smaller_and_pictures_do_not() {
        for name in [
            "text/html; charset=utf-8",
            "text/csv; charset=utf-8; header=present",
            "image/svg+xml",
            "application/json",
            "application/x-ndjson",
            "application/vnd.citationstyles.csl+json",
        ] {
            assert!(is_worth_compressing(name), "{name}");
        }
        for name in [
            "image/png",
            "application/zip",
            "application/vnd.apache.parquet",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "",
        ] {
            assert!(!is_worth_compressing(name), "{name}");
        }
    }
}
