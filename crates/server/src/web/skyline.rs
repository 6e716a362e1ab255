//! The two places of a journey, drawn in few strokes: a landmark of the province, of some large
//! cities their own, elsewhere a street of houses. Each stands in a field of 80 by 64.

use domain::Region;

/// A landmark: what is drawn in lines, and what is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Landmark {
    /// The lines.
    pub line: &'static str,
    /// The surfaces; often none.
    pub fill: &'static str,
}

/// The places of an answer, side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skyline {
    /// Where one is insured.
    pub home: Landmark,
    /// Where one goes.
    pub away: Landmark,
}

impl Skyline {
    /// Of two places.
    pub fn of(home: Region, away: Region) -> Skyline {
        let home = landmark(home);
        let away = landmark(away);
        Skyline { home, away }
    }
}

/// What is drawn of a place.
fn landmark(region: Region) -> Landmark {
    let code = region.to_string();
    let drawn = |of: &str| LANDMARKS.iter().find(|row| row.0 == of);
    let city = code.get(..4).and_then(drawn);
    let province = code.get(..2).and_then(|two| drawn(&format!("{two}00")));
    let street = Landmark {
        line: STREET,
        fill: "",
    };
    city.or(province)
        .map_or(street, |&(_, line, fill)| Landmark { line, fill })
}

const STREET: &str =
    "M14 63V34h18v29M40 63V22h20v41M20 42h6M20 50h6M46 30h8M46 38h8M46 46h8M8 63h64";

/// The first four digits of a place, its lines, its surfaces.
#[rustfmt::skip]
const LANDMARKS: [(&str, &str, &str); 36] = [
    // Temple of Heaven.
    (
        "1100",
        "M30 24v4M50 24v4M24 38v4M56 38v4M20 52v10M40 52v10M60 52v10M8 63h64",
        "M40 8l3 6h-6zM26 24c6-2 10-6 12-10h4c2 4 6 8 12 10zM20 38c7-2 11-6 13-10h14\
         c2 4 6 8 13 10zM14 52c8-2 12-6 15-10h22c3 4 7 8 15 10z",
    ),
    // The wheel over the river.
    (
        "1200",
        "M40 10a22 22 0 1 0 .1 0zM40 10v44M18 32h44M24 16l32 32M56 16L24 48M28 63l12-31 12 31",
        "",
    ),
    // The Great Wall.
    (
        "1300",
        "M2 63V44h6v-4h6v4h6v-4h6V24h5v-4h6v4h6v-4h6v4h5v16h6v4h6v-4h6v4h6v19",
        "M36 52V42c0-6 8-6 8 0v10z",
    ),
    // The wooden pagoda.
    (
        "1400",
        "M32 18v8M48 18v8M30 32v8M50 32v8M26 46v17M54 46v17M40 52v11",
        "M40 4l2 8h-4zM30 18l8-6h4l8 6zM26 32l8-6h12l8 6zM22 46l8-6h20l8 6z",
    ),
    // A yurt.
    (
        "1500",
        "M14 63V44h52v19M14 44c6-14 16-18 20-20h12c4 2 14 6 20 20M36 63V52h8v11M34 24\
         c2-6 10-6 12 0M24 44v19M56 44v19",
        "",
    ),
    // The octagonal hall.
    (
        "2100",
        "M28 26v6M52 26v6M22 44v19M34 44v19M46 44v19M58 44v19",
        "M40 6l3 8h-6zM24 26c8-3 12-7 13-12h6c1 5 5 9 13 12zM16 44c9-3 13-6 15-12h18\
         c2 6 6 9 15 12z",
    ),
    // White mountains.
    (
        "2200",
        "M4 60L26 22l12 18 12-24 26 44M20 32l6 4 5-5M45 26l5 4 6-5M10 63h60",
        "",
    ),
    // The onion dome.
    (
        "2300",
        "M40 0v6M30 24v14M50 24v14M16 63V44l8-8 6 2M64 63V44l-8-8-6 2M28 63V44c0-8 24-8 24 0\
         v19M36 63V54c0-6 8-6 8 0v9",
        "M40 4c-2 6-12 10-10 20h20c2-10-8-14-10-20z",
    ),
    // The tower with two pearls.
    (
        "3100",
        "M40 2v14M40 26v12M40 54v9M30 63l6-11M50 63l-6-11",
        "M40 16a5 5 0 1 0 .1 0zM40 38a8 8 0 1 0 .1 0z",
    ),
    // A moon gate.
    (
        "3200",
        "M6 63V34h68v29M6 34l4-7h60l4 7M40 37a13 13 0 1 0 .1 0zM16 46h6M58 46h6",
        "",
    ),
    // A bridge and a pagoda.
    (
        "3300",
        "M2 63c12-22 64-22 76 0M22 63c2-13 34-13 36 0M40 2v8M36 16v5M44 16v5M35 26v6M45 26v6",
        "M34 16l6-6 6 6zM32 26l8-5 8 5zM30 38l10-6 10 6z",
    ),
    // Stepped gables.
    (
        "3400",
        "M8 63V38h7v-6h7v-6h16v6h7v6h7v25M52 48h20v15M30 63V52h8v11",
        "M6 36h9v3H6zM14 30h9v3h-9zM21 24h18v3H21zM37 30h9v3h-9zM45 36h9v3h-9z",
    ),
    // A round house of earth.
    (
        "3500",
        "M8 58V36c0-10 64-10 64 0v22c0 6-64 6-64 0zM8 36c0 10 64 10 64 0M22 36c0 5 36 5 36 0\
         M36 61v-9h8v9",
        "",
    ),
    // A pavilion over the river.
    (
        "3600",
        "M30 18v8M50 18v8M24 34v8M40 34v8M56 34v8M18 50v13M32 50v13M48 50v13M62 50v13",
        "M22 18c8-2 10-6 12-10h12c2 4 4 8 12 10zM14 34c9-2 12-5 14-8h24c2 3 5 6 14 8zM8 50\
         c9-2 13-5 15-8h34c2 3 6 6 15 8z",
    ),
    // A pier with its pavilion.
    (
        "3700",
        "M2 54h44M8 54v9M20 54v9M32 54v9M50 54V44M70 54V44M46 54h30v9",
        "M42 44c10-2 14-8 16-16h4c2 8 6 14 16 16zM60 20l2 8h-4z",
    ),
    // A pagoda of bricks.
    (
        "4100",
        "M30 44v19M50 44v19M36 63V54c0-5 8-5 8 0v9",
        "M36 12h8l-4-8zM33 20h14l-2-5H35zM31 28h18l-2-5H33zM29 36h22l-2-5H31zM27 44h26l-2-5H29z",
    ),
    // The crane tower.
    (
        "4200",
        "M33 20v5M47 20v5M28 34v5M52 34v5M24 48v15M40 48v15M56 48v15",
        "M40 2l3 8h-6zM28 20c7-2 9-6 10-10h4c1 4 3 8 10 10zM22 34c8-2 11-5 12-9h12\
         c1 4 4 7 12 9zM16 48c8-2 12-5 14-9h20c2 4 6 7 14 9z",
    ),
    // The tower with a helmet.
    (
        "4300",
        "M30 22v8M50 22v8M22 38v25M34 38v25M46 38v25M58 38v25M16 63h48",
        "M40 4c-3 8-16 8-16 18h32c0-10-13-10-16-18zM16 38c8-2 12-5 14-8h20c2 3 6 6 14 8z",
    ),
    // Round gables.
    (
        "4400",
        "M14 63V38c0-12 20-12 20 0v25M46 63V38c0-12 20-12 20 0v25M34 48h12",
        "M20 63V50h8v13zM52 63V50h8v13z",
    ),
    // The slender tower.
    (
        "4401",
        "M40 0v14M32 14c4 16 4 24-4 49M48 14c-4 16-4 24 4 49M32 14h16M34 24h12M36 34h8M34 46\
         h12M30 56h20",
        "",
    ),
    // A spire among towers.
    (
        "4403",
        "M40 8V0M20 63V40h12M48 46h12v17",
        "M32 63V26l8-18 8 18v37z",
    ),
    // Hills like combs, and a raft.
    (
        "4500",
        "M2 63c4-33 16-39 22-23 4-30 20-32 26 0 6-16 20-10 26 23",
        "M30 56h16l-3 5h-10z",
    ),
    // A palm.
    (
        "4600",
        "M42 63c-2-14-2-27 2-39M44 24C36 12 22 14 16 22M44 24C40 10 54 4 64 10M44 24\
         c12-4 22 4 22 14M44 24c-8 0-16 8-16 16",
        "M44 22a3.5 3.5 0 1 0 .1 0z",
    ),
    // A bridge on ropes.
    (
        "5000",
        "M2 52h76M24 63V14M56 63V14M24 16L6 52M24 16l14 36M56 16L42 52M56 16l18 36M24 30\
         L15 52M56 30l9 22",
        "",
    ),
    // A tower by the river.
    (
        "5100",
        "M16 42c8 0 12-4 14-8h20c2 4 6 8 14 8M22 22c8 0 10-4 12-7h12c2 3 4 7 12 7M40 15V4",
        "M26 63V42h28v21zM30 34V22h20v12z",
    ),
    // A drum tower.
    (
        "5200",
        "M28 48v15M52 48v15",
        "M40 2l3 8h-6zM34 16l4-6h4l4 6zM31 24l4-6h10l4 6zM28 32l4-6h16l4 6zM25 40l4-6h22l4 6z\
         M22 48l4-6h28l4 6z",
    ),
    // Three pagodas.
    (
        "5300",
        "M40 2v6M35 63V12c2-5 8-5 10 0v51M35 20h10M35 28h10M35 36h10M35 44h10M14 63V34\
         c2-4 6-4 8 0v29M14 42h8M14 50h8M58 63V34c2-4 6-4 8 0v29M58 42h8M58 50h8",
        "",
    ),
    // The palace on the hill.
    (
        "5400",
        "M4 63l6-21h18V20h24v22h18l6 21M28 20l12-6 12 6M14 50h8M58 50h8M34 54h12",
        "M28 28h24v14H28z",
    ),
    // The great pagoda.
    (
        "6100",
        "M22 63l6-49h24l6 49zM28 14l12-8 12 8M27 24h26M26 34h28M24 44h32M23 54h34",
        "M36 63v-6c0-5 8-5 8 0v6z",
    ),
    // The cave of nine storeys.
    (
        "6200",
        "M34 16v6M46 16v6M30 28v6M50 28v6M26 40v6M54 40v6M24 52v11M40 52v11M56 52v11M2 63\
         C4 40 10 26 18 18M78 63C76 40 70 26 62 18",
        "M40 4l3 6h-6zM30 16l6-6h8l6 6zM26 28l6-6h16l6 6zM22 40l6-6h24l6 6zM18 52l6-6h32l6 6z",
    ),
    // A lake below snow.
    (
        "6300",
        "M6 48l22-34 12 18 10-12 24 28M20 27l8 4 6-6M8 58c6-4 10-4 16 0\
         s10 4 16 0 10-4 16 0 10 4 16 0",
        "",
    ),
    // Twin pagodas.
    (
        "6400",
        "M20 63l4-45h8l4 45M24 18l4-8 4 8M23 28h10M22 38h12M21 48h14M46 63l4-45h8l4 45M50 18\
         l4-8 4 8M49 28h10M48 38h12M47 48h14",
        "",
    ),
    // A dome between two towers.
    (
        "6500",
        "M40 20V8M20 63V38h40v25M34 63V52c0-8 12-8 12 0v11M12 63V20c0-6 6-6 6 0v43M62 63V20\
         c0-6 6-6 6 0v43",
        "M24 38c0-24 32-24 32 0z",
    ),
    // A tower like bamboo.
    (
        "7100",
        "M40 2v10M34 12h12l-1 8H35zM33 20h14l-2 9H35zM32 29h16l-2 9H34zM31 38h18l-2 9H33z\
         M32 47h16v16H32z",
        "",
    ),
    // A tower of triangles.
    (
        "8100",
        "M30 63V24l10-16 10 16v39zM30 24l20 20M50 24L30 44M30 44l20 19M50 44L30 63M22 63V50\
         M58 63V44",
        "",
    ),
    // The front of a church.
    (
        "8200",
        "M16 63V40h48v23M22 40V26h36v14M28 26V16h24v10M32 16l8-8 8 8M40 8V2M26 63V50M54 63V50\
         M32 40v-8M48 40v-8",
        "M35 63V52c0-7 10-7 10 0v11z",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_landmark_of_its_own() {
        let mut known = Vec::new();
        let outside = ["710000", "810000", "820000"].map(|code| code.parse().unwrap());
        let inside = domain::region_names::provinces().map(|row| row.region);
        for province in inside.chain(outside) {
            let drawn = landmark(province);
            assert!(drawn.line != STREET, "{province}");
            assert!(!known.contains(&drawn), "{province} is drawn as another");
            assert!(drawn.line.len() + drawn.fill.len() < 420, "{province}");
            known.push(drawn);
        }
        assert!(known.len() == 34, "{}", known.len());
    }

    #[test]
    fn a_city_is_drawn_as_itself_else_as_its_province() {
        let of = |code: &str| landmark(code.parse().unwrap());
        assert_ne!(of("440300"), of("440100"));
        assert_eq!(of("440305"), of("440300"), "a district as its city");
        assert_eq!(of("440900"), of("440000"));
        assert_eq!(of("510107"), of("510000"));
        assert_eq!(of("900000").line, STREET, "abroad there are houses too");
    }
}
