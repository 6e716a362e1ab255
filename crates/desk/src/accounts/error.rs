//! Why somebody is not signed in, or may not act for somebody.

use domain::calendar::CHINA;
use domain::{Bilingual, errors, say};
use jiff::Timestamp;
use jiff::tz::TimeZone;

errors! {
    /// Why somebody is not signed in, or may not do this.
    #[derive(Clone, Debug, PartialEq, Eq)]
    AccountError {
        NotSignedIn = "not-signed-in", Unidentified,
            "还没有登录，或登录已过期", "not signed in, or the sign-in has ended",
            "请登录后再办；已填的内容保留着", "sign in and go on; what was filled in is kept";
        SignInFailed = "sign-in-failed", Unidentified,
            "没有登录成功：所填的与登记的不符，或已过期",
            "not signed in: what was given does not match what is on record, or has expired",
            "请核对后再试，或换一种方式；也可以到参保地窗口领取验证码",
            "check it and try again, or take another way; the counter of the insured place gives \
             codes too";
        SignInLocked { until: Timestamp } = "sign-in-locked", Unidentified,
            "试错次数太多，暂时不能登录", "too many attempts failed; no more are taken for a while",
            "请稍后再试，或到窗口办理", "try again later, or at the counter",
            says say!(
                "试错次数太多，{until} 之后再试",
                "too many attempts failed; try again after {until}";
                until = clock(*until)
            );
        RoleNotHeld = "role-not-held", Forbidden,
            "您的账号不能办这件事", "your account may not do this",
            "请有此职责的人办理，或换账号登录", "ask somebody who may, or sign in with another account";
        SecondFactorNeeded = "second-factor-needed", Forbidden,
            "还没有设置动态码", "the second factor is not set up",
            "请先在账号页设置动态码", "set up the second factor on the account page first";
        PasswordWeak = "password-weak", Invalid,
            "密码太短，或太容易猜到", "the password is too short, or easily guessed",
            "至少 12 个字符，不要用姓名、账号、连续或重复的字符",
            "at least 12 characters, not the name or a run of the same or following characters";
        OwnConsent = "own-consent", Invalid,
            "不用授权给自己", "nobody needs a consent of their own",
            "请填要替您办事的人", "name the person who is to act for you";
        UnknownConsent = "unknown-consent", NotFound,
            "没有这份授权，或已结束", "there is no such consent, or it has ended",
            "请在「我的家人」页查看", "see the page of your family";
        RolesDoNotGo = "roles-do-not-go-together", Invalid,
            "这几项职责不能由同一个人担任", "these roles do not go together",
            "系统管理、审计和业务职责要分给不同的人",
            "give administration, audit and business to different people";
        UnitNeeded = "unit-needed", Invalid,
            "没有写明所属单位，或单位与职责不符", "the unit is missing, or does not fit the role",
            "经办写统筹区的代码或名称（管整个系统写 all），医院写机构编号，单位经办写单位编号",
            "a clerk has a region by code or name (all for the whole installation), a facility \
             desk a facility, an employer clerk an employer";
        UnknownUnit { unit: String, why: Bilingual } = "unknown-unit", Invalid,
            "没有这个单位", "there is no such unit",
            "统筹区写六位代码或名称，如 440300 或 深圳市", "a region is six digits or a name, such as 440300",
            says say!("没有单位「{unit}」：{why}", "there is no unit «{unit}»: {why}"; why = why.clone());
    }
}

/// The time of day in China.
fn clock(at: Timestamp) -> Bilingual {
    let at = at
        .to_zoned(TimeZone::fixed(CHINA))
        .strftime("%H:%M")
        .to_string();
    Bilingual::new(at.clone(), at)
}
