//! Promises of the query as a whole.
