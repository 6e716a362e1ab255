//! `[clearing]`: the figures of one rule, the alarm and the prepayment. `[lookup]`: contacts, notes
//! and national bands, as they are shown.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::error::CaseError;
use super::answered::ProcedureAnswer;
use domain::clearing::{alarm, prepayment};
use domain::procedures::{Dated, Procedures};
use domain::{Bilingual, Money, Region};

/// A rule of clearing.
/// 一条清算规则
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClearingQuestion {
    /// The day.
    /// 哪一天
    on: Date,
    /// The rule, by its id.
    /// 哪一条，写它的 id
    rule: String,
    /// Only inside this province.
    /// 只在这个省内
    #[serde(default)]
    within: Option<Region>,
    /// For the alarm: what was paid ahead.
    /// 预警：预付了多少
    #[serde(default)]
    prepayment: Option<Money>,
    /// For the alarm: a month's clearing.
    /// 预警：一个月清算多少
    #[serde(default)]
    clearing: Option<Money>,
    /// For the prepayment: the months the mean is taken of.
    /// 预付：取平均的三个月
    #[serde(default)]
    months: Option<[Money; 3]>,
}

impl ClearingQuestion {
    pub fn answer(&self, rules: &Procedures) -> Result<ProcedureAnswer, CaseError> {
        let rows = rules.clearing_on(self.on, self.within);
        let row = rows.iter().find(|row| row.id == self.rule);
        let missing = || CaseError::Unreadable(format!("no clearing rule «{}»", self.rule));
        let row = row.ok_or_else(missing)?;
        let basis = [row.basis()];
        let mut answered = ProcedureAnswer::default();
        for (figure, value) in row.figures() {
            answered.state(figure, value, basis);
        }
        answered.state("says", in_chinese(row.says.as_ref()), basis);
        if let (Some(thresholds), Some(ahead), Some(spent)) =
            (row.alarm, self.prepayment, self.clearing)
        {
            answered.state("alarm", alarm(thresholds, ahead, spent), basis);
        }
        if let (Some(rule), Some(months)) = (row.prepayment, &self.months) {
            answered.state("prepayment", prepayment(rule, months), basis);
        }
        Ok(answered)
    }
}

/// One thing that is shown, by its id.
/// 查一件显示的内容
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShownById {
    /// The day.
    /// 哪一天
    on: Date,
    /// A contact, by its id.
    /// 联系方式的 id
    #[serde(default)]
    contact: Option<String>,
    /// A note, by its id.
    /// 说明的 id
    #[serde(default)]
    note: Option<String>,
}

impl ShownById {
    pub fn answer(&self, rules: &Procedures) -> ProcedureAnswer {
        let mut answered = ProcedureAnswer::default();
        let is = |asked: &Option<String>, id: &str| asked.as_deref() == Some(id);
        for row in rules.contacts_on(self.on) {
            if is(&self.contact, &row.id) {
                let none = || "none".to_owned();
                let basis = [row.basis()];
                answered.state("phone", row.phone.clone().unwrap_or_else(none), basis);
                answered.state("menu", in_chinese(row.menu.as_ref()), basis);
            }
        }
        for row in rules.notes_on(self.on) {
            if is(&self.note, &row.id) {
                answered.state("says", in_chinese(row.says.as_ref()), [row.basis()]);
            }
        }
        answered
    }
}

fn in_chinese(text: Option<&Bilingual>) -> String {
    text.map_or_else(|| "none".to_owned(), |text| text.zh.clone())
}
