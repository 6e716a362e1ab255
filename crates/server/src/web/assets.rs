//! The few files pages need, inside the binary. The address holds a hash of the content, so a
//! browser may keep a file for ever and still sees a new one at once.

/// One file.
struct Asset {
    stem: &'static str,
    extension: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    hash: u64,
}

const fn asset(
    stem: &'static str,
    extension: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
) -> Asset {
    Asset {
        stem,
        extension,
        content_type,
        bytes,
        hash: fnv1a(bytes),
    }
}

const ASSETS: [Asset; 17] = [
    asset(
        "suixing",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/suixing.css"),
    ),
    asset(
        "desk",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/desk.css"),
    ),
    asset(
        "editor",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/editor.css"),
    ),
    asset(
        "policy",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/policy.css"),
    ),
    asset(
        "bill",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/bill.css"),
    ),
    asset(
        "home",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/home.css"),
    ),
    asset(
        "developer",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/developer.css"),
    ),
    asset(
        "help",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/help.css"),
    ),
    asset(
        "paper",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/paper.css"),
    ),
    asset(
        "code",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/code.css"),
    ),
    asset(
        "slip",
        "css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/slip.css"),
    ),
    asset(
        "passkey",
        "js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/passkey.js"),
    ),
    asset(
        "mark",
        "svg",
        "image/svg+xml",
        include_bytes!("../../assets/mark.svg"),
    ),
    asset(
        "icons",
        "svg",
        "image/svg+xml",
        include_bytes!("../../assets/icons.svg"),
    ),
    asset(
        "suixing",
        "webmanifest",
        "application/manifest+json",
        include_bytes!("../../assets/suixing.webmanifest"),
    ),
    asset(
        "touch",
        "png",
        "image/png",
        include_bytes!("../../assets/touch.png"),
    ),
    asset(
        "keys",
        "js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/keys.js"),
    ),
];

/// FNV-1a, 64 bits. It tells two versions of our own file apart; nobody attacks it.
const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

/// The file behind `/assets/{path}` and its content type. `path` is what [`url`] made, to be kept
/// for ever by the browser, or the plain name such as `mark.svg`.
pub fn get(path: &str) -> Option<(&'static [u8], &'static str)> {
    let asset = ASSETS
        .iter()
        .find(|asset| path == hashed_name(asset) || path == plain_name(asset))?;
    Some((asset.bytes, asset.content_type))
}

/// Whether the path names exactly one content, so that it may be cached as immutable.
pub fn is_immutable(path: &str) -> bool {
    ASSETS.iter().any(|asset| path == hashed_name(asset))
}

/// The address of an asset by its plain name; an unknown name is a mistake in a template.
pub fn url(name: &str) -> String {
    let asset = ASSETS
        .iter()
        .find(|asset| name == plain_name(asset))
        .expect("templates name only assets that exist, and each is rendered in a test");
    format!("/assets/{}", hashed_name(asset))
}

fn hashed_name(asset: &Asset) -> String {
    format!("{}-{:016x}.{}", asset.stem, asset.hash, asset.extension)
}

fn plain_name(asset: &Asset) -> String {
    format!("{}.{}", asset.stem, asset.extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_file() {
        for name in [
            "suixing.css",
            "desk.css",
            "editor.css",
            "policy.css",
            "help.css",
            "mark.svg",
            "icons.svg",
            "keys.js",
            "passkey.js",
            "suixing.webmanifest",
            "touch.png",
        ] {
            let address = url(name);
            let path = address.strip_prefix("/assets/").unwrap();
            assert!(is_immutable(path) && !is_immutable(name));
            assert_eq!(get(path), get(name));
        }
        assert_eq!(
            get("suixing-0000000000000000.css"),
            None,
            "an old hash is gone, not silently new"
        );
        assert_eq!(get("../Cargo.toml"), None);
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
