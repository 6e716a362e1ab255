//! The reasons from which a clerk picks: data, with the words the person reads. A decision carries
//! its reason as text; one that begins with a catalogued reason is said in both languages.

use super::EventKind;
use crate::text::Named;
use crate::{Bilingual, word_list};

word_list! {
    /// A catalogued reason of a decision.
    DecisionReason {
        /// Returned: a proof is missing.
        ProofMissing = "proof-missing", "缺少要交的材料", "a proof that is asked for is missing";
        /// Returned: nobody can read it.
        ProofUnclear = "proof-unclear", "材料看不清，请重新拍照上传",
            "the picture of the proof cannot be read; take it again";
        /// Returned: it no longer holds.
        ProofExpired = "proof-expired", "材料已过有效期，请换一份有效的",
            "the proof is no longer valid; hand in one that is";
        /// Returned: it is somebody else's.
        ProofOfAnother = "proof-of-another", "材料上的姓名与您登记的不一致",
            "the name on the proof is not the one on record";
        /// Returned: it is of another place.
        PlaceUnclear = "place-unclear", "材料上的地址不在要去的城市",
            "the address on the proof is not in the place filed for";
        /// Returned: the days do not fit.
        DaysUnclear = "days-unclear", "起止日期与材料不符", "the days do not agree with the proof";
        /// Returned: nobody answers.
        ContactWrong = "contact-wrong", "电话联系不上，请核对联系方式",
            "nobody answers the telephone; check the contact";
        /// Refused: the insurance does not allow it.
        NotInsured = "not-insured", "参保状态不符合备案条件",
            "the insurance does not meet the conditions of a filing";
        /// Refused: not of this category.
        NotOfCategory = "not-of-category", "不属于所选的备案类别", "not of the category chosen";
        /// Refused: the proof is false.
        ProofNotGenuine = "proof-not-genuine", "材料经核实不属实",
            "the proof was checked and is not genuine";
        /// Refused: the person does not live or work there.
        NotThere = "not-there", "核实后没有在当地居住或工作",
            "it was checked that the person neither lives nor works there";
        /// Refused: nothing came.
        NoAnswer = "no-answer", "退回后一直没有补正", "it was returned and never corrected";
        /// Approved against a check: the original was seen.
        OriginalSeen = "original-seen", "原件已在窗口核对", "the original was seen at the counter";
        /// Approved against a check: the register is behind.
        RegisterBehind = "register-behind", "登记还没有更新，已另行核实",
            "the register is behind; it was confirmed another way";
        /// Approved against a check: ruled so.
        RuledSo = "ruled-so", "按主管部门的书面答复办理", "as the authority answered in writing";
    }
}

impl DecisionReason {
    /// The reasons of a decision; for an approval, those that go against a failed check.
    pub fn of(event: EventKind) -> Vec<DecisionReason> {
        let is_of = |reason: &DecisionReason| reason.event() == event;
        DecisionReason::ALL.iter().copied().filter(is_of).collect()
    }

    /// Which decision it is a reason of.
    pub const fn event(self) -> EventKind {
        use DecisionReason as R;
        match self {
            R::ProofMissing
            | R::ProofUnclear
            | R::ProofExpired
            | R::ProofOfAnother
            | R::PlaceUnclear
            | R::DaysUnclear
            | R::ContactWrong => EventKind::Return,
            R::NotInsured | R::NotOfCategory | R::ProofNotGenuine | R::NotThere | R::NoAnswer => {
                EventKind::Refuse
            }
            R::OriginalSeen | R::RegisterBehind | R::RuledSo => EventKind::Approve,
        }
    }

    /// The reason as a decision carries it, with what the clerk adds in words.
    pub fn written(self, more: &str) -> String {
        let zh = self.name().zh;
        match more.trim() {
            "" => zh,
            more => format!("{zh}；{more}"),
        }
    }
}

/// A reason as a person reads it: a catalogued one in both languages, others as they were written.
pub fn said(reason: &str) -> Bilingual {
    let known = DecisionReason::ALL.iter().find_map(|known| {
        let name = known.name();
        let more = reason.strip_prefix(name.zh.as_str())?;
        match more.strip_prefix('；') {
            Some(more) => Some(Bilingual::new(reason, format!("{}; {more}", name.en))),
            None => more.is_empty().then_some(name),
        }
    });
    known.unwrap_or_else(|| Bilingual::new(reason, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogued_reason_is_said_in_both_languages_and_any_other_as_it_is() {
        let plain = DecisionReason::ProofUnclear.written(" ");
        assert_eq!(said(&plain).zh, "材料看不清，请重新拍照上传");
        assert!(said(&plain).en.starts_with("the picture"));
        let more = DecisionReason::ProofUnclear.written("第二页");
        assert_eq!(said(&more).zh, "材料看不清，请重新拍照上传；第二页");
        assert!(said(&more).en.ends_with("take it again; 第二页"));
        assert_eq!(said("别的").en, "别的");
    }

    #[test]
    fn every_decision_of_a_clerk_has_reasons() {
        for event in [EventKind::Approve, EventKind::Return, EventKind::Refuse] {
            assert!(DecisionReason::of(event).len() >= 3, "{event}");
        }
    }
}
