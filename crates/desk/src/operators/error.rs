//! What an operator may not do.

use domain::text::Named;
use domain::{errors, say};
use store::operators::Role;

errors! {
    /// Why an operator may not.
    #[derive(Clone, Debug, PartialEq, Eq)]
    OperatorError {
        UnknownKey = "unknown-operator-key", Unidentified,
            "没有操作员密钥，或密钥无效", "there is no operator key, or it is not in use",
            "请用本人的密钥；没有的由系统管理员用 suixing operator add 发给",
            "use your own key; the operator of the installation makes one with suixing operator \
             add";
        RoleMissing { operator: String, role: Role } = "role-missing", Forbidden,
            "操作员没有此项职责", "the operator has not the role this takes",
            "请有此职责的人办理", "ask somebody who has the role",
            says say!(
                "操作员 {operator} 没有「{role}」职责",
                "operator {operator} is not a {role}";
                role = role.name()
            );
        Exists { name: String } = "operator-exists", Conflict,
            "已有同名操作员", "there is an operator of that name",
            "换一个名称；停用的名称也不再使用", "take another name; that of a disabled operator stays taken",
            says say!("已有操作员「{name}」", "there is an operator «{name}» already");
        NumberTaken { number: String } = "staff-number-taken", Conflict,
            "工号已有人用，或此人已有工号", "the staff number is taken, or the operator has one",
            "核对工号", "compare the number",
            says say!("工号 {number} 已有人用，或此人已有工号",
                "staff number {number} is taken, or the operator has one");
        Unknown { named: String } = "unknown-operator", NotFound,
            "没有此操作员", "no such operator is on record",
            "用 suixing operator list 查看", "see suixing operator list",
            says say!("没有操作员「{named}」", "operator «{named}» is not on record");
    }
}
