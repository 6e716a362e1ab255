//! The words for what has to be cancelled first, and for what is too large.

use domain::ids::SettlementId;
use domain::text::Sep;
use domain::{Bilingual, Money, say};

/// Which settlements are cancelled before one is.
pub(super) fn later_first(
    settlement: &SettlementId,
    later: &[SettlementId],
    elsewhere: usize,
) -> Bilingual {
    let here: Vec<&str> = later.iter().map(SettlementId::as_str).collect();
    let (zh, en) = (here.join("、"), here.join(", "));
    let mut parts = Vec::new();
    if !later.is_empty() {
        parts.push(Bilingual::new(
            format!("本机构 {zh}"),
            format!("{en} at this facility"),
        ));
    }
    if elsewhere > 0 {
        parts.push(say!("别处 {elsewhere} 笔", "{elsewhere} elsewhere"));
    }
    say!(
        "撤销 {settlement} 之前，须先撤销之后的结算：{later}",
        "before {settlement}, the settlements after it are cancelled: {later}";
        later = Bilingual::join(parts, Sep::Semicolon)
    )
}

/// The largest bill the desk takes, in words for a field that is above it.
pub(crate) fn too_large() -> Bilingual {
    let most = Money::MAX.grouped();
    say!("不得超过 {most} 元", "at most {most} yuan")
}
