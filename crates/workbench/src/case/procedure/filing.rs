//! `[filing]`: with a category, the outcome of the submission; without one, whether to file.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::error::CaseError;
use super::answered::{ProcedureAnswer, day_or, listed};
use super::asker::Asker;
use domain::basis::Basis;
use domain::calendar::{Month, Period};
use domain::facility::Care;
use domain::filing::{
    AdviceAsked, AdviceKind, Applied, Channel, Contact, Event, Evidence, Filing, FilingInForce,
    KnownOfPerson, Occasion, PaidStay, Refused, Register, Submission, Verdict, advise, apply,
};
use domain::person::{Enrolment, Scheme, Status, USUAL_AGE};
use domain::procedures::{Aspect, Category, Circumstances, Dated, Procedures, RowInFile};
use domain::{Money, Region};

/// A filing, or whether one is needed.
/// 一次备案，或要不要备案
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingQuestion {
    /// The day of application, or of care.
    /// 申请的日期，或就医的日期
    on: Date,
    /// Where to.
    /// 去哪里
    destination: Region,
    /// What is filed, by its id; without it, whether anything must be filed.
    /// 备哪一类，写它的 id；不写就是问要不要备案
    #[serde(default)]
    category: Option<String>,
    /// First day asked for.
    /// 希望从哪天起
    #[serde(default)]
    starts_on: Option<Date>,
    /// How it comes in.
    /// 从哪个渠道申请
    #[serde(default)]
    channel: Option<Channel>,
    /// By pledge.
    /// 承诺制办理
    #[serde(default)]
    pledged: bool,
    /// What prevents the person from getting the proof.
    /// 为什么拿不到材料
    #[serde(default)]
    prevented_by: Option<String>,
    /// Materials handed in, by their names in `[materials]`.
    /// 交了哪些材料，名称写在 `[materials]` 里
    #[serde(default)]
    evidence: Vec<String>,
    /// Last day of the proof handed in.
    /// 材料到哪天为止
    #[serde(default)]
    evidence_until: Option<Date>,
    /// The option chosen, by its name in `[options]`.
    /// 选了哪一项，名称写在 `[options]` 里
    #[serde(default)]
    option: Option<String>,
    /// Months away from home.
    /// 在外居住几个月
    #[serde(default)]
    months_away: Option<u8>,
    /// Posted by an employer.
    /// 由单位派驻
    #[serde(default)]
    posted: Option<bool>,
    /// Where the household is registered.
    /// 户籍在哪里
    #[serde(default)]
    register: Option<Register>,
    /// A stay that is over and was paid by the person.
    /// 已经出院并自费的一次住院
    #[serde(default)]
    past_stay: Option<PaidStay>,
    /// No contact was given.
    /// 没有留联系方式
    #[serde(default)]
    without_contact: bool,
    /// Premiums are paid through this month; of the day unless stated.
    /// 缴费到哪个月；不写就是当月
    #[serde(default)]
    #[schemars(
        with = "Option<String>",
        regex(pattern = r"^[0-9]{4}-(0[1-9]|1[0-2])$")
    )]
    paid_through: Option<Month>,
    /// Filings made before, in force.
    /// 以前的、仍有效的备案
    #[serde(default)]
    earlier: Vec<FilingQuestion>,
    /// Without a category: the kind of care.
    /// 不写 category 时：哪类就医
    #[serde(default)]
    care: Option<Care>,
    /// The hospital marked an emergency.
    /// 医院标了急诊
    #[serde(default)]
    emergency: bool,
    /// The hospital marked a referral.
    /// 医院标了转诊
    #[serde(default)]
    referred: bool,
}

impl FilingQuestion {
    pub fn answer(&self, rules: &Procedures, person: &Asker) -> Result<ProcedureAnswer, CaseError> {
        match &self.category {
            Some(category) => self.submit(rules, person, category),
            None => Ok(self.advise(rules, person)),
        }
    }

    fn submit(
        &self,
        rules: &Procedures,
        person: &Asker,
        category: &str,
    ) -> Result<ProcedureAnswer, CaseError> {
        let mut others = Vec::new();
        for (number, earlier) in self.earlier.iter().enumerate() {
            let wanted = earlier.category.as_deref().unwrap_or(category);
            let request = earlier.submission(person, (wanted, number + 2));
            let applied = earlier.apply(rules, person, (&request, &[]));
            let applied = applied.map_err(|refused| unreadable(&refused))?;
            others.push(applied.filing);
        }
        let request = self.submission(person, (category, 1));
        let outcome = self.apply(rules, person, (&request, &others));
        let row = rules.category(category, self.on);
        let mut answered = ProcedureAnswer::default();
        state_outcome(&mut answered, row, &outcome);
        self.state_failures(&mut answered, rules, person, &outcome);
        Ok(answered)
    }

    fn submission(&self, person: &Asker, (category, number): (&str, usize)) -> Submission {
        let given = |text: &str| match self.without_contact {
            true => String::new(),
            false => text.to_owned(),
        };
        let evidence = self.evidence.iter().map(|kind| Evidence {
            kind: kind.clone(),
            reference: "scan".to_owned(),
            until: self.evidence_until,
        });
        Submission {
            id: format!("F-{number}").parse().expect("a short number"),
            person: "P1".parse().expect("a short number"),
            insured_at: person.insured_at,
            destination: self.destination,
            category: category.to_owned(),
            starts_on: self.starts_on.unwrap_or(self.on),
            ends_on: None,
            channel: self.channel.unwrap_or(Channel::Website),
            agent: None,
            contact: Contact {
                name: given("某人"),
                phone: given("00000000000"),
                address: given("某地"),
            },
            pledged: self.pledged,
            prevented_by: self.prevented_by.clone(),
            evidence: evidence.collect(),
            option: self.option.clone(),
            months_away: self.months_away,
            posted: self.posted,
            register: self.register,
            past_stay: self.past_stay,
            replaces: false,
        }
    }

    fn apply(
        &self,
        rules: &Procedures,
        person: &Asker,
        (request, others): (&Submission, &[Filing]),
    ) -> Result<Applied, Refused> {
        let enrolment = self.enrolment(person);
        let occasion = Occasion {
            today: self.on,
            by: "case",
            others,
            standing: KnownOfPerson {
                enrolment: Some(&enrolment),
                age: Some(person.age.unwrap_or(USUAL_AGE)),
                pledge_broken_on: None,
                referral: None,
            },
        };
        let event = Event::Submit(Box::new(request.clone()));
        apply(rules, None, &event, &occasion)
    }

    fn enrolment(&self, person: &Asker) -> Enrolment {
        let scheme = person.scheme.unwrap_or(Scheme::Employee);
        let usual = match scheme {
            Scheme::Employee => Status::OnJob,
            Scheme::Resident => Status::Resident,
        };
        let since = Date::constant(2015, 1, 1);
        Enrolment {
            insured_at: person.insured_at.pooling(),
            scheme,
            tier: person.tier.clone(),
            status: person.status.unwrap_or(usual),
            period: Period::since(since),
            continuous_since: Month::of(since),
            paid_through: self.paid_through.unwrap_or(Month::of(self.on)),
            traits: person.traits.clone(),
            account: Money::ZERO,
            employer: None,
            contribution_base: None,
            recognised: Vec::new(),
        }
    }

    /// Checks that do not hold, with the guards that ask them.
    fn state_failures(
        &self,
        answered: &mut ProcedureAnswer,
        rules: &Procedures,
        person: &Asker,
        outcome: &Result<Applied, Refused>,
    ) {
        let checks = match outcome {
            Ok(applied) => &applied.filing.checks,
            Err(Refused::Form(checks)) => checks,
            Err(_) => return,
        };
        let failed: Vec<_> = checks
            .iter()
            .filter(|check| check.verdict != Verdict::Pass)
            .map(|check| check.kind)
            .collect();
        let guards: Vec<Arc<Basis>> = failed
            .iter()
            .filter_map(|kind| rules.guard(*kind, self.on))
            .map(|guard| guard.basis().clone())
            .collect();
        answered.state("failed", listed(&failed), &guards);
        if self.past_stay.is_some() {
            let about = person.about(self.destination);
            let row = rules.claim(Aspect::LateFiling, self.on, &about);
            let basis = row.map(|row| row.basis().clone());
            let late = if failed.is_empty() {
                "taken"
            } else {
                "not-taken"
            };
            answered.state("late_filing", late, &basis);
        }
    }

    fn advise(&self, rules: &Procedures, person: &Asker) -> ProcedureAnswer {
        let filings: Vec<FilingInForce> = Vec::new();
        let about = Circumstances {
            care: self.care,
            months_away: self.months_away,
            posted: self.posted,
            register: self.register,
            ..person.about(self.destination)
        };
        let advice = advise(
            rules,
            &AdviceAsked {
                about,
                day: self.on,
                emergency: Some(self.emergency),
                referred: Some(self.referred),
                filings: &filings,
            },
        );
        let emergency = rules
            .emergency(self.on)
            .filter(|_| self.emergency)
            .map(|row| row.basis().clone());
        let exemption = rules
            .exemption(self.on, &about)
            .filter(|_| advice.kind == AdviceKind::Exempt)
            .map(|row| row.basis().clone());
        let mut answered = ProcedureAnswer::default();
        let rows: Vec<Arc<Basis>> = emergency.into_iter().chain(exemption).collect();
        answered.state("outcome", advice.kind, &rows);
        let first = advice.categories.first().map(|c| c.category.clone());
        answered.state("category", first.unwrap_or_else(|| "none".to_owned()), []);
        answered
    }
}

fn unreadable(refused: &Refused) -> CaseError {
    CaseError::Unreadable(format!(
        "an earlier filing was not taken: {}",
        refused.says().en
    ))
}

fn state_outcome(
    answered: &mut ProcedureAnswer,
    row: Option<RowInFile<'_, Category>>,
    outcome: &Result<Applied, Refused>,
) {
    let basis = row.map(|row| row.basis().clone());
    let applied = match outcome {
        Ok(applied) => applied,
        Err(refused) => {
            let word = match refused {
                Refused::Form(_) => "form",
                _ => "refused",
            };
            answered.state("outcome", word, &basis);
            return;
        }
    };
    let filing = &applied.filing;
    answered.state("outcome", filing.state, &basis);
    answered.state("reason", filing.reason, &basis);
    answered.state("footing", filing.footing, &basis);
    answered.state("at_home", filing.at_home, &basis);
    answered.state("from", filing.period.from, &basis);
    answered.state("until", day_or(filing.period.until, "none"), &basis);
    answered.state("due_on", day_or(filing.due_on, "none"), &basis);
    let replaced = applied.superseded.iter().map(Filing::id);
    answered.state("replaces", listed(replaced), &basis);
}
