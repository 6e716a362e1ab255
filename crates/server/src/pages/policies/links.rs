//! Where the pages of packs and figures are.

use domain::person::Scheme;
use domain::policy::Pack;
use domain::{Bilingual, region_names};

/// What people call a pack, everywhere alike: 深圳市职工医保. What a title says of how much of a
/// place is kept goes along.
pub(super) fn pack_name(pack: &Pack) -> Bilingual {
    let place = region_names::label(pack.region);
    let (zh, en) = match pack.scheme {
        Scheme::Employee => ("职工医保", "employee scheme"),
        Scheme::Resident => ("居民医保", "resident scheme"),
    };
    let note = pack.title.zh.find('（').map(|at| &pack.title.zh[at..]);
    let note = note.filter(|note| note.contains('只') || note.contains('暂'));
    let note_en = pack.title.en.find('(').map(|at| &pack.title.en[at..]);
    let note_en = note_en.filter(|_| note.is_some());
    Bilingual::new(
        format!("{}{zh}{}", place.zh, note.unwrap_or_default()),
        format!("{} {en} {}", place.en, note_en.unwrap_or_default()).trim(),
    )
}

/// The page of a pack.
pub(super) fn pack_href(pack: &Pack) -> String {
    format!("/policy/{}/{}", pack.region, pack.scheme)
}

/// The page of a figure: `440300/employee/rate/pooled` is at
/// `/policy/440300/employee/figure/rate/pooled`.
pub(super) fn figure_href(address: &str) -> String {
    let owner_parts = match address.starts_with("national/") {
        true => 1,
        false => 2,
    };
    let mut parts = address.splitn(owner_parts + 1, '/');
    let owner: Vec<&str> = parts.by_ref().take(owner_parts).collect();
    let rest = parts.next().unwrap_or_default();
    format!("/policy/{}/figure/{rest}", owner.join("/"))
}

#[cfg(test)]
mod tests {
    use super::figure_href;

    #[test]
    fn an_address_leads_to_its_page() {
        let rows = [
            (
                "440300/employee/rate/pooled/a+b",
                "/policy/440300/employee/figure/rate/pooled/a+b",
            ),
            (
                "national/band/NAT-11",
                "/policy/national/figure/band/NAT-11",
            ),
            (
                "440300/employee/rate/p@X01:S000",
                "/policy/440300/employee/figure/rate/p@X01:S000",
            ),
        ];
        for (address, page) in rows {
            assert_eq!(figure_href(address), page);
        }
    }
}
