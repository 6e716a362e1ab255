//! The checks of what is around the database: disk, files, backups, certificate.

use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::say;
use jiff::SignedDuration;
use store::keep::Backup;

use super::symptom::{Installation, Symptom, as_told};
use crate::config::Config;
use crate::disk::{file_of, folder_of, room_in};
use crate::not_kept::not_kept;
use crate::serve;

/// Bytes without which nothing more is written.
const ROOM_WRONG: u64 = 200 << 20;
/// Bytes with which it goes on for a while.
const ROOM_LOW: u64 = 2 << 30;

pub(super) fn disk(installation: &Installation) -> Option<Vec<Symptom>> {
    let configured = installation.configured.as_ref();
    let inbox = configured
        .and_then(|config| config.sending())
        .and_then(|sending| sending.inbox);
    let mut folders: Vec<PathBuf> = file_of(&installation.database)
        .into_iter()
        .chain(inbox)
        .map(|file| folder_of(&file))
        .chain(installation.backups.clone())
        .collect();
    folders.dedup();
    Some(folders.iter().filter_map(|folder| room(folder)).collect())
}

fn room(folder: &Path) -> Option<Symptom> {
    let free = room_in(folder)?;
    let (folder, megabytes) = (folder.display(), free >> 20);
    let low = Symptom::wrong(
        "disk-low",
        say!(
            "{folder} 所在的磁盘只剩 {megabytes} MB",
            "the disk of {folder} has {megabytes} MB left"
        ),
        say!(
            "腾出空间或换更大的磁盘；满了以后什么都写不进去",
            "make room or take a larger disk; once it is full nothing is written"
        ),
    );
    match free {
        free if free < ROOM_WRONG => Some(low),
        free if free < ROOM_LOW => Some(low.only_a_warning()),
        _ => None,
    }
}

/// A log so long that something holds it.
const LOG_LONG: u64 = 256 << 20;

pub(super) fn log(installation: &Installation) -> Option<Vec<Symptom>> {
    let bytes = installation.db.as_ref().ok()?.log_bytes()?;
    let bytes = Some(bytes).filter(|bytes| *bytes > LOG_LONG);
    let megabytes = bytes.map(|bytes| bytes >> 20);
    let told = megabytes.map(|megabytes| {
        Symptom::wrong(
            "log-long",
            say!(
                "数据库旁的日志已有 {megabytes} MB",
                "the log beside the database has {megabytes} MB"
            ),
            say!(
                "有程序长时间在读（备份、核对）：等它结束或停掉它",
                "some program has been reading for long (a backup, a check): let it end or stop it"
            ),
        )
        .only_a_warning()
    });
    Some(Vec::from_iter(told))
}

pub(super) fn modes(installation: &Installation) -> Option<Vec<Symptom>> {
    let file = file_of(&installation.database)?;
    let inbox = installation
        .configured
        .as_ref()
        .and_then(|config| config.sending());
    let all = [file.clone(), store::wal::beside(&file)].into_iter();
    let all = all.chain(inbox.and_then(|sending| sending.inbox));
    let is_open = |found: Metadata| found.permissions().mode() & 0o077 != 0;
    let open = all.filter(|path| path.metadata().is_ok_and(is_open));
    let told = open.map(|path| {
        let path = path.display();
        Symptom::wrong(
            "file-open",
            say!("{path} 别人也能读", "others may read {path}"),
            say!("chmod 600 {path}", "chmod 600 {path}"),
        )
    });
    Some(told.collect())
}

/// How old the newest backup may be: a day and some hours.
const BACKUP_AGE_MAX: Duration = Duration::from_secs(26 * 3_600);

pub(super) fn backups(installation: &Installation) -> Option<Vec<Symptom>> {
    let next = || {
        say!(
            "定时运行 suixing backup --to 文件夹（见 docs/operations.md）",
            "have suixing backup --to DIR run at fixed times (see docs/operations.md)"
        )
    };
    let Some(folder) = &installation.backups else {
        let says = say!("没有说备份放在哪里", "nobody says where the backups are");
        return Some(vec![
            Symptom::wrong("no-backups", says, next()).only_a_warning(),
        ]);
    };
    let shown = folder.display();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_backup = |path: &PathBuf| path.extension().is_some_and(|end| end == "backup");
    let files = entries.map(|entry| entry.path()).filter(is_backup);
    let written = files.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)));
    let Some((newest, path)) = written.max() else {
        let says = say!("{shown} 里没有备份", "{shown} holds no backup");
        return Some(vec![Symptom::wrong("no-backups", says, next())]);
    };
    let age = SystemTime::now().duration_since(newest).unwrap_or_default();
    let mut told = Vec::from_iter(unusable(installation, &path));
    if age > BACKUP_AGE_MAX {
        let hours = age.as_secs() / 3_600;
        let says = say!(
            "{shown} 里最新的备份已有 {hours} 小时",
            "the newest backup in {shown} is {hours} hours old"
        );
        told.push(Symptom::wrong("backup-old", says, next()));
    }
    Some(told)
}

/// Whether a backup does not begin as one that opens with the keys of here; the rest of it is read
/// by whoever makes it.
fn unusable(installation: &Installation, backup: &Path) -> Option<Symptom> {
    let keys = installation.keys.as_ref().ok()?;
    let error = Backup::open(backup, keys).err()?;
    let mut told = as_told("backup-unreadable", &not_kept(error));
    let backup = backup.display();
    told.says.zh = format!("{backup}：{}", told.says.zh);
    told.says.en = format!("{backup}: {}", told.says.en);
    Some(told)
}

/// How long before a certificate is over that is said.
const CERTIFICATE_ENDS: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Said where others than this machine reach the server without encryption: browsers keep its
/// cookies over TLS alone, so that nobody signs in.
fn in_the_clear(config: &Config) -> Option<Symptom> {
    let listen = config.listen;
    let told = Symptom::wrong(
        "no-tls",
        say!(
            "在 {listen} 上不加密，别的机器用 http 打开时谁也登录不了",
            "{listen} is not encrypted; nobody signs in from another machine over http"
        ),
        say!(
            "写 tls_certificate 和 tls_key，或者只听 127.0.0.1，由前面的代理加密",
            "state tls_certificate and tls_key, or listen on 127.0.0.1 behind a proxy that encrypts"
        ),
    );
    (!listen.ip().is_loopback()).then(|| told.only_a_warning())
}

pub(super) fn certificate(installation: &Installation) -> Option<Vec<Symptom>> {
    let config = installation.configured.as_ref()?;
    if let Err(error) = config.tls() {
        return Some(vec![as_told("bad-certificate", &error)]);
    }
    let Some(path) = config.certificate() else {
        return Some(Vec::from_iter(in_the_clear(config)));
    };
    let shown = path.display();
    let is_over = |at| server::tls::is_over(path, at).unwrap_or(false);
    let soon = installation.now + CERTIFICATE_ENDS;
    let next = say!(
        "换新证书：写到同一个文件里，不用重启",
        "renew it: write the new one to the same file; no restart is needed"
    );
    Some(match (is_over(installation.now), is_over(soon)) {
        (true, _) => vec![Symptom::wrong(
            "certificate-over",
            say!(
                "证书 {shown} 已过期或还没生效，医院连不上",
                "the certificate {shown} is over or not valid yet: hospitals cannot connect"
            ),
            next,
        )],
        (false, true) => vec![
            Symptom::wrong(
                "certificate-ends",
                say!(
                    "证书 {shown} 两周内过期",
                    "the certificate {shown} is over within two weeks"
                ),
                next,
            )
            .only_a_warning(),
        ],
        (false, false) => vec![],
    })
}

/// What the database has at other places, and whether that can be gone on with.
pub(super) fn elsewhere(installation: &Installation) -> Option<Vec<Symptom>> {
    let config = installation.configured.as_ref()?;
    let db = installation.db.as_ref().ok()?;
    let anchors = config.anchor_file.as_deref();
    let anchored = anchors.map(|path| crate::anchor::check(path, db));
    let shipped = config
        .ship_to
        .as_deref()
        .map(|folder| serve::may_ship(db, folder));
    let told = [("bad-anchors", anchored), ("bad-shipping", shipped)];
    let told = told
        .into_iter()
        .filter_map(|(code, checked)| Some((code, checked?.err()?)));
    let mut told: Vec<Symptom> = told.map(|(code, error)| as_told(code, &error)).collect();
    let inbox = config.sending().and_then(|sending| sending.inbox);
    let folders = [
        anchors.map(folder_of),
        inbox.as_deref().map(folder_of),
        config
            .ship_to
            .as_deref()
            .map(|folder| match folder.is_dir() {
                true => folder.to_owned(),
                false => folder_of(folder),
            }),
    ];
    told.extend(
        folders
            .iter()
            .flatten()
            .filter_map(|folder| unwritable(folder)),
    );
    (anchors.is_some() || inbox.is_some() || config.ship_to.is_some()).then_some(told)
}

/// Whether nothing can be written where the server has to: with the rights of whoever asks.
fn unwritable(folder: &Path) -> Option<Symptom> {
    let why = tempfile::tempfile_in(folder).err()?;
    let folder = folder.display();
    Some(Symptom::wrong(
        "folder-unwritable",
        say!(
            "{folder} 里写不了：{why}",
            "nothing can be written in {folder}: {why}"
        ),
        say!(
            "建这个文件夹、挂上那块盘，让服务的用户能写（chown suixing）",
            "make the folder or mount its disk, and let the server's user write there"
        ),
    ))
}
