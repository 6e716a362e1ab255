//! From starting the program to its first answer: with an empty folder, where the demo is invented
//! and written first, and with the folder of an earlier start. And how large the program is.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::client::get;
use crate::row::{BenchRow, Report};

/// Starts measured with a prepared folder.
const STARTS: usize = 9;

/// Measures and prints three rows.
pub fn run(report: &mut Report) -> Result<()> {
    let program = program()?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let fresh = start(&program, folder.path())?;
    report.print(&BenchRow::of_latencies("start-up-fresh", vec![fresh]))?;
    let starts = (0..STARTS).map(|_| start(&program, folder.path()));
    report.print(&BenchRow::of_latencies(
        "start-up",
        starts.collect::<Result<_>>()?,
    ))?;
    let size = program
        .metadata()
        .context("cannot look at the program")?
        .len();
    report.print(&BenchRow {
        bytes: Some(size),
        ..BenchRow::named("binary-size")
    })
}

/// The product, which is built beside us.
fn program() -> Result<PathBuf> {
    let ours = std::env::current_exe().context("cannot find the program itself")?;
    let program = ours.with_file_name(format!("suixing{}", std::env::consts::EXE_SUFFIX));
    ensure!(
        program.is_file(),
        "缺少 {0}，请用 cargo xtask bench / {0} is missing; use cargo xtask bench",
        program.display()
    );
    Ok(program)
}

/// One start: until the first answer over HTTP.
fn start(program: &Path, folder: &Path) -> Result<Duration> {
    let began = Instant::now();
    let mut command = Command::new(program);
    command
        .args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut running = Running(command.spawn().context("cannot start the program")?);
    let stdout = running
        .0
        .stdout
        .take()
        .context("standard output was asked for")?;
    let mut first = String::new();
    BufReader::new(stdout)
        .read_line(&mut first)
        .context("cannot read the first line")?;
    let told: serde_json::Value =
        serde_json::from_str(&first).context("the first line is not JSON")?;
    let address = told["address"]
        .as_str()
        .and_then(|url| url.strip_prefix("http://"));
    let address: SocketAddr = address
        .context("no address")?
        .parse()
        .context("no address")?;
    let answer = get(address, "/healthz").context("no answer")?;
    let took = began.elapsed();
    ensure!(
        answer.starts_with(b"HTTP/1.1 200"),
        "the program is not healthy"
    );
    Ok(took)
}

/// Ended when dropped, also on an error.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
