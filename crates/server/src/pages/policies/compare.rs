//! Two sides read from the address, and what differs between them.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::person::Scheme;
use domain::policy::{Library, Pack};
use domain::rules::Table;
use domain::text::{Bilingual, Sep};
use domain::{region_names, say};
use jiff::civil::Date;
use workbench::address::{Owner, pack_of};
use workbench::diff::{BillDifference, Change, ChangeKind, PackDiff, Side, SideName, diff_packs};
use workbench::rows::rows;
use workbench::standard::Outcome;

use super::links::{figure_href, pack_name};
use super::readable::Readable;
use super::rules::rank;
use crate::App;
use crate::pages::Asking;
use crate::pages::given::{FormValues, day, not_a_day};
use crate::web::Lang;
use crate::web::policy::compare::{self, Changed, ComparePage, ComparedBill, DifferenceView};
use crate::web::policy::form::{Field, FieldKind, Form, FormOption};
use crate::web::words;

pub(super) async fn compare(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let today = app.today();
    let mut form = Form::default();
    let before = read(library, &given, ("a", today), &mut form);
    let after = read(library, &given, ("b", today), &mut form);
    let status = match form.wrong().is_empty() {
        true => StatusCode::OK,
        false => StatusCode::BAD_REQUEST,
    };
    let found = before.zip(after).map(|(before, after)| {
        let found = diff_packs(before, after, today);
        difference(library, found)
    });
    let page = ComparePage { form, found };
    (status, Html(compare::render(&asking.frame, &page))).into_response()
}

/// One side: `a=440300/employee@2023-09-30`, or the day beside it in `a_on`. The form asks for both
/// again, with what is wrong.
fn read<'a>(
    library: &'a Library,
    given: &FormValues,
    (name, today): (&str, Date),
    form: &mut Form,
) -> Option<Side<'a>> {
    let asked = given.text(name);
    let (owner, in_name) = match asked.split_once('@') {
        Some((owner, day)) => (owner, Some(day)),
        None => (asked.as_str(), None),
    };
    // A link may bring one side; the form always sends both days.
    let is_sent = given.get("a_on").is_some() || given.get("b_on").is_some();
    let pack = match owner {
        "" if is_sent => Err(Bilingual::new("请选择一个地方", "choose a place")),
        "" => Ok(None),
        owner => pack_of(library, owner).map(Some).map_err(|e| e.message()),
    };
    let day_name = format!("{name}_on");
    let typed = in_name.or(given.get(&day_name));
    let typed = typed.map_or_else(|| today.to_string(), str::to_owned);
    let on = day(&typed).ok_or_else(|| not_a_day(&typed));
    let side = pack
        .as_ref()
        .ok()
        .copied()
        .flatten()
        .zip(on.as_ref().ok().copied());
    form.fields.push(Field {
        wrong: pack.err(),
        ..place_field(library, name, owner)
    });
    form.fields.push(Field {
        wrong: on.err(),
        ..day_field(name, &day_name, typed)
    });
    side.map(|(pack, on)| Side { pack, on: Some(on) })
}

fn place_field(library: &Library, name: &str, chosen: &str) -> Field {
    let none = FormOption {
        word: String::new(),
        name: Bilingual::new("请选择", "please choose"),
        chosen: false,
    };
    let choice = |pack: &Pack| {
        let word = format!("{}/{}", pack.region, pack.scheme);
        FormOption {
            chosen: word == chosen,
            name: pack_name(pack),
            word,
        }
    };
    let packs = library.packs().map(|pack| choice(pack));
    Field {
        name: name.to_owned(),
        label: match name {
            "a" => Bilingual::new("一边", "One side"),
            _ => Bilingual::new("另一边", "The other side"),
        },
        hint: Bilingual::default(),
        kind: FieldKind::Choice([none].into_iter().chain(packs).collect()),
        wrong: None,
    }
}

fn day_field(side: &str, name: &str, typed: String) -> Field {
    Field {
        name: name.to_owned(),
        label: match side {
            "a" => Bilingual::new("一边的日期", "The day of the one"),
            _ => Bilingual::new("另一边的日期", "The day of the other"),
        },
        hint: Bilingual::default(),
        kind: FieldKind::Day(typed),
        wrong: None,
    }
}

fn difference(library: &Library, found: PackDiff) -> DifferenceView {
    let sides = [
        (short(&found.before, &found.after), page(&found.before)),
        (short(&found.after, &found.before), page(&found.after)),
    ];
    let known = [&found.before, &found.after].map(|side| addresses(library, side));
    let readable = Readable::of_owner(library, found.before.owner)
        .and(Readable::of_owner(library, found.after.owner));
    let (mut told, aside): (Vec<&Change>, Vec<&Change>) = found.changes.iter().partition(is_told);
    told.sort_by_key(|change| rank(change.table));
    DifferenceView {
        sides,
        heading: heading(&found.before, &found.after),
        days: [found.before.on, found.after.on],
        changes: told
            .iter()
            .map(|change| changed(change, &known, &readable))
            .collect(),
        aside: aside
            .iter()
            .map(|change| readable.say(&change.sentence))
            .collect(),
        same: same(library, [&found.before, &found.after], &readable),
        bills: found.bills.iter().map(bill).collect(),
    }
}

/// Whether the figure itself is another.
fn is_told(change: &&Change) -> bool {
    match change.kind {
        ChangeKind::Added | ChangeKind::Removed | ChangeKind::Value | ChangeKind::Rewritten => true,
        ChangeKind::Dates | ChangeKind::Source | ChangeKind::Wording => false,
    }
}

/// What tells a side from the other: its place, else its scheme, else its day.
fn short(side: &SideName, other: &SideName) -> Bilingual {
    match (side.owner, other.owner) {
        (Owner::Pack(region, _), Owner::Pack(elsewhere, _)) if region != elsewhere => {
            region_names::label(region)
        }
        (Owner::Pack(_, scheme), Owner::Pack(_, another)) if scheme != another => {
            scheme_called(scheme)
        }
        _ => side.on.map_or_else(
            || side.title.clone(),
            |on| Bilingual::new(words::day(Lang::Zh, on), words::day(Lang::En, on)),
        ),
    }
}

/// Both sides in a line; what they share is said once.
fn heading(before: &SideName, after: &SideName) -> Bilingual {
    let (a, b) = (short(before, after), short(after, before));
    let both = say!("{a}和{b}", "{a} and {b}"; a = a, b = b);
    match (before.owner, after.owner) {
        (Owner::Pack(region, scheme), Owner::Pack(elsewhere, another)) => {
            let place = (region == elsewhere).then(|| region_names::label(region));
            let scheme = (scheme == another).then(|| scheme_called(scheme));
            Bilingual::join(
                [place, scheme, Some(both)].into_iter().flatten(),
                Sep::Comma,
            )
        }
        _ => both,
    }
}

/// As people call it.
fn scheme_called(scheme: Scheme) -> Bilingual {
    match scheme {
        Scheme::Employee => Bilingual::new("职工医保", "employee scheme"),
        Scheme::Resident => Bilingual::new("居民医保", "resident scheme"),
    }
}

fn page(side: &SideName) -> String {
    let on = side.on.map(|on| format!("?on={on}")).unwrap_or_default();
    format!("/policy/{}{on}", side.owner)
}

/// Every address of a side, with whose it is in front.
fn addresses(library: &Library, side: &SideName) -> (Owner, BTreeSet<String>) {
    let pack = match side.owner {
        Owner::Pack(region, scheme) => library.find(region, scheme),
        Owner::National => None,
    };
    let rows = pack.map(|pack| rows(pack)).unwrap_or_default();
    let addresses = rows.iter().map(|row| row.address.to_string());
    (side.owner, addresses.collect())
}

/// The pages of the figure lead where the side has one.
fn changed(
    change: &Change,
    sides: &[(Owner, BTreeSet<String>); 2],
    readable: &Readable,
) -> Changed {
    let has = [change.before.is_some(), change.after.is_some()];
    let href = |at: usize| {
        let (owner, known) = &sides[at];
        let whole = format!("{owner}/{}", change.address);
        (has[at] && known.contains(&whole)).then(|| figure_href(&whole))
    };
    let said = |value: &Option<Bilingual>| value.as_ref().map(|value| readable.say(value));
    let values = [said(&change.before), said(&change.after)];
    Changed {
        subject: readable.say(&change.subject),
        better: better(change.table, &values),
        values,
        hrefs: [href(0), href(1)],
    }
}

/// The side that is better for the person, where every number of one is: more of what is paid,
/// less of what one pays first.
fn better(table: Table, values: &[Option<Bilingual>; 2]) -> Option<usize> {
    let more_is_better = match table {
        Table::Rate | Table::Ceiling | Table::Credit => true,
        Table::Deductible | Table::Upfront => false,
        _ => return None,
    };
    let [Some(a), Some(b)] = values else {
        return None;
    };
    let ((words_a, a), (words_b, b)) = (numbers(&a.zh), numbers(&b.zh));
    if words_a != words_b || a.len() != b.len() || a == b {
        return None;
    }
    let (mut up, mut down) = (true, true);
    for (a, b) in a.iter().zip(&b) {
        up &= a >= b;
        down &= a <= b;
    }
    match (up, down) {
        (true, false) => Some(usize::from(!more_is_better)),
        (false, true) => Some(usize::from(more_is_better)),
        _ => None,
    }
}

/// A value taken apart: its words, and its numbers in hundredths.
fn numbers(said: &str) -> (String, Vec<i64>) {
    let (mut words, mut numbers) = (String::new(), vec![]);
    let mut number = String::new();
    for sign in said.chars().filter(|sign| *sign != ',').chain([' ']) {
        if sign.is_ascii_digit() || sign == '.' && !number.is_empty() {
            number.push(sign);
            continue;
        }
        if !number.is_empty() {
            let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
            let hundredths = format!("{whole}{part:0<2}");
            numbers.extend(hundredths.parse::<i64>());
            number.clear();
        }
        words.push(sign);
    }
    (words, numbers)
}

/// The rules that both sides have and that say the same.
fn same(library: &Library, sides: [&SideName; 2], readable: &Readable) -> Vec<Bilingual> {
    let [a, b] = sides.map(|side| {
        let pack = match side.owner {
            Owner::Pack(region, scheme) => library.find(region, scheme),
            Owner::National => None,
        };
        let rows = pack.map(|pack| rows(pack)).unwrap_or_default();
        let told = rows.into_iter().filter(|row| {
            row.version.is_none() && side.on.is_none_or(|day| row.row.is_in_force(day))
        });
        let told = told.map(|row| {
            let whole = row.address.to_string();
            let own = whole.trim_start_matches(&side.owner.to_string()).to_owned();
            (own, (row.value(side.on), row.sentence(side.on)))
        });
        told.collect::<BTreeMap<String, (Bilingual, Bilingual)>>()
    });
    let same = a
        .iter()
        .filter(|(address, (value, _))| b.get(*address).is_some_and(|(other, _)| other == value));
    same.map(|(_, (_, sentence))| readable.say(sentence))
        .collect()
}

fn bill(bill: &BillDifference) -> ComparedBill {
    let side = |outcome: &Outcome| match outcome {
        Outcome::Paid { person, .. } => Ok(*person),
        Outcome::Refused { says, .. } => Err(says.clone()),
        Outcome::NotThere => Err(Bilingual::new("那里没有这种情形", "no such visit there")),
    };
    ComparedBill {
        name: bill.bill.clone(),
        amount: bill.amount,
        sides: [side(&bill.before), side(&bill.after)],
        why: bill.why.iter().map(|why| why.says.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_better_where_every_number_of_it_is() {
        let said = |zh: &str| Some(Bilingual::new(zh, ""));
        let rows = [
            (
                Table::Rate,
                "一级 94%，三级 90%",
                "一级 92%，三级 85%",
                Some(0),
            ),
            (
                Table::Rate,
                "一级 95%，三级 80%",
                "一级 92%，三级 85%",
                None,
            ),
            (Table::Deductible, "600 元", "800 元", Some(0)),
            (Table::Deductible, "1,000.50 元", "800 元", Some(1)),
            (Table::Deductible, "600 元", "总费用的 10%", None),
            (Table::Direct, "600 元", "800 元", None),
        ];
        for (table, a, b, side) in rows {
            assert_eq!(better(table, &[said(a), said(b)]), side, "{a} {b}");
        }
    }
}
