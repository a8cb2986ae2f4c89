# Short names for what is done often. `just` alone lists them; each is a plain command as well.

# The database that queries are checked against when `.sqlx` is made. An empty one: what sqlx notes
# of a column follows from the plan, and the plan from what is in the tables.
prepare_url := env("DATABASE_URL", "")

_list:
    @just --list --unsorted

# Serve http://127.0.0.1:8080 with a database of its own
run *arguments:
    cargo run -- {{ arguments }}

# Everything a newcomer needs to trust a change
test *arguments:
    cargo test {{ arguments }}

# What a reviewer should not have to say
lint:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# Write the code as rustfmt would
fmt:
    cargo fmt

# All of it, as before a change lands
ci:
    .ci/run

# Bring `.sqlx` up to date after a change of a query or of the schema; needs DATABASE_URL (an empty database) and `cargo install sqlx-cli@0.9.0 --no-default-features --features postgres,rustls`
prepare:
    @test -n "{{ prepare_url }}" || { echo "set DATABASE_URL to an empty database to check queries against" >&2; exit 2; }
    cargo sqlx migrate run
    # `.cargo/config.toml` forces SQLX_OFFLINE=true on every build; only a `--config` overrides it.
    cargo sqlx prepare -- --config 'env.SQLX_OFFLINE.value="false"' --all-targets

# Start from nothing: forget the embedded database in FOLDER and load the bundled snapshots again
fresh folder:
    @test -f "{{ folder }}/data/PG_VERSION" || { echo "{{ folder }} is no data directory of Weighbridge" >&2; exit 2; }
    @test ! -e "{{ folder }}/data/postmaster.pid" || { echo "stop the program that uses {{ folder }} first" >&2; exit 2; }
    rm -rf "{{ folder }}/data"
    WEIGHBRIDGE_DATA_DIR="{{ folder }}" cargo run

# Picture of the first page for the README; needs Chromium and a running `just run`
screenshot address="http://127.0.0.1:8080/":
    chromium --headless --hide-scrollbars --window-size=1200,1500 --screenshot=docs/screenshot-light.png "{{ address }}"

# Feed a target of fuzz/ for SECONDS; needs `cargo install cargo-fuzz` and libFuzzer's C++ compiler
fuzz target seconds="180":
    fuzz/seed.sh
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{ target }} -- -max_total_time={{ seconds }}
