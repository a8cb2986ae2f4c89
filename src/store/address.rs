//! Where a database server is: what a setting says, as what the driver takes and what people may
//! see. Passwords are in no text of these.

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::str::FromStr;

/// Address of one database on one server.
#[derive(Clone)]
pub struct Address {
    options: PgConnectOptions,
}

/// A setting that is no list of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is none in it.
    #[error("there is no address in it")]
    None,
    /// One does not read. The address is not shown, because it may hold a password.
    #[error(
        "address {place} does not read ({why}); write postgres://user:password@host:port/database, \
         with what is special in a password escaped (% as %25, / as %2F, @ as %40), and several \
         separated by commas"
    )]
    Unreadable {
        /// Which, from 1 on.
        place: usize,
        /// What is wrong with it.
        why: String,
    },
}

impl Address {
    /// The addresses of a list, separated by commas. A comma within an address, as in a password,
    /// is not one that separates.
    pub fn list(text: &str) -> Result<Vec<Self>, AddressError> {
        let mut parts: Vec<String> = Vec::new();
        for part in text.split(',') {
            let begins = part.trim_start();
            let is_address =
                begins.starts_with("postgres://") || begins.starts_with("postgresql://");
            match parts.last_mut() {
                Some(last) if !is_address && !begins.is_empty() => {
                    last.push(',');
                    last.push_str(part);
                }
                _ => parts.push(part.trim().to_owned()),
            }
        }
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() {
            return Err(AddressError::None);
        }
        let read = parts.iter().zip(1..).map(|(part, place)| {
            let options = PgConnectOptions::from_str(part).map_err(|error| {
                let why = match error {
                    sqlx::Error::Configuration(error) => error.to_string(),
                    _ => "it is no address of Postgres".to_owned(),
                };
                AddressError::Unreadable { place, why }
            })?;
            Ok(Self {
                options: options
                    .application_name("weighbridge")
                    // Loads take long by nature; what a page waits for is in the request log.
                    .disable_statement_logging(),
            })
        });
        read.collect()
    }

    /// What the driver takes.
    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.options;
        match options.get_socket() {
            Some(socket) => write!(f, "{}", socket.display())?,
            None => write!(f, "{}:{}", options.get_host(), options.get_port())?,
        }
        match options.get_database() {
            Some(database) => write!(f, "/{database}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let list = Address::list(text).unwrap();
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn addresses_are_separated_by_commas_and_shown_without_passwords() {
        assert_eq!(
            names("postgres://ada:hunter2@db1/w, postgresql://ada:a,b%2Fc@[::1]:6432/w,"),
            ["db1:5432/w", "[::1]:6432/w"]
        );
        assert_eq!(
            names("postgres://ada:hunter2@localhost/w?host=/run/pg"),
            ["/run/pg/w"]
        );
        let list = Address::list("postgres://ada:hunter2@db1/w").unwrap();
        assert!(!format!("{list:?} {}", list[0]).contains("hunter2"));
    }

    #[test]
    fn an_address_that_does_not_read_is_named_by_its_place_alone() {
        for wrong in [
            "postgres://ada:hun/ter2@db1:x/w",
            "postgres://ada:hunter2@db1:99999/w",
        ] {
            let error = Address::list(&format!("postgres://db0/w, {wrong}"));
            let words = error.unwrap_err().to_string();
            assert!(words.starts_with("address 2 does not read"), "{words}");
            assert!(!words.contains("hun"), "{words}");
        }
        assert!(Address::list(" , ").is_err());
        let words = Address::list("db1").unwrap_err().to_string();
        assert!(words.contains("address 1"), "{words}");
    }
}
