//! The smaller tables: where to ask, what is only said, and the national floor under every place.

use super::dated::dated_rows;
use crate::Bilingual;
use crate::filing::FilingReason;
use crate::rules::when::Words;

dated_rows! {
    /// Where to ask or to go: telephone numbers, addresses, menu paths are data (R57, R103).
    ContactRow {
        /// Its word.
        id: String,
        /// What people call it.
        title: Bilingual,
        /// Telephone.
        @default phone: Option<String>,
        /// Address on the web.
        @default url: Option<String>,
        /// The way through the menus of an app or account.
        @default menu: Option<Bilingual>,
    } key |row| row.id.clone(), label |row| row.title.clone();

    /// A rule that is shown and decides nothing by itself.
    NoteRow {
        /// Name of the rule.
        id: String,
    } key |row| row.id.clone(), label |row| row.says.clone().unwrap_or_default();

    /// A national rule no place's filings may leave; only in the national file (NAT-06 to NAT-08).
    FilingBandRow {
        /// Name of the rule.
        id: String,
        /// The reasons for filing it is about.
        @default reasons: Words<FilingReason>,
        /// Such a filing lasts at least so many months.
        @default at_least_months: Option<u16>,
        /// Such a filing has no end.
        @default no_end: bool,
        /// Emergency rescue counts as filed.
        @default deemed_filed: bool,
    } key |row| row.id.clone(), label |row| row.says.clone().unwrap_or_default();
}
