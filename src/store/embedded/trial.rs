//! The cluster of a test run: one for all test binaries of a checkout, in memory where there is room; and single
//! servers for tests in which one goes away.

mod server;

pub use server::Server;

use super::{Durability, Options, folder::short_hash};
use nix::{sys::statvfs::statvfs, unistd::geteuid};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

const MEMORY: &str = "/dev/shm";
const ROOM_BYTES: u64 = 1 << 30;

/// Options for tests: disposable, and alive for 2 seconds after a test binary ends, so that the next one joins.
///
/// `checkout` tells the clusters of several checkouts apart (the project's folder), `otherwise` is used where
/// `/dev/shm` has not more than 1 GiB free (the target folder), `executable` is the project's program.
pub fn options(checkout: &Path, otherwise: &Path, executable: PathBuf) -> Options {
    let name = format!("weighbridge-trial-{}-{}", geteuid(), short_hash(checkout));
    let base = if free_bytes(Path::new(MEMORY)) > ROOM_BYTES {
        Path::new(MEMORY)
    } else {
        otherwise
    };
    Options {
        durability: Durability::Disposable,
        grace: Duration::from_secs(2),
        // In containers no program may be run from /dev/shm.
        fetch_into: otherwise.to_path_buf(),
        ..Options::new(base.join(name), executable)
    }
}

fn free_bytes(folder: &Path) -> u64 {
    // The types differ by system.
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
    statvfs(folder).map_or(0, |found| {
        found.blocks_available() as u64 * found.fragment_size() as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_checkout_has_a_cluster_of_its_own_that_outlives_a_test_binary() {
        let of = |checkout: &str| {
            options(
                Path::new(checkout),
                Path::new("/elsewhere"),
                PathBuf::from("program"),
            )
        };
        assert_ne!(of("/one").data_dir, of("/two").data_dir);
        assert_eq!(of("/one").data_dir, of("/one").data_dir);
        assert_eq!(
            (of("/one").durability, of("/one").grace.as_secs()),
            (Durability::Disposable, 2)
        );
    }

    #[test]
    fn a_folder_that_does_not_exist_has_no_room() {
        assert_eq!(free_bytes(Path::new("/does/not/exist")), 0);
    }
}
