//! Where the bars lie.

use domain::shares::Payer;

use super::*;
use crate::web::chart::scale::FULL;
use crate::web::fixtures;

#[test]
fn a_later_layer_pays_from_the_persons_part() {
    let mut explanation = fixtures::explanation();
    let mut later = explanation.steps[4].clone();
    (later.part, later.amount) = (Part::Supplement, Money::from_yuan(1_000));
    let mut co_pay = explanation.steps[3].clone();
    (co_pay.title.zh, co_pay.amount) = ("按比例自付".to_owned(), Money::from_yuan(2_912));
    let mut skipped = explanation.steps[3].clone();
    skipped.amount = Money::from_yuan(1_500);
    explanation.steps.splice(5..5, [co_pay, skipped, later]);
    explanation
        .shares
        .add(Payer::CriticalIllness, Money::from_yuan(1_000));
    explanation
        .shares
        .add(Payer::Cash, Money::from_yuan(-1_000));
    let spans = spans(&explanation);
    assert_eq!(spans[7].0, Role::Aside, "its deductible is no new money");
    let (_, critical, _) = spans[8];
    let (_, your_part, _) = spans[9];
    assert_eq!(
        spans[6].1.end, FULL,
        "the first layer shared everything out"
    );
    assert_eq!(critical.end, your_part.start);
    assert!(critical.width() > 0);
}

fn spans(explanation: &Explanation) -> Vec<(Role, ScaleSpan, Money)> {
    place_all(rows(explanation), explanation)
        .into_iter()
        .map(|(row, span)| (row.role, span, row.amount))
        .collect()
}

fn width(spans: &[(Role, ScaleSpan, Money)], role: Role) -> u32 {
    let of_role = spans.iter().filter(|(r, ..)| *r == role);
    of_role.map(|(_, span, _)| span.width()).sum()
}

#[test]
fn bars_add_up_to_the_bill() {
    let explanation = fixtures::explanation();
    let spans = spans(&explanation);
    assert_eq!(
        spans[0].1,
        ScaleSpan {
            start: 0,
            end: FULL
        }
    );
    let taken: Money = spans
        .iter()
        .filter(|(role, ..)| *role == Role::Taken)
        .map(|(_, _, amount)| *amount)
        .sum();
    let last_taken = spans.iter().rev().find(|s| s.0 == Role::Taken).unwrap();
    let total = explanation.shares.total();
    assert_eq!(last_taken.1.end, super::super::scale::place(taken, total));
    // Funds and pockets together are the whole bill.
    let funds = super::super::scale::place(explanation.shares.funds(), total);
    assert_eq!(funds + width(&spans, Role::Pocket), FULL);
    assert_eq!(spans.last().unwrap().1.end, FULL);
}

#[test]
fn neighbouring_bars_touch() {
    let spans = spans(&fixtures::explanation());
    let mut end = 0;
    for (_, span, _) in spans.iter().filter(|(role, ..)| *role == Role::Taken) {
        assert_eq!(span.start, end);
        end = span.end;
    }
}

#[test]
fn no_bar_sticks_out_whatever_the_trace_says() {
    let mut explanation = fixtures::explanation();
    for step in &mut explanation.steps {
        step.amount = step.amount + step.amount + Money::from_yuan(5_000);
    }
    for (_, span, _) in spans(&explanation) {
        assert!(span.start <= span.end && span.end <= FULL);
    }
    explanation.steps[0].amount = Money::from_yuan(-3);
    assert_eq!(spans(&explanation)[1].1.width(), 0);
}

#[test]
fn a_step_of_nothing_keeps_its_place() {
    let mut explanation = fixtures::explanation();
    explanation.steps[0].amount = Money::ZERO;
    let chart = Waterfall::draw(&Frame::new("/"), &explanation, DrawnWith::default());
    assert_eq!(chart.groups[0].bars[1].span.width(), 0);
    assert_eq!(chart.groups[0].bars[1].amount, "¥0.00");
}

#[test]
fn a_trace_without_pockets_gets_them_from_the_shares() {
    let mut explanation = fixtures::explanation();
    explanation.steps.retain(|step| step.half != Half::Person);
    let chart = Waterfall::draw(&Frame::new("/"), &explanation, DrawnWith::default());
    let own = chart.groups.last().unwrap();
    let names: Vec<&str> = own.bars.iter().map(|b| b.title.as_str()).collect();
    assert_eq!(names, ["您一共付", "个人账户", "现金"]);
}

#[test]
fn a_bill_of_nothing_draws_nothing_and_divides_by_nothing() {
    let mut explanation = fixtures::explanation();
    explanation.shares = Default::default();
    explanation.steps.clear();
    for (_, span, _) in spans(&explanation) {
        assert_eq!(span.width(), 0);
    }
}
