//! A PostgreSQL server of our own to pull the plug of: every process of it ends at once by kill −9,
//! and it starts again on the same files and the same port.

use std::fs::{self, File, Permissions};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The server and its files; both go when dropped.
pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    account: Option<(u32, u32)>,
    port: u16,
    postmaster: Option<Child>,
}

impl Cluster {
    /// A fresh cluster with a real one's durability, started.
    pub fn start() -> Cluster {
        let folder = tempfile::tempdir().unwrap();
        // PostgreSQL refuses to run as root.
        let account = is_root().then(|| (number("-u"), number("-g")));
        chown(folder.path(), account.map(|a| a.0), account.map(|a| a.1)).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut cluster = Cluster {
            programs: programs(),
            folder,
            account,
            port,
            postmaster: None,
        };
        cluster.initialise();
        cluster.restart();
        cluster
    }

    pub fn url(&self) -> String {
        format!("postgres://suixing@127.0.0.1:{}/postgres", self.port)
    }

    fn initialise(&self) {
        let mut initdb = self.program("initdb");
        initdb.args(["--username", "suixing", "--auth", "trust", "--no-sync"]);
        initdb.args(["--encoding", "UTF8", "--no-locale", "--pgdata"]);
        let said = initdb.arg(self.data()).output().unwrap();
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = ''\n\
             max_connections = 100\nfsync = on\nsynchronous_commit = on\n\
             full_page_writes = on\n",
            self.port
        );
        fs::write(self.data().join("postgresql.auto.conf"), settings).unwrap();
    }

    /// Starts the server and waits until it has recovered.
    pub fn restart(&mut self) {
        let began = Instant::now();
        while !self.is_ready() {
            // It refuses to start while the last process of the one before is still ending.
            let ended = |postmaster: &mut Child| postmaster.try_wait().unwrap().is_some();
            if self.postmaster.as_mut().is_none_or(ended) {
                self.postmaster = Some(self.spawn());
            }
            let said = || fs::read_to_string(self.log()).unwrap_or_default();
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "PostgreSQL does not start; its log:\n{}",
                said()
            );
            sleep(Duration::from_millis(20));
        }
    }

    fn spawn(&self) -> Child {
        let log = File::options().create(true).append(true).open(self.log());
        let mut postgres = self.program("postgres");
        postgres.arg("-D").arg(self.data()).stderr(log.unwrap());
        postgres.spawn().unwrap()
    }

    fn is_ready(&self) -> bool {
        let port = self.port.to_string();
        let mut asked = self.program("pg_isready");
        asked.args(["-q", "-h", "127.0.0.1", "-p", &port]);
        asked.args(["-U", "suixing", "-d", "postgres"]);
        asked.status().unwrap().success()
    }

    /// Ends every process of the server at once. The postmaster is stopped first, so that it can
    /// neither fork nor tell the others, who have process groups of their own.
    pub fn kill(&mut self) {
        let Some(mut postmaster) = self.postmaster.take() else {
            return;
        };
        signal("-STOP", &[postmaster.id()]);
        signal("-KILL", &processes_of(&postmaster));
        postmaster.wait().unwrap();
    }

    /// Stops every process of the server where it stands, or lets all go on.
    pub fn freeze(&self, is_frozen: bool) {
        let postmaster = self.postmaster.as_ref().unwrap();
        let which = if is_frozen { "-STOP" } else { "-CONT" };
        // The postmaster first, so that it forks no more.
        signal(which, &[postmaster.id()]);
        signal(which, &processes_of(postmaster));
    }

    /// A setting for the next start.
    pub fn set(&self, setting: &str) {
        let path = self.data().join("postgresql.auto.conf");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{before}{setting}\n")).unwrap();
    }

    /// Puts a file among those of the server, which it alone may read.
    pub fn put(&self, name: &str, content: &str) -> PathBuf {
        let path = self.data().join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let account = self.account;
        chown(&path, account.map(|a| a.0), account.map(|a| a.1)).unwrap();
        path
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir("/").env_clear().stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        if let Some((user, group)) = self.account {
            command.gid(group).uid(user);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Those of the server, the postmaster last.
fn processes_of(postmaster: &Child) -> Vec<u32> {
    let first = postmaster.id();
    let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    children.chain([first]).collect()
}

fn signal(which: &str, processes: &[u32]) {
    let processes = processes.iter().map(u32::to_string);
    // A process may have ended by itself in between.
    let _ = Command::new("kill")
        .arg(which)
        .args(processes)
        .stderr(Stdio::null())
        .status();
}

fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output().unwrap();
    said.stdout.trim_ascii() == b"0"
}

/// The user or group number of somebody who may run a server.
fn number(which: &str) -> u32 {
    let ask = |user: &str| {
        let said = Command::new("id").args([which, user]).output().unwrap();
        String::from_utf8(said.stdout).unwrap().trim().parse().ok()
    };
    ask("postgres")
        .or_else(|| ask("nobody"))
        .expect("a user who is not root")
}

/// Where the server's programs lie: Debian keeps them off the PATH, by version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let debian = versions.map(|version| version.path().join("bin"));
    let mut found: Vec<PathBuf> = debian.filter(|bin| bin.join("initdb").exists()).collect();
    found.sort();
    let on_the_path = || {
        let said = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(said.stdout).ok()?.trim()))
    };
    let found = found.pop().or_else(on_the_path);
    found.expect("PostgreSQL is installed; `cargo xtask test` installs it")
}
