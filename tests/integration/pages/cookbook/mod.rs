//! The recipes of `docs/cookbook.md`, each run against a server that plays its host.

mod classification;
mod dates_and_money;
mod documents;
mod dynamic;
mod nested;
mod reasoning;
mod testing;
mod unknown;
