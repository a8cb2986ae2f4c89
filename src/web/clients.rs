//! Who asks: the other end of a connection or, where that is a proxy we were told to trust, the
//! client it names. What clients say of themselves is not listened to.

use axum::http::{HeaderMap, HeaderName, header};
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

/// The other end of a connection, put into each of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// What one client is told apart by: an address of IPv4, or a network of 64 bits of IPv6, which is
/// what one subscriber gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client(IpAddr);

impl Client {
    pub fn at(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let subscriber = u128::from(address) >> 64 << 64;
                IpAddr::V6(Ipv6Addr::from(subscriber))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// A network, such as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            Some(bits) => bits.parse().ok().filter(|bits| *bits <= most)?,
            None => most,
        };
        Some(Self { address, bits })
    }

    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                let differ = u32::from(ours) ^ u32::from(theirs);
                differ.checked_shr(32 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                let differ = u128::from(ours) ^ u128::from(theirs);
                differ.checked_shr(128 - u32::from(self.bits)).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// The proxies whose word on their clients is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Arc<[Network]>);

/// A setting that is no list of networks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "WEIGHBRIDGE_TRUSTED_PROXIES: `{0}` is neither an address nor a network; write such as \
     127.0.0.1, 10.0.0.0/8 or fd00::/8, separated by commas"
)]
pub struct ProxyError(String);

impl fmt::Display for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, network) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{}/{}", network.address, network.bits)?;
        }
        Ok(())
    }
}

impl Proxies {
    /// The networks of a comma-separated list.
    pub fn parse(list: &str) -> Result<Self, ProxyError> {
        let entries = list.split(',').map(str::trim);
        entries
            .filter(|entry| !entry.is_empty())
            .map(|entry| Network::parse(entry).ok_or_else(|| ProxyError(entry.to_owned())))
            .collect::<Result<Arc<[_]>, _>>()
            .map(Self)
    }

    /// Whether an address is a proxy's.
    pub(super) fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.holds(address))
    }

    /// The client behind a connection: of the addresses that trusted proxies noted, the last one
    /// that is no trusted proxy itself, because everything before it the client could have written.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trust(peer) {
            return peer;
        }
        let ways = [
            self.last_untrusted(noted(headers, &X_FORWARDED_FOR), plain_address),
            self.last_untrusted(noted(headers, &header::FORWARDED), forwarded_address),
        ];
        match ways {
            [Some(client), None] | [None, Some(client)] => client,
            [Some(one), Some(other)] if one == other => one,
            // Where they differ, one of them is the client's own invention.
            _ => peer,
        }
    }

    /// Goes back along the way a request came. An entry that names no address ends it: who is
    /// behind that cannot be known.
    fn last_untrusted(
        &self,
        way: Vec<&str>,
        address_in: fn(&str) -> Option<IpAddr>,
    ) -> Option<IpAddr> {
        let mut last = None;
        for entry in way.into_iter().rev() {
            let Some(address) = address_in(entry) else {
                break;
            };
            last = Some(address);
            if !self.trust(address) {
                break;
            }
        }
        last
    }
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whether a request says that it came through a proxy.
pub(super) fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(&X_FORWARDED_FOR) || headers.contains_key(header::FORWARDED)
}

/// The entries of all headers of a name, in order.
fn noted<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<&'a str> {
    let values = headers.get_all(name).iter();
    values
        // Bytes that are no text make an entry that names no address.
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .map(str::trim)
        .collect()
}

/// An address, with or without a port.
fn plain_address(entry: &str) -> Option<IpAddr> {
    if let Some(rest) = entry.strip_prefix('[') {
        let (address, _port) = rest.split_once(']')?;
        return address.parse::<Ipv6Addr>().ok().map(canonical);
    }
    if let Ok(address) = entry.parse::<IpAddr>() {
        return Some(address.to_canonical());
    }
    let (address, _port) = entry.rsplit_once(':')?;
    address.parse().ok().map(IpAddr::V4)
}

fn canonical(address: Ipv6Addr) -> IpAddr {
    IpAddr::V6(address).to_canonical()
}

/// The `for` of an entry of `Forwarded` (RFC 7239).
fn forwarded_address(entry: &str) -> Option<IpAddr> {
    let value = entry.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value)
    })?;
    plain_address(value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_str(value).unwrap())
        });
        let mut map = HeaderMap::new();
        for (name, value) in lines {
            map.append(name, value);
        }
        map
    }

    #[test]
    fn networks_hold_what_they_say() {
        let cases = [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "203.0.113.7", true),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("fd00::/8", "fdab::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "192.0.2.7", false),
            ("::1", "::1", true),
        ];
        for (network, address, holds) in cases {
            let proxies = Proxies::parse(network).unwrap();
            assert_eq!(proxies.trust(at(address)), holds, "{address} in {network}");
        }
    }

    #[test]
    fn a_list_that_does_not_read_is_told_which_entry() {
        for wrong in ["10.0.0.0/33", "::/129", "proxy.internal", "10.0.0/8", "/8"] {
            let error = Proxies::parse(&format!("127.0.0.1, {wrong}")).unwrap_err();
            assert_eq!(error, ProxyError(wrong.to_owned()));
        }
        let proxies = Proxies::parse(" 10.0.0.0/8 ,, ::1").unwrap();
        assert_eq!(proxies.to_string(), "10.0.0.0/8, ::1/128");
        assert_eq!(Proxies::parse("").unwrap(), Proxies::default());
    }

    #[test]
    fn what_a_client_says_of_itself_is_not_listened_to() {
        let proxies = Proxies::parse("10.0.0.0/8").unwrap();
        let spoofed = headers(&[
            ("x-forwarded-for", "198.51.100.1"),
            ("forwarded", "for=198.51.100.1"),
        ]);
        assert_eq!(
            proxies.client(at("203.0.113.7"), &spoofed),
            at("203.0.113.7")
        );
        let nobody = Proxies::default();
        assert_eq!(nobody.client(at("10.0.0.1"), &spoofed), at("10.0.0.1"));
    }

    #[test]
    fn behind_proxies_the_last_address_that_is_not_one_of_theirs_counts() {
        let proxies = Proxies::parse("10.0.0.0/8, ::1").unwrap();
        let client = |lines: &[(&'static str, &str)]| {
            let client = proxies.client(at("10.0.0.1"), &headers(lines));
            client.to_string()
        };
        let cases: [(&[(&str, &str)], &str); 12] = [
            (&[("x-forwarded-for", "203.0.113.7")], "203.0.113.7"),
            // The first was written by the client.
            (
                &[("x-forwarded-for", "1.1.1.1, 203.0.113.7")],
                "203.0.113.7",
            ),
            (
                &[("x-forwarded-for", "1.1.1.1, 203.0.113.7, 10.0.0.9")],
                "203.0.113.7",
            ),
            (
                &[
                    ("x-forwarded-for", "1.1.1.1"),
                    ("x-forwarded-for", "203.0.113.7:4711,10.0.0.9"),
                ],
                "203.0.113.7",
            ),
            (&[("x-forwarded-for", "[2001:db8::7]:4711")], "2001:db8::7"),
            (&[("x-forwarded-for", "::ffff:203.0.113.7")], "203.0.113.7"),
            (
                &[(
                    "forwarded",
                    "for=1.1.1.1, for=\"[2001:db8::7]:1\";proto=https",
                )],
                "2001:db8::7",
            ),
            (
                &[("forwarded", "by=10.0.0.9;For=203.0.113.7")],
                "203.0.113.7",
            ),
            // Only proxies: the outermost of them is as far as we can see.
            (&[("x-forwarded-for", "10.0.0.3, 10.0.0.2")], "10.0.0.3"),
            // Nobody to be seen behind these.
            (&[("x-forwarded-for", "203.0.113.7, unknown")], "10.0.0.1"),
            (&[("x-forwarded-for", "")], "10.0.0.1"),
            (
                &[
                    ("x-forwarded-for", "203.0.113.7"),
                    ("forwarded", "for=198.51.100.1"),
                ],
                "10.0.0.1",
            ),
        ];
        for (lines, expected) in cases {
            assert_eq!(client(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_client() {
        let client = |text: &str| Client::at(at(text));
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
        assert_eq!(client("192.0.2.1"), client("::ffff:192.0.2.1"));
    }
}
