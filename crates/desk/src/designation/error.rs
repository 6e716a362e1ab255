//! What can stand in the way of choosing a facility.

use domain::ids::FacilityCode;
use domain::procedures::{ChangeReason, ChoiceChannel};
use domain::text::Named;
use domain::{Bilingual, errors, say};
use jiff::civil::Date;

errors! {
    /// Why a facility is not chosen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    ChoiceError {
        NothingToChoose { says: Bilingual } = "nothing-to-choose", Refused,
            "不用选点", "nothing has to be chosen",
            "直接去看病，带上医保码或社保卡", "see the doctor; bring the e-voucher or the card",
            says say!("{why}", "{why}"; why = says.clone());
        MayNotChoose { facility: FacilityCode, says: Bilingual } = "choice-not-allowed", Refused,
            "这家机构不能选", "this facility may not be chosen",
            "从可以选的机构里另选一家", "choose another among those that may be chosen",
            says say!("机构 {facility}：{why}", "facility {facility}: {why}"; why = says.clone());
        ChoicesFull { held: Vec<FacilityCode>, says: Bilingual } = "choices-full", Conflict,
            "已经选满", "all choices are made",
            "写明换掉哪一家（instead_of），或保持不变",
            "say which one is given up for it (instead_of), or leave it as it is",
            says say!(
                "{why}；现在选的是 {now}",
                "{why}; chosen now: {now}";
                why = says.clone(), now = codes(held)
            );
        NotHeld { facility: FacilityCode } = "choice-not-held", Conflict,
            "要换掉的那家现在没有选", "the facility to be given up is not chosen now",
            "看一看现在选了哪几家，再写要换掉的", "look at what is chosen now, then say which to give up",
            says say!("没有选定机构 {facility}", "facility {facility} is not chosen");
        ChosenAlready { facility: FacilityCode, from: Date } = "chosen-already", Conflict,
            "已经选了这家", "this facility is chosen already",
            "不用再选", "nothing has to be done",
            says say!(
                "机构 {facility} 已经选定，{from} 起生效",
                "facility {facility} is chosen, from {from}"
            );
        ChangeRefused { says: Bilingual } = "choice-change-refused", Refused,
            "现在不能变更", "it cannot be changed now",
            "等到可以变更的时候再办；有特殊情况请打参保地的电话",
            "wait until it may be changed; in special cases call the insured place",
            says say!("{why}", "{why}"; why = says.clone());
        ReasonNeeded { of: Vec<ChangeReason> } = "choice-reason-needed", Refused,
            "变更要说明原因", "a change needs a reason",
            "写上其中一种原因（reason）", "give one of these reasons",
            says say!(
                "只有{of}才能变更",
                "changed only for: {of}";
                of = domain::text::either(of)
            );
        ChoiceUnfiled { place: Bilingual } = "choice-unfiled", Refused,
            "没有到那里的备案", "there is no filing for that place",
            "先备案，通过以后再选", "file first, and choose once it is approved",
            says say!(
                "没有到{place}的有效备案，选了也不能支付",
                "no filing for {place} is in force; a choice there would pay nothing";
                place = place.clone()
            );
        ChoiceChannelClosed { channel: ChoiceChannel, open: Vec<ChoiceChannel> }
            = "choice-channel-closed", Refused,
            "不能这样选", "it cannot be chosen this way",
            "用下列方式之一办理", "use one of the ways named",
            says say!(
                "不能用「{channel}」办；可以用：{open}",
                "not {channel}; possible: {open}";
                channel = channel.name(), open = domain::text::either(open)
            );
    }
}

fn codes(held: &[FacilityCode]) -> Bilingual {
    let codes: Vec<&str> = held.iter().map(FacilityCode::as_str).collect();
    Bilingual::new(codes.join("、"), codes.join(", "))
}
