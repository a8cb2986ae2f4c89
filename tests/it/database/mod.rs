//! Promises about database servers that restart, go away, are copied or are full, kept with servers
//! of these tests alone. A server ends with the thread that started it, so these tests hold
//! servers on their own thread and readers on a runtime beside it.

mod away;
mod backup;
mod crowded;
mod host;
mod replicas;
mod starting;
