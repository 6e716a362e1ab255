//! What was typed, read into a bill; every answer that cannot be right is marked in its field.

use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use domain::policy::{Library, Pack};
use domain::region::Distance;
use domain::signs::half_width;
use domain::situation::Footing;
use domain::situation::YearToDate;
use domain::text::Bilingual;
use domain::{Money, Region};
use jiff::civil::Date;
use workbench::address::pack_of;
use workbench::case::{Case, CaseBill, CasePerson, CaseVisit};

use super::super::given::{Given, day, not_a_day};
use super::{fields, first_day, places};
use crate::web::policy::what_if::{Field, FieldKind, Form};

/// A bill that can be computed.
pub(super) struct Read<'a> {
    pub pack: &'a Pack,
    pub case: Case,
}

/// The form as it goes back, and the bill when it was sent and nothing in it is wrong.
pub(super) fn read<'a>(
    library: &'a Library,
    given: &Given,
    today: Date,
) -> (Form, Option<Read<'a>>) {
    let mut reader = Reader {
        given,
        form: Form::default(),
        sent: given.get("go").is_some() || given.get("eligible").is_some(),
    };
    let case = reader.case(library, today);
    let Reader { form, sent, .. } = reader;
    let is_sound = sent && form.wrong().is_empty();
    (form, case.filter(|_| is_sound))
}

struct Reader<'g> {
    given: &'g Given,
    form: Form,
    sent: bool,
}

impl Reader<'_> {
    /// Asks a field; what comes back is its answer, or nothing and the field is marked.
    fn ask<T>(&mut self, field: Field, answer: Result<T, Bilingual>) -> Option<T> {
        Reader::note(&mut self.form.fields, field, answer)
    }

    fn ask_more<T>(&mut self, field: Field, answer: Result<T, Bilingual>) -> Option<T> {
        Reader::note(&mut self.form.more, field, answer)
    }

    fn note<T>(fields: &mut Vec<Field>, field: Field, answer: Result<T, Bilingual>) -> Option<T> {
        let (answer, wrong) = match answer {
            Ok(answer) => (Some(answer), None),
            Err(wrong) => (None, Some(wrong)),
        };
        fields.push(Field { wrong, ..field });
        answer
    }

    fn case<'a>(&mut self, library: &'a Library, today: Date) -> Option<Read<'a>> {
        let given = self.given;
        let pack = self.pack(library);
        let on = self.day(today);
        let day = on.unwrap_or(today);
        let tier = pack.and_then(|pack| self.tier(pack, day));
        let status = self.status(pack);
        let care = word(given.get("care"), Care::from_word, Care::Inpatient);
        let care = self.ask(fields::care(given.get("care")), care);
        let level = word(given.get("level"), Level::from_word, Level::Tertiary);
        let level = self.ask(fields::level(given.get("level")), level);
        let at = given.get("at").map(places::place).transpose();
        let at = self.ask(fields::place(given), at);
        let footing = self.footing();
        let bill = self.bill();
        let person = self.person(pack);
        let year = self.year(pack, day);
        let according_to = pack.and_then(|pack| self.according_to(pack));
        let (pack, on, (age, months, account)) = (pack?, on?, person?);
        let insured_at = pack.region;
        let treated_at = at?.unwrap_or(insured_at);
        let footing = footing?.filter(|_| is_elsewhere(insured_at, treated_at));
        let case = Case {
            name: String::new(),
            source: None,
            proof: None,
            according_to: according_to.flatten(),
            person: CasePerson {
                insured_at,
                scheme: pack.scheme,
                tier,
                status: status?,
                age,
                months,
                traits: Default::default(),
                account,
                family_account: Money::ZERO,
                contribution_base: None,
            },
            visit: CaseVisit {
                day: on,
                care: care?,
                treated_at,
                level: level?,
                footing,
                filings: vec![],
                emergency: false,
                referral: false,
                admission: year.as_ref()?.admissions + 1,
                route: None,
            },
            bill: bill?,
            year_to_date: year?,
            expect: None,
            expect_not: None,
            rules: None,
            ledger: None,
        };
        Some(Read { pack, case })
    }

    fn pack<'a>(&mut self, library: &'a Library) -> Option<&'a Pack> {
        let chosen = self.given.get("pack");
        let answer = match chosen {
            None if self.sent => Err(Bilingual::new(
                "请选择在哪里参保",
                "choose where you are insured",
            )),
            None => Ok(None),
            Some(word) => pack_of(library, word)
                .map(Some)
                .map_err(|error| error.message()),
        };
        self.ask(fields::pack(library, chosen), answer).flatten()
    }

    fn day(&mut self, today: Date) -> Option<Date> {
        let typed = first_day(self.given, today);
        let label = (("哪一天", "On which day"), ("", ""));
        let field = fields::field("day", label, FieldKind::Day(typed.clone()));
        self.ask(field, day(&typed).ok_or_else(|| not_a_day(&typed)))
    }

    fn tier(&mut self, pack: &Pack, day: Date) -> Option<String> {
        let chosen = self.given.get("tier");
        let field = fields::tier(pack, day, chosen)?;
        let mut open = pack.tables.tiers.iter().filter(|row| row.is_in_force(day));
        let answer = match chosen {
            Some(tier) if open.any(|row| row.name == tier) => Ok(Some(tier.to_owned())),
            None if !self.sent => Ok(None),
            _ => Err(Bilingual::new("这里分档次，请选一档", "choose a tier")),
        };
        self.ask(field, answer).flatten()
    }

    fn status(&mut self, pack: Option<&Pack>) -> Option<Option<Status>> {
        let chosen = self.given.get("status");
        let scheme = pack.map_or(Scheme::Employee, |pack| pack.scheme);
        let Some(field) = fields::status(scheme, chosen) else {
            return Some(None);
        };
        let answer = word(chosen, Status::from_word, Status::OnJob);
        self.ask(field, answer.map(Some))
    }

    fn footing(&mut self) -> Option<Option<Footing>> {
        let chosen = self.given.get("footing");
        let known = |word: &str| Footing::from_word(word).filter(|f| fields::FOOTINGS.contains(f));
        let answer = match chosen {
            None => Ok(None),
            Some(word) => known(word).map(Some).ok_or_else(|| not_offered(word)),
        };
        self.ask(fields::footing(chosen), answer)
    }

    fn bill(&mut self) -> Option<CaseBill> {
        let given = self.given;
        let labels = (
            ("可以报销的金额，元", "Eligible amount, yuan"),
            (
                "符合医保范围的部分",
                "the part within the insurance's scope",
            ),
        );
        let eligible = match given.get("eligible") {
            None if self.sent => Err(Bilingual::new("请填写金额", "give the amount")),
            None => Ok(Money::ZERO),
            Some(typed) => amount(typed),
        };
        let field = fields::number(given, "eligible", labels.0, labels.1);
        let eligible = self.ask(field, eligible);
        let labels = (
            ("总费用，元", "Whole bill, yuan"),
            ("不填就和上面一样", "the same when left out"),
        );
        let total = given.get("total").map(amount).transpose();
        let total = total.and_then(|total| match (total, eligible) {
            (Some(total), Some(eligible)) if total < eligible => Err(Bilingual::new(
                "总费用不能少于可以报销的金额",
                "the whole bill cannot be less than the eligible amount",
            )),
            _ => Ok(total),
        });
        let total = self.ask(fields::number(given, "total", labels.0, labels.1), total);
        let (eligible, total) = (eligible?, total?);
        Some(CaseBill {
            eligible,
            wholly_self_paid: total.unwrap_or(eligible) - eligible,
            ..CaseBill::default()
        })
    }

    /// Age, months of insurance, personal account.
    fn person(&mut self, _: Option<&Pack>) -> Option<(u8, u16, Money)> {
        let given = self.given;
        let age = within(given.get("age"), 40, 0..=120);
        let age = self.ask(
            fields::number(
                given,
                "age",
                ("年龄", "Age"),
                ("不填按 40 岁", "40 when left out"),
            ),
            age,
        );
        let months = within(given.get("months"), 72, 0..=1200);
        let hint = ("不填按 72 个月", "72 when left out");
        let label = ("连续参保几个月", "Months of insurance without a gap");
        let months = self.ask_more(fields::number(given, "months", label, hint), months);
        let account = given.get("account").map_or(Ok(Money::ZERO), amount);
        let label = ("个人账户里有多少，元", "In the personal account, yuan");
        let account = self.ask_more(fields::number(given, "account", label, ("", "")), account);
        Some((u8::try_from(age?).ok()?, months?, account?))
    }

    fn year(&mut self, pack: Option<&Pack>, day: Date) -> Option<YearToDate> {
        let given = self.given;
        let before = within(given.get("before"), 0, 0..=100);
        let label = ("今年之前住过几次院", "Stays in hospital this year before");
        let before = self.ask_more(fields::number(given, "before", label, ("", "")), before);
        let mut year = YearToDate {
            admissions: u8::try_from(before?).ok()?,
            ..YearToDate::default()
        };
        let Some(pack) = pack else {
            return Some(year);
        };
        for field in fields::used(pack, day, given) {
            let typed = given.get(&field.name).map(amount).transpose();
            let counter = field.name.trim_start_matches("used-").to_owned();
            if let Some(used) = self.ask_more(field, typed)? {
                year.counters.insert(counter, used);
            }
        }
        Some(year)
    }

    fn according_to(&mut self, pack: &Pack) -> Option<Option<String>> {
        let chosen = self.given.get("according_to");
        let known = |name: &str| pack.overlay(name).is_some();
        let answer = match chosen {
            Some(name) if !known(name) => Err(not_offered(name)),
            chosen => Ok(chosen.map(str::to_owned)),
        };
        match fields::according_to(pack, chosen) {
            Some(field) => self.ask(field, answer),
            // A version of another place, left in the address when the place was changed.
            None => Some(None),
        }
    }
}

fn is_elsewhere(insured_at: Region, treated_at: Region) -> bool {
    insured_at.distance_to(treated_at) != Distance::Home
}

fn not_offered(word: &str) -> Bilingual {
    Bilingual::new(
        format!("没有「{word}」这一项，请从列表里选"),
        format!("“{word}” is not offered; pick from the list"),
    )
}

/// A word of a closed list.
fn word<T>(
    chosen: Option<&str>,
    known: fn(&str) -> Option<T>,
    otherwise: T,
) -> Result<T, Bilingual> {
    match chosen {
        None => Ok(otherwise),
        Some(word) => known(word).ok_or_else(|| not_offered(word)),
    }
}

/// A whole number within bounds.
fn within(
    typed: Option<&str>,
    otherwise: u16,
    bounds: std::ops::RangeInclusive<u16>,
) -> Result<u16, Bilingual> {
    let Some(typed) = typed else {
        return Ok(otherwise);
    };
    let number = half_width(typed).trim().parse::<u16>().ok();
    number
        .filter(|number| bounds.contains(number))
        .ok_or_else(|| {
            let (first, last) = (bounds.start(), bounds.end());
            Bilingual::new(
                format!("「{typed}」不对，请写 {first} 到 {last} 之间的整数"),
                format!("“{typed}” is not a whole number from {first} to {last}"),
            )
        })
}

/// An amount as people type it: `12,340.50`, `¥12340.5`, `１２３４０元`.
fn amount(typed: &str) -> Result<Money, Bilingual> {
    let known = Money::typed(typed).ok();
    known.filter(|amount| !amount.is_negative()).ok_or_else(|| {
        Bilingual::new(
            format!("「{typed}」不是金额，请写成 12340.50 这样，最多两位小数"),
            format!("“{typed}” is not an amount; write it like 12340.50, two decimals at most"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for typed in [
            "12340.50",
            "12,340.5",
            "¥12340.50",
            "１２３４０.５",
            "12340.5 元",
        ] {
            assert_eq!(amount(typed), Ok(Money::from_fen(1_234_050)), "{typed}");
        }
        for typed in [
            "-1",
            "1e5",
            "abc",
            "1.234",
            "99999999999999999999",
            "NaN",
            "<b>",
            "12,34.5",
            "1234,567",
        ] {
            assert!(amount(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn numbers_stay_within_their_bounds() {
        assert_eq!(within(Some("70"), 40, 0..=120), Ok(70));
        assert_eq!(within(None, 40, 0..=120), Ok(40));
        for typed in ["121", "-1", "4.5", "", "七十"] {
            assert!(within(Some(typed), 40, 0..=120).is_err(), "{typed}");
        }
    }
}
