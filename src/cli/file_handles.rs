//! File handles: each connection takes one, and systems give a program few unless it asks.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Handles for all else: the database, files that are read, the log.
const FOR_ALL_ELSE: u64 = 128;

/// Asks for as many handles as so many connections take; how many connections there can be.
pub(super) fn enough_for(connections: usize) -> usize {
    let Ok((mut soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return connections;
    };
    let wanted = (connections as u64).saturating_add(FOR_ALL_ELSE);
    if soft < wanted {
        let more = wanted.min(hard);
        if setrlimit(Resource::RLIMIT_NOFILE, more, hard).is_ok() {
            soft = more;
        }
    }
    let possible = room(soft, connections);
    if possible < connections {
        tracing::warn!(
            handles = soft,
            "the system gives this program so few file handles that only {possible} connections can \
             be open at once"
        );
    }
    possible
}

/// How many connections so many handles are enough for.
fn room(handles: u64, connections: usize) -> usize {
    // Where there are next to none, some connections are better than the reserve.
    let left = handles.saturating_sub(FOR_ALL_ELSE).max(handles / 4).max(1);
    connections.min(usize::try_from(left).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_handles_for_all_else() {
        assert_eq!(room(2000, 1024), 1024);
        assert_eq!(room(1024, 1024), 896);
        assert_eq!(room(64, 1024), 16);
        assert_eq!(room(0, 1024), 1);
    }

    #[test]
    fn asking_for_few_is_always_granted() {
        assert_eq!(enough_for(4), 4);
    }
}
