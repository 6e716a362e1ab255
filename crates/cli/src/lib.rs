//! The one binary, as a library: `main.rs` only starts it. What measures it uses the demo's people
//! and the shipped policies from here.

#[macro_use]
mod print;

mod adapters;
mod anchor;
mod args;
mod backup;
mod clock_check;
mod config;
mod database;
mod database_place;
pub mod demo;
mod disk;
mod distributed;
mod doctor;
mod filing;
mod import;
mod inbox;
mod init;
mod kept;
mod key_file;
mod keys;
mod logs;
mod misuse;
mod not_kept;
mod operator;
mod place;
pub mod policies;
mod policy;
mod quote;
mod read;
mod release;
mod replay;
mod say;
mod secret;
mod sender;
mod serve;
mod serving;
mod verified;
mod ways;

use std::process::ExitCode;

use anyhow::Result;
use args::{Command, CommandLine, DocumentKind};

/// Many small pieces are asked for and given back on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Does what the command line says.
pub fn main() -> ExitCode {
    match run(&misuse::parsed::<CommandLine>()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line says; the answer is the exit code.
fn run(line: &CommandLine) -> Result<u8> {
    match &line.command {
        None => demo::run(&line.demo).map(|()| 0),
        Some(Command::Demo(options)) => demo::run(options).map(|()| 0),
        Some(Command::Serve(options)) => serve::run(options).map(|()| 0),
        Some(Command::Quote(options)) => quote::run(options),
        Some(Command::Policy { what }) => policy::run(what),
        Some(Command::Filing { what }) => filing::run(what),
        Some(Command::Operator { what }) => operator::run(what),
        Some(Command::Init(options)) => init::run(options),
        Some(Command::Import { what }) => import::run(what),
        Some(Command::Replay(options)) => replay::run(options),
        Some(Command::Migrate(options)) => distributed::migrate(options),
        Some(Command::Conformance(options)) => distributed::conformance(options),
        Some(Command::Doctor(options)) => doctor::run(options),
        Some(Command::Backup(options)) => backup::back_up(options),
        Some(Command::Restore(options)) => backup::restore(options),
        Some(Command::Copy(options)) => backup::copy(options),
        Some(Command::Keys { what }) => keys::run(what),
        Some(Command::Verify(options)) => database::verify(options),
        Some(Command::Docs { what }) => {
            match what {
                DocumentKind::Errors => print!("{}", server::api::errors_markdown()),
                DocumentKind::Answers => print!("{}", policy::list::markdown()?),
                DocumentKind::Policy => print!("{}", policy::reference::markdown()),
                DocumentKind::Access => print!("{}", server::access::access_markdown()),
                DocumentKind::Registers => print!("{}", import::document::markdown()),
                DocumentKind::Openapi => {
                    println!("{}", serde_json::to_string_pretty(&server::api::openapi())?)
                }
            }
            Ok(0)
        }
    }
}
