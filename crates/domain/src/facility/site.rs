//! Where a facility lies on the ground and how it is reached. Kept for people who look for one; no
//! rule asks about it.

use serde::{Deserialize, Serialize};

/// Where a facility lies and how it is reached, as far as that is on record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Street and number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Telephone, as it is dialled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl Site {
    /// Whether nothing is on record.
    pub fn is_empty(&self) -> bool {
        *self == Site::default()
    }

    /// What is stated, and of what is not, what was known before.
    pub fn or(self, known: &Site) -> Site {
        Site {
            address: self.address.or_else(|| known.address.clone()),
            phone: self.phone.or_else(|| known.phone.clone()),
            position: self.position.or(known.position),
        }
    }
}

/// A place on the ground, in hundred-thousandths of a degree: about a metre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// North of the equator.
    pub latitude: i32,
    /// East of Greenwich.
    pub longitude: i32,
}

/// Parts of a degree.
const PARTS: i64 = 100_000;

/// Metres from one degree of latitude to the next.
const METRES_A_DEGREE: i64 = 111_195;

impl Position {
    /// Reads `23.1291` and `113.2644`; nothing where that lies outside China.
    pub fn read(latitude: &str, longitude: &str) -> Option<Position> {
        let (latitude, longitude) = (parts(latitude)?, parts(longitude)?);
        let inside = (3 * PARTS..=54 * PARTS).contains(&i64::from(latitude))
            && (73 * PARTS..=136 * PARTS).contains(&i64::from(longitude));
        inside.then_some(Position {
            latitude,
            longitude,
        })
    }

    /// How far it is to another place as the crow flies, in metres. The earth counts as round, and
    /// as flat between the two: within a few hundred kilometres that is a hundredth off at most.
    pub fn metres_to(self, other: Position) -> u64 {
        let north = i64::from(self.latitude) - i64::from(other.latitude);
        let east = i64::from(self.longitude) - i64::from(other.longitude);
        let middle = (i64::from(self.latitude) + i64::from(other.latitude)) / 2;
        let east = east * cosine(middle) / MILLION;
        let metres = |parts: i64| parts * METRES_A_DEGREE / PARTS;
        let (north, east) = (metres(north).unsigned_abs(), metres(east).unsigned_abs());
        (north * north + east * east).isqrt()
    }

    /// The middle of several places; none of none.
    pub fn middle(of: impl IntoIterator<Item = Position>) -> Option<Position> {
        let (mut latitude, mut longitude, mut count) = (0_i64, 0_i64, 0_i64);
        for one in of {
            latitude += i64::from(one.latitude);
            longitude += i64::from(one.longitude);
            count += 1;
        }
        let mean = |sum: i64| sum.checked_div(count).and_then(|it| i32::try_from(it).ok());
        Some(Position {
            latitude: mean(latitude)?,
            longitude: mean(longitude)?,
        })
    }
}

const MILLION: i64 = 1_000_000;

/// The cosine of an angle in hundred-thousandths of a degree, in millionths, by its series.
fn cosine(angle: i64) -> i64 {
    let radians = angle * 174_533 / MILLION;
    let square = radians * radians / MILLION;
    let fourth = square * square / MILLION;
    let sixth = fourth * square / MILLION;
    MILLION - square / 2 + fourth / 24 - sixth / 720
}

/// Degrees written with decimals, as parts; what is finer than a part is left out.
fn parts(text: &str) -> Option<i32> {
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if !are_digits(whole) || !are_digits(rest) || whole.len() > 3 || rest.len() > 15 {
        return None;
    }
    let rest: String = rest.chars().chain("00000".chars()).take(5).collect();
    format!("{whole}{rest}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read_as_registers_write_them() {
        let guangzhou = Position {
            latitude: 2_312_911,
            longitude: 11_326_440,
        };
        assert_eq!(Position::read("23.129112", " 113.2644"), Some(guangzhou));
        assert!(Position::read("31", "121").is_some());
        // The wrong way round, nowhere, and what is no number at all.
        for (latitude, longitude) in [
            ("113.2644", "23.1291"),
            ("0", "0"),
            ("-23.1", "113.2"),
            ("23.", "113.2"),
            ("", ""),
            ("二十三", "113"),
            ("23.1.2", "113.1"),
            ("999999999999", "113"),
        ] {
            assert_eq!(Position::read(latitude, longitude), None, "{latitude}");
        }
    }

    /// As maps give them: Guangzhou – Shenzhen, Beijing – Tianjin, Harbin – Changchun.
    #[test]
    fn distances_are_those_of_the_map() {
        for (from, to, kilometres) in [
            (("23.1291", "113.2644"), ("22.5431", "114.0579"), 104),
            (("39.9042", "116.4074"), ("39.0842", "117.2009"), 114),
            (("45.8038", "126.5350"), ("43.8171", "125.3235"), 240),
        ] {
            let at = |(latitude, longitude)| Position::read(latitude, longitude).unwrap();
            let metres = at(from).metres_to(at(to));
            assert!(
                metres.abs_diff(kilometres * 1_000) < 4_000,
                "{from:?} {metres}"
            );
            assert_eq!(metres, at(to).metres_to(at(from)));
        }
    }

    #[test]
    fn the_middle_of_nothing_is_nowhere() {
        assert_eq!(Position::middle([]), None);
        let one = Position::read("23.0", "113.0").unwrap();
        let other = Position::read("24.0", "115.0").unwrap();
        assert_eq!(
            Position::middle([one, other]),
            Position::read("23.5", "114.0")
        );
    }
}
