//! Addresses: the base of a source, and the next page that an answer names.

use super::error::Error;
use super::settings::Endpoint;
use reqwest::Url;

/// The targets of a `Link` header's links to the next page. Targets stand in angle brackets, so
/// commas within them separate nothing.
pub fn next_of(header: &str) -> impl Iterator<Item = &str> {
    header.split('<').skip(1).filter_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let is_next = parameters.split([';', ',']).any(|parameter| {
            let parameter = parameter.trim().to_ascii_lowercase();
            parameter == "rel=\"next\"" || parameter == "rel=next"
        });
        is_next.then_some(target)
    })
}

/// The base address with the API's prefix, which may be given or left away.
pub fn base_address(endpoint: &Endpoint, prefix: &str) -> Result<Url, Error> {
    let refused = |why: &str| Error::BaseAddress {
        variable: endpoint.variable,
        found: endpoint.base.clone(),
        why: why.to_owned(),
    };
    let mut url: Url = endpoint
        .base
        .parse()
        .map_err(|_| refused("an address such as https://example.org is wanted"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(refused("an address with http or https is wanted"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::BaseAddress {
            variable: endpoint.variable,
            found: "an address with a password".to_owned(),
            why: "credentials have variables of their own".to_owned(),
        });
    }
    let path = url.path().trim_end_matches('/').to_owned();
    let path = path.strip_suffix(prefix).unwrap_or(&path);
    url.set_path(&format!("{path}{prefix}"));
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Whether an address is of this machine.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "<https://h/a?cursor=x,y&limit=2>; rel=\"next\"",
        Some("https://h/a?cursor=x,y&limit=2")
    )]
    #[case(
        "<https://h/1>; rel=\"prev\", <https://h/3>; title=\"x\"; rel=next",
        Some("https://h/3")
    )]
    #[case("<https://h/1>; rel=\"last\"", None)]
    #[case("nonsense", None)]
    fn the_next_page_is_found_in_the_header(#[case] header: &str, #[case] next: Option<&str>) {
        assert_eq!(next_of(header).next(), next);
    }

    #[rstest]
    #[case("https://openrouter.ai", Some("https://openrouter.ai/api/v1"))]
    #[case("https://openrouter.ai/", Some("https://openrouter.ai/api/v1"))]
    #[case("http://127.0.0.1:9/api/v1/", Some("http://127.0.0.1:9/api/v1"))]
    #[case("http://mirror/or", Some("http://mirror/or/api/v1"))]
    #[case("ftp://openrouter.ai", None)]
    #[case("openrouter.ai", None)]
    #[case("https://me:secret@openrouter.ai", None)]
    fn a_base_address_is_taken_with_or_without_the_prefix(
        #[case] base: &str,
        #[case] url: Option<&str>,
    ) {
        let endpoint = Endpoint {
            base: base.to_owned(),
            variable: "WEIGHBRIDGE_OPENROUTER_URL",
            credential: None,
            credential_variable: None,
        };
        let found = base_address(&endpoint, "/api/v1");
        match url {
            Some(url) => assert_eq!(found.unwrap().as_str(), url),
            None => assert!(!found.unwrap_err().to_string().contains("secret")),
        }
    }
}
