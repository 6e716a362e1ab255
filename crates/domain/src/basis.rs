//! Where a figure comes from, how sure, since when: the source, the basis of a row, and both as
//! people see them.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::{Money, word_list};

word_list! {
    /// How sure a figure is.
    Confidence {
        /// Text or answer of a government body.
        A = "A", "官方", "official";
        /// Newspaper or local portal restating an official rule.
        B = "B", "转述", "restated";
        /// One web article.
        C = "C", "网络文章", "web article";
        /// Computed from other rows.
        D = "D", "推算", "inferred";
        /// General knowledge, not re-read.
        E = "E", "待核", "recalled";
    }
}

/// Where a figure comes from, how sure, since when: the basis chip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ShownBasis {
    /// Source id within the pack, such as `Z1`.
    pub source: String,
    /// Title of the source.
    pub title: String,
    /// Article or page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// How sure.
    pub confidence: Confidence,
    /// Whether the figure was compared with the published text.
    pub verified: bool,
    /// The day it was compared, where that is said of this figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<Date>,
    /// What the source says there, in a sentence of our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Bilingual>,
    /// First day the rule is in force.
    pub from: Date,
    /// Publication date of the source, as published (may be a year or a month).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<String>,
    /// Who published the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Where the source can be opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Another source says otherwise: both answers side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ShownDispute {
    /// Number of the contradiction, such as `X01`.
    pub id: String,
    /// What it is about.
    pub topic: Bilingual,
    /// What the other source says.
    pub says: Bilingual,
    /// Title of the other source.
    pub other: String,
    /// What this step would have come to by the other source, when it can be computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_be: Option<Money>,
    /// Why the version in force is in force.
    pub why: Bilingual,
}

/// A document figures are taken from.
/// 数字取自的文件
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title and number.
    /// 标题和文号
    pub title: String,
    /// Body or site that published it.
    /// 发布单位或网站
    #[serde(default)]
    pub publisher: Option<String>,
    /// When, as published: a day, a month or a year.
    /// 发布时间：年、年月或年月日
    #[serde(default)]
    pub dated: Option<String>,
    /// How far a figure may be trusted for coming from it.
    /// 来源的可信度
    pub class: Confidence,
    /// Address: of the original where it is known, else of the page that was read.
    /// 网址：知道原文的写原文的，否则写读过的那一页
    #[serde(default)]
    pub url: Option<String>,
    /// The day it was last read.
    /// 最近一次读到它的日子
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_on: Option<Date>,
}

/// Where one figure comes from. Nothing is verified unless it says so.
/// 一个数字的依据；不写 verified 就是没有核对过原文
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Source id.
    /// 来源的编号，写在 `[sources]` 里
    pub source: String,
    /// Article or page.
    /// 第几条、第几页
    #[serde(default)]
    pub at: Option<String>,
    /// How sure.
    /// 有多可信
    pub confidence: Confidence,
    /// Whether the figure was compared with the published text.
    /// 是否与公布的原文核对过
    #[serde(default)]
    pub verified: bool,
    /// The day it was compared; the day at the top of the file unless stated.
    /// 哪天核对的；不写就是文件开头的那天
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<Date>,
    /// What the source says there, in a sentence of our own.
    /// 原文那里说了什么，用自己的一句话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<Bilingual>,
}

impl Basis {
    /// As people see it, with its source where that is described, and the first day of its row.
    pub fn shown(&self, source: Option<&Source>, from: Date) -> ShownBasis {
        ShownBasis {
            source: self.source.clone(),
            title: source.map_or_else(|| self.source.clone(), |source| source.title.clone()),
            at: self.at.clone(),
            confidence: self.confidence,
            verified: self.verified,
            verified_on: self.verified_on.filter(|_| self.verified),
            says: self.says.clone(),
            from,
            dated: source.and_then(|source| source.dated.clone()),
            publisher: source.and_then(|source| source.publisher.clone()),
            url: source.and_then(|source| source.url.clone()),
        }
    }
}

/// Which row a basis belongs to: its place in memory, which no two rows share.
pub fn identity(basis: &Arc<Basis>) -> usize {
    Arc::as_ptr(basis).addr()
}
