//! Every shape a rule can have: the rows as an official writes them, and what comes out to the fen.

mod plain;
mod support;
mod unknown;
