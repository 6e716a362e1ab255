//! The colours of the sheet, measured as WCAG 2.2 does: 4.5 to 1 for text, 3 to 1 for what is drawn
//! and for the ring of the focus.

use crate::web::assets;

/// The value of a token in the sheet's first block.
fn token(name: &str) -> [u8; 3] {
    let sheet = std::str::from_utf8(assets::get("suixing.css").unwrap().0).unwrap();
    let (_, rest) = sheet
        .split_once(&format!("--{name}: #"))
        .unwrap_or_else(|| panic!("the sheet has no colour --{name}"));
    let channel = |at: usize| u8::from_str_radix(&rest[at..at + 2], 16).unwrap();
    [channel(0), channel(2), channel(4)]
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(token(one)), luminance(token(other)));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn text_stands_out_from_what_it_is_on() {
    let rows = [
        ("ink", &["tint"][..]),
        ("jade", &["tint"]),
        (
            "ink",
            &[
                "paper",
                "card",
                "sand",
                "wait-soft",
                "jade-soft",
                "stop-soft",
            ],
        ),
        ("ink-2", &["paper", "card", "sand", "wait-soft"]),
        ("jade", &["paper", "card", "jade-soft", "wait-soft"]),
        ("on-jade", &["jade"]),
        ("wait", &["card", "wait-soft"]),
        ("stop", &["card", "stop-soft"]),
    ];
    for (text, grounds) in rows {
        for ground in grounds {
            let measured = contrast(text, ground);
            assert!(measured >= 4.5, "--{text} on --{ground}: {measured:.2}");
        }
    }
}

#[test]
fn what_is_drawn_stands_out() {
    for drawn in ["fund", "supplement", "account", "cash", "outside", "sum"] {
        for ground in ["card", "sand", "paper"] {
            let measured = contrast(drawn, ground);
            assert!(measured >= 3.0, "--{drawn} on --{ground}: {measured:.2}");
        }
    }
    // The big number of the third step, and the ring around what has the focus.
    for ground in ["card", "paper"] {
        assert!(contrast("account", ground) >= 3.0);
        assert!(contrast("edge", ground) >= 3.0);
    }
}

#[test]
fn black_on_white_is_twenty_one() {
    assert!((luminance([255; 3]) - 1.0).abs() < 1e-9);
    assert!(luminance([0; 3]).abs() < 1e-9);
}
