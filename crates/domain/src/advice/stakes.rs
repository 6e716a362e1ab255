//! What a filing would change where nobody has to file: the rules are asked for the same visit on
//! both footings, of somebody who may file so; and what has to be chosen first.

use std::collections::BTreeSet;

use super::said::packs;
use crate::designation::{Need, VisitAsked, need};
use crate::facility::{Care, Grade, Level};
use crate::facts::DESIGNATED;
use crate::filing::{Advice, AdviceAsked, AdviceKind, CategoryAdvice};
use crate::person::{Scheme, Status, USUAL_AGE, USUAL_MONTHS};
use crate::plan::fold;
use crate::policy::{Library, Pack};
use crate::procedures::{Circumstances, Procedures, Slot};
use crate::situation::{Follows, Footing, Route, Situation};
use crate::text::{Named, Sep};
use crate::{Bilingual, Money, Rate};

/// The age of somebody retired of whom nothing else is said.
const RETIRED_AGE: u8 = 65;

/// What a visit is paid without a filing and with one, where they differ or nothing is paid; none
/// where somebody has to file anyway. The visit is one to a hospital of level 3, or where an
/// institution has to be chosen, one to such an institution.
pub(super) fn told(
    library: &Library,
    asked: &AdviceAsked<'_>,
    advice: &Advice,
) -> Option<Bilingual> {
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
            let about = Circumstances {
                care: Some(*care),
                scheme: Some(pack.scheme),
                ..asked.about
            };
            if rules.exemption(asked.day, &about).is_none() {
                continue;
            }
            let stakes = Stakes {
                rules,
                pack,
                asked,
                care: *care,
            };
            let line = match stakes.choice(&about) {
                Some(slot) => stakes.line_of_choice(slot, advice),
                None => stakes.line(advice),
            };
            said.extend(line.filter(|line| !said.contains(line)));
        }
    }
    let zh: Vec<&str> = said.iter().map(|line| line.zh.as_str()).collect();
    let en: Vec<&str> = said.iter().map(|line| line.en.as_str()).collect();
    (!said.is_empty()).then(|| {
        Bilingual::new(
            format!("{}。", zh.join("；")),
            format!("{}.", capital(&en.join("; "))),
        )
    })
}

/// What the first fund pays of a stay in a hospital of level 3 above the deductible, of somebody of
/// the scheme on that footing.
pub(super) fn share_of_stay(
    library: &Library,
    asked: &AdviceAsked<'_>,
    scheme: Scheme,
    footing: Footing,
) -> Option<Rate> {
    let stakes = Stakes {
        rules: library.procedures(asked.about.insured_at),
        pack: library.find(asked.about.insured_at, scheme)?,
        asked,
        care: Care::Inpatient,
    };
    stakes.share(Example {
        footing,
        level: Level::Tertiary,
        chosen: false,
        status: stakes.status(),
    })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// One kind of care by one pack.
#[derive(Clone, Copy)]
struct Stakes<'a> {
    rules: &'a Procedures,
    pack: &'a Pack,
    asked: &'a AdviceAsked<'a>,
    care: Care,
}

/// A visit as an example.
#[derive(Clone, Copy)]
struct Example {
    footing: Footing,
    level: Level,
    /// Where an institution has to be chosen, whether it was.
    chosen: bool,
    status: Status,
}

/// What is paid without a filing, and with one where that differs.
struct Shares<'a> {
    not_filed: Rate,
    filed: Option<(&'a CategoryAdvice, Rate)>,
    /// The status both are of, where it is the category's and nobody said it.
    status: Option<Status>,
}

impl Stakes<'_> {
    /// What has to be chosen before the fund pays for the care.
    fn choice(&self, about: &Circumstances<'_>) -> Option<&Slot> {
        let visit = VisitAsked {
            about: *about,
            day: self.asked.day,
            at: None,
            emergency: false,
            referred: false,
        };
        let found = need(self.rules, &visit);
        let row = found.row.filter(|_| found.need == Need::Needed)?;
        row.row().choose.first()
    }

    fn line(&self, advice: &Advice) -> Option<Bilingual> {
        let shares = self.shares(Level::Tertiary, advice)?;
        if shares.filed.is_none() && shares.not_filed != Rate::ZERO {
            return None;
        }
        let begin = self.begin(&shares);
        let told = shares.in_words();
        Some(Bilingual::new(
            format!("以三级医院为例，{}{}", begin.zh, told.zh),
            format!("at a hospital of level 3, say, {}: {}", begin.en, told.en),
        ))
    }

    /// Where an institution has to be chosen, that is what counts, before any filing.
    fn line_of_choice(&self, slot: &Slot, advice: &Advice) -> Option<Bilingual> {
        let levels: Vec<Level> = slot.of.level.iter().copied().collect();
        let level = levels.last().copied().unwrap_or(Level::Primary);
        let shares = self.shares(level, advice)?;
        let other = self.share(Example {
            footing: Footing::Exempt,
            level,
            chosen: false,
            status: shares.status.unwrap_or_else(|| self.status()),
        })?;
        let begin = self.begin(&shares);
        let which = Bilingual::join(levels.iter().map(|level| level.name()), Sep::Or);
        let (told, other) = (shares.in_words(), paid(other));
        Some(Bilingual::new(
            format!(
                "{}看的是选没选机构：先选定一家{}机构，{}；没有选定或去别家，{}",
                begin.zh, which.zh, told.zh, other.zh
            ),
            format!(
                "{}: what counts is the institution that was chosen. Choose one ({}) first: {}. \
                 Where none was chosen, or at another one, {}",
                begin.en, which.en, told.en, other.en
            ),
        ))
    }

    /// Who, and what care.
    fn begin(&self, shares: &Shares<'_>) -> Bilingual {
        let scheme = match self.asked.about.scheme {
            None => self.pack.scheme.name(),
            Some(_) => Bilingual::default(),
        };
        let status = shares
            .status
            .map(|status| status.name())
            .unwrap_or_default();
        let care = self.care.name();
        let en = [scheme.en, status.en, care.en];
        let en: Vec<String> = en.into_iter().filter(|word| !word.is_empty()).collect();
        Bilingual::new(
            format!("{}{}{}", scheme.zh, status.zh, care.zh),
            en.join(" "),
        )
    }

    /// Both shares, of somebody who may file as the first category that is open.
    fn shares<'c>(&self, level: Level, advice: &'c Advice) -> Option<Shares<'c>> {
        let ways = advice.categories.iter();
        let mut ways = ways
            .filter(|way| way.footing == Footing::LongTermFiled)
            .filter_map(|way| Some((way, self.status_of(way)?)));
        let way = ways.next();
        let usual = self.status();
        let status = way.map_or(usual, |(_, status)| status);
        let example = |footing| Example {
            footing,
            level,
            chosen: true,
            status,
        };
        let not_filed = self.share(example(Footing::Exempt))?;
        let filed = way.and_then(|(way, _)| {
            let filed = self.share(example(Footing::LongTermFiled))?;
            (filed != not_filed).then_some((way, filed))
        });
        Some(Shares {
            not_filed,
            filed,
            status: (status != usual).then_some(status),
        })
    }

    /// The status as said, or the usual one.
    fn status(&self) -> Status {
        let usual = match self.pack.scheme {
            Scheme::Employee => Status::OnJob,
            Scheme::Resident => Status::Resident,
        };
        let said = self.asked.about.status;
        said.filter(|it| it.is_of(self.pack.scheme))
            .unwrap_or(usual)
    }

    /// The status somebody has who files as the category: the one said, or one that it asks for.
    /// None where the scheme has no such members.
    fn status_of(&self, way: &CategoryAdvice) -> Option<Status> {
        let own = self.status();
        let row = self.rules.category(&way.category, self.asked.day)?;
        let asks = &row.row().when.status;
        if asks.is_empty() || asks.admits(&own) {
            return Some(own);
        }
        let asks = asks.iter().copied();
        let mut asks = asks.filter(|status| status.is_of(self.pack.scheme));
        asks.next().filter(|_| self.asked.about.status.is_none())
    }

    /// What the first fund pays above its deductible; none where that is not known.
    fn share(&self, example: Example) -> Option<Rate> {
        let plan = fold(self.pack, &self.situation(example), None).ok()?;
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

    fn situation(&self, example: Example) -> Situation {
        let Stakes {
            pack, asked, care, ..
        } = *self;
        let about = &asked.about;
        let tiers = pack.tables.tiers.iter();
        let mut tiers = tiers.filter(|row| row.is_in_force(asked.day));
        let tier = about.tier.map(str::to_owned);
        let marks: BTreeSet<String> = about.traits.cloned().unwrap_or_default();
        let chosen = care != Care::Inpatient && example.chosen;
        let chosen = chosen.then(|| DESIGNATED.to_owned());
        let usual_age = match example.status {
            Status::Retired => RETIRED_AGE,
            _ => USUAL_AGE,
        };
        Situation {
            insured_at: about.insured_at.pooling(),
            treated_at: about.destination,
            scheme: pack.scheme,
            tier: tier.or_else(|| tiers.next().map(|row| row.name.clone())),
            status: example.status,
            age: about.age.unwrap_or(usual_age),
            months: USUAL_MONTHS,
            care,
            level: example.level,
            footing: example.footing,
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
}

impl Shares<'_> {
    fn in_words(&self) -> Bilingual {
        let without = paid(self.not_filed);
        let without = Bilingual::new(
            format!("不备案{}", without.zh),
            format!("{} without a filing", without.en),
        );
        match self.filed {
            None => without,
            Some((way, filed)) => Bilingual::new(
                format!("{}，按「{}」备案支付 {filed}", without.zh, way.title.zh),
                format!("{}, {filed} when filed as {}", without.en, way.title.en),
            ),
        }
    }
}

fn paid(share: Rate) -> Bilingual {
    match share == Rate::ZERO {
        true => Bilingual::new("统筹基金不支付", "the fund pays nothing"),
        false => Bilingual::new(format!("支付 {share}"), format!("the fund pays {share}")),
    }
}
