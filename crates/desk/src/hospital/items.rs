//! Finding an item of the catalogue of the place of care as people look for it: by code, by name,
//! by the letters of its name.

use domain::catalogue::Item;
use domain::ids::FacilityCode;
use domain::signs::half_width;
use jiff::civil::Date;

use crate::Reference;
use crate::directory::reads_as;

/// How well an item fits what was typed, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Code,
    Name,
    Begins,
    Holds,
    Letters,
}

/// Items in force on a day that fit a text, the best first.
pub fn find_items<'r>(
    reference: &'r Reference,
    (facility, day): (&FacilityCode, Date),
    (text, at_most): (&str, usize),
) -> Vec<&'r Item> {
    let text = half_width(text.trim()).to_lowercase();
    let facility = reference.facility(facility).ok();
    let catalogue = facility.and_then(|facility| reference.catalogue(facility.region).ok());
    let Some(catalogue) = catalogue.filter(|_| !text.is_empty()) else {
        return Vec::new();
    };
    let in_force = catalogue.items().iter();
    let in_force = in_force.filter(|item| item.period.contains(day));
    let mut found: Vec<(Fit, &Item)> = in_force
        .filter_map(|item| Some((fit(item, &text)?, item)))
        .collect();
    found.sort_by_key(|(fit, item)| (*fit, item.name.chars().count()));
    found.truncate(at_most);
    found.into_iter().map(|(_, item)| item).collect()
}

fn fit(item: &Item, text: &str) -> Option<Fit> {
    let (code, name) = (item.code.to_lowercase(), item.name.to_lowercase());
    let begins_code = text.len() >= 4 && code.starts_with(text);
    let fits = [
        (code == *text || begins_code, Fit::Code),
        (name == *text, Fit::Name),
        (name.starts_with(text), Fit::Begins),
        (name.contains(text), Fit::Holds),
        (reads_as(&item.name, text), Fit::Letters),
    ];
    fits.into_iter().find(|(is, _)| *is).map(|(_, fit)| fit)
}

#[cfg(test)]
mod tests {
    use domain::Rate;
    use domain::calendar::Period;
    use domain::catalogue::Class;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_item_is_found_by_code_by_name_and_by_letters() {
        let item = Item {
            code: "002102000010000".to_owned(),
            name: "磁共振平扫".to_owned(),
            class: Class::B,
            upfront: Rate::ZERO,
            limit: None,
            period: Period {
                from: date(2020, 1, 1),
                until: None,
            },
            negotiated: false,
            restricted: false,
            fee_kind: "04".to_owned(),
        };
        for (text, found) in [
            ("002102000010000", true),
            ("0021", true),
            ("002", false),
            ("磁共振平扫", true),
            ("磁共振", true),
            ("平扫", true),
            ("cgz", true),
            ("cigongzhen", true),
            ("pingsao", true),
            ("xyz", false),
            ("ct", false),
        ] {
            assert_eq!(fit(&item, text).is_some(), found, "{text}");
        }
    }
}
