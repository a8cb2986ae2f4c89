//! Has the crate compiled again when a migration is added: the compiler knows those it has seen.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
