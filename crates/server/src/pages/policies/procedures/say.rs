//! The rows of procedures in sentences.

use domain::filing::Channel;
use domain::procedures::{
    Approval, Category, ClaimRow, ContactRow, DesignationRow, Effect, EmergencyRule, Exemption,
    Sheet, Validity, Window, Words,
};
use domain::text::{Bilingual, Named};

use crate::web::text::PolicyText;

fn labelled(zh: &str, en: &str, what: &Bilingual) -> Bilingual {
    Bilingual::new(format!("{zh}：{}", what.zh), format!("{en}: {}", what.en))
}

pub(super) fn category(sheet: &Sheet, row: &Category) -> Vec<Bilingual> {
    let material = |kind: &String| {
        let known = sheet.materials.get(kind).cloned();
        known.unwrap_or_else(|| Bilingual::new(kind, kind))
    };
    let materials = row.materials.iter().map(|one| {
        let kinds: Vec<Bilingual> = one.any_of.iter().map(material).collect();
        join(&kinds, ("或", " or "))
    });
    let materials: Vec<Bilingual> = materials.collect();
    let channels: Vec<Bilingual> = row.channels.iter().map(Channel::name).collect();
    let mut said = vec![
        row.who.clone(),
        labelled("有效期", "Lasts", &lasts(row.validity)),
        labelled("谁来审", "Decided", &decided(&row.approval)),
        labelled("已有备案时", "With an older filing", &row.change.name()),
        labelled("办理渠道", "How", &join(&channels, ("、", ", "))),
        labelled("回参保地", "At home meanwhile", &row.at_home.name()),
    ];
    said.extend(row.lasting.as_ref().map(|lasting| lasting.says.clone()));
    if !materials.is_empty() {
        let needed = join(&materials, ("；", "; "));
        said.push(labelled("材料", "Proof", &needed));
        said.push(row.pledge.allowed.name());
    }
    said
}

fn lasts(validity: Validity) -> Bilingual {
    match validity {
        Validity::NoEnd => Bilingual::new("长期有效", "without end"),
        Validity::Months(months) => {
            Bilingual::new(format!("{months} 个月"), format!("{months} months"))
        }
        Validity::UntilEvidenceEnds => Bilingual::new("到证明到期为止", "as long as the proof"),
        Validity::Episode => Bilingual::new("本次住院", "this stay in hospital"),
    }
}

fn decided(approval: &Approval) -> Bilingual {
    let by = approval.by.name();
    match approval.working_days {
        0 => by,
        days => Bilingual::new(
            format!("{}，人工审核 {days} 个工作日", by.zh),
            format!("{}; by a clerk within {days} working days", by.en),
        ),
    }
}

pub(super) fn exemption(_: &Sheet, _: &Exemption) -> Vec<Bilingual> {
    vec![]
}

pub(super) fn emergency(_: &Sheet, row: &EmergencyRule) -> Vec<Bilingual> {
    vec![match row.deemed_filed {
        true => PolicyText::EmergencyFiled.both(),
        false => PolicyText::EmergencyNotFiled.both(),
    }]
}

pub(super) fn designation(_: &Sheet, row: &DesignationRow) -> Vec<Bilingual> {
    let mut said = vec![match row.needed {
        true => PolicyText::ChoiceNeeded.both(),
        false => PolicyText::ChoiceNotNeeded.both(),
    }];
    said.extend(row.says.clone());
    let effect = |zh, en, effect: &Option<Effect>| {
        effect
            .as_ref()
            .map(|effect| labelled(zh, en, &works(effect)))
    };
    said.extend(effect("第一次选", "A first choice works", &row.first));
    said.extend(effect("改选", "A change works", &row.change));
    said.extend(row.changes.map(|limit| {
        let per = limit.per.name();
        let most = limit.at_most;
        Bilingual::new(
            format!("{}最多改 {most} 次", per.zh),
            format!("at most {most} changes {}", per.en),
        )
    }));
    let list = |zh, en, words: Option<Bilingual>| words.map(|words| labelled(zh, en, &words));
    said.extend(list(
        "不受选点限制",
        "No choice needed for",
        named(&row.except),
    ));
    said.extend(list("怎么选", "How", named(&row.channels)));
    said
}

fn works(effect: &Effect) -> Bilingual {
    let works = effect.works.name();
    match effect.cut_day {
        None => works,
        Some(day) => Bilingual::new(
            format!("{}（{day} 日后选的再晚一个月）", works.zh),
            format!("{} (a month later when made after day {day})", works.en),
        ),
    }
}

pub(super) fn claim(sheet: &Sheet, row: &ClaimRow) -> Vec<Bilingual> {
    let mut said = Vec::new();
    said.extend(row.window.map(window));
    said.extend(row.special_window.map(window));
    said.extend(row.file_within_months.map(|months| {
        Bilingual::new(
            format!("出院后 {months} 个月内补备案仍可"),
            format!("a filing within {months} months of discharge still helps"),
        )
    }));
    said.extend(named(&row.accepts));
    said.extend(row.refuses.clone());
    let material = |kind: &String| {
        let known = sheet.materials.get(kind).cloned();
        known.unwrap_or_else(|| Bilingual::new(kind, kind))
    };
    let documents: Vec<Bilingual> = row.documents.iter().map(material).collect();
    said.push(join(&documents, ("、", ", ")));
    said.extend(row.consumable_above.map(|amount| {
        let amount = amount.grouped();
        Bilingual::new(
            format!("单件耗材超过 {amount} 元时"),
            format!("for a consumable that cost more than {amount} yuan"),
        )
    }));
    said.extend(named(&row.route));
    said.extend(row.pay_within_working_days.map(|days| {
        Bilingual::new(
            format!("审核通过后 {days} 个工作日内到账"),
            format!("paid within {days} working days of approval"),
        )
    }));
    said.extend(
        row.by_rules_of
            .map(|by| labelled("按哪里的目录", "By the list of", &by.catalogue.name())),
    );
    said.extend(row.third_party.map(|payable| payable.name()));
    said.extend(row.work_injury.map(|payable| payable.name()));
    said.extend(row.says.clone());
    said
}

fn window(window: Window) -> Bilingual {
    let (length, from) = (window.length(), window.counted_from.name());
    Bilingual::new(
        format!("自{}起 {}内", from.zh, length.zh),
        format!("within {} of {}", length.en, from.en),
    )
}

pub(super) fn contact(_: &Sheet, row: &ContactRow) -> Vec<Bilingual> {
    let plain = |text: &String| Bilingual::new(text, text);
    let mut said: Vec<Bilingual> = Vec::new();
    said.extend(row.phone.as_ref().map(plain));
    said.extend(row.url.as_ref().map(plain));
    said.extend(row.menu.clone());
    said.extend(row.says.clone());
    said
}

/// Words put together.
fn join(words: &[Bilingual], (zh, en): (&str, &str)) -> Bilingual {
    let (chinese, english): (Vec<&str>, Vec<&str>) = words
        .iter()
        .map(|word| (word.zh.as_str(), word.en.as_str()))
        .unzip();
    Bilingual::new(chinese.join(zh), english.join(en))
}

/// The names of words, any of which will do.
fn named<T: Named>(words: &Words<T>) -> Option<Bilingual> {
    let names: Vec<Bilingual> = words.iter().map(Named::name).collect();
    (!names.is_empty()).then(|| join(&names, ("、", " or ")))
}
