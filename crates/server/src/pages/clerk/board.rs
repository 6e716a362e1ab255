//! What a supervisor sees of the unit, the sample of decisions, and both as a file.

use axum::extract::State;
use axum::response::{Html, Response};
use desk::Role;
use desk::bill_cases::BillCaseKind;
use desk::board::{
    self, Board, BoardRow, DecisionSample, LookAsked, LookedKind, Overridden, SampleAsked,
};
use domain::Bilingual;
use domain::filing::{CheckKind, said};
use domain::ids::mask_name;
use domain::text::Named;
use jiff::civil::Date;
use sheets::text::harmless;

use super::said::{holds, see};
use super::table_file::table_file;
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::FormValues;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::clerk::{BoardLine, BoardPage, DrawnLine, OverrideLine, render_board};
use crate::web::text::DeskText;

/// Drawn of a hundred, where nobody says another rate.
const RATE: u32 = 10;
/// No seed is longer.
const SEED_LONGEST: usize = 40;

/// By what is drawn: what the address says, else the month and the usual rate.
fn sample_asked(given: &FormValues, today: Date) -> SampleAsked {
    let seed = given.get("seed").map(|seed| {
        let seed: String = seed.chars().take(SEED_LONGEST).collect();
        seed
    });
    let rate = given.get("rate").and_then(|rate| rate.parse().ok());
    SampleAsked {
        seed: seed.unwrap_or_else(|| today.strftime("%Y-%m").to_string()),
        rate: rate.filter(|rate| (1..=100).contains(rate)).unwrap_or(RATE),
    }
}

pub(super) async fn show(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let (by, asked) = (operator.clone(), sample_asked(&given, app.today()));
    let found = app.read(move |desk| board::board(desk, &by, &asked));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let page = BoardPage {
        has_counter: holds(&operator, Role::Clerk),
        ..page(&found)
    };
    Ok(Html(render_board(&asking.frame, &page)))
}

fn page(found: &Board) -> BoardPage {
    let backlog = found.backlog.iter();
    let bills = found.bills.iter();
    let DecisionSample { asked, of, drawn } = &found.sample;
    BoardPage {
        backlog: backlog
            .map(|(why, counts)| (reason(why), *counts))
            .collect(),
        bills: bills
            .map(|(kind, counts)| (bill_kind(kind), *counts))
            .collect(),
        holders: found.holders.clone().into_iter().collect(),
        at_risk: found.at_risk.iter().map(line).collect(),
        second_eye: found.second_eye.iter().map(line).collect(),
        decisions: found.decisions.clone().into_iter().collect(),
        bill_decisions: found.bill_decisions.clone().into_iter().collect(),
        overridden: found.overridden.iter().map(overridden).collect(),
        seed: asked.seed.clone(),
        rate: asked.rate,
        drawn_from: *of,
        counts: found.sample.counts(),
        sample: drawn.iter().map(drawn_line).collect(),
        has_board: true,
        has_counter: false,
    }
}

fn reason(word: &str) -> Bilingual {
    let known = CheckKind::from_word(word);
    known.map_or_else(|| DeskText::LeftToClerk.both(), |kind| kind.name())
}

fn bill_kind(word: &str) -> Bilingual {
    let known = BillCaseKind::from_word(word);
    known.map_or_else(|| DeskText::LeftToClerk.both(), |kind| kind.name())
}

/// Where a case is.
fn href(kind: LookedKind, number: &str) -> String {
    match kind {
        LookedKind::Filing => format!("/clerk/filings/{number}"),
        LookedKind::Bill => format!("/clerk/bills/{number}"),
    }
}

fn line(row: &BoardRow) -> BoardLine {
    BoardLine {
        href: href(row.kind, &row.number),
        number: row.number.clone(),
        kind: row.kind.name(),
        name: row.name.clone(),
        due: row.due_on,
        with: row.with.clone(),
        can_be_given: row.kind == LookedKind::Filing,
    }
}

fn overridden(one: &Overridden) -> OverrideLine {
    OverrideLine {
        href: href(one.kind, &one.number),
        number: one.number.clone(),
        kind: one.kind.name(),
        proposed_by: one.proposed_by.clone(),
        confirmed_by: one.confirmed_by.clone(),
        on: one.on.to_string(),
        reason: said(&one.reason),
    }
}

fn drawn_line(one: &board::Drawn) -> DrawnLine {
    DrawnLine {
        href: href(one.kind, &one.number),
        word: one.kind.word(),
        number: one.number.clone(),
        kind: one.kind.name(),
        name: one.name.clone(),
        by: one.by.clone(),
        on: one.on.to_string(),
        ended: one.ended.clone(),
        look: one.look.clone(),
        may_look: one.may_look,
    }
}

/// Notes what somebody says of a decision they looked at again.
pub(super) async fn look(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let kind = sent.values.get("kind").and_then(LookedKind::from_word);
    let asked = LookAsked {
        kind: kind.unwrap_or(LookedKind::Filing),
        number: sent.values.text("number"),
        agreed: sent.values.get("agreed") == Some("yes"),
        reason: sent.values.text("reason"),
    };
    let noted = app.transact(move |desk| board::look_again(desk, &operator, &asked));
    noted.await.map_err(|error| sent.asking.problem(error))?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["seed", "rate"] {
        if let Some(value) = sent.values.get(name) {
            query.append_pair(name, value);
        }
    }
    Ok(see(&format!("/clerk/board?{}#sample", query.finish())))
}

/// The rows of the board as a file: what, of whom, how many; and the sample.
fn records(found: &Board) -> Vec<Vec<String>> {
    let both = |text: &Bilingual| format!("{} {}", text.zh, text.en);
    let row = |cells: [String; 6]| cells.iter().map(|cell| harmless(cell)).collect();
    let head = [
        "项目 item",
        "哪一件 which",
        "谁 who",
        "过期 late / 通过 approved",
        "两天内 soon / 退回 returned",
        "以后 later / 结束 ended",
    ];
    let mut rows: Vec<Vec<String>> = vec![row(head.map(str::to_owned))];
    let three = |what: &str, which: String, who: String, counts: [u64; 3]| {
        let [one, two, three] = counts.map(|count| count.to_string());
        row([what.to_owned(), which, who, one, two, three])
    };
    for (why, counts) in &found.backlog {
        let why = both(&reason(why));
        rows.push(three("待办 waiting", why, String::new(), *counts));
    }
    for (kind, counts) in &found.bills {
        let kind = both(&bill_kind(kind));
        rows.push(three("费用待办 bills", kind, String::new(), *counts));
    }
    for (who, counts) in &found.decisions {
        rows.push(three(
            "一周决定 decided",
            String::new(),
            who.clone(),
            *counts,
        ));
    }
    for one in &found.sample.drawn {
        let look = match &one.look {
            None => "还没有看 open".to_owned(),
            Some((_, true, _)) => "同意 agreed".to_owned(),
            Some((_, false, why)) => format!("不同意 not agreed: {why}"),
        };
        rows.push(row([
            format!("抽查 sample {}", found.sample.asked.seed),
            one.number.clone(),
            format!("{} ← {}", mask_name(&one.name), one.by),
            both(&one.ended),
            one.on.to_string(),
            look,
        ]));
    }
    rows
}

pub(super) async fn export(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let asked = sample_asked(&sent.values, app.today());
    let found = app.transact(move |desk| {
        let found = board::board(desk, &operator, &asked)?;
        desk::cases::note_board_export(desk, &operator)?;
        Ok(found)
    });
    let found = found.await.map_err(|error| sent.asking.problem(error))?;
    let records = records(&found);
    Ok(table_file(&sent, "board", &records))
}
