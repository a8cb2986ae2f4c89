//! A reader of the site: asks addresses of a site over a database of its own.

use crate::support::TestStore;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use tower::ServiceExt;
use weighbridge::domain::catalog::Catalog;
use weighbridge::store::merge::Merged;
use weighbridge::store::snapshots::Snapshot;
use weighbridge::web::{Site, routes};
use weighbridge::{bundled, ingest, snapshot};

/// Public address of the sites under test.
pub const BASE_URL: &str = "https://weighbridge.example";

/// A row of a CSV file by column.
pub type Record = BTreeMap<String, String>;

/// A site and its database.
pub struct Reader {
    pub site: Site,
    pub database: TestStore,
    pub catalog: Arc<Catalog>,
}

/// What an address gave.
pub struct Answer {
    pub address: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reader {
    /// A site with the catalog and the bundled snapshots.
    pub async fn of_bundled() -> Self {
        Self::of(TestStore::bundled().await).await
    }

    /// A site with the catalog and no snapshot.
    pub async fn of_nothing() -> Self {
        Self::of(TestStore::new().await).await
    }

    async fn of(database: TestStore) -> Self {
        let catalog = Arc::new(bundled::catalog().unwrap());
        let site = Site::open(
            database.store.clone(),
            Arc::clone(&catalog),
            BASE_URL.to_owned(),
        )
        .await
        .unwrap();
        Self {
            site,
            database,
            catalog,
        }
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let address = request.uri().to_string();
        let response = routes::router(self.site.clone())
            .oneshot(request)
            .await
            .unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer {
            address,
            status,
            headers,
            body: body.to_vec(),
        }
    }

    /// Asks with another method than GET.
    pub async fn ask(&self, method: Method, address: &str) -> Answer {
        let request = Request::builder().method(method).uri(address);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// What an address gives, whatever it is.
    pub async fn get(&self, address: &str) -> Answer {
        self.ask(Method::GET, address).await
    }

    /// Sends a form as a page of the site does, with headers of one's own.
    pub async fn post(&self, address: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap())
            .await
    }

    /// What an address gives that has to answer.
    pub async fn read(&self, address: &str) -> Answer {
        let answer = self.get(address).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{address}: {}",
            answer.text()
        );
        answer
    }

    /// The rows of a CSV address.
    pub async fn rows(&self, address: &str) -> Vec<Record> {
        self.read(address).await.rows()
    }

    /// Stores a snapshot written as CSV v1, and shows it; its number.
    pub async fn ingest(&self, text: &str) -> i64 {
        let input = Cursor::new(text.as_bytes().to_vec());
        let now = chrono::Utc::now();
        let merged =
            ingest::ingest(&self.database.store, &self.catalog, "test.csv", input, now).await;
        self.site.refresh().await.unwrap();
        match merged.unwrap().1 {
            Merged::Stored { id, .. } => id,
            Merged::AlreadyKnown { id } => panic!("known as snapshot {id} before"),
        }
    }

    /// Every snapshot there is.
    pub async fn snapshots(&self) -> Vec<Snapshot> {
        let page = self.database.store.list_snapshots(0, 1000).await.unwrap();
        page.snapshots
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// A header, empty where there is none.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The rows of a CSV body.
    pub fn rows(&self) -> Vec<Record> {
        csv::Reader::from_reader(self.body.as_slice())
            .deserialize()
            .map(|row| row.unwrap())
            .collect()
    }

    /// A JSON body.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Whether it is a page.
    pub fn is_page(&self) -> bool {
        self.header(header::CONTENT_TYPE).starts_with("text/html")
    }
}

/// A CSV cell as the text it stands for: without the guard against spreadsheets.
pub fn unguarded(cell: &str) -> &str {
    std::str::from_utf8(snapshot::unguard(cell.as_bytes())).unwrap()
}

/// A number of a CSV cell.
pub fn number(cell: &str) -> f64 {
    cell.parse()
        .unwrap_or_else(|_| panic!("`{cell}` is not a number"))
}

/// The only row with this in a column.
pub fn row_with<'a>(rows: &'a [Record], column: &str, value: &str) -> &'a Record {
    let mut found = rows.iter().filter(|row| row[column] == value);
    let row = found.next();
    assert!(found.next().is_none(), "{column} {value} stands twice");
    row.unwrap_or_else(|| panic!("no row with {column} {value}"))
}
