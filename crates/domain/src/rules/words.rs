//! The closed lists of words that policy tables use.

use crate::word_list;

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
    }
}

word_list! {
    /// Over what threshold and bands run.
    Counts {
        /// Each visit by itself.
        Visit = "visit", "每次就医", "each visit";
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
    }
}

word_list! {
    /// Which items of the eligible amount a layer looks at.
    Items {
        /// All.
        All = "all", "全部", "all";
        /// All but nationally negotiated drugs.
        Ordinary = "ordinary", "国谈药以外", "all but negotiated drugs";
        /// Nationally negotiated drugs only.
        Negotiated = "negotiated", "国谈药", "negotiated drugs";
    }
}
