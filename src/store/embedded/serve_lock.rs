//! One `serve` on the same data.

use super::{Error, folder::Folder};
use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    thread,
    time::Duration,
};

const SERVE_LOCK: &str = "serve.lock";

/// Held by the one process that serves from a data directory. The kernel frees it however that process ends.
#[derive(Debug)]
pub struct ServeLock {
    file: File,
}

impl ServeLock {
    /// Takes the lock, and writes our process number into it for the one who comes second.
    ///
    /// # Errors
    /// [`Error::AlreadyServing`] with the number of the process that has it.
    pub fn acquire(data_dir: &Path) -> Result<Self, Error> {
        let folder = Folder::prepare(data_dir)?;
        let path = folder.path().join(SERVE_LOCK);
        let mut file = folder.open(SERVE_LOCK)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::AlreadyServing {
                    pid: holder(&mut file),
                    data_dir: folder.path().into(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(Error::io("write", path))?;
        Ok(Self { file })
    }
}

impl Drop for ServeLock {
    fn drop(&mut self) {
        // The number is ours only while we hold the lock, which goes when the file closes.
        let _ = self.file.set_len(0);
    }
}

/// The number in the file: it follows the lock by an instant, so an empty file is read again.
fn holder(file: &mut File) -> Option<u32> {
    for _ in 0..20 {
        let mut text = String::new();
        if file.rewind().is_ok()
            && file.read_to_string(&mut text).is_ok()
            && text.ends_with('\n')
            && let Ok(pid) = text.trim().parse()
        {
            return Some(pid);
        }
        thread::sleep(Duration::from_millis(10));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_to_serve_is_told_who_serves_and_gets_its_turn_after() {
        let data_dir = tempfile::tempdir().unwrap();
        let first = ServeLock::acquire(data_dir.path()).unwrap();
        let refused = ServeLock::acquire(data_dir.path()).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains(&format!("process {}", std::process::id())),
            "{refused}"
        );
        drop(first);
        ServeLock::acquire(data_dir.path()).unwrap();
    }
}
