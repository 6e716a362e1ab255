//! Every shape a rule can have: the rows as an official writes them, and what comes out to the fen.

mod money;
mod parts;
mod plain;
mod stays;
mod support;
mod unknown;
