//! The files of an agency as its spreadsheets save them: a title above, names of columns of its own
//! choice, days as Excel writes them. Rows stand here with a stroke where a comma would follow a
//! Chinese character. Nobody in them exists.

use super::agency::invented_id;
use crate::till::{LABORATORY, patient::today};

/// The hospital away from home.
pub const AWAY: &str = "H51010700001";
/// The employer.
pub const EMPLOYER: &str = "91990000MA0000001B";

/// Who decides, and who works for the employer.
pub const CLERK: &str = "罗示例";
pub const EMPLOYERS_CLERK: &str = "章示例";

/// Those insured: name, serial of the number, telephone.
pub const PEOPLE: [(&str, u32, &str); 3] = [
    ("陈示例", 1, "13800000001"),
    ("李示例", 2, "13800000002"),
    ("王示例", 3, "13800000003"),
];

pub fn facilities() -> String {
    "定点医药机构名册|,,,,\n\
     机构编码|机构名称|医保区划|级别|等级|普通门诊|住院\n\
     H44030500001,示例市第一医院|440305,三级|三甲|2019-01-01,是\n\
     H51010700001,示例省人民医院|510107,三级|三甲|2019/1/1,是\n"
        .to_owned()
}

pub fn catalogue() -> String {
    format!("医保目录编码|名称|甲乙类|先行自付比例|限价\n{LABORATORY},血常规|甲|,\n")
}

pub fn people() -> String {
    let paid = &today().to_string()[..7];
    let row = |(name, serial, phone): &(&str, u32, &str)| {
        format!(
            "440300000000000000{serial},{name}|{},{phone},1985/6/1,深圳市|职工医保|一档|在职|\
             2015年3月1日|{paid},1000.00\n",
            invented_id(*serial)
        )
    };
    let rows: String = PEOPLE.iter().map(row).collect();
    format!(
        "深圳市参保人员名册|,,,,,,,,,\n人员编号|姓名|身份证号|手机号|出生日期|参保地|险种|档次|\
         人员类别|参保日期|缴费至|账户余额\n{rows}"
    )
}

pub fn employers() -> String {
    format!("统一社会信用代码|单位名称|参保地|参保日期\n{EMPLOYER},示例公司|深圳市|2015-01-01\n")
}

pub fn staff() -> String {
    let id = invented_id(3);
    format!("单位编号|身份证号|入职日期\n{EMPLOYER},{id},2015-03-01\n")
}

pub fn doctors() -> String {
    format!(
        "机构编码|医师代码|姓名|科室|开始日期|支付资格|支付资格自\n\
         {AWAY},D510100000001,示例医生|内科|2020-01-01,正常|\n"
    )
}

/// What the employer hands over on its page.
pub fn postings() -> String {
    let (name, serial, phone) = PEOPLE[2];
    let (id, day) = (invented_id(serial), today());
    let text = format!(
        "姓名|身份证号|外派城市|开始日期|手机|地址|外派月数\n\
         {name}|{id}|成都|{day}|{phone}|示例路1号|12\n"
    );
    text.replace('|', ",")
}
