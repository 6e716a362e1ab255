//! One thing told of a place, from the rows in force: how long a filing lasts, which papers a claim
//! needs, whom to call. A fact without a row is no sentence: nobody guesses.

mod claims;
mod filings;

use domain::advice::{JourneyAsked, Why, journey};
use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use domain::policy::Library;
use domain::procedures::{Aspect, Circumstances, Dated, Procedures, RowInFile};
use domain::region::Distance;
use domain::text::{Bilingual, Named};
use domain::{Region, word_list};
use jiff::civil::Date;

use super::CitedRow;
use super::{figures, hotlines};
use crate::standard::place_at;

word_list! {
    /// What can be told of a place.
    PlainFact {
        /// Whether one files, for the journey that was said.
        MustFile = "must-file", "要不要备案", "whether to file";
        /// What needs no filing.
        Exempt = "exempt", "不用备案的情形", "what needs no filing";
        /// Emergencies.
        Emergency = "emergency", "急诊抢救", "emergencies";
        /// Places outside the scheme.
        Outside = "outside", "港澳台和国外", "places outside the scheme";
        /// Who files as what.
        Kinds = "kinds", "有哪几种备案", "kinds of filing";
        /// Proofs of a filing.
        FilingPapers = "filing-papers", "备案要什么材料", "papers for a filing";
        /// How it comes in.
        Channels = "channels", "在哪里备案", "where to file";
        /// Who decides, how fast.
        Decided = "decided", "多久批下来", "how fast it is decided";
        /// How long it lasts.
        Lasts = "lasts", "备案管多久", "how long a filing lasts";
        /// From which day.
        Starts = "starts", "从哪天算起", "from which day";
        /// What a new one does to an old one.
        Changes = "changes", "换地方怎么办", "changing the place";
        /// Care at home meanwhile.
        AtHome = "at-home", "备案以后回参保地看病", "care at home meanwhile";
        /// Choosing an institution.
        Designation = "designation", "门诊选点", "choosing an institution";
        /// Until when to claim.
        ClaimWindow = "claim-window", "报销期限", "the time to claim";
        /// What becomes of somebody who did not file.
        NotFiled = "not-filed", "没备案怎么办", "what becomes of who did not file";
        /// Filing after the discharge.
        LateFiling = "late-filing", "出院后补备案", "filing after the discharge";
        /// What may be claimed.
        ClaimAccepts = "claim-accepts", "哪些情形可以报销", "what may be claimed";
        /// What may not.
        ClaimRefuses = "claim-refuses", "哪些不能报销", "what may not be claimed";
        /// Papers of a claim.
        ClaimPapers = "claim-papers", "报销材料", "papers for a claim";
        /// How to claim.
        ClaimRoute = "claim-route", "在哪里报销", "how to claim";
        /// When the money comes.
        ClaimPaid = "claim-paid", "多久到账", "when the money comes";
        /// Whose catalogue.
        ClaimCatalogue = "claim-catalogue", "报销按谁的目录", "whose catalogue a claim follows";
        /// Somebody else is liable.
        ThirdParty = "third-party", "别人该赔的费用", "costs somebody else bears";
        /// Injuries at work.
        WorkInjury = "work-injury", "工伤", "injuries at work";
        /// Whose rules decide what.
        Principle = "principle", "两个地方各管什么", "what each place decides";
        /// Which hospitals.
        Hospitals = "hospitals", "哪些医院能去", "which hospitals";
        /// Filed before the discharge.
        BeforeDischarge = "before-discharge", "出院前补备案", "filing before the discharge";
        /// A long-term filer at home.
        BackHome = "back-home", "长期备案后回家看病", "back home after a long-term filing";
        /// Which level of a hospital counts.
        SettlementLevel = "settlement-level", "医院等级", "the level of a hospital";
        /// What to show.
        Voucher = "voucher", "看病凭什么", "what to show";
        /// A hospital that is not networked.
        NotNetworked = "not-networked", "没有联网的医院", "a hospital that is not networked";
        /// Money of an account for the family.
        Wallet = "wallet", "个人账户给家人用", "an account used by the family";
        /// Who counts as family.
        Relatives = "relatives", "哪些亲属可以用", "who counts as family";
        /// Whom to call.
        Contacts = "contacts", "电话", "telephones";
        /// Deductibles.
        Deductible = "deductible", "起付线", "the deductible";
        /// Shares.
        Share = "share", "报销比例", "the share that is paid";
        /// Ceilings.
        Ceiling = "ceiling", "一年最多报多少", "the most in a year";
        /// The fund for critical illness.
        CriticalIllness = "critical-illness", "大病保险", "critical illness insurance";
    }
}

/// Of what it is told.
#[derive(Clone, Copy, Debug)]
pub struct HelpPlace<'a> {
    /// The rules.
    pub library: &'a Library,
    /// Where the person is insured; the national rules answer where nobody said.
    pub insured_at: Option<Region>,
    /// Where the person goes.
    pub treated_at: Option<Region>,
    /// Scheme.
    pub scheme: Option<Scheme>,
    /// Status within it.
    pub status: Option<Status>,
    /// Tier of the scheme.
    pub tier: Option<&'a str>,
    /// Kind of care.
    pub care: Option<Care>,
    /// Level of hospital.
    pub level: Option<Level>,
    /// Why the person goes.
    pub why: Option<Why>,
    /// The day.
    pub day: Date,
}

impl<'a> HelpPlace<'a> {
    /// The rules of the insured place; the national ones where it is not said.
    pub(super) fn rules(&self) -> &'a Procedures {
        let region = self.insured_at.unwrap_or(Region::ABROAD);
        self.library.procedures(region)
    }

    /// What is known, for rows that ask about it. Where the place of care was not said, one in
    /// another province stands in.
    fn about(&self) -> Circumstances<'static> {
        let home = self.insured_at.unwrap_or(Region::ABROAD).pooling();
        let away = self.treated_at.map(Region::pooling);
        let away = away.or_else(|| place_at(home, Distance::OutOfProvince));
        Circumstances {
            care: self.care,
            scheme: self.scheme,
            status: self.status,
            ..Circumstances::of_journey(home, away.unwrap_or(home))
        }
    }

    /// The journey, where both places are said.
    pub(super) fn journey(&self) -> Option<JourneyAsked> {
        Some(JourneyAsked {
            why: self.why,
            scheme: self.scheme,
            status: self.status,
            care: self.care,
            ..JourneyAsked::between(self.insured_at?, self.treated_at?, self.day)
        })
    }

    /// The address of a row of procedures.
    fn address<T>(&self, found: RowInFile<'_, T>, (table, key): (&str, &str)) -> String {
        let owner = match (found.is_national(), self.insured_at) {
            (false, Some(region)) => region.pooling().to_string(),
            _ => "national".to_owned(),
        };
        format!("{owner}/procedures/{table}/{key}")
    }

    fn cited<T: Dated>(&self, found: RowInFile<'_, T>, table: &str, says: Bilingual) -> CitedRow {
        CitedRow {
            row: self.address(found, (table, &found.key())),
            says,
            basis: vec![found.shown()],
            disputes: found.disputes(table),
        }
    }

    fn note(&self, id: &str) -> Vec<CitedRow> {
        let notes = self.rules().notes_on(self.day).into_iter();
        let found = notes.filter(|row| row.id == id);
        let told = found.filter_map(|row| Some(self.cited(row, "note", row.says.clone()?)));
        told.collect()
    }

    fn contacts(&self) -> Vec<CitedRow> {
        let region = self.insured_at.unwrap_or(Region::ABROAD);
        let lines = hotlines(self.library, region, self.day).into_iter();
        let told = lines.filter_map(|line| {
            let dial = line.dial?;
            Some(CitedRow {
                row: format!("national/procedures/contact/{dial}"),
                says: Bilingual::new(
                    format!("{}：{dial}", line.title.zh),
                    format!("{}: {dial}", line.title.en),
                ),
                basis: vec![line.basis],
                disputes: vec![],
            })
        });
        told.collect()
    }

    fn must_file(&self) -> Vec<CitedRow> {
        let Some(asked) = self.journey() else {
            return vec![];
        };
        let Ok(answer) = journey(self.library, &asked) else {
            return vec![];
        };
        let way = answer.advice.categories.first();
        let panel = answer.panel.name();
        let says = Bilingual::new(
            format!("{}。{}", panel.zh, answer.advice.says.zh),
            format!("{}. {}", panel.en, answer.advice.says.en),
        );
        vec![CitedRow {
            row: format!("{}/advice", asked.insured_at.pooling()),
            says,
            basis: match answer.advice.basis.is_empty() {
                true => way.map(|way| way.basis.clone()).into_iter().collect(),
                false => answer.advice.basis.clone(),
            },
            disputes: way.map(|way| way.disputes.clone()).unwrap_or_default(),
        }]
    }
}

/// What the rules say of it; nothing where they say nothing.
pub fn tell(place: &HelpPlace<'_>, fact: PlainFact) -> Vec<CitedRow> {
    use PlainFact::*;
    match fact {
        MustFile => place.must_file(),
        Exempt => place.exempt(),
        Emergency => place.emergency(),
        Outside => place.outside(),
        Kinds => place.kinds(),
        FilingPapers => place.filing_papers(),
        Channels => place.channels(),
        Decided => place.decided(),
        Lasts => place.lasts(),
        Starts => place.starts(),
        Changes => place.changes(),
        AtHome => place.care_at_home(),
        Designation => place.designation(),
        ClaimWindow => place.claim(&[Aspect::Window, Aspect::SpecialWindow]),
        NotFiled => place.not_filed(),
        LateFiling => place.claim(&[Aspect::LateFiling]),
        ClaimAccepts => place.claim(&[Aspect::Accepts]),
        ClaimRefuses => place.claim(&[Aspect::Refuses]),
        ClaimPapers => place.claim_papers(),
        ClaimRoute => place.claim(&[Aspect::Route]),
        ClaimPaid => place.claim(&[Aspect::PayWithin]),
        ClaimCatalogue => place.claim(&[Aspect::Catalogue]),
        ThirdParty => place.claim(&[Aspect::ThirdParty]),
        WorkInjury => place.claim(&[Aspect::WorkInjury]),
        Principle => place.note("NAT-01"),
        Hospitals => place.note("NAT-05"),
        BeforeDischarge => place.note("NAT-09"),
        BackHome => place.note("NAT-12"),
        SettlementLevel => place.note("NAT-18"),
        Voucher => place.note("NAT-23"),
        NotNetworked => place.note("NAT-25"),
        Wallet => place.note("NAT-28"),
        Relatives => place.note("NAT-30"),
        Contacts => place.contacts(),
        Deductible | Share | Ceiling | CriticalIllness => figures::told(place, fact),
    }
}
