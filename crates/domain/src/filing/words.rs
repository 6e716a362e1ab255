//! The words of filings.

use crate::situation::Footing;
use crate::word_list;

word_list! {
    /// Why a person files: the categories of 医保发〔2022〕22号 (NAT-02, NAT-03).
    FilingReason {
        /// Retired and settled elsewhere.
        ResettledRetiree = "resettled-retiree", "异地安置退休人员", "resettled retiree";
        /// Living elsewhere.
        LongTermResident = "long-term-resident", "异地长期居住人员", "long-term resident";
        /// Posted elsewhere by an employer.
        PostedWorker = "posted-worker", "常驻异地工作人员", "posted worker";
        /// Sent by a hospital.
        Referral = "referral", "异地转诊就医人员", "referral";
        /// Emergency rescue; since 2023 deemed filed (NAT-06), before that filed (X27).
        Emergency = "emergency", "异地急诊抢救", "emergency";
        /// Anybody else away for a while.
        OtherTemporary = "other-temporary", "其他临时外出就医人员", "other temporary traveller";
    }
}

word_list! {
    /// Filings of one kind exclude each other: their periods in force never overlap.
    FilingKind {
        /// The three long-term reasons.
        LongTerm = "long-term", "异地长期备案", "long-term filing";
        /// Referrals.
        Referral = "referral", "转诊备案", "referral filing";
        /// Emergencies, while they had to be filed.
        Emergency = "emergency", "急诊备案", "emergency filing";
        /// Other temporary travellers.
        Temporary = "temporary", "临时外出备案", "temporary filing";
    }
}

impl FilingReason {
    /// The kind within which only one filing may be in force.
    pub const fn kind(self) -> FilingKind {
        match self {
            FilingReason::ResettledRetiree
            | FilingReason::LongTermResident
            | FilingReason::PostedWorker => FilingKind::LongTerm,
            FilingReason::Referral => FilingKind::Referral,
            FilingReason::Emergency => FilingKind::Emergency,
            FilingReason::OtherTemporary => FilingKind::Temporary,
        }
    }
}

impl FilingReason {
    /// The footing a filing for this reason usually gives; a region's category decides.
    pub const fn footing(self) -> Footing {
        match self.kind() {
            FilingKind::LongTerm => Footing::LongTermFiled,
            FilingKind::Referral => Footing::Referred,
            FilingKind::Emergency => Footing::Emergency,
            FilingKind::Temporary => Footing::TemporaryFiled,
        }
    }
}

word_list! {
    /// Where a filing stands. Nothing rests in «submitted»: a submission is approved by rule or
    /// queued for a clerk in the same breath, and the history shows both.
    State {
        /// Waiting for a clerk.
        Queued = "queued", "待审核", "waiting for review";
        /// Back with the person, to be corrected.
        Returned = "returned", "退回补正", "returned for correction";
        /// Decided against.
        Refused = "refused", "不予备案", "refused";
        /// Approved; its first day lies ahead.
        Approved = "approved", "已通过，未生效", "approved, not yet begun";
        /// In force.
        Active = "active", "生效中", "in force";
        /// Replaced by a newer filing.
        Superseded = "superseded", "已被新备案替代", "superseded";
        /// Withdrawn or cancelled.
        Cancelled = "cancelled", "已取消", "cancelled";
        /// Run out, or ended with the insurance.
        Expired = "expired", "已失效", "expired";
    }
}

word_list! {
    /// How a filing came in; the same rules hold on every channel (NAT-16, R40).
    Channel {
        /// The bureau's account in a messaging app.
        OfficialAccount = "official-account", "医保公众号", "official account";
        /// A mini-programme.
        MiniProgramme = "mini-programme", "小程序", "mini-programme";
        /// The national platform's app.
        NationalApp = "national-app", "国家医保服务平台", "national app";
        /// The personal online service.
        Website = "website", "网上服务大厅", "website";
        /// A service counter.
        Counter = "counter", "服务窗口", "counter";
        /// By telephone.
        Phone = "phone", "电话", "telephone";
        /// By fax.
        Fax = "fax", "传真", "fax";
        /// The employer's online service.
        EmployerService = "employer-service", "单位网上服务", "employer service";
        /// The referring hospital.
        Hospital = "hospital", "转诊医院", "referring hospital";
    }
}

word_list! {
    /// Where the household register (户籍) lies, seen from the insured place.
    Register {
        /// In the insured place.
        Local = "local", "户籍在参保地", "register in the insured place";
        /// Moved to the place the person settled in.
        Moved = "moved", "户籍已迁入居住地", "register moved to the new place";
        /// Somewhere else.
        Elsewhere = "elsewhere", "户籍在其他地方", "register somewhere else";
    }
}

word_list! {
    /// The outcome of one check.
    Verdict {
        /// It holds.
        Pass = "pass", "符合", "holds";
        /// It does not.
        Fail = "fail", "不符合", "does not hold";
        /// Nobody said; a person has to look.
        Unknown = "unknown", "待核实", "not known";
    }
}

impl Verdict {
    /// Whether something holds.
    pub const fn of(holds: bool) -> Verdict {
        if holds { Verdict::Pass } else { Verdict::Fail }
    }

    /// Whether something holds, when it is known at all.
    pub const fn of_known(holds: Option<bool>) -> Verdict {
        match holds {
            Some(holds) => Verdict::of(holds),
            None => Verdict::Unknown,
        }
    }

    /// All of them together: one failure fails, else one unknown leaves it unknown.
    pub fn all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        let mut together = Verdict::Pass;
        for verdict in verdicts {
            match verdict {
                Verdict::Fail => return Verdict::Fail,
                Verdict::Unknown => together = Verdict::Unknown,
                Verdict::Pass => {}
            }
        }
        together
    }
}

word_list! {
    /// What is checked.
    CheckKind {
        /// Insured, and the month before paid in full (NAT-21, S001).
        Insured = "insured", "参保缴费", "insured and paid up";
        /// The place is a city, a municipality or a province pooled at the top (NAT-04).
        DestinationLevel = "destination-level", "就医地层级", "level of the place";
        /// It is not the insured place itself.
        DestinationElsewhere = "destination-elsewhere", "异地", "elsewhere";
        /// Not Hong Kong, Macao or Taiwan (S003).
        DestinationInScheme = "destination-in-scheme", "适用范围", "inside the scheme";
        /// Name, telephone and address given (R11).
        Contact = "contact", "联系方式", "contact";
        /// The category is open for this place.
        Place = "place", "适用地区", "open for the place";
        /// The person belongs to the category.
        Eligible = "eligible", "人员资格", "belongs to the category";
        /// The channel takes this category.
        Channel = "channel", "办理渠道", "channel";
        /// The first day asked for (NAT-17).
        Start = "start", "生效日期", "first day";
        /// Proof or pledge (NAT-24, R17, R18).
        Evidence = "evidence", "材料或承诺", "proof or pledge";
        /// What an older filing of the same kind allows (X05).
        Change = "change", "变更规则", "older filings";
        /// The option chosen (GZ-04).
        Option = "option", "待遇选项", "option";
        /// The agent who files for the person has consent (R111).
        Agent = "agent", "代办授权", "agent";
    }
}

impl CheckKind {
    /// The checks a region switches on with a dated `[[guard]]` row; the others follow from the
    /// category.
    pub const GUARDS: &'static [CheckKind] = &[
        CheckKind::Insured,
        CheckKind::DestinationLevel,
        CheckKind::DestinationElsewhere,
        CheckKind::DestinationInScheme,
        CheckKind::Contact,
    ];

    /// Whether the person can put it right on the form. What the person cannot mend goes to a
    /// clerk: a rule may approve by itself, but only a person refuses.
    pub const fn is_mendable(self) -> bool {
        !matches!(self, CheckKind::Insured | CheckKind::Eligible)
    }
}

word_list! {
    /// What can happen to a filing.
    EventKind {
        /// The person asks.
        Submit = "submit", "提交", "submitted";
        /// Decided for, by rule, clerk or hospital.
        Approve = "approve", "通过", "approved";
        /// Sent back to be corrected.
        Return = "return", "退回补正", "returned";
        /// Decided against.
        Refuse = "refuse", "不予通过", "refused";
        /// Submitted again, corrected.
        Correct = "correct", "补正后重新提交", "corrected";
        /// Its first day has come.
        Activate = "activate", "生效", "begun";
        /// Withdrawn or cancelled by the person.
        Cancel = "cancel", "取消", "cancelled";
        /// Replaced by a newer filing.
        Supersede = "supersede", "被替代", "superseded";
        /// Its last day is over.
        Expire = "expire", "到期", "expired";
        /// The insurance ended or changed (R28).
        InsuranceChanged = "insurance-changed", "参保状态变更", "insurance changed";
    }
}
