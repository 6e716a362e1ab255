//! One bill in words: what is known of it, what is missing, what would come out, what the person
//! will read.

use desk::bill_cases::{BillDecision, BillVerdict, OpenBill, QueuedBill};
use desk::questions::AnsweredQuestion;
use domain::calendar::in_china;
use domain::shares::Shares;
use domain::text::Named;
use domain::{Bilingual, say};

use super::bills::{care_days, received, waits_by_row, what};
use crate::pages::asked::asked;
use crate::web::asked::ShownQuestion;
use crate::web::clerk::{BillCasePage, FigureShown, ProposalShown};
use crate::web::text::BillCaseText as T;

/// The page of a bill, without the list beside it.
pub(super) fn filled(bill: &OpenBill) -> BillCasePage {
    let case = &bill.listed.case;
    let waits = waits_by_row(case);
    let proposal = case.proposal().map(|(event, decision)| {
        let by = bill.history.iter().rev();
        let mut by = by.filter(|(at, ..)| *at == event.at).map(|(_, who, _)| who);
        let at = in_china(event.at).strftime("%Y-%m-%d %H:%M");
        let who = by.next().cloned().unwrap_or_default();
        shown(decision, format!("{who} {at}"))
    });
    let refused = case.body.refused.as_ref();
    let claim = bill.claim.as_ref();
    let mut basis = refused.map(|one| one.basis.clone()).unwrap_or_default();
    basis.extend(claim.iter().flat_map(|claim| claim.basis.clone()));
    BillCasePage {
        id: case.number.clone(),
        name: bill.person.name.clone(),
        what: what(&bill.listed),
        why: case.kind.name(),
        state: case.lane.name(),
        waits: waits && bill.is_open,
        facts: facts(bill),
        settlement: case.settlement().map(|id| id.to_string()),
        questions: questions(bill),
        causes: causes(bill),
        figures: figures(bill),
        would: would(bill),
        verdicts: verdicts(bill),
        chosen: match bill.verdicts[..] {
            [only] => only.word().to_owned(),
            _ => String::new(),
        },
        proposal,
        may_propose: bill.rights.propose,
        may_confirm: bill.rights.confirm,
        may_take_back: bill.rights.take_back,
        is_closed: waits && !bill.is_open,
        basis,
        papers: claim
            .map(|claim| claim.documents.iter().map(|one| one.name.clone()).collect())
            .unwrap_or_default(),
        claim_says: claim.map(|claim| claim.says.clone()),
        history: history(bill),
        opened: bill.opened.clone(),
        ..BillCasePage::default()
    }
}

fn same(text: String) -> Bilingual {
    Bilingual::new(text.clone(), text)
}

fn facts(bill: &OpenBill) -> Vec<(Bilingual, Bilingual)> {
    let QueuedBill { case, total, .. } = &bill.listed;
    // The same two days, so called and in this order, as the list has them.
    let mut facts = vec![
        (T::Facility.both(), what(&bill.listed)),
        (T::Total.both(), same(total.grouped())),
        (T::Received.both(), same(received(case).to_string())),
        (T::Days.both(), same(care_days(&bill.listed))),
    ];
    if let Some(made) = &bill.made {
        facts.push((T::AsSettled.both(), who_pays(&made.shares)));
        facts.push((T::RestsOn.both(), made.inputs.footing.reason.clone()));
    }
    facts
}

/// «统筹基金 900.00，现金 100.00»
fn who_pays(shares: &Shares) -> Bilingual {
    let paid = shares.iter().filter(|(_, amount)| !amount.is_zero());
    let (zh, en): (Vec<String>, Vec<String>) = paid
        .map(|(payer, amount)| {
            let (name, amount) = (payer.name(), amount.grouped());
            (
                format!("{} {amount}", name.zh),
                format!("{} {amount}", name.en),
            )
        })
        .unzip();
    Bilingual::new(zh.join("，"), en.join(", "))
}

/// «统筹基金多付 200.00 元，现金少付 200.00 元»
pub(super) fn moves(shares: Option<&Shares>) -> Bilingual {
    let Some(shares) = shares.filter(|shares| shares.iter().any(|(_, it)| !it.is_zero())) else {
        return T::NoDifference.both();
    };
    let moved = shares.iter().filter(|(_, amount)| !amount.is_zero());
    let (zh, en): (Vec<String>, Vec<String>) = moved
        .map(|(payer, amount)| {
            let name = payer.name();
            let (less, more) = ((-amount).grouped(), amount.grouped());
            match amount.is_negative() {
                true => (
                    format!("{}少付 {less} 元", name.zh),
                    format!("{} {less} less", name.en),
                ),
                false => (
                    format!("{}多付 {more} 元", name.zh),
                    format!("{} {more} more", name.en),
                ),
            }
        })
        .unzip();
    Bilingual::new(zh.join("，"), en.join(", "))
}

fn causes(bill: &OpenBill) -> Vec<Bilingual> {
    let of_tasks = bill.tasks.iter().map(|task| {
        let cause = task.cause.name();
        Bilingual::new(
            format!("{}（{}）：{}", cause.zh, task.cause_of, task.why.zh),
            format!("{} ({}): {}", cause.en, task.cause_of, task.why.en),
        )
    });
    let mut causes: Vec<Bilingual> = of_tasks.collect();
    if let Some(refused) = &bill.listed.case.body.refused {
        causes.push(refused.says.clone());
    }
    causes
}

/// What was asked about it, in words.
fn questions(bill: &OpenBill) -> Vec<(String, ShownQuestion)> {
    let all = bill.questions.iter().map(|question| {
        let address = format!("/clerk/questions/{}", question.id);
        let alone = AnsweredQuestion {
            question: question.clone(),
            answers: Vec::new(),
        };
        (address, asked(&alone))
    });
    all.collect()
}

fn figures(bill: &OpenBill) -> Vec<FigureShown> {
    let shown = bill.missing.iter().enumerate().map(|(place, missing)| {
        let (layer, says) = (&missing.layer, &missing.says);
        let used = missing.published();
        FigureShown {
            field: format!("figure-{place}"),
            says: Bilingual::new(
                format!("{}：{}", layer.zh, says.zh),
                format!("{}: {}", layer.en, says.en),
            ),
            used: used.map(|it| it.amount.grouped()),
            typed: String::new(),
        }
    });
    match bill.verdicts.contains(&BillVerdict::Figures) {
        true => shown.collect(),
        false => Vec::new(),
    }
}

fn would(bill: &OpenBill) -> Option<Bilingual> {
    if bill.tasks.is_empty() && bill.questions.is_empty() {
        return None;
    }
    Some(match &bill.would {
        Ok(shares) => moves(shares.as_ref()),
        Err(why) => {
            let cannot = T::CannotSay.both();
            Bilingual::new(
                format!("{}：{}", cannot.zh, why.zh),
                format!("{}: {}", cannot.en, why.en),
            )
        }
    })
}

/// What may be decided, with what the person will read of it.
fn verdicts(bill: &OpenBill) -> Vec<(String, Bilingual, Bilingual)> {
    use domain::notices::{NoticeFacts, NoticeTopic};
    let facts = NoticeFacts {
        settlement: bill.listed.case.settlement().map(|id| id.to_string()),
        ..NoticeFacts::default()
    };
    let asks = !bill.questions.is_empty();
    let told = |verdict: BillVerdict| match verdict {
        BillVerdict::Leave | BillVerdict::Hospital if asks => say!(
            "金额不变。写的原因作为答复，告诉提问的本人。",
            "No amount changes. The reason you give is the answer the person gets."
        ),
        BillVerdict::Correct | BillVerdict::Figures => {
            NoticeTopic::SettlementCorrected.words(&facts)
        }
        BillVerdict::Leave | BillVerdict::Hospital => say!(
            "不通知本人：金额不变。",
            "The person is told nothing: no amount changes."
        ),
        BillVerdict::Claim => NoticeTopic::BillToBeClaimed.words(&facts),
    };
    let all = bill.verdicts.iter();
    all.map(|one| (one.word().to_owned(), one.name(), told(*one)))
        .collect()
}

/// A decision as the second one reads it.
fn shown(decision: &BillDecision, by: String) -> ProposalShown {
    let source = &decision.source;
    let figures = decision.figures.iter().map(|one| {
        let amount = one.amount.grouped();
        Bilingual::new(
            format!("{}：{amount} 元", one.layer.zh),
            format!("{}: {amount}", one.layer.en),
        )
    });
    ProposalShown {
        by,
        verdict: decision.verdict.name(),
        reason: decision.reason.clone(),
        source: [
            source.title.clone(),
            source.number.clone(),
            source.address.clone(),
        ],
        figures: figures.collect(),
        comes_out: moves(decision.foreseen.as_ref()),
    }
}

fn history(bill: &OpenBill) -> Vec<(String, Bilingual)> {
    let row = |(at, who, what): &(jiff::Timestamp, String, Bilingual)| {
        let at = in_china(*at).strftime("%Y-%m-%d %H:%M").to_string();
        let said = match who.is_empty() {
            true => what.clone(),
            false => Bilingual::new(format!("{who}：{}", what.zh), format!("{who}: {}", what.en)),
        };
        (at, said)
    };
    bill.history.iter().map(row).collect()
}
