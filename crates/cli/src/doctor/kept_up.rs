//! The checks of what is done all the time, or each night: anchors, shipping, the check of the
//! books.

use std::time::{Duration, Instant};

use domain::say;
use jiff::SignedDuration;
use store::ship::{self, ShipLag};

use super::symptom::{Installation, Symptom, as_told};
use crate::not_kept::not_kept;
use crate::{anchor, serving, verified as noted};

/// Whether the server that runs writes to the file of anchors, and not to one that was taken away.
pub(super) fn anchors(installation: &Installation) -> Option<Vec<Symptom>> {
    let config = installation.configured.as_ref()?;
    let path = config.anchor_file.as_deref()?;
    let servers = serving::servers(installation.db.as_ref().ok()?).ok()?;
    let address = config.listen.to_string();
    let serves = servers
        .iter()
        .any(|server| server.address == address && server.is_there(installation.now));
    if !serves {
        return None;
    }
    if !path.exists() || anchor::is_written(path) {
        // That it is not there is said with what the database has elsewhere.
        return Some(vec![]);
    }
    let path = path.display();
    Some(vec![Symptom::wrong(
        "anchors-moved",
        say!(
            "服务在运行，却没有在写 {path}：原来的锚点文件被移走或换掉了",
            "the server runs and does not write to {path}: the file it had was moved or replaced"
        ),
        say!(
            "把原来的文件放回去；确实要另起一个，清空它再重启服务",
            "put the file of before back; to begin a new one all the same, empty it and restart \
             the server"
        ),
    )])
}

/// How long what was just committed may be on its way.
const ON_ITS_WAY: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Whether everything is on the second disk that is in the database.
pub(super) fn shipped(installation: &Installation) -> Option<Vec<Symptom>> {
    let folder = installation.configured.as_ref()?.ship_to.as_deref()?;
    let db = installation.db.as_ref().ok()?;
    if !ship::is_begun(folder) {
        return None;
    }
    let began = Instant::now();
    let lag = loop {
        let lag = match ship::lag(db, folder) {
            Ok(None) => return Some(vec![]),
            Ok(Some(lag)) => lag,
            Err(error) => return Some(vec![as_told("bad-shipping", &not_kept(error))]),
        };
        if !lag.is_shipped || began.elapsed() > ON_ITS_WAY {
            break lag;
        }
        std::thread::sleep(LOOK_EVERY);
    };
    Some(vec![behind(lag, &folder.display().to_string())])
}

fn behind(lag: ShipLag, folder: &str) -> Symptom {
    let count = lag.entries;
    let says = say!(
        "{folder} 比数据库落后 {count} 条审计记录",
        "{folder} is {count} entries of the audit behind the database"
    );
    let next = match (lag.is_shipped, lag.is_copied) {
        (false, _) => say!(
            "没有服务在送：启动服务，它会补上",
            "nobody ships now: start the server, which makes up for it"
        ),
        (true, true) => say!(
            "首份副本还在写，写完就补上；一直如此，看日志里的 nothing is shipped",
            "the first copy is being made, and the rest follows; if it stays so, see «nothing is \
             shipped» in the log"
        ),
        (true, false) => say!(
            "看服务日志里 nothing is shipped 的原因：多半是那块盘满了或断了",
            "the server's log says why at «nothing is shipped»: mostly that disk is full or away"
        ),
    };
    let told = Symptom::wrong("shipping-behind", says, next);
    match lag.is_shipped && !lag.is_copied {
        true => told,
        false => told.only_a_warning(),
    }
}

/// How old the last check of the books may be that found nothing.
const VERIFIED_AGE_MAX: SignedDuration = SignedDuration::from_hours(8 * 24);

/// How the last check of the books went.
pub(super) fn verified(installation: &Installation) -> Option<Vec<Symptom>> {
    let file = installation.configured.as_ref()?.verified.as_deref()?;
    let note = match noted::read(file) {
        Ok(note) => note,
        Err(error) => return Some(vec![as_told("verify-unreadable", &error)]),
    };
    let next = || {
        say!(
            "看 journalctl -u suixing-verify；再运行 suixing verify --config 这个配置",
            "see journalctl -u suixing-verify; run suixing verify --config with this configuration"
        )
    };
    let Some(note) = note else {
        let says = say!("账目还没有核对过", "the books were never verified");
        let next = say!(
            "systemctl enable --now suixing-verify.timer，或运行 suixing verify --config 这个配置",
            "systemctl enable --now suixing-verify.timer, or run suixing verify --config with this \
             configuration"
        );
        let told = Symptom::wrong("never-verified", says, next);
        return Some(vec![told.only_a_warning()]);
    };
    let at = note.at;
    let failed = match note.violations {
        Some(0) => None,
        Some(count) => Some(say!(
            "{at} 核对账目，有 {count} 处不符",
            "the books were verified at {at}, and {count} things do not hold"
        )),
        None => Some(say!(
            "{at} 没能核对账目",
            "the books could not be verified at {at}"
        )),
    };
    let mut told: Vec<Symptom> = failed
        .into_iter()
        .map(|says| Symptom::wrong("verify-failed", says, next()))
        .collect();
    let is_old = |at| installation.now.duration_since(at) > VERIFIED_AGE_MAX;
    if note.in_order_at.is_some_and(is_old) {
        let says = say!(
            "八天多没有核对出账目无误",
            "for more than eight days the books were not found in order"
        );
        told.push(Symptom::wrong("verify-old", says, next()));
    }
    Some(told)
}
