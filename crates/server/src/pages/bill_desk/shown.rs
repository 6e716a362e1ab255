//! What the desk for bills shows: the day, the form of a person, a settled bill.

use desk::hospital::{BeforeCare, BillUndone, BillsOfDay, CareAhead, SaidBeforeCare, StayHere};
use desk::{Identified, Settlement, Visit};
use domain::calendar::in_china;
use domain::facility::{Care, FacilityKind};
use domain::ids::MessageId;
use domain::text::{Named, Sep};
use domain::{Bilingual, Money, region_names, say};
use jiff::civil::Date;

use super::place::OfFacility;
use super::read::{DIAGNOSES_MAX, diagnoses_typed, diagnosis_fields};
use super::rows::{CELLS, FieldFaults, GIVES, rows};
use super::seen::SeenAtBills;
use crate::not_settled::RefusalNoted;
use crate::pages::asked::unit_of;
use crate::pages::at_facility::{form_number, insurance, insurance_named};
use crate::pages::given::FormValues;
use crate::web::bill_desk::{
    BillCell, BillDeskPage, BillFormPage, BillOnPaper, BillRow, BillTold, ChargedLine, DaySum,
    DiagnosisTyped, ListedBill, RefusalShown, SaidAhead, StayShown,
};

/// So many rows are there to begin with, and so many more than are filled.
const ROWS: (usize, usize) = (4, 2);
/// So many items are offered; any other can be looked for.
const ITEMS_OFFERED: usize = 300;
/// Quantities are counted in so many to one.
const UNITS: i64 = 10_000;

/// A quantity, from ten-thousandths.
pub(super) fn quantity(units: i64) -> String {
    let (whole, rest) = (units / UNITS, (units % UNITS).abs());
    match rest {
        0 => whole.to_string(),
        _ => format!("{whole}.{}", format!("{rest:04}").trim_end_matches('0')),
    }
}

/// A settled bill with everything its page shows.
pub(super) struct BillFound {
    pub made: Settlement,
    pub visit: Visit,
    pub cancelled: Option<Settlement>,
    pub seen: Identified,
    pub told: BillTold,
    /// Whether it is taken back and can be a form again.
    pub again: bool,
}

/// The first page.
pub(super) fn day_page(place: &OfFacility, on: Date, bills: &BillsOfDay) -> BillDeskPage {
    let listed = bills.listed.iter().map(|bill| ListedBill {
        id: bill.id.to_string(),
        name: bill.name.clone(),
        at: in_china(bill.at).strftime("%H:%M").to_string(),
        shares: bill.shares,
        is_cancelled: bill.is_cancelled,
    });
    BillDeskPage {
        facility: place.facility.name.clone(),
        day: on.to_string(),
        settled: DaySum {
            count: bills.settled,
            shares: bills.of_settled,
        },
        cancelled: DaySum {
            count: bills.cancelled,
            shares: bills.of_cancelled,
        },
        stands: bills.stands(),
        bills: listed.collect(),
        wrong: None,
    }
}

/// The form of somebody, with what was typed.
pub(super) fn form_page(
    place: &OfFacility,
    (at, form): (&SeenAtBills, &MessageId),
    values: &FormValues,
) -> BillFormPage {
    let (facility, today, seen) = (&place.facility, place.today, &at.seen);
    let kinds = Care::ALL
        .iter()
        .filter(|care| facility.is_networked(**care, today));
    let kinds = kinds.map(|care| {
        let is_chosen = values.get("care") == Some(care.word());
        (care.word().to_owned(), care.name(), is_chosen)
    });
    let items = place
        .items()
        .iter()
        .filter(|item| item.period.contains(today));
    let items = items.take(ITEMS_OFFERED);
    let typed = values
        .names()
        .filter(|name| *name != "list" && *name != "token");
    let number = seen.person.certificates().next();
    BillFormPage {
        facility: facility.name.clone(),
        is_pharmacy: facility.kind == FacilityKind::Pharmacy,
        person: seen.person.id.to_string(),
        name: seen.person.name.clone(),
        number: number.map_or_else(String::new, |it| it.masked()),
        insured: seen.enrolments.iter().map(insurance).collect(),
        kinds: kinds.collect(),
        ahead: ahead(&at.before),
        stay: at
            .stay
            .as_ref()
            .map(|stay| stay_shown(stay, (form, values))),
        diagnoses: diagnoses_shown(values),
        diseases: place.diseases(seen),
        rows: rows_shown(place, values),
        items: items
            .map(|item| (item.code.clone(), item.name.clone()))
            .collect(),
        form: form.to_string(),
        today: today.to_string(),
        typed: typed
            .map(|name| (name.to_owned(), values.text(name)))
            .collect(),
        ..BillFormPage::default()
    }
}

/// What is said before care, a row a thing.
fn ahead(before: &BeforeCare) -> Vec<SaidAhead> {
    let level = before.level.name();
    let chosen = match before.is_chosen {
        true => say!("本人选定了本机构", "the person chose this facility"),
        false => say!(
            "本人没有选定本机构；参保地要求选定的，先选定再就医",
            "the person did not choose it; where the insured place asks for a choice, choose first"
        ),
    };
    let here = say!("{level}，{chosen}", "{level}; {chosen}"; level = level, chosen = chosen);
    let mut all = vec![SaidAhead {
        what: say!("本机构", "This facility"),
        says: here,
        pays: None,
    }];
    for insured in &before.insured {
        let (place, scheme) = (
            region_names::label(insured.insured_at),
            insured.scheme.name(),
        );
        let of = say!("{place}{scheme}", "{place}, {scheme}"; place = place, scheme = scheme);
        let kinds = insured.care.iter();
        all.extend(kinds.map(|care| care_ahead((insured, &of), care)));
        if insured.asks_for_recognition || !insured.recognised.is_empty() {
            let says = match insured.recognised.is_empty() {
                true => say!(
                    "没有认定病种；门诊慢特病先认定，再按慢特病待遇结算",
                    "none is recognised; it is recognised first, then paid for as such"
                ),
                false => Bilingual::join(insured.recognised.iter().cloned(), Sep::Comma),
            };
            all.push(SaidAhead {
                what: say!("{of}，已认定的病种", "{of}: recognised diseases"; of = of),
                says,
                pays: Some(!insured.recognised.is_empty()),
            });
        }
    }
    all
}

/// What is said before care of one kind.
fn care_ahead((insured, of): (&SaidBeforeCare, &Bilingual), care: &CareAhead) -> SaidAhead {
    let others = care.does_not.iter().map(|one| {
        let (payer, why) = (one.payer.name(), &one.reason);
        say!("{payer}不付：{why}", "{payer} pays nothing: {why}";
            payer = payer, why = why.clone())
    });
    // Without an approval the desk takes no bill for a chronic disease.
    let lacks = care.care == Care::Chronic && insured.recognised.is_empty();
    let approval = lacks.then(|| {
        say!(
            "没有已认定的病种：先在「登记」里认定",
            "no disease is approved: record the approval under Records first"
        )
    });
    let reason = std::iter::once(care.pooled.reason.clone());
    let says = approval.into_iter().chain(reason).chain(others);
    let kind = care.care.name();
    SaidAhead {
        what: say!("{of}，{kind}", "{of}: {kind}"; of = of.clone(), kind = kind),
        says: Bilingual::join(says, Sep::Semicolon),
        pays: Some(care.pooled.entitled && !lacks),
    }
}

/// The stay the form may go on with.
fn stay_shown(stay: &StayHere, (form, values): (&MessageId, &FormValues)) -> StayShown {
    let lines = stay.lines.iter().filter(|stored| !stored.line.is_refund());
    let lines = lines.map(|stored| {
        let line = &stored.line;
        let field = format!("{GIVES}{}", line.serial);
        let (left, _) = stay.left_of(&line.serial, form);
        ChargedLine {
            name: line.name.clone(),
            amount: line.amount,
            is_settled: stored.settled_by.is_some(),
            left: quantity(left),
            gives: values.text(&field),
            field,
        }
    });
    let chosen = values.get("stay");
    let id = stay.visit.id.to_string();
    StayShown {
        is_chosen: chosen.is_none_or(|chosen| chosen == id),
        from: stay.visit.from.to_string(),
        charged: stay
            .lines
            .iter()
            .map(|stored| stored.line.amount)
            .sum::<Money>(),
        settled: stay.settled(),
        lines: lines.collect(),
        id,
    }
}

/// The diagnoses that are typed, and one more.
fn diagnoses_shown(values: &FormValues) -> Vec<DiagnosisTyped> {
    let typed = diagnoses_typed(values);
    let last = typed.last().map_or(0, |(number, _)| *number);
    let count = (last + 1).clamp(2, DIAGNOSES_MAX);
    (1..=count)
        .map(|number| {
            let cells = diagnosis_fields(number).map(|name| BillCell {
                text: values.text(&name),
                name,
                wrong: None,
            });
            DiagnosisTyped {
                is_main: number == 1,
                cells,
            }
        })
        .collect()
}

/// The rows that are filled, and some empty ones.
fn rows_shown(place: &OfFacility, values: &FormValues) -> Vec<BillRow> {
    let filled = rows(values);
    let (first, more) = ROWS;
    let last = filled.last().map_or(0, |(number, _)| *number);
    let row = |number: usize| {
        let found = filled.iter().find(|(at, _)| *at == number);
        let text = |cell: usize| found.map_or_else(String::new, |(_, row)| row[cell].clone());
        let mut cells = CELLS.iter().enumerate();
        BillRow {
            number,
            says: found.and_then(|(_, row)| place.said_of_row(&row[0])),
            cells: [(); 6].map(|()| {
                let (at, cell) = cells.next().expect("a row has as many cells");
                BillCell {
                    name: format!("{cell}-{number}"),
                    text: text(at),
                    wrong: None,
                }
            }),
        }
    };
    (1..=first.max(last + more)).map(row).collect()
}

impl BillFormPage {
    /// The same with what is wrong, at its fields.
    pub(super) fn with_faults(&mut self, faults: FieldFaults) {
        let rows = self.rows.iter_mut().flat_map(|row| row.cells.iter_mut());
        let diagnoses = self
            .diagnoses
            .iter_mut()
            .flat_map(|one| one.cells.iter_mut());
        for cell in rows.chain(diagnoses) {
            cell.wrong = faults.get(&cell.name).cloned();
        }
        self.faults = faults;
    }
}

/// A settled bill.
pub(super) fn paper_page(place: &OfFacility, found: BillFound) -> BillOnPaper {
    let BillFound {
        made,
        visit,
        cancelled,
        seen,
        told,
        again,
    } = found;
    let at = |made: &desk::Settlement| {
        in_china(made.created_at)
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    let (insured_at, scheme) = made.insurance();
    let (label, scheme) = (region_names::label(insured_at), scheme.name());
    let number = seen.person.certificates().next();
    let from = visit.from;
    BillOnPaper {
        id: made.id.to_string(),
        facility: place.facility.name.clone(),
        name: seen.person.name.clone(),
        number: number.map_or_else(String::new, |it| it.masked()),
        insured: Bilingual::new(
            format!("{}，{}", label.zh, scheme.zh),
            format!("{}, {}", label.en, scheme.en),
        ),
        care: visit.care.name(),
        days: match visit.until {
            Some(until) => domain::say!("{from} 至 {until}", "{from} to {until}"),
            None => Bilingual::new(from.to_string(), from.to_string()),
        },
        at: at(&made),
        told,
        again: again.then(|| format!("/desk/bills/{}/again", made.id)),
        cancelled: cancelled.as_ref().map(at),
        is_new: false,
        took_ms: None,
        ahead: Vec::new(),
        form: form_number(&FormValues::default()).to_string(),
        reason: String::new(),
        wrong: None,
    }
}

/// What happens with a bill the rules refuse: who decides, and what the person does today.
pub(super) fn outcome_of(
    (at, values): (&SeenAtBills, &FormValues),
    noted: RefusalNoted,
) -> RefusalShown {
    let only = at.seen.enrolments.first().map(|one| one.insured_at);
    let named = insurance_named(values).map(|(place, _)| place);
    let unit = match named.or(only) {
        Some(place) => unit_of(place.pooling()),
        None => say!("参保地医保经办机构", "the agency of the insured place"),
    };
    let who = match noted.is_by_rule {
        true => say!(
            "规定已经说清楚，不用等人定：先付，再到{unit}零星报销",
            "the rules say it, nobody has to decide: paid first, then claimed at {unit}";
            unit = unit
        ),
        false => say!(
            "由{unit}核定，结果发消息告诉本人",
            "{unit} decides, and the person gets a message";
            unit = unit
        ),
    };
    RefusalShown {
        number: noted.number,
        who,
        today: say!(
            "今天本人先付全部费用。把发票、费用清单和病历的原件给本人，用来报销",
            "the person pays all of it today; hand over the originals of invoice, list of fees \
             and record, to claim with"
        ),
    }
}

/// What taking a bill back would do, in sentences.
pub(super) fn undo_ahead(done: &BillUndone) -> Vec<Bilingual> {
    let (funds, person) = (-done.shares.funds(), -done.shares.person());
    let mut all = vec![say!(
        "基金退回 {funds} 元，个人的 {person} 元退给本人",
        "the funds get back {funds}, and the person {person}"
    )];
    if let Some(account) = done.account {
        all.push(say!(
            "个人账户退回后有 {account} 元",
            "the personal account then holds {account}"
        ));
    }
    let lines = done.lines;
    if lines > 0 {
        all.push(say!(
            "这张单的 {lines} 行费用一起撤销",
            "its {lines} lines go with it"
        ));
    }
    all.push(match (done.visit_is_gone, done.stay_goes_on) {
        (true, _) => say!("这次就诊一起撤销，可以重新开单", "the visit goes with it"),
        (false, true) => say!(
            "出院一起撤销，住院继续",
            "the discharge is undone: the stay goes on"
        ),
        (false, false) => say!("就诊登记保留", "the visit stays on record"),
    });
    all.extend(done.after.iter().cloned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_written_as_people_write_them() {
        for (units, text) in [(10_000, "1"), (15_000, "1.5"), (0, "0"), (33_333, "3.3333")] {
            assert_eq!(quantity(units), text);
        }
    }
}
