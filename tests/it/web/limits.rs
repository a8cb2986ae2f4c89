//! Limits on clients: how often they may ask, how long an address and how large headers may be.

use super::markup::text_of;
use super::reader::{Answer, Reader};
use super::sound::{assert_sound, message_keys};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use std::net::IpAddr;
use weighbridge::web::{Limits, Peer, Proxies};

/// A site whose clients may ask for so many pages a minute.
async fn limited(pages: Option<u32>, proxies: &str) -> Reader {
    let reader = Reader::of_nothing().await;
    let limits = Limits::new(pages, Proxies::parse(proxies).unwrap());
    let site = reader.site.clone().with_limits(limits);
    Reader { site, ..reader }
}

impl Reader {
    /// Asks over a connection from somewhere, with what the headers say.
    async fn from(
        &self,
        peer: &str,
        method: Method,
        address: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let peer: IpAddr = peer.parse().unwrap();
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.extension(Peer(peer)).body(Body::empty());
        self.send(request.unwrap()).await
    }

    /// How many of 40 requests are answered.
    async fn answered(&self, peer: &str, address: &str, headers: &[(&str, &str)]) -> usize {
        let mut answered = 0;
        for _ in 0..40 {
            let answer = self.from(peer, Method::GET, address, headers).await;
            answered += usize::from(answer.status == StatusCode::OK);
        }
        answered
    }
}

/// What is answered, and one or two more where the machine is so slow that time adds some.
fn about(expected: usize) -> std::ops::RangeInclusive<usize> {
    expected..=expected + 4
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up() {
    let reader = limited(Some(20), "").await;
    let keys = message_keys();
    let answered = reader.answered("192.0.2.1", "/about", &[]).await;
    assert!(about(20).contains(&answered), "{answered}");
    let page = reader.from("192.0.2.1", Method::GET, "/about", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = page.header(header::RETRY_AFTER).parse().unwrap();
    assert!((1..=4).contains(&wait), "{wait}");
    assert_sound(&page, &keys);
    let heading = text_of(&page.text(), "h1");
    assert_eq!(heading, "That was too many requests in a short time");
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");

    // Another client, and what is not counted.
    assert!(reader.answered("192.0.2.2", "/about", &[]).await >= 20);
    for address in ["/livez", "/metrics"] {
        assert_eq!(reader.answered("192.0.2.1", address, &[]).await, 40);
    }
}

#[tokio::test]
async fn files_are_given_out_less_often_and_refused_as_json() {
    let reader = limited(Some(20), "").await;
    let answered = reader.answered("192.0.2.1", "/charts/share.csv", &[]).await;
    assert!(about(4).contains(&answered), "{answered}");
    let file = reader
        .from("192.0.2.1", Method::GET, "/charts/share.csv", &[])
        .await;
    assert_eq!(file.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(file.json()["status"], 429);
    assert_ne!(file.header(header::RETRY_AFTER), "");
    // A script of another site may read files, and so may it read that it is to wait.
    assert_eq!(file.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    // No site can push, and none learns what became of it.
    let push = async || {
        reader
            .from("192.0.2.1", Method::POST, "/api/v1/snapshots", &[])
            .await
    };
    let mut refused = push().await;
    for _ in 0..40 {
        if refused.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        refused = push().await;
    }
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let shared = header::ACCESS_CONTROL_ALLOW_ORIGIN;
    assert!(!refused.headers.contains_key(shared));
    // Pages are counted apart.
    assert!(reader.answered("192.0.2.1", "/about", &[]).await >= 20);
}

#[tokio::test]
async fn a_client_cannot_become_another_by_saying_so() {
    let reader = limited(Some(20), "10.0.0.0/8").await;
    let mut answered = 0;
    for number in 0..40 {
        let invented = format!("198.51.100.{number}");
        let forwarded = format!("for={invented}");
        let headers = [
            ("x-forwarded-for", invented.as_str()),
            ("forwarded", forwarded.as_str()),
            ("x-real-ip", invented.as_str()),
            ("client-ip", invented.as_str()),
        ];
        let answer = reader.from("192.0.2.1", Method::GET, "/about", &headers);
        answered += usize::from(answer.await.status == StatusCode::OK);
    }
    assert!(about(20).contains(&answered), "{answered}");
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_counts_for_itself() {
    let reader = limited(Some(20), "10.0.0.0/8").await;
    for client in ["203.0.113.1", "203.0.113.2"] {
        // What the client wrote itself stands before what the proxy added.
        let way = format!("198.51.100.7, {client}");
        let headers = [("x-forwarded-for", way.as_str())];
        let answered = reader.answered("10.0.0.1", "/about", &headers).await;
        assert!(about(20).contains(&answered), "{client}: {answered}");
    }
}

#[tokio::test]
async fn addresses_of_one_subscriber_are_one_client() {
    let reader = limited(Some(20), "").await;
    assert!(reader.answered("2001:db8:1:2::1", "/about", &[]).await >= 20);
    let answered = reader.answered("2001:db8:1:2::ffff", "/about", &[]).await;
    assert!(answered <= 4, "{answered}");
    assert!(reader.answered("2001:db8:1:3::1", "/about", &[]).await >= 20);
}

#[tokio::test]
async fn clients_on_this_machine_are_limited_only_where_a_number_is_set() {
    let reader = limited(None, "").await;
    for _ in 0..40 {
        assert_eq!(reader.answered("127.0.0.1", "/about", &[]).await, 40);
    }
    let reader = limited(Some(20), "").await;
    let answered = reader.answered("127.0.0.1", "/about", &[]).await;
    assert!(about(20).contains(&answered), "{answered}");
    let reader = limited(Some(0), "").await;
    for _ in 0..10 {
        assert_eq!(reader.answered("192.0.2.1", "/about", &[]).await, 40);
    }
}

#[tokio::test]
async fn an_address_or_headers_beyond_measure_are_refused_in_words() {
    let reader = Reader::of_nothing().await;
    let keys = message_keys();
    let long = format!("/charts/share?country={}", "CN~".repeat(6000));
    let page = reader.get(&long).await;
    assert_eq!(page.status, StatusCode::URI_TOO_LONG);
    assert_sound(&page, &keys);
    let file = reader.get(&long.replace("share?", "share.csv?")).await;
    assert_eq!(file.status, StatusCode::URI_TOO_LONG);
    assert_eq!(file.json()["status"], 414);

    let cookie = "a=".to_owned() + &"x".repeat(17 << 10);
    let headers = [("cookie", cookie.as_str())];
    let page = reader.from("192.0.2.1", Method::GET, "/", &headers).await;
    assert_eq!(page.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_sound(&page, &keys);
}
