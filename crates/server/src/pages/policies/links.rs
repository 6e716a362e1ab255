//! Where the pages of packs and figures are.

use domain::policy::Pack;

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
