//! The closed lists of words that policy tables use.

use crate::{Money, Share, word_list};

word_list! {
    /// A part of the bill that is still with the person; a layer takes its base from some of them.
    Component {
        /// What the first layer looks at.
        Eligible = "eligible", "符合政策范围", "eligible";
        /// Taken out before the home rule, by footing.
        SelfPayFirst = "self-pay-first", "按备案情形先自付", "self-pay first by footing";
        /// The deductible.
        Deductible = "deductible", "起付线", "deductible";
        /// The person's share beside the fund's.
        CoPay = "co-pay", "按比例自付", "co-pay";
        /// What the footing took off the fund's share.
        Reduction = "reduction", "因备案情形少报", "lost through the footing";
        /// What the fund would have paid without its ceiling, with the co-pay on it.
        AboveCeiling = "above-ceiling", "超封顶线", "above the ceiling";
        /// First share of class B.
        Upfront = "upfront", "乙类先自付", "upfront self-pay";
        /// Above the price limit.
        AboveLimit = "above-limit", "超限价", "above the price limit";
        /// Class C.
        WhollySelfPaid = "wholly-self-paid", "目录外自费", "wholly self-paid";
        /// What a band says no fund covers; no later layer looks at it unless it says so.
        NotCovered = "not-covered", "不予支付", "not covered";
    }
}

word_list! {
    /// Over what threshold and bands run.
    Counts {
        /// Each visit by itself.
        Visit = "visit", "每次就医", "each visit";
        /// All visits of a calendar month together.
        Month = "month", "每月累计", "each month";
        /// All visits of a calendar quarter together.
        Quarter = "quarter", "每季度累计", "each quarter";
        /// All visits of a benefit year together.
        Year = "year", "年度累计", "the benefit year";
    }
}

word_list! {
    /// What the limits of bands are measured on.
    Measured {
        /// The base, counted from zero, deductible included.
        Base = "base", "费用额（含起付线）", "the amount, deductible included";
        /// The base after the deductible.
        AfterDeductible = "after-deductible", "扣除起付线后", "the amount after the deductible";
        /// What the fund has paid.
        Paid = "paid", "基金支付额", "what the fund has paid";
        /// The whole amount, deductible included: the band it lies in decides the rate of all that
        /// is beyond the deductible.
        Whole = "whole-amount", "全部费用所在的一段", "the band the whole amount lies in";
    }
}

word_list! {
    /// Whether the deductible comes off what is asked for or off what the fund would pay.
    Taken {
        /// What is beyond the deductible is multiplied by the rate.
        BeforeRate = "before-rate", "先扣起付线再按比例", "before the rate";
        /// The amount is multiplied by the rate, and the deductible comes off what that gives.
        AfterRate = "after-rate", "先按比例再扣起付线", "after the rate";
    }
}

word_list! {
    /// What becomes of the deductible in a stay that follows another.
    StayDeductible {
        /// It is taken again.
        Anew = "anew", "重新计起付线", "a deductible of its own";
        /// Only what is missing to the higher one.
        ToppedUp = "topped-up", "补起付线差额", "only the difference of the deductibles";
        /// None again.
        CarriedOver = "carried-over", "不再计起付线", "no deductible again";
    }
}

word_list! {
    /// Which admission of the benefit year a stay is that follows another.
    StayAdmission {
        /// That of the stay before.
        Same = "same", "与前次算同一次住院", "the same admission";
        /// The next one.
        Own = "own", "另算一次住院", "an admission of its own";
    }
}

word_list! {
    /// The steps in which a rate is changed, each a table of its own. What the footing takes off is
    /// told apart from what a person pays anyway; every other step changes what is full.
    Step {
        /// By the footing.
        Footing = "footing", "备案情形", "footing";
        /// By age.
        Age = "age", "年龄", "age";
        /// For the retired.
        Retired = "retired", "退休", "retired";
        /// For people who were referred.
        Referral = "referral", "转诊", "referral";
        /// For people, facilities or visits with a mark.
        Marked = "marked", "标记", "mark";
    }
}

word_list! {
    /// Which day of a stay picks the rules and the benefit year.
    RulesOf {
        /// The day of admission.
        Admission = "admission", "按入院时的规定", "by the rules at admission";
        /// The day of discharge.
        Discharge = "discharge", "按出院时的规定", "by the rules at discharge";
    }
}

word_list! {
    /// What changed that settlements were computed from: an earlier one was cancelled, at the same
    /// facility or elsewhere; or what is on record of the person, or the rules for days that had
    /// passed.
    WhatChanged {
        /// One was cancelled before them at the same facility.
        SameFacility = "same-facility", "同一机构的后续结算", "later settlements at the same facility";
        /// One was cancelled before them elsewhere.
        Elsewhere = "elsewhere", "其他机构的后续结算", "later settlements elsewhere";
        /// A filing made before them was decided or changed after.
        Filing = "filing-changed", "备案有变化之前的结算", "those before a filing changed";
        /// What is on record of the insurance or the facility for their day changed.
        Record = "record-changed", "参保或机构信息有变化之前的结算", "those before the record changed";
        /// Rules for their day were released.
        Rules = "rules-released", "发布追溯规定之前的结算", "those before rules for past days";
        /// A figure that another stood in for was published.
        Figure = "figure-published", "暂用数字公布之前的结算", "those before a figure was published";
    }
}

word_list! {
    /// What becomes of later settlements when an earlier one is cancelled.
    LaterSettlements {
        /// They must be cancelled first, the last one first.
        CancelledFirst = "cancelled-first", "先撤销后面的", "are cancelled first, the last first";
        /// They stand, and the difference is corrected.
        Corrected = "corrected", "补差更正", "are corrected";
        /// They stand as they are.
        Stand = "stand", "保持不变", "stand as they are";
    }
}

word_list! {
    /// Who decides on it.
    DecidedBy {
        /// The system.
        Automatic = "automatic", "系统自动", "by the system";
        /// A clerk.
        Clerk = "clerk", "经办人员决定", "by a clerk";
    }
}

word_list! {
    /// When the personal account pays.
    Turn {
        /// Before the funds look at the bill.
        First = "first", "先由个人账户支付", "before the funds";
        /// Out of what the funds leave.
        Last = "last", "最后由个人账户支付", "after the funds";
    }
}

word_list! {
    /// To what an amount is rounded.
    Round {
        /// Half a fen and more is a fen.
        Fen = "fen", "四舍五入到分", "to the fen, half up";
        /// Less than a fen is left out.
        FenDown = "fen-down", "舍去分以下", "down to the fen";
        /// Five fen and more are a jiao.
        Jiao = "jiao", "四舍五入到角", "to the jiao, half up";
        /// Less than a jiao is left out.
        JiaoDown = "jiao-down", "舍去角以下", "down to the jiao";
        /// Half a yuan and more is a yuan.
        Yuan = "yuan", "四舍五入到元", "to the yuan, half up";
        /// Less than a yuan is left out.
        YuanDown = "yuan-down", "舍去元以下", "down to the yuan";
        /// A begun yuan counts whole.
        YuanUp = "yuan-up", "进到元", "up to the yuan";
    }
}

impl Round {
    /// The unit in fen, and how much of it is enough for one more: half, all of it, or anything.
    const fn unit(self) -> (i128, Enough) {
        match self {
            Round::Fen => (1, Enough::Half),
            Round::FenDown => (1, Enough::Whole),
            Round::Jiao => (10, Enough::Half),
            Round::JiaoDown => (10, Enough::Whole),
            Round::Yuan => (100, Enough::Half),
            Round::YuanDown => (100, Enough::Whole),
            Round::YuanUp => (100, Enough::Any),
        }
    }

    /// A share of an amount, rounded once.
    pub fn share(self, amount: Money, share: Share) -> Money {
        if self == Round::Fen {
            return amount.at_share(share);
        }
        let product = i128::from(amount.fen()) * i128::from(share.hundred_millionths());
        self.part(product, i128::from(Share::UNIT))
    }

    /// An amount, rounded.
    pub fn of(self, amount: Money) -> Money {
        self.part(i128::from(amount.fen()), 1)
    }

    /// `fen` ÷ `divisor`, rounded.
    fn part(self, fen: i128, divisor: i128) -> Money {
        let (unit, enough) = self.unit();
        let whole = unit * divisor;
        let more = match enough {
            Enough::Half => whole / 2,
            Enough::Whole => 0,
            Enough::Any => whole - 1,
        };
        let count = (fen + more).div_euclid(whole) * unit;
        Money::from_fen(i64::try_from(count).unwrap_or(i64::MAX / 4))
    }
}

/// How much of a unit is enough for one more.
#[derive(Clone, Copy)]
enum Enough {
    Half,
    Whole,
    Any,
}

word_list! {
    /// A class of eligible items that a city may pay at a rate of its own.
    ItemClass {
        /// Everything that has no class of its own.
        Ordinary = "ordinary", "一般项目", "ordinary items";
        /// Nationally negotiated drugs.
        Negotiated = "negotiated", "国谈药", "negotiated drugs";
        /// Implants made at home.
        Implant = "implant", "国产植入材料", "implants made in China";
        /// Implants from abroad.
        ImportedImplant = "imported-implant", "进口植入材料", "imported implants";
        /// Special examinations, such as CT and MRI.
        SpecialExamination = "special-examination", "特殊检查", "special examinations";
        /// Special treatments.
        SpecialTreatment = "special-treatment", "特殊治疗", "special treatments";
        /// Decoction pieces of Chinese medicine.
        ChineseMedicine = "chinese-medicine", "中药饮片", "Chinese herbal pieces";
        /// What a hospital prepares itself.
        HospitalPreparation = "hospital-preparation", "医院制剂", "hospital preparations";
        /// Blood and blood products.
        Blood = "blood", "血液", "blood";
    }
}

impl ItemClass {
    /// How many there are.
    pub const COUNT: usize = ItemClass::ALL.len();
}
