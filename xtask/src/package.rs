//! `cargo xtask package`: the Debian package, laid out here and put together by `dpkg-deb`, which
//! every Debian has. Beside it lies what the Containerfile copies.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, must};

/// What goes where, and with which rights.
const FILES: [(&str, &str, u32); 9] = [
    ("packaging/suixing.toml", "etc/suixing/suixing.toml", 0o640),
    (
        "packaging/suixing.service",
        "usr/lib/systemd/system/suixing.service",
        0o644,
    ),
    (
        "packaging/suixing-backup.service",
        "usr/lib/systemd/system/suixing-backup.service",
        0o644,
    ),
    (
        "packaging/suixing-backup.timer",
        "usr/lib/systemd/system/suixing-backup.timer",
        0o644,
    ),
    (
        "packaging/suixing-verify.service",
        "usr/lib/systemd/system/suixing-verify.service",
        0o644,
    ),
    (
        "packaging/suixing-verify.timer",
        "usr/lib/systemd/system/suixing-verify.timer",
        0o644,
    ),
    (
        "docs/operations.md",
        "usr/share/doc/suixing/operations.md",
        0o644,
    ),
    ("CHANGELOG.md", "usr/share/doc/suixing/CHANGELOG.md", 0o644),
    ("LICENSE", "usr/share/doc/suixing/copyright", 0o644),
];

const SCRIPTS: [&str; 3] = ["postinst", "prerm", "postrm"];

/// Builds the program as it is shipped, or takes the one that is named, and makes the package.
pub fn run(root: &Path, words: &[&str]) -> Result<()> {
    let binary = match words {
        [] => {
            let build = ["build", "--profile", "dist", "-p", "cli"];
            must(cargo().current_dir(root).args(build))?;
            root.join("target/dist/suixing")
        }
        ["--binary", path] => PathBuf::from(path),
        _ => bail!("cargo xtask package [--binary FILE]"),
    };
    let folder = root.join("target/package");
    let tree = folder.join("tree");
    if tree.exists() {
        fs::remove_dir_all(&tree).context("cannot remove the tree of before")?;
    }
    put(&binary, &tree.join("usr/bin/suixing"), 0o755)?;
    for (from, to, mode) in FILES {
        put(&root.join(from), &tree.join(to), mode)?;
    }
    for script in SCRIPTS {
        let from = root.join("packaging/debian").join(script);
        put(&from, &tree.join("DEBIAN").join(script), 0o755)?;
    }
    let control = control(&said("dpkg", &["--print-architecture"])?);
    write(&tree.join("DEBIAN/control"), &control)?;
    write(
        &tree.join("DEBIAN/conffiles"),
        "/etc/suixing/suixing.toml\n",
    )?;
    let mut build = Command::new("dpkg-deb");
    build.args(["--root-owner-group", "--build"]);
    must(build.arg(&tree).arg(&folder))
}

fn put(from: &Path, to: &Path, mode: u32) -> Result<()> {
    let cannot = || format!("cannot put {} to {}", from.display(), to.display());
    fs::create_dir_all(to.parent().context("a file is in a folder")?).with_context(cannot)?;
    fs::copy(from, to).with_context(cannot)?;
    fs::set_permissions(to, PermissionsExt::from_mode(mode)).with_context(cannot)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// What a program prints.
fn said(program: &str, words: &[&str]) -> Result<String> {
    let output = Command::new(program).args(words).output();
    let output = output.with_context(|| format!("cannot run {program}"))?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The binary holds everything but the C library; `useradd` makes its user.
fn control(architecture: &str) -> String {
    format!(
        "Package: suixing\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: Suixing <maintainers@suixing.invalid>\n\
         Section: net\n\
         Priority: optional\n\
         Depends: libc6 (>= 2.34), libgcc-s1, passwd\n\
         Recommends: systemd\n\
         Suggests: postgresql, pgbackrest\n\
         Description: cross-region medical insurance\n \
         Takes and decides filings, settles hospital bills over the national interface,\n \
         and keeps the books from which two regions clear.\n",
        version = env!("CARGO_PKG_VERSION"),
    )
}
