//! What a filing would change where nobody has to file: the rules are asked for the same visit on
//! both footings.

use std::collections::BTreeSet;

use super::said::packs;
use crate::facility::{Care, Grade, Level};
use crate::facts::DESIGNATED;
use crate::filing::{Advice, AdviceKind, Asked};
use crate::person::{Scheme, Status, USUAL_AGE, USUAL_MONTHS};
use crate::plan::fold;
use crate::policy::{Library, Pack};
use crate::situation::{Follows, Footing, Route, Situation};
use crate::text::Named;
use crate::{Bilingual, Money, Rate};

/// What a visit to a hospital of level 3 is paid without a filing and with one, where the two
/// differ or nothing is paid; none where somebody has to file anyway.
pub(super) fn told(library: &Library, asked: &Asked<'_>, advice: &Advice) -> Option<Bilingual> {
    if advice.kind != AdviceKind::Exempt {
        return None;
    }
    let rules = library.procedures(asked.about.insured_at);
    let cares = match asked.about.care {
        Some(care) => vec![care],
        None => vec![Care::Inpatient, Care::Outpatient],
    };
    let mut said: Vec<Bilingual> = Vec::new();
    for pack in packs(library, asked) {
        for care in &cares {
            let about = crate::procedures::Circumstances {
                care: Some(*care),
                ..asked.about
            };
            if rules.exemption(asked.day, &about).is_none() {
                continue;
            }
            let Some(line) = line(pack, asked, *care, advice) else {
                continue;
            };
            if !said.contains(&line) {
                said.push(line);
            }
        }
    }
    let zh: Vec<&str> = said.iter().map(|line| line.zh.as_str()).collect();
    let en: Vec<&str> = said.iter().map(|line| line.en.as_str()).collect();
    (!said.is_empty()).then(|| {
        Bilingual::new(
            format!("以三级医院为例：{}。", zh.join("；")),
            format!("At a hospital of level 3, say: {}.", en.join("; ")),
        )
    })
}

/// One kind of care by one pack.
fn line(pack: &Pack, asked: &Asked<'_>, care: Care, advice: &Advice) -> Option<Bilingual> {
    let not_filed = share(pack, asked, (care, Footing::Exempt))?;
    let name = care.name();
    let scheme = asked.about.scheme.is_none().then(|| pack.scheme.name());
    let who = scheme.unwrap_or_default();
    let nothing = not_filed == Rate::ZERO;
    let without = match nothing {
        true => Bilingual::new(
            "不备案统筹基金不支付",
            "without a filing the fund pays nothing",
        ),
        false => Bilingual::new(
            format!("不备案支付 {not_filed}"),
            format!("{not_filed} without a filing"),
        ),
    };
    let way = advice.categories.first();
    let way = way.filter(|way| way.footing == Footing::LongTermFiled);
    let filed = way.and_then(|way| {
        let filed = share(pack, asked, (care, Footing::LongTermFiled))?;
        (filed != not_filed).then_some((way, filed))
    });
    let begin = Bilingual::new(
        format!("{}{}", who.zh, name.zh),
        format!("{} {}", who.en, name.en).trim_start().to_owned(),
    );
    match filed {
        None if nothing => Some(Bilingual::new(
            format!("{}{}", begin.zh, without.zh),
            format!("{}: {}", begin.en, without.en),
        )),
        None => None,
        Some((way, filed)) => Some(Bilingual::new(
            format!(
                "{}{}，按「{}」备案支付 {filed}",
                begin.zh, without.zh, way.title.zh
            ),
            format!(
                "{}: {}, {filed} when filed as {}",
                begin.en, without.en, way.title.en
            ),
        )),
    }
}

/// What the first fund pays above its deductible; none where that is not known.
fn share(pack: &Pack, asked: &Asked<'_>, visit: (Care, Footing)) -> Option<Rate> {
    let plan = fold(pack, &situation(pack, asked, visit), None).ok()?;
    let layer = plan.layers.first()?;
    let band = layer.bands.first()?;
    if !band.unknown.is_empty() || !layer.unknown_changes.is_empty() {
        return None;
    }
    let ten_thousandths = band.pay.hundred_millionths() / 10_000;
    Some(Rate::from_ten_thousandths(
        u16::try_from(ten_thousandths).ok()?,
    ))
}

fn situation(pack: &Pack, asked: &Asked<'_>, (care, footing): (Care, Footing)) -> Situation {
    let about = &asked.about;
    let usual = match pack.scheme {
        Scheme::Employee => Status::OnJob,
        Scheme::Resident => Status::Resident,
    };
    let tiers = pack.tables.tiers.iter();
    let mut tiers = tiers.filter(|row| row.is_in_force(asked.day));
    let tier = about.tier.map(str::to_owned);
    let marks: BTreeSet<String> = about.traits.cloned().unwrap_or_default();
    let chosen = (care != Care::Inpatient).then(|| DESIGNATED.to_owned());
    Situation {
        insured_at: about.insured_at.pooling(),
        treated_at: about.destination,
        scheme: pack.scheme,
        tier: tier.or_else(|| tiers.next().map(|row| row.name.clone())),
        status: about
            .status
            .filter(|it| it.is_of(pack.scheme))
            .unwrap_or(usual),
        age: about.age.unwrap_or(USUAL_AGE),
        months: USUAL_MONTHS,
        care,
        level: Level::Tertiary,
        footing,
        admission: 1,
        unfiled_stay: 0,
        grade: Grade::default(),
        contribution_base: None::<Money>,
        follows: Follows::default(),
        deductible_before: Default::default(),
        traits: marks.into_iter().chain(chosen).collect(),
        route: Route::Direct,
        day: asked.day,
    }
}
