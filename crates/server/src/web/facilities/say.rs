//! The sentences of the directory, in both languages.

use desk::directory::{FacilityState, OpenCare};
use domain::facility::FacilityKind;
use domain::say;
use domain::text::{Bilingual, Named, Sep};

use super::{DirectoryPage, DirectoryRow, FewerOf, FoundView};
use crate::web::advice::PlaceWrong;
use crate::web::frame::{Frame, Lang};
use crate::web::text::{AdviceText, DirectoryText};
use crate::web::words;

/// The answer first: how many, where.
pub fn title(frame: &Frame, page: &DirectoryPage) -> String {
    let Some(found) = &page.found else {
        return frame.say(DirectoryText::FindFacilities).to_owned();
    };
    let place = found.to.clone().unwrap_or_default();
    let count = found.open_total;
    if page.asked.choosing && count > 0 {
        let told = say!(
            "在{place}选一家做门诊定点",
            "Choose one in {place} for outpatient care";
            place = place
        );
        return frame.pick(&told).to_owned();
    }
    let told = match (count, found.to.is_some()) {
        (0, true) => say!(
            "{place}没有找到能直接结算的",
            "None that settles directly in {place}";
            place = place
        ),
        (0, false) => say!("没有找到能直接结算的", "None that settles directly"),
        (_, true) => say!(
            "{place}有 {count} 家能直接结算",
            "{count} in {place} settle directly";
            place = place
        ),
        (_, false) => say!("有 {count} 家能直接结算", "{count} settle directly"),
    };
    // A number stays on one line with what it counts.
    match frame.lang {
        Lang::Zh => told.zh.replace(' ', "\u{a0}"),
        Lang::En => told.en,
    }
}

/// As of which day, and what else is on record.
pub fn lead(frame: &Frame, page: &DirectoryPage, found: &FoundView) -> String {
    let others = found.total - found.open_total;
    let day = words::day(frame.lang, page.day);
    let day = Bilingual::new(day.clone(), day);
    let list = match page.asked.care {
        Some(care) => say!(
            "{care}，名单截至{day}。",
            "For {care}, as on record on {day}.";
            care = care.name(), day = day
        ),
        None => say!("名单截至{day}。", "As on record on {day}."; day = day),
    };
    let told = match others {
        0 => list,
        _ => say!(
            "{list}另有 {others} 家现在不能直接结算，排在后面。",
            "{list} {others} more do not settle now and stand last.";
            list = list
        ),
    };
    frame.pick(&told).to_owned()
}

/// Since when each kind of care is settled in the place.
pub fn since(frame: &Frame, open: &[OpenCare]) -> Vec<(String, String)> {
    let told = open.iter().map(|one| {
        let count = one.count;
        let says = match one.since {
            Some(since) => {
                let since =
                    Bilingual::new(words::day(frame.lang, since), words::day(frame.lang, since));
                say!(
                    "{count} 家，{since}起",
                    "{count}, since {since}";
                    since = since
                )
            }
            None => say!("现在没有", "none now"),
        };
        (frame.name(&one.care), frame.pick(&says).to_owned())
    });
    told.collect()
}

/// How a facility stands, in a colour and a few words.
pub fn state(frame: &Frame, state: FacilityState) -> (&'static str, String) {
    let (tone, says) = match state {
        FacilityState::Open => ("on", DirectoryText::SettledHere.both()),
        FacilityState::From(from) => {
            let day = Bilingual::new(words::day(frame.lang, from), words::day(frame.lang, from));
            ("wait", say!("{day}起", "from {day}"; day = day))
        }
        FacilityState::Until(_) => ("no", DirectoryText::NoLonger.both()),
        FacilityState::Never => ("", DirectoryText::NeverOpen.both()),
    };
    (tone, frame.pick(&says).to_owned())
}

/// Level, place and distance of a facility.
pub fn about(frame: &Frame, row: &DirectoryRow) -> String {
    let kind = match row.kind {
        FacilityKind::Pharmacy => Some(say!("药店", "pharmacy")),
        FacilityKind::Hospital => row.level.map(|level| level.name()),
    };
    let far = row.metres.map(far);
    let parts = kind.into_iter().chain([row.place.clone()]).chain(far);
    frame.pick(&Bilingual::join(parts, Sep::Comma)).to_owned()
}

/// As the crow flies, no finer than anybody needs.
pub fn far(metres: u64) -> Bilingual {
    match metres {
        0..1_000 => say!("不到 1 公里", "less than 1 km"),
        _ => {
            let kilometres = (metres + 500) / 1_000;
            say!("约 {kilometres} 公里", "about {kilometres} km")
        }
    }
}

/// Names in a row.
pub fn names<T: Named>(frame: &Frame, all: &[T]) -> String {
    let names = Bilingual::join(all.iter().map(Named::name), Sep::List);
    frame.pick(&names).to_owned()
}

/// A name with how many.
pub fn counted(name: &str, count: usize) -> String {
    format!("{name} {count}")
}

/// What is no longer asked.
pub fn fewer(frame: &Frame, of: &FewerOf) -> String {
    let word = match of {
        FewerOf::Service => DirectoryText::DropService,
        FewerOf::Level => DirectoryText::DropLevel,
        FewerOf::Kind => DirectoryText::DropKind,
        FewerOf::Name => DirectoryText::DropText,
        FewerOf::Place(name) => {
            let wider = frame.say(DirectoryText::WiderPlace);
            return format!("{wider}{}", frame.pick(name));
        }
    };
    frame.say(word).to_owned()
}

/// Which page of how many.
pub fn page_of(frame: &Frame, page: usize, last: usize) -> String {
    let told = say!("第 {page} 页，共 {last} 页", "page {page} of {last}");
    frame.pick(&told).to_owned()
}

/// What is wrong with a place.
pub fn place_wrong(wrong: PlaceWrong) -> AdviceText {
    match wrong {
        PlaceWrong::Missing => AdviceText::PlaceMissing,
        PlaceWrong::Unknown => AdviceText::PlaceUnknown,
        PlaceWrong::Hospital => AdviceText::PlaceHospital,
        PlaceWrong::Several => AdviceText::PlaceSeveral,
        PlaceWrong::Cities => AdviceText::PlaceCities,
        PlaceWrong::Outside => AdviceText::PlaceOutside,
    }
}

/// A word that means nothing here.
pub fn strange(frame: &Frame, word: &str) -> String {
    let told = say!(
        "看不懂「{word}」，请从下面选",
        "“{word}” means nothing here; choose below"
    );
    frame.pick(&told).to_owned()
}
