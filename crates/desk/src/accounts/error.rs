//! Why somebody is not signed in, or may not act for somebody.

use domain::calendar::CHINA;
use domain::text::Named;
use domain::{Bilingual, errors, say};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::passkeys::PasskeyFault;

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
        PasskeyNotTaken { fault: PasskeyFault } = "passkey-not-taken", Invalid,
            "通行密钥没有收下", "the passkey was not taken",
            "请再试一次，或换一个设备", "try again, or with another device",
            says say!("通行密钥没有收下：{fault}", "the passkey was not taken: {fault}";
                fault = fault.name());
        PasskeyStale = "passkey-stale", Invalid,
            "这次询问已过期，或已经用过", "the question is too old, or was answered before",
            "请从账号页再添加一次", "add it again from the account page";
        PasskeyKnown = "passkey-known", Conflict,
            "这把通行密钥已经登记过", "this passkey is registered already",
            "不用再登记", "there is no need to";
        PasskeysTooMany = "passkeys-too-many", Refused,
            "通行密钥太多", "there are too many passkeys",
            "先删去不用的", "remove those that are not used";
        UnknownPasskey = "unknown-passkey", NotFound,
            "没有这把通行密钥，或已删去", "there is no such passkey, or it was removed",
            "请看账号页", "see the account page";
        UnknownSignIn = "sign-in-not-there", NotFound,
            "没有这个登录，或已退出", "there is no such sign-in, or it has ended",
            "请刷新后再看", "reload the page";
        NotStaffHere = "not-staff-here", Forbidden,
            "统一身份认证认得您，这里没有您的账号",
            "the single sign-on knows you, and there is no account of yours here",
            "请系统管理员按您的工号加一个账号", "ask the operator of the installation to add one by \
             your staff number";
        AccountDisabled = "account-disabled", Forbidden,
            "您的账号已停用", "your account is disabled",
            "如果不应停用，请系统管理员查看", "ask the operator of the installation if it should not be";
        NoSecondStepHere = "no-second-step-here", Forbidden,
            "还要第二步验证，而您还没有设置",
            "a second step is needed, and none of yours is set up",
            "请系统管理员给您邀请码，在 /welcome 设置", "ask the operator of the installation for an \
             invitation, and set it up at /welcome";
        ProviderAway = "single-sign-on-away", Unavailable,
            "统一身份认证现在用不了", "the single sign-on does not answer now",
            "过几分钟再试，或用密码登录", "try again in some minutes, or sign in with a password";
        ProviderRefused { why: String } = "single-sign-on-refused", Unidentified,
            "统一身份认证没有让您登录", "the single sign-on did not sign you in",
            "请从登录页重新开始", "begin again from the sign-in page",
            says say!("统一身份认证没有让您登录（{why}）", "the single sign-on did not sign you in \
                ({why})");
        ProviderDoubtful { why: String } = "single-sign-on-doubtful", Unidentified,
            "统一身份认证的答复核对不上，没有采信",
            "what the single sign-on says does not check out and is not believed",
            "请从登录页重新开始；再出现请告诉系统管理员",
            "begin again from the sign-in page; if it stays so tell the operator of the \
             installation",
            says say!("统一身份认证的答复核对不上（{why}），没有采信",
                "what the single sign-on says does not check out ({why}) and is not believed");
        ProviderClock = "single-sign-on-clock", Unidentified,
            "统一身份认证的答复已过期，或两边的时钟不一致",
            "what the single sign-on says has expired, or the clocks differ",
            "请从登录页重新开始；再出现请系统管理员核对时钟",
            "begin again from the sign-in page; if it stays so the clocks are to be compared";
        ProviderStale = "single-sign-on-stale", Unidentified,
            "这次登录放得太久，或不是从这个浏览器开始的",
            "this sign-in is too old, or did not begin in this browser",
            "请从登录页重新开始", "begin again from the sign-in page";
        FaceAway = "face-away", Unavailable,
            "刷脸现在用不了", "faces cannot be compared now",
            "换一种方式登录，都一样", "take another way; all are equal";
        FaceNotCompared = "face-not-compared", Unidentified,
            "刷脸没有做完，或放得太久", "the face was not compared, or that was too long ago",
            "再试一次，或换一种方式，都一样", "try again, or take another way; all are equal";
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
