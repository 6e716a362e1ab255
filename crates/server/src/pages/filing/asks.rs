//! The page of one question, from a draft and the rules.

use desk::drafts::{
    CaseChoice, DraftStep, FilingDraft, category, days_ahead, kinds_of_proof, may_be_prevented,
};
use domain::Bilingual;
use domain::advice::{name_of, name_to_type};
use domain::calendar::days_after;
use domain::filing::{Check, Register};
use domain::procedures::Procedures;
use domain::text::Named;
use jiff::civil::Date;

use super::answers::WrongAnswers;
use crate::web::filing::{ContactField, PickRow, StepBody, StepPage};
use crate::web::text::FilingText;

/// What is known for the page of a question.
pub(super) struct QuestionAsked<'a> {
    pub rules: &'a Procedures,
    pub today: Date,
    pub draft: &'a FilingDraft,
    pub cases: Vec<CaseChoice>,
    pub proof: Option<Check>,
    pub first_day: Date,
    pub wrong: WrongAnswers,
}

/// Where the page leads to.
pub(super) struct AroundQuestion {
    pub action: String,
    pub back: String,
    pub for_other: Option<String>,
    pub hidden: Vec<(String, String)>,
    pub is_saved: bool,
}

/// The page of a question.
pub(super) fn page(asked: QuestionAsked<'_>, step: DraftStep, around: AroundQuestion) -> StepPage {
    let row = category(asked.rules, asked.draft, asked.today);
    let mut basis: Vec<_> = row.map(|row| row.shown()).into_iter().collect();
    if step == DraftStep::Case {
        basis = asked.cases.iter().map(|it| it.basis.clone()).collect();
        basis.dedup();
        basis.truncate(3);
    }
    if let Some(check) = &asked.proof {
        basis = check.basis.iter().cloned().collect();
    }
    StepPage {
        step,
        action: around.action,
        back: around.back,
        to: name_of(asked.draft.destination),
        for_other: around.for_other,
        hidden: around.hidden,
        body: body(&asked, step),
        wrong: asked.wrong,
        basis,
        is_saved: around.is_saved,
    }
}

fn body(asked: &QuestionAsked<'_>, step: DraftStep) -> StepBody {
    let draft = asked.draft;
    let row = category(asked.rules, draft, asked.today);
    let choices = |open| StepBody::Choices {
        open,
        closed: vec![],
        emergency: false,
    };
    match step {
        DraftStep::Case => cases(asked),
        DraftStep::Place => StepBody::Contact(vec![place(draft)]),
        DraftStep::Months => choices(months(asked)),
        DraftStep::Register => {
            let one = |it: &Register| choice(it.word(), it.name(), draft.register == Some(*it));
            choices(Register::ALL.iter().map(one).collect())
        }
        DraftStep::Option => {
            let offered = row.map(|row| (row, row.row().options.clone()));
            let offered = offered.into_iter().flat_map(|(row, options)| {
                options
                    .into_iter()
                    .map(move |it| (row.option_name(&it), it))
            });
            let one = |(name, it): (Bilingual, String)| {
                choice(&it, name, draft.option.as_deref() == Some(it.as_str()))
            };
            choices(offered.map(one).collect())
        }
        DraftStep::Start => {
            let (back, ahead) = row.map_or((0, None), |row| days_ahead(row.row()));
            let last = draft.ends_on.map(|ends| days_after(ends, -1));
            StepBody::Days {
                first: draft.starts_on.unwrap_or(asked.first_day).to_string(),
                last: last.map(|day| day.to_string()).unwrap_or_default(),
                earliest: days_after(asked.today, -i32::from(back)).to_string(),
                latest: ahead.map(|days| days_after(asked.today, i32::from(days)).to_string()),
            }
        }
        DraftStep::Contact | DraftStep::Check => StepBody::Contact(contact(draft)),
        DraftStep::Proof => StepBody::Proof {
            asked: asked
                .proof
                .as_ref()
                .map(|it| it.says.clone())
                .unwrap_or_default(),
            kinds: row.map(kinds_of_proof).unwrap_or_default(),
            handed_in: handed_in(asked),
            prevented: row
                .filter(|row| may_be_prevented(row.row()))
                .map(|_| draft.prevented_by.clone().unwrap_or_default()),
        },
    }
}

/// The names of the proofs handed in, with what tells them apart.
pub(super) fn handed_in(asked: &QuestionAsked<'_>) -> Vec<(String, Bilingual)> {
    let row = category(asked.rules, asked.draft, asked.today);
    let named = |kind: &str| match row {
        Some(row) => row.material_name(kind),
        None => Bilingual::new(kind, kind),
    };
    let evidence = asked.draft.evidence.iter().enumerate();
    let evidence = evidence.map(|(at, one)| {
        let name = named(&one.kind);
        let numbered = Bilingual::new(
            format!("{} {}", at + 1, name.zh),
            format!("{} {}", at + 1, name.en),
        );
        (one.reference.clone(), numbered)
    });
    evidence.collect()
}

fn choice(value: &str, title: Bilingual, chosen: bool) -> PickRow {
    PickRow {
        value: value.to_owned(),
        title,
        more: Bilingual::default(),
        chosen,
    }
}

fn cases(asked: &QuestionAsked<'_>) -> StepBody {
    let draft = asked.draft;
    let named = |it: &CaseChoice| match &it.note {
        Some(note) => Bilingual::new(
            format!("{}，{}", it.title.zh, note.zh),
            format!("{}, {}", it.title.en, note.en),
        ),
        None => it.title.clone(),
    };
    let is_chosen = |value: &str| {
        let (id, months) = match value.split_once(':') {
            Some((id, months)) => (id, months.parse::<u8>().ok()),
            None => (value, None),
        };
        let same = draft.category.as_deref() == Some(id);
        same && months.is_none_or(|it| draft.months_away.is_some_and(|said| (said < 1) == (it < 1)))
    };
    let (open, closed): (Vec<&CaseChoice>, Vec<_>) =
        asked.cases.iter().partition(|it| it.closed.is_none());
    let open = open.into_iter().map(|it| PickRow {
        chosen: is_chosen(&it.value),
        value: it.value.clone(),
        title: named(it),
        more: it.who.clone(),
    });
    let closed = closed.into_iter();
    let closed = closed.filter_map(|it| Some((it.title.clone(), it.closed.clone()?)));
    StepBody::Choices {
        open: open.collect(),
        closed: closed.collect(),
        emergency: asked
            .rules
            .emergency(asked.today)
            .is_some_and(|rule| rule.deemed_filed),
    }
}

/// The place as a form takes it back.
fn place(draft: &FilingDraft) -> ContactField {
    ContactField {
        name: "place",
        label: FilingText::RowTo,
        value: name_to_type(draft.destination).zh,
        autocomplete: "off",
        kind: "text",
    }
}

/// The months at which the chosen kind changes.
fn months(asked: &QuestionAsked<'_>) -> Vec<PickRow> {
    let row = category(asked.rules, asked.draft, asked.today);
    let from = row.and_then(|row| {
        let stated = row.row().when.months_away.map(|span| span.from);
        stated.or(row.row().lasting.as_ref().map(|it| it.months))
    });
    let from = from.unwrap_or(6);
    let said = asked.draft.months_away.map(u16::from);
    let title = Bilingual::new(
        format!("满 {from} 个月，或更久"),
        format!("{from} months or longer"),
    );
    let less = Bilingual::new(
        format!("不到 {from} 个月"),
        format!("less than {from} months"),
    );
    vec![
        choice(&from.to_string(), title, said.is_some_and(|it| it >= from)),
        choice("0", less, said.is_some_and(|it| it < from)),
    ]
}

fn contact(draft: &FilingDraft) -> Vec<ContactField> {
    let field = |name, label, value: &str, (autocomplete, kind)| ContactField {
        name,
        label,
        value: value.to_owned(),
        autocomplete,
        kind,
    };
    let contact = &draft.contact;
    vec![
        field(
            "name",
            FilingText::ContactName,
            &contact.name,
            ("name", "text"),
        ),
        field(
            "phone",
            FilingText::ContactPhone,
            &contact.phone,
            ("tel", "tel"),
        ),
        field(
            "address",
            FilingText::ContactAddress,
            &contact.address,
            ("street-address", "text"),
        ),
    ]
}
