//! Operators as an agency lists its staff: who, what they may do, and for which unit.

use domain::ids::Certificate;
use domain::say;

use crate::Header;
use crate::columns;
use crate::papers::{certificate_if_said, is_shortened, name};
use crate::reader::{KnownPlaces, RowFault, RowReader};
use crate::table::RowOfTable;

columns! {
    /// What is said of an operator.
    OperatorColumn {
        /// The number in the agency's own list of staff.
        Number = "number", "工号", ["员工号", "职工号", "职工编号", "员工编号", "账号", "staff_no"], true;
        /// Name.
        Name = "name", "姓名", ["操作员姓名", "员工姓名", "人员姓名"], true;
        /// What it may do, several in one cell.
        Roles = "roles", "职责", ["角色", "岗位", "权限", "岗位职责"], true;
        /// What it works for; the whole installation unless said.
        Unit = "unit", "所属单位", ["单位", "统筹区", "机构编码", "单位编号", "管辖范围"], false;
        /// The ID card, so that no case is their own.
        Certificate = "certificate", "身份证号", ["身份证号码", "公民身份号码", "证件号码"], false;
        /// Whether the account is in use; it is unless said.
        Status = "status", "状态", ["账号状态", "人员状态", "在岗状态"], false;
    }
}

/// What a row says of an operator; what roles are is for others to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorRow<R> {
    /// Its number in the file.
    pub row: u64,
    /// The staff number.
    pub number: String,
    /// Name.
    pub name: String,
    /// What it may do.
    pub roles: Vec<R>,
    /// What it works for, as its code or number.
    pub unit: Option<String>,
    /// Its ID card, where that is said.
    pub certificate: Option<Certificate>,
    /// Whether its account is out of use.
    pub is_disabled: bool,
}

/// What roles are.
#[derive(Clone, Copy, Debug)]
pub struct RoleWords<R> {
    /// The role of a word, a name or what files call it.
    pub read: fn(&str) -> Option<R>,
    /// Every one of them, for whoever has to choose.
    pub all: fn() -> String,
    /// Whether operators of these work for a place, and not for a facility or an employer.
    pub are_of_a_place: fn(&[R]) -> bool,
}

/// The longest staff number.
const NUMBER_LONGEST: usize = 40;

/// Reads a row.
pub fn read<R: Copy>(
    header: &Header<OperatorColumn>,
    row: &RowOfTable,
    (places, words): (&mut KnownPlaces, RoleWords<R>),
) -> Result<OperatorRow<R>, Vec<RowFault>> {
    use OperatorColumn as C;
    let mut reader = RowReader::new(header, row, places);
    let number = number(&mut reader);
    let name = name(&mut reader, C::Name);
    let roles = roles(&mut reader, words);
    let unit = match (words.are_of_a_place)(&roles) {
        true => reader.place(C::Unit).map(|place| place.to_string()),
        false => reader.text(C::Unit).map(str::to_ascii_uppercase),
    };
    let certificate = certificate_if_said(&mut reader, C::Certificate);
    let is_disabled = is_disabled(&mut reader);
    match (number, name) {
        (Some(number), Some(name)) if reader.faults.is_empty() => Ok(OperatorRow {
            row: row.number,
            number,
            name,
            roles,
            unit,
            certificate,
            is_disabled,
        }),
        _ => Err(reader.faults),
    }
}

type Reader<'a> = RowReader<'a, OperatorColumn>;

fn number(reader: &mut Reader<'_>) -> Option<String> {
    let column = OperatorColumn::Number;
    let text = reader.needed(column)?;
    if is_shortened(reader, column, text) {
        return None;
    }
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_.@".contains(sign);
    if text.chars().count() > NUMBER_LONGEST || !text.chars().all(is_plain) {
        let says = say!("不是工号", "this is no staff number");
        let next = say!(
            "最多 40 个字母、数字，没有空格",
            "at most 40 letters and digits, without spaces"
        );
        reader.wrong(column, says, next);
        return None;
    }
    Some(text.to_owned())
}

fn roles<R: Copy>(reader: &mut Reader<'_>, words: RoleWords<R>) -> Vec<R> {
    let column = OperatorColumn::Roles;
    let stated = reader.list(column);
    let read = stated.iter().map(|word| (words.read)(word));
    let read: Option<Vec<R>> = read.collect();
    if stated.is_empty() {
        reader.needed(column);
        return Vec::new();
    }
    read.unwrap_or_else(|| {
        let all = (words.all)();
        let says = say!("有不认识的职责", "there is a role that is not known");
        let next = say!(
            "请写这些中的几项，用顿号隔开：{all}",
            "write some of these, with commas between them: {all}"
        );
        reader.wrong(column, says, next);
        Vec::new()
    })
}

fn is_disabled(reader: &mut Reader<'_>) -> bool {
    let column = OperatorColumn::Status;
    let Some(text) = reader.text(column) else {
        return false;
    };
    match text.to_lowercase().as_str() {
        "在用" | "正常" | "启用" | "在岗" | "有效" | "in use" | "active" => false,
        "停用" | "离岗" | "离职" | "注销" | "禁用" | "无效" | "disabled" => true,
        _ => {
            let says = say!("读不懂", "it does not read");
            reader.wrong(
                column,
                says,
                say!("写「在用」或「停用」", "write 在用 or 停用"),
            );
            false
        }
    }
}
