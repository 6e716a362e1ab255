//! A throw-away PostgreSQL server for tests: a cluster in a temporary directory, on a free port of
//! this machine, with the durability of a real one (fsync on), gone at the end.
//!
//! The end is kept by a guard: a shell that waits for its standard input to close. The kernel
//! closes it when we end, whether normally, by Ctrl-C or by kill -9, and the guard then stops the
//! server and deletes the directory. So there is one way to clean up, and it cannot be skipped.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::packages;

/// The connection tests use for PostgreSQL.
pub const POSTGRES_VARIABLE: &str = "SUIXING_TEST_POSTGRES";

/// Waits for our end, then stops the server in directory `$2` with the programs in `$1`.
const GUARD: &str = r#"
trap '' HUP INT TERM
cat >/dev/null
"$1/pg_ctl" --pgdata "$2/data" --mode immediate --silent stop
rm -rf "$2"
"#;

/// Another process may take the free port between our look and the server's start.
const ATTEMPTS: u32 = 5;

/// A running server. Dropping it stops the server and deletes its files.
pub struct Cluster {
    url: String,
    guard: Child,
}

/// Who the server runs as; PostgreSQL refuses to run as root.
#[derive(Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

/// What is needed to run the server's programs.
struct Setup {
    programs: PathBuf,
    directory: PathBuf,
    account: Option<Account>,
}

impl Cluster {
    /// Starts a server, installing PostgreSQL first when it is missing.
    pub fn start() -> Result<Cluster> {
        let programs = packages::postgres_programs()?;
        let directory = make_directory()?;
        let account = account_for(&directory)?;
        let setup = Setup {
            programs,
            directory,
            account,
        };
        let mut cluster = Cluster {
            url: String::new(),
            guard: setup.spawn_guard()?,
        };
        setup.initialise()?;
        let port = setup.start_server()?;
        cluster.url = format!("postgres://suixing@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }

    /// Where the server listens; its one user is a superuser, so a test can make its own database.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("xtask: the PostgreSQL guard was lost: {error}");
        }
    }
}

impl Setup {
    fn spawn_guard(&self) -> Result<Child> {
        let mut guard = self.program("sh");
        // Its own process group, so that Ctrl-C reaches us and not the guard.
        guard.process_group(0).current_dir("/");
        guard.args(["-c", GUARD, "guard"]);
        guard.arg(&self.programs).arg(&self.directory);
        guard.stdin(Stdio::piped());
        guard.stdout(Stdio::null()).stderr(Stdio::null());
        guard.spawn().context("cannot start the PostgreSQL guard")
    }

    fn initialise(&self) -> Result<()> {
        let mut initdb = self.program(self.programs.join("initdb"));
        initdb.arg("--pgdata").arg(self.data());
        initdb.args(["--username", "suixing", "--auth", "trust"]);
        // The C locale sorts text by bytes, as SQLite does.
        initdb.args(["--encoding", "UTF8", "--no-locale", "--no-sync"]);
        finish(&mut initdb).context("cannot initialise a PostgreSQL cluster")
    }

    /// Tries free ports until the server holds one.
    fn start_server(&self) -> Result<u16> {
        let mut failure = None;
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            self.configure(port)?;
            let mut start = self.program(self.programs.join("pg_ctl"));
            start.arg("--pgdata").arg(self.data());
            start.arg("--log").arg(self.directory.join("log"));
            start.args(["--wait", "--timeout", "60", "start"]);
            match finish(&mut start) {
                Ok(()) => return Ok(port),
                Err(error) => failure = Some(error),
            }
        }
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let failure = failure.expect("at least one attempt was made");
        Err(failure.context(format!("PostgreSQL did not start; its log:\n{log}")))
    }

    fn configure(&self, port: u16) -> Result<()> {
        let settings = format!(
            "listen_addresses = '127.0.0.1'\n\
             port = {port}\n\
             unix_socket_directories = ''\n\
             max_connections = 300\n\
             fsync = on\n\
             synchronous_commit = on\n"
        );
        let path = self.data().join("postgresql.auto.conf");
        fs::write(&path, settings).with_context(|| format!("cannot write {}", path.display()))
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    /// A command run as the server's user, untouched by PG… variables of the caller.
    fn program(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.directory).stdin(Stdio::null());
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        if let Some(account) = self.account {
            command.gid(account.group).uid(account.user);
        }
        command
    }
}

/// Runs to the end and reports what was said when it fails.
fn finish(command: &mut Command) -> Result<()> {
    let name = command.get_program().display().to_string();
    let output = command
        .output()
        .with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed ({}): {}", output.status, said.trim());
    }
    Ok(())
}

fn make_directory() -> Result<PathBuf> {
    let started = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let unique = started.unwrap_or_default().as_nanos();
    let name = format!("suixing-postgres-{}-{unique}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let mut builder = fs::DirBuilder::new();
    builder.mode(0o700);
    let made = builder.create(&path);
    made.with_context(|| format!("cannot make {}", path.display()))?;
    Ok(path)
}

/// When we are root: the user that will own the directory and run the server.
fn account_for(directory: &Path) -> Result<Option<Account>> {
    if fs::metadata(directory)?.uid() != 0 {
        return Ok(None);
    }
    let account = ["postgres", "nobody"].into_iter().find_map(account_named);
    let account = account.context("root cannot run PostgreSQL, and there is no user nobody")?;
    chown(directory, Some(account.user), Some(account.group))?;
    Ok(Some(account))
}

fn account_named(name: &str) -> Option<Account> {
    let number = |flag: &str| {
        let output = Command::new("id").args([flag, name]).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    Some(Account {
        user: number("-u")?,
        group: number("-g")?,
    })
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_while_it_lives_and_leaves_nothing_behind() {
        let cluster = Cluster::start().unwrap();
        let port = cluster.url().rsplit(':').next().unwrap();
        let port: u16 = port.strip_suffix("/postgres").unwrap().parse().unwrap();
        let connect = || std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        assert!(connect().is_ok());
        drop(cluster);
        assert!(connect().is_err());
        let left = fs::read_dir(std::env::temp_dir()).unwrap().flatten();
        let ours = format!("suixing-postgres-{}-", std::process::id());
        let ours = left.filter(|entry| entry.file_name().to_string_lossy().starts_with(&ours));
        assert_eq!(ours.count(), 0);
    }
}
