//! The program at its start, when its database is not there yet, and what it says of passwords.

use super::host::{folder, runtime, server};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PASSWORD: &str = "hunter2-of-the-test";

/// The program over a database, with its log in a file.
fn program(url: &str, log: &Path, wait: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weighbridge"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("WEIGHBRIDGE_") || text.starts_with("DATABASE_") {
            command.env_remove(&name);
        }
    }
    command
        .env("DATABASE_URL", url)
        .env("DATABASE_READ_URL", url)
        .env("WEIGHBRIDGE_DATABASE_WAIT", wait)
        .env("WEIGHBRIDGE_DATA_DIR", log.parent().unwrap())
        .env("RUST_LOG", "debug,sqlx=trace")
        .arg("--no-bundled")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(log).unwrap());
    command
}

/// The address with a user and a password in it.
fn with_password(url: &str) -> String {
    let secret = format!("weighbridge:{PASSWORD}@");
    url.replacen("weighbridge@", &secret, 1)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// What an address gives, empty where nobody answers.
fn get(port: u16, path: &str) -> String {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return String::new();
    };
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let mut answer = Vec::new();
    let _ = stream.write_all(request.as_bytes());
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn wait_for(port: u16, path: &str, words: &str) -> String {
    let begun = Instant::now();
    loop {
        let answer = get(port, path);
        if answer.contains(words) {
            return answer;
        }
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "{path} says {answer}"
        );
        sleep(Duration::from_millis(50));
    }
}

fn ended(child: &mut Child) -> Option<i32> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    panic!("it does not end");
}

#[test]
fn a_database_that_comes_late_is_waited_for_and_no_password_is_told() {
    let (runtime, folder) = (runtime(), folder());
    let mut server = server(&runtime, folder.path(), "one");
    let url = with_password(&server.url("weighbridge"));
    assert!(url.contains(PASSWORD), "{url}");
    server.stop();

    let (log, port) = (folder.path().join("log"), free_port());
    let address = format!("127.0.0.1:{port}");
    let mut child = program(&url, &log, "60")
        .args(["serve", "--addr", &address])
        .spawn()
        .unwrap();
    let waiting = wait_for(port, "/readyz", "waiting for the database");
    assert!(waiting.starts_with("HTTP/1.1 503 "), "{waiting}");
    assert!(get(port, "/livez").starts_with("HTTP/1.1 200 "));
    // A reader who comes now is answered once the site is there.
    let early = std::thread::spawn(move || get(port, "/about"));
    sleep(Duration::from_millis(300));
    server.start().unwrap();
    assert!(early.join().unwrap().starts_with("HTTP/1.1 200 "));
    wait_for(port, "/readyz", "\r\n\r\nok\n");
    // It goes away while the site is up, too.
    server.stop();
    wait_for(port, "/readyz", "the database cannot be reached");
    wait_for(port, "/snapshots", "HTTP/1.1 503 ");
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).unwrap();
    assert_eq!(ended(&mut child), Some(0));
    let said = fs::read_to_string(&log).unwrap();
    assert!(said.contains("it is waited for, up to 60 s"), "{said}");
    assert!(said.contains("the database does not answer"), "{said}");
    assert!(!said.contains("hunter2"), "a password is in the log");
}

#[test]
fn the_wait_is_bounded_and_ends_in_words() {
    let folder = folder();
    let log = folder.path().join("log");
    let url = format!(
        "postgres://ada:{PASSWORD}@127.0.0.1:{}/weighbridge",
        free_port()
    );
    let begun = Instant::now();
    let mut child = program(&url, &log, "1")
        .args(["serve", "--addr", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    assert_eq!(ended(&mut child), Some(1));
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    let said = fs::read_to_string(&log).unwrap();
    let last = said.lines().last().unwrap();
    assert!(
        last.contains("the server of DATABASE_URL cannot be reached"),
        "{last}"
    );
    assert!(last.contains("refused"), "{last}");
    assert!(said.contains("127.0.0.1:"), "which server it is: {said}");
    assert!(!said.contains("hunter2"), "a password is in the log");

    // An address that does not read is said without itself.
    let mut child = program("postgres://ada:hunter2/x@db:y", &log, "1")
        .arg("status")
        .spawn()
        .unwrap();
    assert_eq!(ended(&mut child), Some(1));
    let said = fs::read_to_string(&log).unwrap();
    assert!(
        said.contains("DATABASE_URL: address 1 does not read"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}
