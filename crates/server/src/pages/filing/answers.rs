//! Reading an answer into a draft. What is wrong is said in words, field by field.

use desk::drafts::{DraftStep, FilingDraft, category, days_ahead};
use domain::Bilingual;
use domain::calendar::days_after;
use domain::filing::Register;
use domain::procedures::Procedures;
use domain::region_names::{PlaceMeant, meant};
use domain::signs::half_width;
use domain::struck::without_numbers;
use jiff::civil::Date;

use crate::pages::given::{FormValues, day, not_a_day};
use crate::web::text::FilingText;

/// What was wrong: the field, and what to do.
pub(super) type WrongAnswers = Vec<(&'static str, Bilingual)>;

/// Takes an answer over.
pub(super) fn take(
    (rules, today): (&Procedures, Date),
    (draft, step): (&mut FilingDraft, DraftStep),
    values: &FormValues,
) -> Result<(), WrongAnswers> {
    let not_offered = || vec![("answer", FilingText::NotOffered.both())];
    let answer = || {
        let answer = values.get("answer");
        answer.ok_or_else(|| vec![("answer", FilingText::ChooseOne.both())])
    };
    match step {
        DraftStep::Case => {
            let (id, months) = match answer()?.split_once(':') {
                Some((id, months)) => (id, Some(months.parse().map_err(|_| not_offered())?)),
                None => (answer()?, None),
            };
            let row = rules.category(id, today).ok_or_else(not_offered)?;
            draft.choose(row.row(), months);
            Ok(())
        }
        DraftStep::Months => {
            let months = answer()?.parse().map_err(|_| not_offered())?;
            draft.months_away = Some(months);
            Ok(())
        }
        DraftStep::Register => {
            let register = Register::from_word(answer()?).ok_or_else(not_offered)?;
            draft.register = Some(register);
            Ok(())
        }
        DraftStep::Option => {
            let offered = category(rules, draft, today);
            let offered = offered.map(|row| row.row().options.clone());
            let chosen = answer()?.to_owned();
            match offered.unwrap_or_default().contains(&chosen) {
                true => draft.option = Some(chosen),
                false => return Err(not_offered()),
            }
            Ok(())
        }
        DraftStep::Place => place(draft, values),
        DraftStep::Start => days(draft, (rules, today), values),
        DraftStep::Contact => contact(draft, values),
        DraftStep::Proof => {
            draft.prevented_by = values.get("prevented").map(plain);
            Ok(())
        }
        DraftStep::Check => Ok(()),
    }
}

fn days(
    draft: &mut FilingDraft,
    (rules, today): (&Procedures, Date),
    values: &FormValues,
) -> Result<(), WrongAnswers> {
    let read = |name: &'static str| match values.get(name) {
        None => Ok(None),
        Some(text) => match day(text) {
            Some(day) => Ok(Some(day)),
            None => Err(vec![(name, not_a_day(text))]),
        },
    };
    let first = read("first")?.ok_or_else(|| vec![("first", FilingText::ChooseOne.both())])?;
    let last = read("last")?;
    if last.is_some_and(|last| last < first) {
        return Err(vec![("last", FilingText::LastBeforeFirst.both())]);
    }
    if let Some(row) = category(rules, draft, today) {
        let (back, ahead) = days_ahead(row.row());
        let earliest = days_after(today, -i32::from(back));
        let latest = ahead.map(|days| days_after(today, i32::from(days)));
        if first < earliest || latest.is_some_and(|latest| first > latest) {
            return Err(vec![("first", within(earliest, latest))]);
        }
    }
    draft.starts_on = Some(first);
    draft.ends_on = last.map(|last| days_after(last, 1));
    Ok(())
}

/// Another place: what else was said is looked at again.
fn place(draft: &mut FilingDraft, values: &FormValues) -> Result<(), WrongAnswers> {
    let wrong = |says: FilingText| vec![("place", says.both())];
    let typed = values.text("place");
    let known = match meant(&typed) {
        PlaceMeant::Place { place, .. } => Some(place.region),
        _ => None,
    };
    let region = known.ok_or_else(|| wrong(FilingText::WriteCity))?.pooling();
    if region.is_outside_the_scheme() || region == draft.insured_at {
        return Err(wrong(FilingText::WriteElsewhere));
    }
    draft.destination = region;
    Ok(())
}

fn within(earliest: Date, latest: Option<Date>) -> Bilingual {
    match latest {
        Some(latest) => Bilingual::new(
            format!("请选 {earliest} 到 {latest} 之间的一天"),
            format!("choose a day from {earliest} to {latest}"),
        ),
        None => Bilingual::new(
            format!("参保地规定不能早于 {earliest}，请选那天或以后"),
            format!("by the rule of the insured place not before {earliest}"),
        ),
    }
}

fn contact(draft: &mut FilingDraft, values: &FormValues) -> Result<(), WrongAnswers> {
    let text = |name: &str| values.get(name).map(plain).unwrap_or_default();
    let contact = &mut draft.contact;
    contact.name = text("name");
    contact.phone = phone(&text("phone"));
    contact.address = without_numbers(&text("address"));
    let mut wrong = WrongAnswers::new();
    if contact.name.is_empty() {
        wrong.push(("name", FilingText::WriteName.both()));
    }
    if !is_phone(&contact.phone) {
        wrong.push(("phone", FilingText::WritePhone.both()));
    }
    if contact.address.is_empty() {
        wrong.push(("address", FilingText::WriteAddress.both()));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong),
    }
}

/// Longest text of a field.
const LONGEST: usize = 120;

/// A text without what cannot be seen, in one line.
fn plain(text: &str) -> String {
    let seen = text
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c));
    let seen: String = seen.take(LONGEST).collect();
    seen.trim().to_owned()
}

/// What turns the direction of writing or has no width: it could make a name read as another.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// A mobile number of the mainland, or one of the net with its area code: a result has to come
/// through.
fn is_phone(text: &str) -> bool {
    let text = text.strip_prefix("+86").unwrap_or(text);
    let known = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ');
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    let is_number = match digits.as_slice() {
        [b'1', b'3'..=b'9', rest @ ..] => rest.len() == 9,
        [b'0', b'1', _, rest @ ..] | [b'0', b'2', _, rest @ ..] => rest.len() == 8,
        [b'0', b'3'..=b'9', _, _, rest @ ..] => matches!(rest.len(), 7 | 8),
        _ => false,
    };
    is_number && text.chars().all(known)
}

/// A number as it is kept: what was typed in full width made half.
fn phone(text: &str) -> String {
    half_width(text).replace(['－', '—', '–'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_digits_and_what_parts_them() {
        for text in [
            "13800001234",
            "+86 138 0000 1234",
            "0755-12345678",
            "010 12345678",
            "0993-1234567",
        ] {
            assert!(is_phone(text), "{text}");
        }
        for text in [
            "",
            "123",
            "1380013",
            "12800001234",
            "138000012345",
            "12345678",
            "010-1234567",
            "电话",
            "1380000123a",
            "<script>1234567",
            "123456789012345678901",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(plain(" 王\u{202e}素\u{0}兰\n"), "王素兰");
        assert_eq!(plain("<b>'\"&"), "<b>'\"&");
        assert_eq!(plain(&"长".repeat(500)).chars().count(), LONGEST);
    }
}
