//! Why a facility cannot take a code of the electronic voucher. Each says what to do instead: a
//! fresh code, or the card.

use domain::calendar::in_china;
use domain::{Bilingual, errors, say};
use jiff::Timestamp;

errors! {
    /// Why a code of the electronic voucher is not taken.
    #[derive(Clone, Debug, PartialEq, Eq)]
    EVoucherError {
        CodeExpired { ended_at: Timestamp } = "voucher-code-expired", Refused,
            "这张医保码已过期", "this code of the e-voucher has run out",
            "请本人在手机上换一张码再扫；也可以用身份证或社保卡",
            "have the person show a fresh code, or use the ID card or the social-security card",
            says say!(
                "这张医保码 {at} 已过期", "this code of the e-voucher ran out at {at}";
                at = clock(*ended_at)
            );
        CodeUsedElsewhere { at: Timestamp } = "voucher-code-used", Conflict,
            "这张医保码已在另一家机构用过", "another facility has read this code already",
            "一张码只给一家机构用：请本人在手机上换一张码再扫；也可以用身份证或社保卡",
            "a code is for one facility: have the person show a fresh one, or use the ID card or \
             the social-security card",
            says say!(
                "这张医保码 {at} 已在另一家机构用过",
                "another facility has read this code already, at {at}";
                at = clock(*at)
            );
        CodeForged = "voucher-code-forged", Refused,
            "这不是本平台发出的医保码，或没有扫全",
            "this is no code of the e-voucher that was issued here, or it was not read whole",
            "请再扫一次；还不行，请本人换一张码，或用身份证、社保卡",
            "scan it again; if that fails have the person show a fresh code, or use the ID card \
             or the social-security card";
        CodeOfElsewhere = "voucher-code-of-elsewhere", Refused,
            "这张医保码是另一个平台发出的", "this code of the e-voucher was issued by another platform",
            "请本人在本平台换一张码；也可以用身份证或社保卡",
            "have the person show a code of this platform, or use the ID card or the \
             social-security card";
        CodeEnded = "voucher-code-ended", Refused,
            "出示这张医保码的登录或授权已经结束",
            "the sign-in or the consent this code was shown under has ended",
            "请重新登录换一张码；也可以用身份证或社保卡",
            "sign in again for a fresh code, or use the ID card or the social-security card";
    }
}

/// The time of day in China.
fn clock(at: Timestamp) -> Bilingual {
    let at = in_china(at).strftime("%H:%M").to_string();
    Bilingual::new(at.clone(), at)
}
