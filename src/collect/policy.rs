//! How patient a run is: timeouts, attempts, waits, and how it sleeps.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How waiting is done: by the clock, or however a test wants it.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> Pause + Send + Sync>);

impl Sleep {
    /// Waits as `pause` does.
    pub fn by(pause: impl Fn(Duration) -> Pause + Send + Sync + 'static) -> Self {
        Self(Arc::new(pause))
    }

    /// Waits so long.
    pub fn sleep(&self, wait: Duration) -> Pause {
        (self.0)(wait)
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sleep")
    }
}

/// How patient a run is.
#[derive(Debug, Clone)]
pub struct Policy {
    /// For a connection.
    pub connect_timeout: Duration,
    /// Between two pieces of an answer.
    pub read_timeout: Duration,
    /// For a whole answer.
    pub total_timeout: Duration,
    /// Most bytes of an answer, decompressed.
    pub max_answer_bytes: u64,
    /// How often a request is sent at most.
    pub attempts: usize,
    /// The wait before the second attempt; it doubles with each.
    pub first_wait: Duration,
    /// The longest wait of our own.
    pub longest_wait: Duration,
    /// The longest wait that a source may ask for; beyond it the run ends.
    pub longest_asked_wait: Duration,
    /// How waiting is done.
    pub sleep: Sleep,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_mins(5),
            max_answer_bytes: 64 << 20,
            attempts: 6,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_mins(1),
            // The Hub's windows are five minutes long.
            longest_asked_wait: Duration::from_mins(10),
            sleep: Sleep::by(|wait| Box::pin(tokio::time::sleep(wait))),
        }
    }
}
