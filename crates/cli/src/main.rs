//! The one binary.

/// Like the standard one, but whoever closes the pipe early, as `head` does, has read enough.
macro_rules! println {
    ($($words:tt)*) => {
        crate::print_line(format_args!($($words)*))
    };
}

mod args;
mod bench;
mod config;
mod demo;
mod filing;
mod logs;
mod operator;
mod policies;
mod policy;
mod quote;
mod release;
mod replay;
mod serve;

use std::io::Write;

use std::process::ExitCode;

use anyhow::Result;
use args::{Command, Document, Line};
use clap::Parser;

fn main() -> ExitCode {
    match run(&Line::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line says; the answer is the exit code.
fn run(line: &Line) -> Result<u8> {
    match &line.command {
        None => serve::demo(&line.demo).map(|()| 0),
        Some(Command::Demo(options)) => serve::demo(options).map(|()| 0),
        Some(Command::Serve(options)) => serve::serve(options).map(|()| 0),
        Some(Command::Quote(options)) => quote::run(options),
        Some(Command::Policy { what }) => policy::run(what),
        Some(Command::Filing { what }) => filing::run(what),
        Some(Command::Operator { what }) => operator::run(what),
        Some(Command::Replay(options)) => replay::run(options),
        Some(Command::Migrate { database }) => serve::migrate(database),
        Some(Command::Verify { database }) => serve::verify(database),
        Some(Command::Bench(options)) => bench::run(options),
        Some(Command::Docs { what }) => {
            match what {
                Document::Errors => print!("{}", server::api::errors_markdown()),
                Document::Openapi => {
                    println!("{}", serde_json::to_string_pretty(&server::api::openapi())?)
                }
            }
            Ok(0)
        }
    }
}

fn print_line(words: std::fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{words}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("写不出去 / cannot write: {error}");
            std::process::exit(1);
        }
        _ => (),
    }
}
