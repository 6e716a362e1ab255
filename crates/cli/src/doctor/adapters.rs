//! The checks of the ways in which notices leave: whether each could work, whether its receiver is
//! there, since when nothing goes through.

use domain::{Bilingual, say};
use jiff::SignedDuration;
use store::deliveries::{self, KnownAdapter};

use super::symptom::{Installation, Symptom, as_told};
use crate::adapters::AdapterStated;
use crate::ways::WaysStated;

/// Each adapter that is stated, and those that servers had and nobody has any more.
pub(super) fn adapters(installation: &Installation) -> Option<Vec<Symptom>> {
    let config = installation.configured.as_ref()?;
    let stated = config.sending().map(|sending| sending.notices.adapters());
    let stated = stated.unwrap_or_default();
    let db = installation.db.as_ref().ok();
    let known = db
        .and_then(|db| db.read(deliveries::adapters).ok())
        .unwrap_or_default();
    let mut told: Vec<Symptom> = stated.iter().filter_map(fault).collect();
    told.extend(ways_fault(&config.ways));
    for adapter in &known {
        let is_stated = adapter.name == crate::sender::INBOX
            || stated.iter().any(|stated| stated.name == adapter.name);
        let absent = installation.now.duration_since(adapter.seen_at);
        if !is_stated && absent > UNSEEN_MAX {
            told.push(unseen(adapter));
        } else if is_stated {
            told.extend(failing(adapter));
        }
    }
    Some(told)
}

/// How long an adapter that is not stated here may be without a server before it is told.
const UNSEEN_MAX: SignedDuration = SignedDuration::from_mins(10);

fn fault(stated: &AdapterStated) -> Option<Symptom> {
    if let Err(error) = stated.make() {
        return Some(as_told("bad-adapter", &error));
    }
    let error = stated.reach().err()?;
    let (name, why) = (&stated.name, desk::notices::code_in_words(&error.code));
    let says = say!("{name}：{why}", "{name}: {why}"; why = why);
    let next = say!(
        "检查网址、网络和 may_reach；通了会自己补发",
        "check URL, network and may_reach; what waits is sent by itself then"
    );
    Some(Symptom::wrong("adapter-unreachable", says, next).only_a_warning())
}

/// The further ways of signing in: whether they could work, and whether anybody is there.
fn ways_fault(ways: &WaysStated) -> Vec<Symptom> {
    if let Err(error) = ways.made() {
        return vec![as_told("bad-sign-in-way", &error)];
    }
    let away = ways.away().into_iter().map(|(name, error)| {
        let why = desk::notices::code_in_words(&error.code);
        let says = say!("{name}：{why}", "{name}: {why}"; why = why);
        let next = say!(
            "检查网址、网络和 may_reach；通之前用别的方式登录",
            "check URL, network and may_reach; until then people sign in by other ways"
        );
        Symptom::wrong("sign-in-way-unreachable", says, next).only_a_warning()
    });
    away.collect()
}

fn failing(adapter: &KnownAdapter) -> Option<Symptom> {
    let (since, code) = adapter.failing.as_ref()?;
    let (name, why) = (&adapter.name, desk::notices::code_in_words(code));
    let says = say!(
        "{name} 从 {since} 起发不出去：{why}",
        "nothing goes through {name} since {since}: {why}"; why = why
    );
    Some(Symptom::wrong("adapter-failing", says, what_helps(code)).only_a_warning())
}

fn what_helps(code: &str) -> Bilingual {
    match code {
        "status-401" | "status-403" => say!(
            "多半是密钥不对：核对 secret_file，再重启服务",
            "most likely the secret is wrong: compare secret_file, then restart the server"
        ),
        "tls" => say!(
            "核对接收方的证书；内部签发的写 ca_file",
            "look at the receiver's certificate; state ca_file where an authority of one's own \
             issued it"
        ),
        _ => say!(
            "联系接收方；三天内恢复的都会自己补发",
            "ask the receiver; what waits is sent by itself where it is back within three days"
        ),
    }
}

fn unseen(adapter: &KnownAdapter) -> Symptom {
    let (name, seen_at) = (&adapter.name, adapter.seen_at);
    let says = say!(
        "{name} 在这份配置里没有写，{seen_at} 以后也没有服务有它；七天后当作撤掉",
        "{name} is not in this configuration, and no server had it since {seen_at}; after seven \
         days it counts as taken away"
    );
    let next = say!(
        "还要用就写回配置并重启；不用了不必管",
        "to go on with it state it again and restart; otherwise there is nothing to do"
    );
    Symptom::wrong("adapter-unseen", says, next).only_a_warning()
}
