//! The words of what a bureau sees.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of what a bureau sees.
    BureauText:
    Heading = "异地就医一年情况", "Cross-region care in a year";
    Lead = "只有合计，没有姓名；不到 10 笔或 10 人的并在一起，并了还不够的不说。",
        "Sums alone, no names; rows of fewer than ten bills or people are put together, and where \
         that is too few they are not told.";
    Year = "哪一年", "Year";
    ShowYear = "看这一年", "Show it";
    Settled = "直接结算", "Settled on the spot";
    Bills = "笔数", "Bills";
    Total = "总费用", "Total";
    NotAdvanced = "医保当场付的，本人不用先垫", "Paid on the spot, so nobody advanced it";
    DirectRate = "直接结算率", "Settled directly";
    NotDirect = "没能直接结算", "not settled directly";
    TooFewToTell = "太少，不说", "too few to tell";
    ByTreated = "在哪里看病", "Where they were treated";
    ByInsured = "在哪里参保", "Where they are insured";
    Place = "地方", "Place";
    Others = "其他地方合计", "Other places together";
    Hidden = "还有的地方太少，不说。", "Some places are too few to tell.";
    Nothing = "这一年还没有。", "Nothing yet in this year.";
    Refusals = "为什么没能直接结算", "Why bills were not settled directly";
    Cause = "原因", "Cause";
    Corrections = "补差", "Corrections";
    FundsMore = "医保多付（负数为少付）", "Funds pay more (less where negative)";
    StandIn = "还在用暂代数字的", "Still resting on figures that stand in";
    StandInHow = "笔，医保已付", "bills, for which funds paid";
    Decisions = "人工审核备案用了几天", "Days people took to decide filings";
    Middle = "一半在几天内", "Half within days";
    NineInTen = "九成在几天内", "Nine in ten within days";
    AsTable = "下载表格（CSV）", "As a table (CSV)";
}
