-- From the newest capture to the oldest: the list of snapshots is read a page at a time.
DO $$
BEGIN
CREATE INDEX snapshot_captured_index ON snapshot (captured_at, id);
END $$;
