//! What was typed, read into a bill; every answer that cannot be right is marked in its field.

use std::collections::BTreeSet;

use domain::Money;
use domain::facility::{Care, Level};
use domain::filing::FilingReason;
use domain::person::{Scheme, Status, USUAL_AGE, USUAL_MONTHS};
use domain::policy::vocabulary::{self, Unknown, UnknownWord};
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::region_names::typed;
use domain::text::Bilingual;
use jiff::civil::Date;
use workbench::address::pack_of;
use workbench::case::{Case, CaseBill, CasePerson, CaseVisit, CaseYear};

use super::filed::{Filed, bare, visit_on};
use super::typed::{amount, within};
use super::{fields, first_day, stray};
use crate::pages::given::{FormValues, day, not_a_day};
use crate::web::policy::what_if::{Field, FieldKind, Form};

/// A bill that can be computed.
pub(super) struct Read<'a> {
    pub pack: &'a Pack,
    pub case: Case,
    /// Whether only the whole of the bill was stated.
    pub whole: bool,
}

/// The form as it goes back, and the bill when it was sent and nothing in it is wrong.
pub(super) fn read<'a>(
    library: &'a Library,
    given: &FormValues,
    today: Date,
) -> (Form, Option<Read<'a>>) {
    let mut reader = Reader {
        given,
        form: Form::default(),
        sent: ["go", "eligible", "total"]
            .iter()
            .any(|name| given.get(name).is_some()),
    };
    let case = reader.case(library, today);
    let Reader { form, sent, .. } = reader;
    let is_sound = sent && form.wrong().is_empty();
    (form, case.filter(|_| is_sound))
}

struct Reader<'g> {
    given: &'g FormValues,
    form: Form,
    sent: bool,
}

impl Reader<'_> {
    /// Asks a field; what comes back is its answer, or nothing and the field is marked.
    fn ask<T>(&mut self, field: Field, answer: Result<T, Bilingual>) -> Option<T> {
        let answer = self.once(&field, answer);
        Reader::note(&mut self.form.fields, field, answer)
    }

    fn ask_more<T>(&mut self, field: Field, answer: Result<T, Bilingual>) -> Option<T> {
        let answer = self.once(&field, answer);
        Reader::note(&mut self.form.more, field, answer)
    }

    /// The answer, unless the address holds several.
    fn once<T>(&self, field: &Field, answer: Result<T, Bilingual>) -> Result<T, Bilingual> {
        match self.given.repeated().any(|name| name == field.name) {
            true => Err(stray::twice()),
            false => answer,
        }
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
        let bill = self.bill();
        let care = word(given.get("care"), Care::from_word, Care::Inpatient);
        let care = self.ask(fields::care(given.get("care")), care);
        let level = word(given.get("level"), Level::from_word, Level::Tertiary);
        let level = self.ask(fields::level(given.get("level")), level);
        let at = given.get("at").map(typed::place).transpose();
        let at = self.ask(fields::place(given), at);
        let reason = self.filing();
        let circumstances = self.circumstances();
        let marks = pack.and_then(|pack| self.marks(pack, library, day));
        let person = self.person();
        let year = self.year(pack, day);
        let according_to = pack.and_then(|pack| self.according_to(pack));
        let rules = pack.map(|pack| library.procedures(pack.region));
        let filed = self.filed(rules, day);
        self.strays();
        let (pack, on, (age, months, account)) = (pack?, on?, person?);
        let (bill, whole) = bill?;
        let insured_at = pack.region;
        let treated_at = at?.unwrap_or(insured_at);
        let (filed, (emergency, designated, referral)) = (filed?, circumstances?);
        let filings = reason?.map(|reason| filed.filing(reason, (treated_at, on), rules));
        let person = CasePerson {
            recognised: vec![],
            insured_at,
            scheme: pack.scheme,
            tier,
            status: status?,
            age,
            born_on: None,
            months,
            traits: marks?,
            account,
            family_account: Money::ZERO,
            contribution_base: None,
        };
        let visit = CaseVisit {
            filings: filings.into_iter().collect(),
            admitted_on: filed.admitted_on,
            // Whoever asks about a stay that is over asks about settling it now.
            settled_on: (care? == Care::Inpatient && on < today).then_some(today),
            designated: designated.then_some(true),
            emergency: emergency.then_some(true),
            referral: referral.then_some(true),
            ..visit_on(on, care?, treated_at, level?)
        };
        let case = Case {
            according_to: according_to.flatten(),
            ..bare(person, visit, bill, year?)
        };
        Some(Read { pack, case, whole })
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
        let known = |word: &str| Status::from_word(word).ok_or_else(|| not_offered(word));
        self.ask(field, chosen.map(known).transpose())
    }

    /// Why the person filed, if they did.
    fn filing(&mut self) -> Option<Option<FilingReason>> {
        let chosen = self.given.get("footing");
        let answer = match chosen {
            // An emergency is no filing, but old addresses say it here.
            None | Some(fields::EMERGENCY) => Ok(None),
            Some(word) => fields::FILINGS
                .into_iter()
                .find(|(footing, _)| footing.word() == word)
                .map(|(_, reason)| Some(reason))
                .ok_or_else(|| not_offered(word)),
        };
        self.ask(fields::filing(chosen), answer)
    }

    /// Emergency rescue, a chosen institution, a referral the hospital marked.
    fn circumstances(&mut self) -> Option<(bool, bool, bool)> {
        let given = self.given;
        let filed = given.get("footing") == Some(fields::EMERGENCY);
        let flags = ["emergency", "designated", "referral"].map(|name| given.flag(name));
        let wrong = flags.iter().find_map(|flag| flag.as_ref().err().cloned());
        let [emergency, designated, referral] = flags.map(Result::unwrap_or_default);
        let circumstances = (emergency || filed, designated, referral);
        let answer = match wrong {
            Some(wrong) => Err(wrong),
            None => Ok(circumstances),
        };
        self.ask(fields::circumstances(circumstances), answer)
    }

    /// Names the form does not have, or has twice where no field shows it.
    fn strays(&mut self) {
        let known = |name: &str| {
            let fields = self.form.fields.iter().chain(&self.form.more);
            fields.into_iter().any(|field| field.takes(name))
        };
        let found = stray::found(self.given, known);
        if let Some(wrong) = found {
            self.form.fields.push(Field {
                wrong: Some(wrong),
                ..stray::field()
            });
        }
    }

    /// Marks of the person and the institution, by name.
    fn marks(&mut self, pack: &Pack, library: &Library, day: Date) -> Option<BTreeSet<String>> {
        let known = vocabulary::marks(pack, library.procedures(pack.region), day);
        let given = self.given;
        let named = given
            .after("mark-")
            .map(|mark| (mark, given.flag(&format!("mark-{mark}"))));
        let named: Vec<(&str, Result<bool, Bilingual>)> = named.collect();
        let neither = named
            .iter()
            .find_map(|(_, flag)| flag.as_ref().err().cloned());
        let chosen = named.iter().filter(|(_, flag)| *flag == Ok(true));
        let chosen: BTreeSet<String> = chosen.map(|(mark, _)| (*mark).to_owned()).collect();
        let wrong = chosen.iter().find_map(|mark| {
            let known = known.keys().map(String::as_str);
            UnknownWord::check(Unknown::Mark, mark, known).err()
        });
        let answer = match (wrong, neither) {
            (Some(unknown), _) => Err(unknown.message()),
            (None, Some(neither)) => Err(neither),
            (None, None) => Ok(chosen.clone()),
        };
        match fields::marks(pack, &known, &chosen) {
            Some(field) => self.ask_more(field, answer),
            None if chosen.is_empty() => Some(chosen),
            None => self.ask_more(fields::no_marks(), answer),
        }
    }

    /// Where, when and how the person filed, for those who want to be exact.
    fn filed(&mut self, rules: Option<&Procedures>, day_of_visit: Date) -> Option<Filed> {
        let given = self.given;
        let a_day = |name: &str| {
            let typed = given.get(name);
            typed
                .map(|text| day(text).ok_or_else(|| not_a_day(text)))
                .transpose()
        };
        let to = given.get("filed_to").map(typed::place).transpose();
        let to = self.ask_more(fields::filed_to(given), to);
        let label = ("备案从哪天起", "Filed from");
        let hint = ("不填就是看病那天", "the day of the visit when left out");
        let from = self.ask_more(
            fields::day_of(given, "filed_from", label, hint),
            a_day("filed_from"),
        );
        let label = ("备案到哪天失效", "Filing ends on");
        let hint = ("不填就按规定的有效期", "as the rules say when left out");
        let until = self.ask_more(
            fields::day_of(given, "filed_until", label, hint),
            a_day("filed_until"),
        );
        let label = ("入院日期", "Admitted on");
        let hint = ("与上面的日期不同才填", "only if another day than above");
        let admitted_on = self.ask_more(
            fields::day_of(given, "admitted_on", label, hint),
            a_day("admitted_on"),
        );
        let options = rules
            .map(|rules| fields::options(rules, day_of_visit))
            .unwrap_or_default();
        let chosen = given.get("option");
        let option = match chosen {
            Some(word) if !options.iter().any(|(known, _)| known == word) => Err(not_offered(word)),
            chosen => Ok(chosen.map(str::to_owned)),
        };
        let option = match options.is_empty() {
            true => Some(None),
            false => self.ask_more(fields::option(&options, chosen), option),
        };
        let answer = given.flag("pledged");
        let shown = answer.clone().unwrap_or_default();
        let pledged = self.ask_more(fields::pledged(shown), answer);
        Some(Filed {
            to: to?,
            from: from?,
            until: until?,
            admitted_on: admitted_on?,
            option: option?,
            pledged: pledged?,
        })
    }

    /// The bill: its total as it stands on paper, or a usual one; what of it is eligible, where
    /// somebody knows. Whether only the whole is known comes with it.
    fn bill(&mut self) -> Option<(CaseBill, bool)> {
        let given = self.given;
        let usual = self.usual();
        let eligible = given.get("eligible").map(positive).transpose();
        let total = self.total(usual, &eligible);
        let labels = (
            ("其中能报的，元", "Of it eligible, yuan"),
            (
                "结算单上「符合医保范围」的部分；不填就当全部能报",
                "the part within the insurance's scope; all of it when left out",
            ),
        );
        let field = fields::number(given, "eligible", labels.0, labels.1);
        let eligible = self.ask_more(field, eligible);
        let (total, stated) = (total?, eligible?);
        let eligible = stated.or(total).unwrap_or_default();
        let negotiated = given.get("negotiated").map_or(Ok(Money::ZERO), amount);
        let negotiated = negotiated.and_then(|part| match part > eligible {
            true => Err(Bilingual::new(
                "国谈药的金额不能多于可以报销的金额",
                "negotiated drugs cannot exceed the eligible amount",
            )),
            false => Ok(part),
        });
        let label = ("其中国谈药，元", "Of it, negotiated drugs, yuan");
        let field = fields::number(given, "negotiated", label, ("", ""));
        let negotiated = self.ask_more(field, negotiated)?;
        let bill = CaseBill {
            eligible: Some(eligible - negotiated),
            negotiated: Some(negotiated),
            wholly_self_paid: Some(total.unwrap_or(eligible) - eligible),
            ..CaseBill::default()
        };
        Some((bill, stated.is_none()))
    }

    /// A bill as people know it, for whoever has none at hand.
    fn usual(&mut self) -> Option<Money> {
        let chosen = self.given.get("usual");
        let known = |word: &str| {
            let offered = fields::USUAL
                .iter()
                .find(|(yuan, _)| yuan.to_string() == word);
            let amount = offered.map(|(yuan, _)| Money::from_yuan(*yuan));
            amount.ok_or_else(|| not_offered(word))
        };
        let usual = chosen.map(known).transpose();
        self.ask(fields::usual(chosen), usual).flatten()
    }

    fn total(
        &mut self,
        usual: Option<Money>,
        eligible: &Result<Option<Money>, Bilingual>,
    ) -> Option<Option<Money>> {
        let given = self.given;
        let total = match given.get("total") {
            Some(typed) => positive(typed).map(Some),
            None if self.sent && usual.is_none() && matches!(eligible, Ok(None)) => {
                Err(Bilingual::new("请填写金额", "give the amount"))
            }
            None => Ok(usual),
        };
        let total = total.and_then(|total| match (total, eligible) {
            (Some(total), Ok(Some(eligible))) if total < *eligible => Err(Bilingual::new(
                "总费用不能少于其中能报的",
                "the whole bill cannot be less than the eligible amount",
            )),
            _ => Ok(total),
        });
        let labels = (
            ("总费用，元", "Whole bill, yuan"),
            (
                "账单上的总额，例如 12000 或 1.2万",
                "as on the bill, such as 12000",
            ),
        );
        self.ask(fields::number(given, "total", labels.0, labels.1), total)
    }

    /// Age, months of insurance, personal account.
    fn person(&mut self) -> Option<Known> {
        let given = self.given;
        let age = given
            .get("age")
            .map(|age| within(Some(age), USUAL_AGE.into(), 0..=120))
            .transpose();
        let hint = ("不填按 40 岁", "40 when left out");
        let age = self.ask(fields::number(given, "age", ("年龄", "Age"), hint), age);
        let months = given.get("months");
        let months = months
            .map(|months| within(Some(months), USUAL_MONTHS, 0..=1200))
            .transpose();
        let hint = ("不填按 72 个月", "72 when left out");
        let label = ("连续参保几个月", "Months of insurance without a gap");
        let months = self.ask_more(fields::number(given, "months", label, hint), months);
        let account = given.get("account").map_or(Ok(Money::ZERO), amount);
        let label = ("个人账户里有多少，元", "In the personal account, yuan");
        let account = self.ask_more(fields::number(given, "account", label, ("", "")), account);
        Some((age?, months?, account?))
    }

    fn year(&mut self, pack: Option<&Pack>, day: Date) -> Option<CaseYear> {
        let given = self.given;
        let before = given.get("before");
        let before = before
            .map(|before| within(Some(before), 0, 0..=100))
            .transpose();
        let label = ("今年之前住过几次院", "Stays in hospital this year before");
        let before = self.ask_more(fields::number(given, "before", label, ("", "")), before);
        let mut year = CaseYear {
            admissions: before?.and_then(|before| u8::try_from(before).ok()),
            ..CaseYear::default()
        };
        let Some(pack) = pack else {
            return Some(year);
        };
        for (counter, field) in fields::used(pack, given, day) {
            let typed = given.get(&field.name).map(amount).transpose();
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

/// An amount that is more than nothing.
fn positive(typed: &str) -> Result<Money, Bilingual> {
    match amount(typed)? {
        Money::ZERO => Err(Bilingual::new(
            "请写比 0 大的金额",
            "write an amount of more than nothing",
        )),
        amount => Ok(amount),
    }
}

/// Age, months of insurance, personal account, as far as they are said.
type Known = (Option<u16>, Option<u16>, Money);

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
