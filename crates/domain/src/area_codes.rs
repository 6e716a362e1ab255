//! Telephone area codes (长途区号) of the places whose agency can be called: a number such as 12333
//! leads to whoever answers where one calls from, unless the code of the insured place is dialled.
//!
//! They come from the common lists of long-distance codes of the telephone network (长途区号表), not
//! from an agency of health insurance. Those of the four municipalities and of Hebei, Shanxi,
//! Liaoning, Jiangsu, Zhejiang, Henan, Hunan and Guangdong were compared with two such lists on
//! 2026-12-01; the others were not. Where one is shown it is said to be no agency's word.

use crate::Region;

/// Pooling region and area code.
const CODES: [(&str, &str); 68] = [
    ("110000", "010"),
    ("120000", "022"),
    ("130100", "0311"),
    ("130400", "0310"),
    ("140100", "0351"),
    ("140200", "0352"),
    ("150100", "0471"),
    ("150800", "0478"),
    ("210100", "024"),
    ("210200", "0411"),
    ("220100", "0431"),
    ("230100", "0451"),
    ("310000", "021"),
    ("320100", "025"),
    ("320400", "0519"),
    ("320500", "0512"),
    ("320600", "0513"),
    ("321000", "0514"),
    ("330100", "0571"),
    ("330200", "0574"),
    ("330300", "0577"),
    ("340100", "0551"),
    ("340200", "0553"),
    ("340300", "0552"),
    ("341300", "0557"),
    ("350100", "0591"),
    ("350200", "0592"),
    ("350500", "0595"),
    ("350900", "0593"),
    ("360100", "0791"),
    ("370100", "0531"),
    ("370200", "0532"),
    ("370600", "0535"),
    ("371300", "0539"),
    ("410100", "0371"),
    ("410300", "0379"),
    ("420100", "027"),
    ("420500", "0717"),
    ("430100", "0731"),
    ("440100", "020"),
    ("440300", "0755"),
    ("440400", "0756"),
    ("440500", "0754"),
    ("440600", "0757"),
    ("440700", "0750"),
    ("441200", "0758"),
    ("441300", "0752"),
    ("441800", "0763"),
    ("441900", "0769"),
    ("442000", "0760"),
    ("450100", "0771"),
    ("450200", "0772"),
    ("450300", "0773"),
    ("460000", "0898"),
    ("460100", "0898"),
    ("460200", "0898"),
    ("500000", "023"),
    ("510100", "028"),
    ("520100", "0851"),
    ("530100", "0871"),
    ("540100", "0891"),
    ("610100", "029"),
    ("620100", "0931"),
    ("630100", "0971"),
    ("640100", "0951"),
    ("650100", "0991"),
    ("150200", "0472"),
    ("210600", "0415"),
];

/// The area code of a place, where it is on record.
pub fn area_code(region: Region) -> Option<&'static str> {
    let code = region.pooling().to_string();
    let mut known = CODES.iter();
    known.find(|(of, _)| *of == code).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_belongs_to_a_place_once() {
        let code = |region: &str| area_code(region.parse().unwrap());
        assert_eq!(code("440300"), Some("0755"));
        assert_eq!(code("440305"), Some("0755"));
        assert_eq!(code("810000"), None);
        for (at, (region, code)) in CODES.iter().enumerate() {
            assert!(region.parse::<Region>().is_ok(), "{region}");
            assert!(
                code.starts_with('0') && (3..=4).contains(&code.len()),
                "{code}"
            );
            assert!(
                CODES[..at].iter().all(|(other, _)| other != region),
                "{region}"
            );
        }
    }
}
