//! The user the server runs as: ourselves, or for root (whom Postgres refuses) another.

use super::{Error, folder::Folder};
use nix::unistd::{Gid, Uid, User, geteuid};
use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Whether this process runs as root.
pub fn running_as_root() -> bool {
    geteuid().is_root()
}

/// A user to run the server as.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub name: String,
    pub uid: Uid,
    pub gid: Gid,
    /// Whether that is not the user we are.
    change: bool,
}

impl Account {
    /// Ourselves; as root the owner of the data (`sudo` over a user's database must not take it away
    /// from them), else `postgres`, else `nobody`.
    pub fn for_server(folder: &Folder) -> Result<Self, Error> {
        let us = geteuid();
        if !us.is_root() {
            // initdb fails without a name, in words that do not say how to mend it.
            let user = lookup(User::from_uid(us)).ok_or(Error::NoAccount { uid: us.as_raw() })?;
            return Ok(Self {
                change: false,
                ..Self::of(user)
            });
        }
        for owned in [folder.data(), folder.path().to_path_buf()] {
            if let Some(owner) = fs::metadata(owned)
                .ok()
                .map(|found| Uid::from_raw(found.uid()))
                && !owner.is_root()
                && let Some(user) = lookup(User::from_uid(owner))
            {
                return Ok(Self::of(user));
            }
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| lookup(User::from_name(name)))
            .map(Self::of)
            .ok_or(Error::NoServiceUser)
    }

    fn of(user: User) -> Self {
        Self {
            name: user.name,
            uid: user.uid,
            gid: user.gid,
            change: true,
        }
    }

    /// Runs `command` as this user, away from the caller's folder and environment: `PG*` variables would
    /// change what the server does, and our own hold secrets that are not its business.
    pub fn runs<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        let kept = std::env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            // Where a machine's libraries and users come from, in odd places such as Nix or OpenShift.
            name == "PATH"
                || ["LD_", "DYLD_", "NSS_WRAPPER_"]
                    .iter()
                    .any(|start| name.starts_with(start))
        });
        command
            .env_clear()
            .envs(kept)
            .envs([("LC_ALL", "C"), ("TZ", "UTC")]);
        self.becomes(command).stdin(Stdio::null()).current_dir("/")
    }

    fn becomes<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        if self.change {
            // std drops root's supplementary groups too when it changes the user.
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        command
    }

    /// Checks that this user can enter `path`; `mend` names the variable that chooses it.
    pub fn check_can_enter(&self, path: &Path, mend: &'static str) -> Result<(), Error> {
        match self.closed_folder(path) {
            Some(closed) if !self.enters(path) => Err(Error::NotEnterable {
                path: path.into(),
                closed,
                user: self.name.clone(),
                mend,
            }),
            _ => Ok(()),
        }
    }

    /// The first folder on the way to `path` whose mode keeps this user out.
    fn closed_folder(&self, path: &Path) -> Option<PathBuf> {
        if !self.change {
            return None;
        }
        let mut way: Vec<&Path> = path.ancestors().collect();
        way.reverse();
        way.into_iter()
            .find(|folder| {
                fs::metadata(folder).is_ok_and(|found| {
                    let enter = if found.uid() == self.uid.as_raw() {
                        0o100
                    } else if found.gid() == self.gid.as_raw() {
                        0o010
                    } else {
                        0o001
                    };
                    found.mode() & enter == 0
                })
            })
            .map(Path::to_path_buf)
    }

    /// Modes are not the whole truth (access lists): before refusing, try.
    fn enters(&self, path: &Path) -> bool {
        let mut probe = Command::new("true");
        self.becomes(probe.current_dir(path))
            .status()
            .is_ok_and(|status| status.success())
    }
}

fn lookup(answer: nix::Result<Option<User>>) -> Option<User> {
    answer.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn somebody() -> Account {
        Account {
            name: "somebody".into(),
            uid: Uid::from_raw(54321),
            gid: Gid::from_raw(54321),
            change: true,
        }
    }

    #[test]
    fn the_folder_that_keeps_a_user_out_is_named() {
        let base = tempfile::tempdir().unwrap();
        let (closed, inner) = (base.path().join("closed"), base.path().join("closed/inner"));
        fs::create_dir_all(&inner).unwrap();
        for (mode, expected) in [(0o700, Some(closed.clone())), (0o701, None)] {
            for open in [base.path(), &inner] {
                fs::set_permissions(open, fs::Permissions::from_mode(0o755)).unwrap();
            }
            fs::set_permissions(&closed, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(somebody().closed_folder(&inner), expected, "mode {mode:o}");
        }
    }

    #[test]
    fn neither_postgres_variables_nor_secrets_reach_the_server() {
        let mut command = Command::new("env");
        // env_clear is what keeps both out; what is set again is listed by get_envs.
        somebody().runs(&mut command);
        let names: Vec<_> = command
            .get_envs()
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect();
        assert!(names.contains(&"LC_ALL".to_owned()));
        assert!(
            !names
                .iter()
                .any(|name| name.starts_with("PG") || name.starts_with("CARGO")),
            "{names:?}"
        );
    }
}
