//! Facilities: hospitals and pharmacies, a row each, with what they settle directly since when.

use std::collections::BTreeSet;

use domain::calendar::Period;
use domain::facility::{Care, Facility, FacilityKind, Grade, Level, Networked, Position, Site};
use domain::ids::FacilityCode;
use domain::say;
use jiff::civil::Date;

use crate::Header;
use crate::columns;
use crate::papers::facility;
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;
use crate::words::{day, word, yes_or_no};

columns! {
    /// What is said of a facility.
    FacilityColumn {
        /// Twelve characters.
        Code = "code", "机构编码",
            ["机构编号", "定点医药机构编码", "定点医药机构编号", "医保编码"], true;
        /// Name.
        Name = "name", "机构名称", ["名称", "定点医药机构名称", "fixmedins_name"], true;
        /// The division it lies in.
        Region = "region", "所在区划", ["区划", "医保区划", "所属区划", "行政区划", "所在地"], true;
        /// Hospital or pharmacy; by the first letter of the code unless stated.
        Kind = "kind", "机构类型", ["类型", "机构类别", "fixmedins_type"], false;
        /// Settlement level; a pharmacy has none to state.
        Level = "level", "结算级别", ["级别", "医院级别", "机构级别", "结算等级"], false;
        /// Grade on the licence.
        Grade = "grade", "医院等级", ["等级", "等次", "hosp_lv"], false;
        /// Since when it settles outpatient care.
        Outpatient = "outpatient", "普通门诊", ["门诊", "门诊开通", "开通普通门诊"], false;
        /// Since when it settles chronic and special diseases.
        Chronic = "chronic", "门诊慢特病", ["慢特病", "开通门诊慢特病"], false;
        /// Since when it settles inpatient care.
        Inpatient = "inpatient", "住院", ["住院开通", "开通住院"], false;
        /// Since when it settles purchases.
        Pharmacy = "pharmacy", "药店购药", ["购药", "药店", "开通购药"], false;
        /// When all of it ended.
        Until = "until", "终止日期", ["协议终止日期", "合同终止日期"], false;
        /// Marks a policy asks about.
        Traits = "traits", "标记", ["机构标识"], false;
        /// Street and number.
        Address = "address", "地址", ["详细地址", "机构地址", "通讯地址"], false;
        /// Telephone.
        Phone = "phone", "电话", ["联系电话", "咨询电话"], false;
        /// Degrees north.
        Latitude = "latitude", "纬度", ["lat"], false;
        /// Degrees east.
        Longitude = "longitude", "经度", ["lng", "lon"], false;
    }
}

/// What a row says of a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityRow {
    /// Its number in the file.
    pub number: u64,
    /// The facility.
    pub facility: Facility,
}

/// Services that were open when the first list was published, and of which nothing more is said.
const ALWAYS: Date = jiff::civil::date(2017, 1, 1);

/// Reads a row.
pub fn read(
    header: &Header<FacilityColumn>,
    row: &RowOfTable,
    places: &mut KnownPlaces,
) -> Result<FacilityRow, Vec<RowFault>> {
    use FacilityColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let code = facility(&mut reader, C::Code);
    let name = reader.needed(C::Name);
    let region = reader.needed(C::Region).and(reader.place(C::Region));
    let kind = reader.word(C::Kind, kind, FacilityKind::ALL);
    let kind = kind.or(code.as_ref().map(kind_of_code));
    let level = level_of(&mut reader, kind);
    let beside = |text: &str| grade(text).or_else(|| grade_beside(level?, text));
    let grade = reader
        .word(C::Grade, beside, Grade::ALL)
        .unwrap_or_default();
    let networked = networked(&mut reader);
    let traits = BTreeSet::from_iter(reader.list(C::Traits));
    let site = site(&mut reader);
    let read = || {
        Some(Facility {
            code: code?,
            name: name?.to_owned(),
            region: region?,
            kind: kind?,
            level: level?,
            grade,
            networked,
            traits,
            before: Vec::new(),
            site,
        })
    };
    match read() {
        Some(facility) if reader.faults.is_empty() => Ok(FacilityRow {
            number: row.number,
            facility,
        }),
        _ => Err(reader.faults),
    }
}

type Reader<'a> = RowReader<'a, FacilityColumn>;

/// Address, telephone, and the two degrees, which stand together or not at all.
fn site(reader: &mut Reader<'_>) -> Site {
    use FacilityColumn as C;
    let degrees = (reader.text(C::Latitude), reader.text(C::Longitude));
    let position = match degrees {
        (Some(latitude), Some(longitude)) => Position::read(latitude, longitude),
        _ => None,
    };
    if position.is_none() && degrees != (None, None) {
        let says = say!("经纬度读不懂", "the degrees do not read");
        let next = say!(
            "纬度和经度都写，如 23.1291 和 113.2644，或都不写",
            "state both, such as 23.1291 and 113.2644, or neither"
        );
        reader.wrong(C::Latitude, says, next);
    }
    Site {
        address: reader.text(C::Address).map(str::to_owned),
        phone: reader.text(C::Phone).map(str::to_owned),
        position,
    }
}

fn kind_of_code(code: &FacilityCode) -> FacilityKind {
    match code.as_str().starts_with('P') {
        true => FacilityKind::Pharmacy,
        false => FacilityKind::Hospital,
    }
}

/// A pharmacy has no level; as far as rules ask, it stands with the primary ones.
fn level_of(reader: &mut Reader<'_>, kind: Option<FacilityKind>) -> Option<Level> {
    let column = FacilityColumn::Level;
    let stated = reader.word(column, level, Level::ALL);
    match (stated, kind, reader.text(column)) {
        (None, Some(FacilityKind::Pharmacy), None) => Some(Level::Primary),
        (None, _, None) => {
            let says = say!("没有填", "it is empty");
            let next = say!(
                "填结算级别：社区、一级、二级、三级",
                "state the settlement level: community, or level 1, 2 or 3"
            );
            reader.wrong(column, says, next);
            None
        }
        _ => stated,
    }
}

/// A day since when, or only that it is open.
fn networked(reader: &mut Reader<'_>) -> Vec<Networked> {
    use FacilityColumn as C;
    let until = reader.day(C::Until);
    let services = [
        (C::Outpatient, Care::Outpatient),
        (C::Chronic, Care::Chronic),
        (C::Inpatient, Care::Inpatient),
        (C::Pharmacy, Care::Pharmacy),
    ];
    let mut found = Vec::new();
    for (column, care) in services {
        let Some(text) = reader.text(column) else {
            continue;
        };
        let from = match (yes_or_no(text), day(text)) {
            (Some(false), _) => continue,
            (Some(true), _) => ALWAYS,
            (None, Some(from)) => from,
            (None, None) => {
                let says = say!("读不懂", "it does not read");
                let next = say!(
                    "写开通的日期，或「是」「否」",
                    "write the day since when, or 是 or 否"
                );
                reader.wrong(column, says, next);
                continue;
            }
        };
        let period = Period { from, until };
        found.push(Networked { care, period });
    }
    found
}

fn kind(text: &str) -> Option<FacilityKind> {
    const OTHERS: [(&str, FacilityKind); 20] = [
        ("1", FacilityKind::Hospital),
        ("医院", FacilityKind::Hospital),
        ("医疗机构", FacilityKind::Hospital),
        ("综合医院", FacilityKind::Hospital),
        ("专科医院", FacilityKind::Hospital),
        ("中医医院", FacilityKind::Hospital),
        ("中西医结合医院", FacilityKind::Hospital),
        ("民族医院", FacilityKind::Hospital),
        ("妇幼保健院", FacilityKind::Hospital),
        ("康复医院", FacilityKind::Hospital),
        ("社区卫生服务中心", FacilityKind::Hospital),
        ("社区卫生服务站", FacilityKind::Hospital),
        ("乡镇卫生院", FacilityKind::Hospital),
        ("村卫生室", FacilityKind::Hospital),
        ("门诊部", FacilityKind::Hospital),
        ("诊所", FacilityKind::Hospital),
        ("2", FacilityKind::Pharmacy),
        ("药店", FacilityKind::Pharmacy),
        ("零售药店", FacilityKind::Pharmacy),
        ("连锁药店", FacilityKind::Pharmacy),
    ];
    word(text, FacilityKind::ALL, FacilityKind::from_word, &OTHERS)
}

fn level(text: &str) -> Option<Level> {
    const OTHERS: [(&str, Level); 11] = [
        ("社区卫生服务机构", Level::Community),
        ("一级及以下", Level::Primary),
        ("1", Level::Primary),
        ("2", Level::Secondary),
        ("3", Level::Tertiary),
        ("一级医院", Level::Primary),
        ("二级医院", Level::Secondary),
        ("三级医院", Level::Tertiary),
        ("未定级", Level::Primary),
        ("无等级", Level::Primary),
        ("村卫生室", Level::Community),
    ];
    word(text, Level::ALL, Level::from_word, &OTHERS)
}

fn grade(text: &str) -> Option<Grade> {
    const OTHERS: [(&str, Grade); 6] = [
        ("三甲", Grade::TertiaryA),
        ("三乙", Grade::TertiaryB),
        ("三丙", Grade::TertiaryC),
        ("二甲", Grade::SecondaryA),
        ("二乙", Grade::SecondaryB),
        ("二丙", Grade::SecondaryC),
    ];
    word(text, Grade::ALL, Grade::from_word, &OTHERS)
}

/// A grade that says no more than the letter, of a facility whose level stands in another column.
fn grade_beside(level: Level, text: &str) -> Option<Grade> {
    let letter = text.strip_suffix('等').unwrap_or(text);
    let level = match level {
        Level::Tertiary => "三级",
        Level::Secondary => "二级",
        Level::Primary | Level::Community => "一级",
    };
    match letter {
        "未定" | "未评" | "无" => ungraded(level),
        letter => grade(&format!("{level}{letter}等")),
    }
}

fn ungraded(level: &str) -> Option<Grade> {
    Some(match level {
        "三级" => Grade::TertiaryUngraded,
        "二级" => Grade::SecondaryUngraded,
        _ => Grade::PrimaryUngraded,
    })
}
