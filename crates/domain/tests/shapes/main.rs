//! Every shape a rule can have: the rows as an official writes them, and what comes out to the fen.

mod carried;
mod community;
mod limits;
mod money;
mod parts;
mod plain;
mod stand_ins;
mod stays;
mod support;
mod uncovered;
mod unknown;
mod whole_pack;
