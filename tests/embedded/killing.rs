//! Whatever is killed, the data is there and nothing is left behind.

use super::program::{eventually, for_each_user, said};
use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, geteuid},
};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    process::Command,
    thread,
    time::{Duration, Instant},
};
use weighbridge::store::embedded::Release;

#[test]
fn a_program_may_end_in_any_way_and_the_server_ends_with_it() {
    for_each_user(|trial| {
        for (number, signal) in [
            Signal::SIGINT,
            Signal::SIGTERM,
            Signal::SIGHUP,
            Signal::SIGKILL,
        ]
        .into_iter()
        .enumerate()
        {
            let program = trial.start();
            program.write(u32::try_from(number).unwrap());
            program.killed(signal);
            trial.wait_until_down();
        }
        let program = trial.start();
        assert_eq!(program.kept().unwrap(), "0 1 2 3");
        program.stop();
    });
}

#[test]
fn ctrl_c_in_one_terminal_leaves_the_server_to_the_program_in_another() {
    for_each_user(|trial| {
        let here = trial.start();
        here.write(1);
        let there = trial.start();
        let supervisor = trial.supervisor();
        // A terminal sends the signal to every process of the program's group.
        here.killed_with_its_group(Signal::SIGINT);
        thread::sleep(Duration::from_millis(300));
        assert_eq!(there.kept().unwrap(), "1");
        assert_eq!(trial.supervisor(), supervisor);
        there.stop();
    });
}

#[test]
fn a_killed_supervisor_is_replaced_while_the_program_lives() {
    for_each_user(|trial| {
        let program = trial.start();
        program.write(1);
        let joined = trial.start();
        let supervisor = trial.supervisor();
        let killed = Instant::now();
        kill(supervisor, Signal::SIGKILL).unwrap();
        thread::sleep(Duration::from_millis(50));
        eventually("the server is back", || program.kept() == Ok("1".into()));
        eventually("under another supervisor", || {
            fs::read_to_string(trial.data_dir.join("supervisor.log"))
                .is_ok_and(|log| log.contains("started"))
                && trial.supervisor() != supervisor
        });
        println!(
            "as {}: back {} ms after the supervisor was killed",
            trial.name(),
            killed.elapsed().as_millis()
        );
        assert_eq!(program.stop().0, said(Release::LeftToOthers));
        assert_eq!(joined.stop().0, said(Release::Stopped));
    });
}

#[test]
fn a_killed_server_is_started_again_while_the_program_lives() {
    for_each_user(|trial| {
        // A disposable server may lose what was committed in the last instant.
        let trial = trial.with("TRIAL_DURABLE", "1");
        let program = trial.start();
        program.write(1);
        let (server, killed) = (trial.postmaster(), Instant::now());
        kill(server, Signal::SIGKILL).unwrap();
        eventually("the server is back", || {
            program.kept() == Ok("1".into()) && trial.postmaster() != server
        });
        println!(
            "as {}: back {} ms after the server was killed",
            trial.name(),
            killed.elapsed().as_millis()
        );
        assert_eq!(program.stop().0, said(Release::Stopped));
    });
}

#[test]
fn after_everything_was_killed_at_once_the_data_is_there() {
    for_each_user(|trial| {
        let trial = trial.with("TRIAL_DURABLE", "1");
        let program = trial.start();
        program.write(1);
        let (supervisor, server) = (trial.supervisor(), trial.postmaster());
        for victim in [supervisor, server] {
            kill(victim, Signal::SIGKILL).unwrap();
        }
        program.killed(Signal::SIGKILL);
        let program = trial.start();
        println!("as {}: recovered in {} ms", trial.name(), program.millis);
        assert_eq!(program.kept().unwrap(), "1");
        program.stop();
    });
}

#[test]
fn killing_program_and_supervisor_leaves_no_server_behind() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    for_each_user(|trial| {
        let program = trial.start();
        kill(trial.supervisor(), Signal::SIGKILL).unwrap();
        program.killed(Signal::SIGKILL);
        trial.wait_until_down();
    });
}

#[test]
fn a_kill_while_the_database_is_being_made_leaves_nothing_half_done() {
    for_each_user(|trial| {
        let mut early = trial.spawn();
        eventually("initdb is at work", || {
            fs::read_dir(&trial.data_dir).is_ok_and(|entries| {
                entries
                    .flatten()
                    .any(|entry| entry.file_name().to_string_lossy().starts_with("data.new"))
            })
        });
        for process in trial
            .server_processes()
            .iter()
            .filter(|line| line.contains("__supervise"))
        {
            let pid = process.split_whitespace().next().unwrap().parse().unwrap();
            kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
        }
        early.kill().unwrap();
        early.wait().unwrap();
        let program = trial.start();
        program.write(1);
        program.stop();
        let left: Vec<_> = fs::read_dir(&trial.data_dir)
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        assert!(
            !left
                .iter()
                .any(|name| name.to_string_lossy().starts_with("data.new")),
            "{left:?}"
        );
    });
}

#[test]
fn a_pid_file_that_names_another_living_program_does_not_matter() {
    for_each_user(|trial| {
        let program = trial.start();
        program.write(1);
        let socket_lock = program.socket.join(".s.PGSQL.5432.lock");
        let (pid_file, lock_text) = (
            trial.data_dir.join("data/postmaster.pid"),
            fs::read(&socket_lock).unwrap(),
        );
        let text = fs::read_to_string(&pid_file).unwrap();
        program.stop();

        // A program of the server's own user: Postgres disregards those of others by itself.
        let owner = fs::metadata(trial.data_dir.join("data")).unwrap();
        let mut sleeper = Command::new("sleep");
        sleeper.arg("60");
        if geteuid().is_root() {
            sleeper.uid(owner.uid()).gid(owner.gid());
        }
        let mut sleeper = sleeper.spawn().unwrap();
        let named = |text: &str| {
            let rest: Vec<&str> = text.lines().skip(1).collect();
            format!("{}\n{}\n", sleeper.id(), rest.join("\n"))
        };
        let folder = socket_lock.parent().unwrap();
        if !folder.is_dir() {
            fs::create_dir(folder).unwrap();
            if geteuid().is_root() {
                chown(folder, Some(owner.uid()), Some(owner.gid())).unwrap();
            }
        }
        fs::write(&pid_file, named(&text)).unwrap();
        fs::write(
            &socket_lock,
            named(std::str::from_utf8(&lock_text).unwrap()),
        )
        .unwrap();
        for file in [&pid_file, &socket_lock] {
            chown(file, Some(owner.uid()), Some(owner.gid())).unwrap();
        }

        let program = trial.start();
        assert_eq!(program.kept().unwrap(), "1");
        program.stop();
        assert!(
            sleeper.try_wait().unwrap().is_none(),
            "the other program lives on"
        );
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
    });
}
