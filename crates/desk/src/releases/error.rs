//! What can stand in the way of a release.

use domain::text::Sep;
use domain::{Bilingual, errors, say};
use jiff::civil::Date;
use workbench::judge::Finding;

use super::effect::PastEffect;

errors! {
    /// Why a release was not drafted or decided. Nothing was written, but the tests that failed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    ReleaseError {
        FourEyes { release: String, operator: String } = "four-eyes", Forbidden,
            "起草人不能审批自己的发布", "the drafter of a release cannot decide it",
            "请另一位有发布职责的人审批", "ask another policy publisher",
            says say!(
                "{release} 由 {operator} 起草，须由另一人审批",
                "{release} was drafted by {operator}; somebody else decides it"
            );
        OtherUnit { place: String, operator: String } = "release-unit", Forbidden,
            "这个地方的规定不归您的单位管", "the rules of this place are not your unit's affair",
            "请由该地或上级的政策编辑办理", "ask an editor of that place, or of the unit above",
            says say!(
                "{operator} 的单位不管 {place} 的规定",
                "the unit of {operator} does not see to the rules of {place}"
            );
        Moved { place: String, by: String } = "draft-moved", Conflict,
            "您打开以后，别人又存过这份草稿", "somebody else saved this draft since you opened it",
            "请重新打开，看清对方改了什么，再改一次", "open it again, see what was changed, and change it once more",
            says say!("{place} 的草稿刚由 {by} 存过", "the draft of {place} was saved by {by} just now");
        NoDraft { place: String } = "no-draft", Conflict,
            "这个地方没有正在写的草稿", "there is no draft of this place",
            "先改动再提交", "change something, then propose it",
            says say!("{place} 没有草稿", "{place} has no draft");
        Unknown { release: String } = "unknown-release", NotFound,
            "没有此政策发布", "no such release is on record",
            "用 suixing policy releases 或 /api/v1/releases 查看",
            "see suixing policy releases or /api/v1/releases",
            says say!("没有政策发布 {release}", "release {release} is not on record");
        Files { name: String, rule: Bilingual } = "release-files", Invalid,
            "发布的文件不合规定", "the files of the release break a rule",
            "一次发布一个区划文件夹的全部文件", "a release is all files of one folder of policies",
            says say!("「{name}」：{rule}", "«{name}»: {rule}"; rule = rule.clone());
        Unchanged { place: String } = "release-unchanged", Invalid,
            "文件夹与现行的完全相同，没有可发布的", "the folder is exactly what is in force; nothing to release",
            "先改动文件再起草", "change the files, then draft",
            says say!("{place} 的文件没有任何改动", "no file of {place} differs");
        Red { findings: Vec<Finding> } = "release-red", Refused,
            "检查或算例没有通过", "checks or cases do not hold",
            "按所列文件、行和算例改正后重新起草", "correct what is named by file, line and case, and draft again",
            says first_of(findings);
        Past { release: String, effect: Box<PastEffect> } = "release-past", Conflict,
            "此发布会改变已结算的待遇", "the release changes what was settled for days that have passed",
            "批准时写明怎么办：past = corrected（逐笔补差）或 stand（保持不变）",
            "say with the approval what becomes of it: past = corrected, or stand",
            says changes_past(release, effect);
        Decided { release: String, state: Bilingual } = "release-decided", Conflict,
            "此发布已有结论", "the release is decided already",
            "如需更改，另行起草或回退", "draft another release, or roll this one back",
            says say!("{release} 的状态是「{state}」", "{release} is {state}"; state = state.clone());
        Outdated { release: String, latest: String } = "release-outdated", Conflict,
            "起草之后该区划已有新的发布", "another release of the place was approved since the draft",
            "在新的发布之上重新起草", "draft again on top of it",
            says say!(
                "{release} 起草之后，{latest} 已获批准",
                "{latest} was approved since {release} was drafted"
            );
        Date { from: Date, earliest: Date } = "release-date", Invalid,
            "施行日期不合规定", "a release cannot come into force on that day",
            "用今天或以后的日期，且不早于已批准的发布",
            "use today or later, and no earlier than what is already approved",
            says say!("施行日期 {from} 早于 {earliest}", "{from} lies before {earliest}");
        NotLatest { release: String, latest: Option<String> } = "release-not-latest", Conflict,
            "只能回退该区划最近批准的发布", "only the latest approved release of a place can be rolled back",
            "先回退之后的发布", "roll back the later ones first",
            says match latest {
                Some(latest) => say!(
                    "{release} 不是最近批准的发布，最近的是 {latest}",
                    "{release} is not the latest approved release; {latest} is"
                ),
                None => say!("{release} 没有批准施行", "{release} was not approved"),
            };
        InForce { release: String, from: Date } = "release-in-force", Conflict,
            "发布已经施行，不能撤回", "the release is in force and cannot be withdrawn",
            "请回退", "roll it back instead",
            says say!("{release} 自 {from} 起施行", "{release} is in force since {from}");
        OtherInstalled = "other-policies", Conflict,
            "此数据库的服务安装的是另一套政策", "the server of this database has other policies installed",
            "用 --policies 指明服务所用的文件夹", "name the server's folder with --policies";
    }
}

/// Findings named in one message; the rest is counted.
const NAMED_MAX: usize = 10;

/// The first findings, each with file and line.
fn first_of(findings: &[Finding]) -> Bilingual {
    let count = findings.len();
    let lines = findings.iter().take(NAMED_MAX).map(|finding| {
        let Finding {
            file,
            line,
            code,
            message,
            ..
        } = finding;
        let place = format!("{file}:{line} [{code}]");
        say!("{place} {says}", "{place} {says}"; says = message.clone())
    });
    let list = Bilingual::join(lines, Sep::Line);
    say!("{count} 处不符：\n{list}", "{count} do not hold:\n{list}"; list = list)
}

fn changes_past(release: &str, effect: &PastEffect) -> Bilingual {
    let said = Bilingual::join(effect.says(), Sep::Semicolon);
    say!("{release}：{said}", "{release}: {said}"; said = said)
}
