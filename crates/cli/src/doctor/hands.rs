//! Whether there is anybody to decide a filing, and any way to tell people of it. A demo has both
//! of its own.

use desk::{Role, operators};
use domain::say;
use store::Tx;

use super::symptom::{Installation, Symptom, as_told};
use crate::say::told;

pub(super) fn hands(installation: &Installation) -> Option<Vec<Symptom>> {
    let db = installation.db.as_ref().ok()?;
    let look = |tx: &mut Tx<'_>| {
        let is_demo = desk::clock::demo_since(tx)?.is_some();
        Ok::<_, desk::DeskError>((is_demo, operators::all(tx)?))
    };
    let (is_demo, all) = match db.read(look) {
        Ok(found) => found,
        Err(error) => return Some(vec![as_told("database-failed", &told(error))]),
    };
    if is_demo {
        return Some(vec![]);
    }
    let mut in_use = all.iter().filter(|one| one.disabled_at.is_none());
    let no_clerk = !in_use.any(|one| one.roles.contains(&Role::Clerk));
    let sends_nothing = installation
        .configured
        .as_ref()
        .is_some_and(|config| config.sending().is_none());
    let told = [
        no_clerk.then(|| {
            Symptom::wrong(
                "no-clerk",
                say!(
                    "还没有经办人员，要人核对的备案没人办",
                    "there is no clerk; nobody decides filings that wait for one"
                ),
                say!(
                    "suixing operator add 姓名 --role clerk --unit 统筹区，再 operator invite 姓名",
                    "suixing operator add NAME --role clerk --unit REGION, then suixing operator \
                     invite NAME"
                ),
            )
        }),
        sends_nothing.then(|| {
            Symptom::wrong(
                "nobody-is-told",
                say!(
                    "没有写通知怎样发出，登录验证码也发不出去",
                    "no way of sending notices is stated; sign-in codes do not leave either"
                ),
                say!(
                    "在配置里写 [notices.sms]，或先写 inbox，再重启",
                    "state [notices.sms] in the configuration, or inbox to begin with, and restart"
                ),
            )
        }),
    ];
    let told = told.into_iter().flatten();
    Some(told.map(Symptom::only_a_warning).collect())
}
