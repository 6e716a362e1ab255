//! What can stand in the way of a release.

use domain::Bilingual;
use jiff::civil::Date;
use workbench::judge::Finding;

use crate::code::{self, ErrorCode};

/// Why a release was not drafted or decided. Nothing was written, but the tests that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "fields are named after what they hold")]
pub enum ReleaseError {
    /// No such release.
    #[error("release «{release}» is not on record")]
    Unknown { release: String },
    /// A file or folder that cannot be of a release.
    #[error("«{name}» cannot be part of a release")]
    Files { name: String, rule: Bilingual },
    /// The drafter decides.
    #[error("release «{release}» was drafted by «{operator}», who cannot decide it")]
    FourEyes { release: String, operator: String },
    /// Checks or cases do not hold.
    #[error("{} checks or cases do not hold", .findings.len())]
    Red { findings: Vec<Finding> },
    /// Decided before.
    #[error("release «{release}» is decided")]
    Decided { release: String, state: Bilingual },
    /// Something newer was approved since the draft.
    #[error("«{latest}» was approved since «{release}» was drafted")]
    Outdated { release: String, latest: String },
    /// The day lies too early.
    #[error("{from} lies before {earliest}")]
    Date { from: Date, earliest: Date },
    /// Only the latest approved release can be rolled back.
    #[error("«{release}» is not the latest approved release of its place")]
    NotLatest {
        release: String,
        latest: Option<String>,
    },
    /// In force already.
    #[error("«{release}» is in force since {from}")]
    InForce { release: String, from: Date },
    /// The server of this database has other policies installed.
    #[error("the server of this database has other policies installed")]
    OtherInstalled,
    /// Somebody published while this was being tested.
    #[error("another release was handled meanwhile")]
    Moved,
}

/// Findings told in one message; the rest is counted.
const TOLD_MAX: usize = 10;

impl ReleaseError {
    pub(crate) fn entry(&self) -> ErrorCode {
        match self {
            ReleaseError::Unknown { .. } => code::UNKNOWN_RELEASE,
            ReleaseError::Files { .. } => code::RELEASE_FILES,
            ReleaseError::FourEyes { .. } => code::FOUR_EYES,
            ReleaseError::Red { .. } => code::RELEASE_RED,
            ReleaseError::Decided { .. } => code::RELEASE_DECIDED,
            ReleaseError::Outdated { .. } => code::RELEASE_OUTDATED,
            ReleaseError::Date { .. } => code::RELEASE_DATE,
            ReleaseError::NotLatest { .. } => code::NOT_LATEST,
            ReleaseError::InForce { .. } => code::RELEASE_IN_FORCE,
            ReleaseError::OtherInstalled => code::OTHER_POLICIES,
            ReleaseError::Moved => code::UNAVAILABLE,
        }
    }

    pub(crate) fn message(&self) -> Bilingual {
        match self {
            ReleaseError::Unknown { release } => both(
                format!("没有政策发布 {release}"),
                format!("release {release} is not on record"),
            ),
            ReleaseError::Files { name, rule } => both(
                format!("「{name}」：{}", rule.zh),
                format!("«{name}»: {}", rule.en),
            ),
            ReleaseError::FourEyes { release, operator } => both(
                format!("{release} 由 {operator} 起草，须由另一人审批"),
                format!("{release} was drafted by {operator}; somebody else decides it"),
            ),
            ReleaseError::Red { findings } => told(findings),
            ReleaseError::Decided { release, state } => both(
                format!("{release} 的状态是「{}」", state.zh),
                format!("{release} is {}", state.en),
            ),
            ReleaseError::Outdated { release, latest } => both(
                format!("{release} 起草之后，{latest} 已获批准"),
                format!("{latest} was approved since {release} was drafted"),
            ),
            ReleaseError::Date { from, earliest } => both(
                format!("施行日期 {from} 早于 {earliest}"),
                format!("{from} lies before {earliest}"),
            ),
            ReleaseError::NotLatest { release, latest } => match latest {
                Some(latest) => both(
                    format!("{release} 不是最近批准的发布，最近的是 {latest}"),
                    format!("{release} is not the latest approved release; {latest} is"),
                ),
                None => both(
                    format!("{release} 没有批准施行"),
                    format!("{release} was not approved"),
                ),
            },
            ReleaseError::InForce { release, from } => both(
                format!("{release} 自 {from} 起施行"),
                format!("{release} is in force since {from}"),
            ),
            ReleaseError::OtherInstalled | ReleaseError::Moved => self.entry().means(),
        }
    }
}

fn both(zh: String, en: String) -> Bilingual {
    Bilingual::new(zh, en)
}

/// The first findings, each with file and line.
fn told(findings: &[Finding]) -> Bilingual {
    let count = findings.len();
    let list = |say: fn(&Bilingual) -> &str| {
        let told = findings.iter().take(TOLD_MAX).map(|finding| {
            let Finding { file, line, .. } = finding;
            format!("{file}:{line} [{}] {}", finding.code, say(&finding.message))
        });
        told.collect::<Vec<_>>().join("\n")
    };
    both(
        format!("{count} 处不符：\n{}", list(|text| &text.zh)),
        format!("{count} do not hold:\n{}", list(|text| &text.en)),
    )
}
