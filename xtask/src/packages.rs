//! What the tests need from the system, and getting it from Debian when we may.
//!
//! Installing needs root. Anyone else is told, in both languages, the one command to run: a task
//! that asks for a password in the middle of a test would be worse.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, must};

/// Where Debian keeps the programs of each PostgreSQL version.
const POSTGRES_VERSIONS: &str = "/usr/lib/postgresql";

/// What Debian's `fonts-noto-cjk` brings; without it a page of Chinese is a page of boxes.
const CHINESE_FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// A browser and its WebDriver.
pub struct Browser {
    /// Chromium itself.
    pub chromium: PathBuf,
    /// Its WebDriver.
    pub driver: PathBuf,
}

/// The directory with `initdb` and `pg_ctl`; PostgreSQL is installed first when it is missing.
pub fn postgres_programs() -> Result<PathBuf> {
    if let Some(programs) = find_postgres() {
        return Ok(programs);
    }
    install(&["postgresql"])?;
    find_postgres().context("postgresql is installed, but initdb and pg_ctl are not to be found")
}

/// Chromium, its driver and a Chinese font; what is missing is installed first.
pub fn browser() -> Result<Browser> {
    let mut missing = Vec::new();
    if find_chromium().is_none() {
        missing.push("chromium");
    }
    if find_program("chromedriver").is_none() {
        missing.push("chromium-driver");
    }
    if !has_chinese_font() {
        missing.push("fonts-noto-cjk");
    }
    if !missing.is_empty() {
        install(&missing)?;
    }
    Ok(Browser {
        chromium: find_chromium().context("no chromium in PATH after installing it")?,
        driver: find_program("chromedriver").context("no chromedriver in PATH")?,
    })
}

/// The files that say which provider of identities the tests speak to, each version pinned.
const PROVIDER_FILES: [&str; 3] = ["package.json", "package-lock.json", "provider.mjs"];

/// Where those stand.
const PROVIDER: &str = "crates/cli/tests/provider";

/// A folder with a real provider of identities, for the tests of the single sign-on. Node and npm
/// are installed where they are missing; what the lock file names is fetched once.
pub fn provider(root: &Path) -> Result<PathBuf> {
    let missing = ["nodejs", "npm"]
        .into_iter()
        .zip(["node", "npm"])
        .filter(|(_, program)| find_program(program).is_none());
    let missing: Vec<&str> = missing.map(|(package, _)| package).collect();
    if !missing.is_empty() {
        install(&missing)?;
    }
    let folder = root.join("target/provider");
    fs::create_dir_all(&folder).context("cannot make target/provider")?;
    let lock = fs::read(root.join(PROVIDER).join("package-lock.json"));
    let lock = lock.context("cannot read the lock file of the provider")?;
    // npm keeps no copy of the lock file it went by, so we do, once it is done.
    let (done, modules) = (folder.join("installed.json"), folder.join("node_modules"));
    let is_there = modules.is_dir() && fs::read(&done).is_ok_and(|it| it == lock);
    for name in PROVIDER_FILES {
        let copied = fs::copy(root.join(PROVIDER).join(name), folder.join(name));
        copied.with_context(|| format!("cannot copy {name}"))?;
    }
    if !is_there {
        eprintln!("xtask: installing the provider of identities for the tests");
        let mut npm = Command::new("npm");
        npm.current_dir(&folder).stdin(Stdio::null());
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        must(&mut npm).context(
            "取不到测试用的统一身份认证程序；需要能访问 npm 源\n\
             the provider of identities for the tests cannot be fetched; npm needs its registry",
        )?;
        fs::write(&done, lock).context("cannot note what was installed")?;
    }
    Ok(folder)
}

/// Fails with what to do when a component of the toolchain is missing.
pub fn check_component(subcommand: &str, component: &str, package: &str) -> Result<()> {
    let mut probe = cargo();
    probe.args([subcommand, "--version"]);
    probe.stdout(Stdio::null()).stderr(Stdio::null());
    if probe.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    bail!(
        "缺少 {component},请运行：rustup component add {component}(或 apt-get install {package})\n\
         {component} is missing; run: rustup component add {component} \
         (or apt-get install {package})"
    )
}

fn find_postgres() -> Option<PathBuf> {
    let complete = |directory: &PathBuf| {
        let has = |name: &str| directory.join(name).is_file();
        has("initdb") && has("pg_ctl") && has("postgres")
    };
    let versions = fs::read_dir(POSTGRES_VERSIONS).into_iter().flatten();
    let mut packaged: Vec<PathBuf> = versions.flatten().map(|entry| entry.path()).collect();
    packaged.sort_by_key(|path| version_of(path));
    let packaged = packaged.into_iter().rev().map(|path| path.join("bin"));
    packaged.chain(search_path()).find(complete)
}

/// `15` of `/usr/lib/postgresql/15`.
fn version_of(path: &Path) -> u32 {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

fn find_chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.into_iter().find_map(find_program)
}

fn find_program(name: &str) -> Option<PathBuf> {
    search_path()
        .map(|directory| directory.join(name))
        .find(|path| path.is_file())
}

fn search_path() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    directories.into_iter()
}

fn has_chinese_font() -> bool {
    let listed = || {
        let output = Command::new("fc-list").arg(":lang=zh").output();
        output.is_ok_and(|output| !output.stdout.is_empty())
    };
    Path::new(CHINESE_FONT).is_file() || listed()
}

/// Installs Debian packages, or says how.
fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !is_root() || find_program("apt-get").is_none() {
        bail!("{}", please_install(&names));
    }
    eprintln!("xtask: installing {names}");
    let apt_get = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command.stdin(Stdio::null());
        command
    };
    let updated = must(apt_get().args(["--quiet", "update"]));
    updated.with_context(|| please_install(&names))?;
    let mut install = apt_get();
    install.args(["--quiet", "--yes", "install", "--no-install-recommends"]);
    must(install.args(packages)).with_context(|| please_install(&names))
}

fn please_install(names: &str) -> String {
    format!(
        "缺少 {names},请以 root 运行：\
         apt-get update && apt-get install -y --no-install-recommends {names}\n\
         {names} is missing; as root run: \
         apt-get update && apt-get install -y --no-install-recommends {names}"
    )
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_by_number_and_not_by_letter() {
        assert!(version_of(Path::new("/x/9")) < version_of(Path::new("/x/15")));
        assert_eq!(version_of(Path::new("/x/main")), 0);
    }

    #[test]
    fn what_to_install_is_said_in_both_languages() {
        let text = please_install("postgresql");
        assert!(text.contains("缺少 postgresql") && text.contains("postgresql is missing"));
        assert_eq!(text.matches("apt-get install -y").count(), 2);
    }

    #[test]
    fn a_missing_component_is_named() {
        let error = check_component("no-such-subcommand", "rustfmt", "rustfmt").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("rustup component add rustfmt"), "{text}");
    }
}
