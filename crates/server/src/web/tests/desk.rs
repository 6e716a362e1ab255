//! The desks of staff are well formed in both languages, light, without script, and masked.

use domain::Bilingual;
use domain::filing::Verdict;
use jiff::civil::date;

use super::form;
use crate::web::clerk::{
    self, BillCasePage, BillListed, BillsPage, BoardLine, BoardPage, CasePage, CounterPage,
    Deciding, DrawnLine, FigureShown, FindPage, FoundPerson, ListedRow, ProposalShown, QueueColumn,
    QueuePage, RuleRow, render_bill, render_bills, render_board, render_case, render_counter,
    render_find,
};
use crate::web::employer::{self, EmployerPage, PostedStaff, PostingRow};
use crate::web::facility_desk::{
    self, ChoiceAhead, FacilityDeskPage, FacilityPersonPage, RecordRow, render_person,
};
use crate::web::fixtures::both;
use crate::web::staff_list::{self, StaffListPage, StaffListRow, StaffStanding};
use crate::web::{Frame, Lang};

const NAME: &str = "陈示例";

fn listed(id: &str, days: Option<i32>) -> ListedRow {
    ListedRow {
        id: id.to_owned(),
        name: NAME.to_owned(),
        what: both("异地长期居住人员，深圳市 → 成都市", "long-term resident"),
        due: days.map(|days| domain::calendar::days_after(date(2026, 11, 30), days)),
        days,
        why: both("材料或承诺", "proof or pledge"),
        age: 2,
        held: Some(both("罗窗口 09:30 起在办", "open by Luo since 09:30")),
        state: both("待审核", "waiting"),
        is_open: id == "B2",
    }
}

fn case(deciding: Deciding) -> CasePage {
    let rule = |verdict| RuleRow {
        verdict,
        kind: both("材料或承诺", "proof or pledge"),
        says: both("请您看材料", "look at the proof"),
        basis: None,
    };
    CasePage {
        id: "B2".to_owned(),
        name: NAME.to_owned(),
        what: both("异地长期居住人员，深圳市 → 成都市", "long-term resident"),
        why: both("材料或承诺", "proof or pledge"),
        waits: true,
        number: "440***********0428".to_owned(),
        facts: vec![(both("参保", "insured"), both("深圳市", "Shenzhen"))],
        rules: Verdict::ALL.iter().copied().map(rule).collect(),
        history: vec![("2026-11-28 09:12".to_owned(), both("提交", "submitted"))],
        others: vec![(
            "B1".to_owned(),
            both("去武汉", "to Wuhan"),
            both("已取消", "cancelled"),
        )],
        will_read: Some(Ok(both("备案已通过", "approved"))),
        reasons: vec![(
            "proof-unclear".to_owned(),
            both("材料看不清", "unclear"),
            both("需要补正", "to be corrected"),
        )],
        deciding,
        proposed: Some(both("罗，原件已核对", "Luo, original seen")),
        may_decide: true,
        may_approve: deciding != Deciding::Propose,
        may_propose: deciding == Deciding::Propose,
        queue: vec![listed("B1", Some(-1)), listed("B2", Some(0))],
        has_board: true,
        has_counter: true,
        ..CasePage::default()
    }
}

fn queue() -> QueuePage {
    let choice = |word: &str| (word.to_owned(), both("一类", "one"), word == "queued");
    QueuePage {
        cases: vec![
            listed("B1", Some(-3)),
            listed("B2", Some(2)),
            listed("B3", None),
        ],
        all: both("3", "3"),
        due: both("其中 1 件今天到期或已过期。", "1 due."),
        lanes: vec![choice("queued"), choice("returned")],
        reasons: vec![choice("evidence")],
        due_only: true,
        columns: QueueColumn::ALL.iter().map(|one| (*one, true)).collect(),
        asked: vec![("lane".to_owned(), "waiting".to_owned())],
        can_decide: true,
        next: Some("/clerk?after=x".to_owned()),
        is_later: true,
        has_board: true,
        has_counter: true,
    }
}

fn counter(is_found: bool) -> CounterPage {
    let choice = |word: &str| (word.to_owned(), both("成都市", "Chengdu"), false);
    let person = FoundPerson {
        ticket: "1-0.1.P1".to_owned(),
        name: NAME.to_owned(),
        number: "440***********0428".to_owned(),
        insured: vec![both("深圳市，职工", "Shenzhen, employees")],
        places: vec![choice("440300"), choice("440100")],
        destinations: vec![choice("510100")],
        categories: vec![choice("long-term-resident")],
        channels: vec![choice("counter")],
        proofs: vec![choice("residence-permit")],
        relations: vec![choice("child")],
        starts_on: "2026-11-30".to_owned(),
        filings: vec![(
            "B1".to_owned(),
            both("去成都", "to Chengdu"),
            both("生效中", "in force"),
        )],
        ..FoundPerson::default()
    };
    CounterPage {
        person: is_found.then_some(person),
        code: is_found.then(|| "12345678".to_owned()),
        done: Some(both("已提交。", "Filed.")),
        paper: Some("/clerk/filings/B1/form.pdf".to_owned()),
        wrong: None,
        has_board: false,
        has_counter: true,
    }
}

fn employer(is_checked: bool) -> EmployerPage {
    let row = |number, wrong: Option<(Bilingual, Bilingual)>| PostingRow {
        number,
        text: format!("{NAME},1,成都，2026-12-01"),
        name: NAME.to_owned(),
        to: both("成都市", "Chengdu"),
        wrong,
        becomes: both("生效中", "in force"),
        filing: "B1".to_owned(),
    };
    let posting = |due| {
        let days = (date(2026, 12, 1), due);
        (both("成都市", "Chengdu"), days, both("生效中", "in force"))
    };
    let wrong = Some((
        both("列不够", "columns are missing"),
        both("补上", "add them"),
    ));
    EmployerPage {
        employer: "示例公司".to_owned(),
        staff: vec![
            PostedStaff {
                name: NAME.to_owned(),
                postings: vec![],
            },
            PostedStaff {
                name: NAME.to_owned(),
                postings: vec![posting(None), posting(Some(date(2026, 12, 3)))],
            },
        ],
        next: Some("/employer?after=P1".to_owned()),
        rows: is_checked.then(|| vec![row(1, wrong), row(2, None)]),
        left_out: 2,
        is_filed: false,
        wrong: None,
    }
}

fn staff_list() -> StaffListPage {
    let row = |standing: &StaffStanding| StaffListRow {
        number: 2,
        text: format!("{NAME}\t1\t2026-12-01"),
        name: NAME.to_owned(),
        standing: *standing,
        says: both("在册在职", "on record"),
        next: both("核对", "check"),
    };
    StaffListPage {
        employer: "示例公司".to_owned(),
        // What is to be mended is shown as it was handed in.
        rows: StaffStanding::ALL[..3].iter().map(row).collect(),
        left_out: 1,
        is_recorded: false,
    }
}

fn record(is_of_person: bool) -> RecordRow {
    RecordRow {
        who: (!is_of_person).then(|| ("P1".to_owned(), NAME.to_owned())),
        kind: "referral",
        number: "R5101002611210000000000000001".to_owned(),
        what: both(
            "转往北京市，示例医院（某病）",
            "to Beijing, an example (a disease)",
        ),
        days: both("2026-11-21 至 2027-11-20", "2026-11-21 through 2027-11-20"),
        state: both("有效", "in force"),
        withdraw: Some("P1".to_owned()),
    }
}

fn facility() -> FacilityDeskPage {
    FacilityDeskPage {
        facility: "示例医院".to_owned(),
        link: "http://localhost/designation/choose?facility=H51010000001&by=scan".to_owned(),
        referrals: vec![record(false)],
        done: Some(both("已撤销。", "Withdrawn.")),
        ..FacilityDeskPage::default()
    }
}

fn facility_person() -> FacilityPersonPage {
    let choice = |word: &str| (word.to_owned(), both("示例", "example"), true);
    FacilityPersonPage {
        facility: "示例医院".to_owned(),
        id: "P1".to_owned(),
        name: NAME.to_owned(),
        number: "440***********0428".to_owned(),
        insured: ["440300/employee", "440100/resident"]
            .map(|one| (one.to_owned(), both("深圳市，职工", "Shenzhen, employees")))
            .to_vec(),
        places: vec![choice("110000")],
        diseases: vec![choice("n18|尿毒症")],
        choice: ChoiceAhead {
            says: both("已经选满。", "All are chosen."),
            may: true,
            instead_of: vec![("H1".to_owned(), "示例社康".to_owned())],
            reasons: vec![choice("illness")],
        },
        records: vec![record(true)],
        form: "W1".to_owned(),
        today: "2026-11-30".to_owned(),
        open: "refer",
        ..FacilityPersonPage::default()
    }
}

fn bill_listed() -> BillListed {
    BillListed {
        id: "A1".to_owned(),
        name: NAME.to_owned(),
        what: both("成都市，示例医院", "Chengdu, 示例医院"),
        why: both("用了暂代的数字", "rests on a stand-in figure"),
        total: "2,000.00".to_owned(),
        due: date(2026, 12, 2),
        days: 2,
        received: date(2026, 11, 29),
        age: 1,
        care: "2026-11-12 – 2026-11-16".to_owned(),
        state: both("待办", "waiting"),
        is_open: false,
    }
}

/// A bill whose ceiling nobody published.
fn bill(proposal: Option<ProposalShown>) -> BillCasePage {
    let is_proposed = proposal.is_some();
    BillCasePage {
        id: "A1".to_owned(),
        name: NAME.to_owned(),
        what: both("成都市，示例医院", "Chengdu, 示例医院"),
        why: both("用了暂代的数字", "rests on a stand-in figure"),
        state: both("待办", "waiting"),
        waits: true,
        facts: vec![(both("总费用", "Total"), both("2,000.00", "2,000.00"))],
        settlement: Some("A1".to_owned()),
        figures: vec![FigureShown {
            field: "figure-0".to_owned(),
            says: both("统筹基金：还没有公布", "pooled fund: not published yet"),
            used: Some("1,000.00".to_owned()),
            typed: String::new(),
        }],
        verdicts: vec![
            (
                "figures".to_owned(),
                both("定下数字", "decide"),
                both("结算已重算", "recalculated"),
            ),
            (
                "leave".to_owned(),
                both("保持不变", "leave it"),
                Bilingual::default(),
            ),
        ],
        may_propose: !is_proposed,
        may_confirm: is_proposed,
        proposal,
        papers: vec![both("发票", "invoice")],
        claim_says: Some(both("可以申请", "may be claimed")),
        history: vec![("2026-11-30 10:00".to_owned(), both("进入待办", "came in"))],
        queue: vec![bill_listed()],
        opened: "1-2".to_owned(),
        ..BillCasePage::default()
    }
}

fn bills() -> BillsPage {
    BillsPage {
        bills: vec![bill_listed()],
        lanes: vec![("waiting".to_owned(), both("待办", "waiting"), true)],
        kinds: vec![(
            "refused".to_owned(),
            both("没能直接结算", "not settled"),
            false,
        )],
        next: Some("/clerk/bills?after=2026-12-02~A1".to_owned()),
        has_board: true,
        has_counter: true,
    }
}

fn proposal() -> ProposalShown {
    ProposalShown {
        by: "罗窗口 2026-11-30 10:00".to_owned(),
        verdict: both("定下数字", "decide"),
        reason: "按来文定".to_owned(),
        source: ["复函".to_owned(), "8号".to_owned(), String::new()],
        figures: vec![both("统筹基金：1,200.00 元", "pooled fund: 1,200.00")],
        comes_out: both("统筹基金多付 200.00 元", "pooled fund 200.00 more"),
    }
}

fn drawn(look: Option<(String, bool, String)>, may_look: bool) -> DrawnLine {
    DrawnLine {
        href: "/clerk/filings/B1".to_owned(),
        word: "filing",
        number: "B1".to_owned(),
        kind: both("备案", "filing"),
        name: NAME.to_owned(),
        by: "罗窗口".to_owned(),
        on: "2026-11-29".to_owned(),
        ended: both("已通过", "approved"),
        look,
        may_look,
    }
}

fn pages(frame: &dyn Fn(&str) -> Frame) -> Vec<(&'static str, String)> {
    let id = "/clerk/filings/B2";
    let board = BoardPage {
        backlog: vec![(both("材料或承诺", "proof"), [1, 2, 3])],
        decisions: vec![("罗窗口".to_owned(), [3, 1, 0])],
        sample: vec![
            drawn(None, true),
            drawn(
                Some(("温主管".to_owned(), false, "材料不符".to_owned())),
                false,
            ),
        ],
        at_risk: vec![BoardLine {
            href: "/clerk/filings/B1".to_owned(),
            number: "B1".to_owned(),
            kind: both("备案", "filing"),
            name: NAME.to_owned(),
            due: date(2026, 11, 30),
            with: "罗窗口".to_owned(),
            can_be_given: true,
        }],
        seed: "2026-11".to_owned(),
        rate: 10,
        drawn_from: 20,
        counts: [0, 1, 1],
        has_board: true,
        has_counter: false,
        ..BoardPage::default()
    };
    let find = FindPage {
        asked: "B1".to_owned(),
        found: Some(vec![(
            "B1".to_owned(),
            NAME.to_owned(),
            both("去成都", "to Chengdu"),
            both("生效中", "in force"),
        )]),
        has_board: true,
        has_counter: true,
    };
    vec![
        ("queue", clerk::render(&frame("/clerk"), &queue())),
        ("case", render_case(&frame(id), &case(Deciding::Open))),
        (
            "case_return",
            render_case(&frame(id), &case(Deciding::Return)),
        ),
        (
            "case_refuse",
            render_case(&frame(id), &case(Deciding::Refuse)),
        ),
        (
            "case_propose",
            render_case(&frame(id), &case(Deciding::Propose)),
        ),
        (
            "bills",
            render_bills(&frame("/clerk/bills"), &bills(), true),
        ),
        ("bill", render_bill(&frame("/clerk/bills/A1"), &bill(None))),
        (
            "bill_proposed",
            render_bill(&frame("/clerk/bills/A1"), &bill(Some(proposal()))),
        ),
        ("board", render_board(&frame("/clerk/board"), &board)),
        ("find", render_find(&frame("/clerk/search"), &find)),
        (
            "counter",
            render_counter(&frame("/clerk/counter"), &counter(false)),
        ),
        (
            "counter_found",
            render_counter(&frame("/clerk/counter"), &counter(true)),
        ),
        (
            "employer",
            employer::render(&frame("/employer"), &employer(false)),
        ),
        (
            "facility",
            facility_desk::render(&frame("/facility"), &facility()),
        ),
        (
            "facility_person",
            render_person(&frame("/facility/refer"), &facility_person()),
        ),
    ]
}

#[test]
fn desks_are_well_formed_light_and_masked() {
    for (lang, elder) in [(Lang::Zh, false), (Lang::En, false), (Lang::Zh, true)] {
        let frame = |path: &str| Frame {
            lang,
            elder,
            token: "ab".repeat(16),
            ..Frame::new(path)
        };
        let all = pages(&frame).into_iter().chain(super::bill::pages(&frame));
        for (name, page) in all {
            form::check(&page).unwrap_or_else(|wrong| panic!("{name} {lang:?}: {wrong}"));
            assert!(page.len() < 60_000, "{name}: {}", page.len());
            assert!(!page.contains(" style="), "{name}");
            let mut scripts = page.split("<script").skip(1);
            assert!(
                scripts.all(|rest| rest.starts_with(" src=\"/assets/keys-")),
                "{name} has a script of its own"
            );
            assert!(!page.contains(NAME), "{name} shows a full name");
            assert!(page.contains("desk-"), "{name} has its sheet");
        }
    }
}

#[test]
fn a_list_is_checked_with_the_wrong_rows_first_and_the_right_ones_kept() {
    let page = employer::render(&Frame::new("/employer/check"), &employer(true));
    form::check(&page).unwrap();
    assert!(page.contains("2 人，1 人可以提交，1 人要改"));
    let (wrong, right) = (page.find("name=\"row-1\""), page.find("name=\"row-2\""));
    assert!(wrong.unwrap() < right.unwrap());
}

#[test]
fn a_list_of_staff_says_of_each_how_they_stand() {
    for lang in [Lang::Zh, Lang::En] {
        let frame = Frame {
            lang,
            ..Frame::new("/employer/staff/check")
        };
        let page = staff_list::render(&frame, &staff_list());
        form::check(&page).unwrap();
        assert!(page.contains("formaction=\"/employer/staff/record\""));
        assert_eq!(page.matches("name=\"row-2\"").count(), 3);
    }
}
