//! Help: pages are well formed in both languages and light; people's pages use no term of insurance
//! that the list of words does not explain.

use std::path::Path;

use jiff::civil::date;
use workbench::help::{HelpPlace, ask, hear, questions, told_of};

use super::form;
use super::shipped::library;
use crate::web::help::{self, AnsweredPage, ChecklistPage, FaqPage, terms};
use crate::web::{Frame, Lang};

/// Terms of insurance as rules have them: those of the house's list of words.
const OFFICIAL: [&str; 52] = [
    "异地就医",
    "参保地",
    "就医地",
    "统筹地区",
    "统筹区",
    "参保人",
    "职工医保",
    "居民医保",
    "备案",
    "异地长期居住",
    "异地安置退休",
    "常驻异地工作",
    "转诊",
    "其他临时外出",
    "定点医疗机构",
    "定点零售药店",
    "三大目录",
    "医保目录",
    "甲类",
    "乙类",
    "丙类",
    "全自费",
    "超限价",
    "先行自付",
    "政策范围",
    "起付线",
    "起付标准",
    "封顶线",
    "最高支付限额",
    "支付比例",
    "报销比例",
    "统筹基金",
    "大病保险",
    "大额补助",
    "公务员补助",
    "医疗救助",
    "个人账户",
    "家庭共济",
    "现金支付",
    "年度累计",
    "待遇年度",
    "费用明细",
    "结算清单",
    "预结算",
    "冲正",
    "补差",
    "零星报销",
    "门诊慢特病",
    "医保电子凭证",
    "追溯码",
    "支付资格",
    "免备案",
];

/// Where the words of people's pages stand.
const OF_PEOPLE: [&str; 4] = ["advice.rs", "help.rs", "mine.rs", "facilities.rs"];

/// What anybody understands without a sentence, or what is only the name of a person.
const PLAIN: [&str; 4] = ["参保人", "费用明细", "结算清单", "现金支付"];

#[test]
fn pages_for_people_use_only_terms_that_are_explained() {
    let explained = |term: &str| {
        PLAIN.contains(&term)
            || terms().iter().any(|one| {
                let names = [&one.plain.zh, &one.official.zh];
                names
                    .into_iter()
                    .chain(&one.also)
                    .any(|name| name.contains(term))
            })
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for file in OF_PEOPLE {
        texts.push(std::fs::read_to_string(root.join("src/web/text").join(file)).unwrap());
    }
    // What is asked and answered in the pages of help is written there too.
    for question in questions() {
        texts.push(format!("{}{}", question.asks.zh, question.says.zh));
    }
    let mut used = 0;
    for text in &texts {
        for term in OFFICIAL.iter().filter(|term| text.contains(**term)) {
            used += 1;
            assert!(explained(term), "«{term}» stands in no row of words.toml");
        }
    }
    assert!(used > 20, "{used}");
}

#[test]
fn each_word_is_one_sentence_in_both_languages_and_listed_once() {
    for (at, term) in terms().iter().enumerate() {
        for said in [&term.says.zh, &term.says.en, &term.plain.zh, &term.plain.en] {
            assert!(!said.is_empty() && !said.contains('\n'), "{}", term.id);
        }
        assert!(term.says.zh.matches('。').count() == 1, "{}", term.says.zh);
        assert!(term.says.zh.chars().count() <= 45, "{}", term.says.zh);
        let before = &terms()[..at];
        assert!(
            before.iter().all(|known| known.id != term.id),
            "{}",
            term.id
        );
        assert!(!term.says.zh.contains("统筹区划"), "{}", term.id);
    }
}

fn frames() -> [Frame; 3] {
    let frame = |lang, elder| Frame {
        lang,
        elder,
        ..Frame::new("/help")
    };
    [
        frame(Lang::Zh, false),
        frame(Lang::En, false),
        frame(Lang::Zh, true),
    ]
}

fn check(page: &str, about: &str) {
    if let Err(wrong) = form::check(page) {
        panic!("{about}: {wrong}: {page}");
    }
    assert!(
        !page.contains("<script") && !page.contains(" style="),
        "{about}"
    );
}

#[test]
fn every_page_of_help_is_well_formed() {
    let library = library();
    let day = date(2026, 12, 1);
    for frame in frames() {
        for code in [None, Some("440300"), Some("510100"), Some("620200")] {
            let region = code.map(|code| code.parse().unwrap());
            let place = HelpPlace {
                library: &library,
                insured_at: region,
                treated_at: None,
                scheme: None,
                status: None,
                tier: None,
                care: None,
                level: None,
                why: None,
                day,
            };
            let answers = questions().iter().map(|question| {
                let (rows, not_known) = told_of(&place, question);
                (question, rows, not_known)
            });
            let page = FaqPage {
                insured: region.map(domain::advice::name_of),
                code: code.map(str::to_owned),
                answers: answers.collect(),
                ..FaqPage::default()
            };
            let html = help::render_faq(&frame, &page);
            check(&html, "faq");
            assert!(html.len() < 220_000, "{}", html.len());
        }
        check(&help::render_terms(&frame), "words");
        check(
            &help::render_checklist(&frame, &ChecklistPage::default()),
            "checklist",
        );
        check(&help::render_ask(&frame, &AnsweredPage::default()), "ask");
        for typed in [
            "我妈在深圳参保去成都住院能报多少",
            "深圳去朝阳要备案吗",
            "起付线是什么意思",
            "今天天气怎么样",
            "深圳备案有效期多久",
        ] {
            let heard = hear(typed, std::iter::empty());
            let page = AnsweredPage {
                asked: heard.shown.clone(),
                answer: Some(ask(&library, &heard, terms(), day)),
                again: "/ask?q=x".to_owned(),
                ..AnsweredPage::default()
            };
            check(&help::render_ask(&frame, &page), typed);
        }
    }
}

#[test]
fn every_question_the_site_offers_is_answered() {
    let library = library();
    for (zh, en) in help::EXAMPLES {
        for typed in [zh, en] {
            let heard = hear(typed, std::iter::empty());
            let answer = ask(&library, &heard, terms(), date(2026, 12, 1));
            let kind = answer.kind.word();
            assert!(
                !["unknown", "elsewhere", "medical"].contains(&kind),
                "{typed}"
            );
            let is_word = kind == "word";
            let has_rows = answer.rows.iter().all(|row| !row.basis.is_empty());
            assert!(is_word || has_rows && !answer.rows.is_empty(), "{typed}");
            assert!(
                answer.not_known.is_empty(),
                "{typed}: {:?}",
                answer.not_known
            );
            assert!(!answer.says.zh.contains("下面的问题"), "{typed}");
        }
    }
}
