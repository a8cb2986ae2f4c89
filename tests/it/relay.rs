//! A way to a test's database that can be cut: what a site sees when its database goes away.

use crate::support::TestStore;
use sqlx::postgres::PgConnectOptions;
use std::path::PathBuf;
use std::str::FromStr;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use weighbridge::store::{Options, Store};

/// Passes connections on, or does not.
pub struct Relay {
    way: watch::Sender<Way>,
    url: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    /// Connections are taken, and nothing comes back.
    Hangs,
    /// Connections are refused, and those there were are gone.
    Refuses,
}

impl Relay {
    /// A relay to a database, open at first.
    pub async fn to(database: &TestStore) -> Self {
        let options = PgConnectOptions::from_str(&database.url).unwrap();
        let folder = options.get_socket().unwrap();
        let socket = folder.join(format!(".s.PGSQL.{}", options.get_port()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = format!(
            "postgres://{}@127.0.0.1:{port}/{}?sslmode=disable",
            options.get_username(),
            options.get_database().unwrap()
        );
        let (way, ways) = watch::channel(Way::Open);
        tokio::spawn(pass_on(listener, socket, ways));
        Self { way, url }
    }

    /// A store that reaches its database this way only.
    pub fn store(&self) -> Store {
        Store::open(&Options::of(&self.url, 4).unwrap())
    }

    /// From now on nothing comes back.
    pub fn hang(&self) {
        self.way.send_replace(Way::Hangs);
    }

    /// From now on nobody is there.
    pub fn refuse(&self) {
        self.way.send_replace(Way::Refuses);
    }

    /// The database is there again.
    pub fn restore(&self) {
        self.way.send_replace(Way::Open);
    }
}

async fn pass_on(listener: TcpListener, socket: PathBuf, mut ways: watch::Receiver<Way>) {
    let address = listener.local_addr().unwrap();
    let mut listener = Some(listener);
    loop {
        let way = *ways.borrow_and_update();
        if way == Way::Refuses {
            listener = None;
            if ways.changed().await.is_err() {
                return;
            }
            continue;
        }
        if listener.is_none() {
            listener = Some(TcpListener::bind(address).await.unwrap());
        }
        tokio::select! {
            accepted = listener.as_ref().unwrap().accept() => {
                let (client, _) = accepted.unwrap();
                tokio::spawn(connection(client, socket.clone(), ways.clone()));
            }
            changed = ways.changed() => if changed.is_err() {
                return;
            },
        }
    }
}

/// One connection, until its way changes.
async fn connection(mut client: TcpStream, socket: PathBuf, mut ways: watch::Receiver<Way>) {
    let way = *ways.borrow_and_update();
    if way == Way::Open {
        let mut server = UnixStream::connect(socket).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => return,
            _ = ways.changed() => {}
        }
    }
    // Held, but silent.
    while *ways.borrow_and_update() == Way::Hangs {
        if ways.changed().await.is_err() {
            return;
        }
    }
}
