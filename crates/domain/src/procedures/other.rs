//! The smaller tables: where to ask, what is only said, and the national floor under every place.

use super::dated::dated_rows;
use crate::Bilingual;
use crate::filing::FilingReason;
use crate::rules::when::Words;

dated_rows! {
    /// Where to ask or to go: telephone numbers, addresses, menu paths are data (R57, R103).
    /// 到哪里问、到哪里办
    ContactRow {
        /// Its word.
        /// 名字
        id: String,
        /// What people call it.
        /// 人们怎么称呼它
        title: Bilingual,
        /// Telephone.
        /// 电话
        @default phone: Option<String>,
        /// Address on the web.
        /// 网址
        @default url: Option<String>,
        /// The way through the menus of an app or account.
        /// 菜单路径
        @default menu: Option<Bilingual>,
    } key |row| row.id.clone(), label |row| row.title.clone();

    /// A rule that is shown and decides nothing by itself.
    /// 只说明、不影响金额的规定
    NoteRow {
        /// Name of the rule.
        /// 规定的名字
        id: String,
    } key |row| row.id.clone(), label |row| row.says.clone().unwrap_or_default();

    /// A national rule no place's filings may leave; only in the national file (NAT-06 to NAT-08).
    /// 各地备案不得突破的一条底线
    FilingBandRow {
        /// Name of the rule.
        /// 规定的名字
        id: String,
        /// The reasons for filing it is about.
        /// 哪些原因的备案
        @default reasons: Words<FilingReason>,
        /// Such a filing lasts at least so many months.
        /// 至少有效几个月
        @default at_least_months: Option<u16>,
        /// Such a filing has no end.
        /// 不设终止日
        @default no_end: bool,
        /// Emergency rescue counts as filed.
        /// 算不算已备案
        @default deemed_filed: bool,
    } key |row| row.id.clone(), label |row| row.says.clone().unwrap_or_default();
}
