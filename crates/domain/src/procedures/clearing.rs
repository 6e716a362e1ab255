//! The rows about clearing between regions (异地清算): prepayment, alarm, calendar, targets (CLR-01 to
//! CLR-12). Each says one thing, with its own source.

use schemars::JsonSchema;
use serde::Deserialize;

use super::dated::dated_rows;
use crate::{Bilingual, Rate, Region, word_list};

word_list! {
    /// A step of the monthly cycle between regions (CLR-12).
    ClearingStep {
        /// Bills go up to the national agency.
        Upload = "upload", "上传费用明细", "upload of the bills";
        /// The insured side confirms them.
        Confirm = "confirm", "参保地确认", "confirmation by the insured side";
        /// Payment and receipt notices are issued.
        Notice = "notice", "签发收付款通知书", "payment and receipt notices";
        /// The money is transferred.
        Transfer = "transfer", "资金划拨", "transfer";
        /// Totals are compared day by day.
        Reconcile = "reconcile", "日对账", "daily reconciliation";
        /// What is disputed is settled.
        Dispute = "dispute", "争议处理", "disputes";
    }
}

word_list! {
    /// On whose mean month a prepayment is measured.
    MeanOf {
        /// October to December of the year before.
        LastQuarter = "last-quarter", "上年第四季度月均", "the monthly mean of the last quarter";
    }
}

/// What is paid ahead (CLR-03).
/// 预付金额度
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prepayment {
    /// So many months' money.
    /// 几个月
    pub months: u8,
    /// Of which mean month.
    /// 哪个月均
    pub mean_of: MeanOf,
}

/// Shares of the prepayment that a month's clearing may use up before somebody is warned (CLR-05).
/// 预警线：当月清算占预付金的比例
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Yellow from here.
    /// 黄色预警从这里起
    pub yellow: Rate,
    /// Red from here; an urgent top-up may start.
    /// 红色预警从这里起，可启动紧急调增
    pub red: Rate,
}

/// The yearly adjustment of prepayments (CLR-04).
/// 预付金的年度调整
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrepaymentReview {
    /// The month in which notices are issued.
    /// 几月签发通知书
    pub issued_in_month: u8,
    /// Working days for the agency to send a notice to the treasury.
    /// 经办机构几个工作日内送财政
    pub send_working_days: u16,
    /// Working days for the treasury to transfer.
    /// 财政几个工作日内划拨
    pub transfer_working_days: u16,
    /// The month by whose end all is done.
    /// 几月底前完成
    pub done_by_end_of_month: u8,
}

/// Clearing between a hospital and its own agency (CLR-09).
/// 医院与本地经办机构之间的清算
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HospitalSide {
    /// Hospitals claim by this day of the next month.
    /// 次月几日前申报
    pub claim_by_day: u8,
    /// Working days from the closing date to payment.
    /// 截止日起几个工作日内拨付
    pub pay_working_days: u16,
}

/// Something to be reached by a month (CLR-07, CLR-08).
/// 要达到的目标
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The year whose bills are meant, when they are.
    /// 哪一年的费用
    #[serde(default)]
    pub of_year: Option<i16>,
    /// The month by whose end it is to be reached.
    /// 到哪个月底
    #[schemars(with = "String")]
    pub by: crate::calendar::Month,
    /// At least this share, where it is a share.
    /// 至少占多少
    #[serde(default)]
    pub at_least: Option<Rate>,
}

dated_rows! {
    /// One thing about clearing; a row with none of the tables below states a principle in `says`.
    /// 清算的一条规则，一行只说一件事
    ClearingRow {
        /// Its word.
        /// 名字
        id: String,
        /// What people call it.
        /// 人们怎么称呼它
        title: Bilingual,
        /// Only inside this province (CLR-10); the whole country when left out.
        /// 只在这个省内；不写就是全国
        @default within: Option<Region>,
        /// What is paid ahead.
        /// 预付金额度
        @default prepayment: Option<Prepayment>,
        /// When somebody is warned.
        /// 预警线
        @default alarm: Option<Thresholds>,
        /// The yearly adjustment.
        /// 年度调整
        @default adjustment: Option<PrepaymentReview>,
        /// The hospital side.
        /// 医院申报和拨付
        @default hospital: Option<HospitalSide>,
        /// A target.
        /// 要达到的目标
        @default target: Option<Target>,
        /// A step of the monthly cycle; its day of the month, or `unknown`.
        /// 月度周期的一步；写明几日，或 unknown
        @default step: Option<ClearingStep>,
        /// The day of the month by which the step is done.
        /// 这一步在每月几日前完成
        @default day_of_month: Option<u8>,
        /// Not known, and why.
        /// 不知道：没有找到这条规定，写明缺什么
        @default unknown: Option<Bilingual>,
    } key |row| row.id.clone(), label |row| row.title.clone();
}

impl ClearingRow {
    /// Its figures by name, in words: what is shown, and what a case can hold it to.
    pub fn figures(&self) -> Vec<(&'static str, String)> {
        let mut figures = Vec::new();
        if let Some(Prepayment { months, mean_of }) = self.prepayment {
            figures.push(("months", months.to_string()));
            figures.push(("mean_of", mean_of.to_string()));
        }
        if let Some(Thresholds { yellow, red }) = self.alarm {
            figures.push(("yellow", yellow.to_string()));
            figures.push(("red", red.to_string()));
        }
        if let Some(rule) = self.adjustment {
            figures.push(("issued_in_month", rule.issued_in_month.to_string()));
            figures.push(("send_working_days", rule.send_working_days.to_string()));
            let transfer = rule.transfer_working_days.to_string();
            figures.push(("transfer_working_days", transfer));
            let done_by = rule.done_by_end_of_month.to_string();
            figures.push(("done_by_end_of_month", done_by));
        }
        if let Some(rule) = self.hospital {
            figures.push(("claim_by_day", rule.claim_by_day.to_string()));
            figures.push(("pay_working_days", rule.pay_working_days.to_string()));
        }
        if let Some(target) = &self.target {
            figures.extend(target.of_year.map(|year| ("of_year", year.to_string())));
            figures.push(("by", target.by.to_string()));
            figures.extend(target.at_least.map(|share| ("at_least", share.to_string())));
        }
        if let Some(step) = self.step {
            let day = self.day_of_month.map(|day| day.to_string());
            figures.push(("step", step.to_string()));
            figures.push((
                "day_of_month",
                day.unwrap_or_else(|| "not-known".to_owned()),
            ));
        }
        figures
    }

    /// How many of its tables are written.
    pub(super) fn said(&self) -> usize {
        let said = [
            self.prepayment.is_some(),
            self.alarm.is_some(),
            self.adjustment.is_some(),
            self.hospital.is_some(),
            self.target.is_some(),
            self.step.is_some(),
        ];
        said.iter().filter(|written| **written).count()
    }
}
