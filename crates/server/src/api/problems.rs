//! The codes the API has of its own: requests that cannot be read, addresses that do not exist,
//! bills that cannot be computed. Codes of the business are the desk's.

use axum::http::StatusCode;
use domain::Bilingual;
use domain::errors::{ErrorCode, FaultKind};
use utoipa::ToSchema;
use utoipa::openapi::{Content, OpenApi, Ref, RefOr};

use crate::problem::{ApiProblem, ProblemDoc};

/// One code of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiCode {
    /// The code with its words.
    pub entry: ErrorCode,
    /// HTTP status.
    pub status: StatusCode,
}

/// Declares the codes once: a constant each, and the list of all.
macro_rules! codes {
    ($(#[$doc:meta])* $list:ident: $($name:ident = $code:literal, $status:ident,
        $zh:literal, $en:literal, $next_zh:literal, $next_en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $name: ApiCode = ApiCode {
                status: StatusCode::$status,
                entry: ErrorCode {
                    code: $code,
                    kind: FaultKind::Invalid,
                    means: ($zh, $en),
                    next: ($next_zh, $next_en),
                },
            };
        )+

        $(#[$doc])*
        pub const $list: &[ApiCode] = &[$($name),+];
    };
}

codes! {
    /// Every code of the API.
    API_CODES:
    BAD_JSON = "bad-json", BAD_REQUEST,
        "请求体不是合法的 JSON", "the body is not JSON",
        "按所示行列改正后重发", "correct it at the line and column shown";
    BAD_TOML = "bad-toml", BAD_REQUEST,
        "文件不是合法的 TOML", "the file is not TOML",
        "按所示行列改正", "correct it at the line and column shown";
    NOT_UTF8 = "not-utf8", BAD_REQUEST,
        "文字编码不是 UTF-8", "the text is not encoded as UTF-8",
        "另存为 UTF-8 后重试", "save it as UTF-8 and try again";
    REPEATED_FIELD = "repeated-field", BAD_REQUEST,
        "同一个字段写了两次", "a field is written twice",
        "只留一个", "keep one of them";
    TOO_DEEP = "too-deep", BAD_REQUEST,
        "JSON 嵌套太深", "the JSON is nested too deeply",
        "减少嵌套后重发", "send fewer levels of nesting";
    UNKNOWN_FIELD = "unknown-field", BAD_REQUEST,
        "有不认识的字段", "there is a field that is not known",
        "删去该字段，或按接口说明改正拼写", "remove it, or spell it as the reference does";
    MISSING_FIELD = "missing-field", BAD_REQUEST,
        "缺少字段", "a field is missing",
        "补上该字段后重发", "add the field";
    BAD_VALUE = "bad-value", BAD_REQUEST,
        "字段内容不合规定", "a field breaks its rule",
        "按所示规定改正", "correct it by the rule shown";
    CONTRADICTION = "contradiction", BAD_REQUEST,
        "两处所写互相矛盾", "two things that are stated contradict each other",
        "改正或删去其中一处", "correct one of them, or leave it out";
    TOO_MANY_BILLS = "too-many-bills", BAD_REQUEST,
        "前面的账单太多", "there are too many earlier bills",
        "把较早的几笔合成 year_to_date", "put older ones together in year_to_date";
    UNKNOWN_DISEASE = "unknown-disease", BAD_REQUEST,
        "该政策没有此病种", "the pack does not know the disease",
        "用所示的病种，或删去", "use a disease shown, or leave it out";
    BAD_QUERY = "bad-query", BAD_REQUEST,
        "地址中的参数不合规定", "a parameter of the address breaks its rule",
        "按接口说明改正参数", "correct the parameter as the reference says";
    BAD_IDENTIFIER = "bad-identifier", BAD_REQUEST,
        "编号格式不符", "the number is not of the right form",
        "请原样使用平台返回的编号", "use the number exactly as issued";
    BAD_KEY = "bad-idempotency-key", BAD_REQUEST,
        "Idempotency-Key 格式不符", "the Idempotency-Key is not acceptable",
        "用 1 至 64 个可见字符，例如 UUID", "use 1 to 64 printable characters, such as a UUID";
    WRONG_CONTENT_TYPE = "wrong-content-type", UNSUPPORTED_MEDIA_TYPE,
        "请求体应为 JSON", "the body must be JSON",
        "发送时注明 Content-Type: application/json", "send it with Content-Type: application/json";
    BODY_TOO_LARGE = "body-too-large", PAYLOAD_TOO_LARGE,
        "请求体太大", "the body is too large",
        "请求体不超过 1 MB；发布政策不超过 8 MB", "send no more than 1 MB, 8 MB for a release";
    BODY_CUT_OFF = "body-cut-off", BAD_REQUEST,
        "请求体没有传完", "the body broke off",
        "检查网络后重发", "check the network and send it again";
    SERVER_FAULT = "server-fault", INTERNAL_SERVER_ERROR,
        "服务器出错了", "the server made a mistake",
        "不是您的错；请把时间和所发内容告诉平台维护人员，不要反复重发",
        "it is not yours; tell those who run the platform the time and what was sent";
    BUSY = "busy", SERVICE_UNAVAILABLE,
        "系统繁忙，没有处理", "the platform is busy; nothing was done",
        "几秒后再试", "try again in a few seconds";
    NOT_IN_TIME = "not-in-time", GATEWAY_TIMEOUT,
        "没有在规定时间内做完，结果未知", "not done in time; what became of it is not known",
        "查询，或用同一个 Idempotency-Key 重发", "look it up, or send it again with the same Idempotency-Key";
    SANDBOX_ONLY = "sandbox-only", NOT_FOUND,
        "只在演示环境提供", "only offered in the sandbox",
        "用 suixing demo 启动演示环境", "start the sandbox with suixing demo";
    FORM_FROM_ELSEWHERE = "form-from-elsewhere", FORBIDDEN,
        "这次提交不是从本网站的页面发出的", "this was not sent from a page of this site",
        "请从本网站打开那一页再办", "open the page here and send it again";
    FORM_STALE = "form-stale", FORBIDDEN,
        "这一页放得太久，或这之后登录、退出过", "the page is too old, or somebody signed in or out since",
        "没有办理任何事。请返回上一页，刷新后再提交", "nothing was done; go back, reload the page and send it again";
    NO_COOKIE = "no-cookie", FORBIDDEN,
        "浏览器没有带回这一页的 cookie", "the browser did not send back the cookie of this page",
        "没有办理任何事。请用 https 打开本站（只有本机可以用 http），并允许 cookie",
        "nothing was done; open this site by https (http on this machine alone) and allow cookies";
    FORM_UNREADABLE = "form-unreadable", BAD_REQUEST,
        "表单读不出来，或太大", "the form cannot be read, or is too large",
        "请返回上一页重新填写", "go back and fill it in again";
    UNKNOWN_ADDRESS = "unknown-address", NOT_FOUND,
        "没有这个接口", "there is no such call",
        "见 /api/docs", "see /api/docs";
    METHOD_NOT_ALLOWED = "method-not-allowed", METHOD_NOT_ALLOWED,
        "这个地址不接受此方法", "the address does not take this method",
        "用响应头 Allow 所列的方法", "use a method of the Allow header";
    UNKNOWN_PACK = "unknown-pack", NOT_FOUND,
        "没有此政策包", "no such policy pack is on record",
        "从 /api/v1/policies 取得哈希", "take the hash from /api/v1/policies";
    BAD_ADDRESS = "bad-address", BAD_REQUEST,
        "不是数字的地址", "that is no address of a figure",
        "地址见 /api/v1/policies/{region}/{scheme}", "see /api/v1/policies/{region}/{scheme}";
    UNKNOWN_FIGURE = "unknown-figure", NOT_FOUND,
        "没有这个数字", "there is no such figure",
        "用所示最接近的地址", "use one of the nearest addresses shown";
    UNKNOWN_SOURCE = "unknown-source", BAD_REQUEST,
        "这里的争议中没有此来源", "no dispute of the pack names this source",
        "用解释中 disputes 所列的来源", "use a source that the disputes of a step name";
    UNKNOWN_TIER = "unknown-tier", BAD_REQUEST,
        "该政策当天没有此档次", "the pack does not know the tier on that day",
        "改正 person.tier", "correct person.tier";
    UNKNOWN_MARK = "unknown-mark", BAD_REQUEST,
        "该政策没有此标记", "the pack does not know the mark",
        "用所示的标记，或删去", "use a mark shown, or leave it out";
    UNKNOWN_COUNTER = "unknown-counter", BAD_REQUEST,
        "该政策没有此累计项目", "the pack has no such running total",
        "改正 year_to_date.counters 中的名称", "correct the name in year_to_date.counters";
    UNKNOWN_CATEGORY = "unknown-category", BAD_REQUEST,
        "参保地当天没有此备案类别", "the insured place has no such filing category on that day",
        "用所示的类别", "use a category shown";
    UNKNOWN_OPTION = "unknown-option", BAD_REQUEST,
        "此备案类别没有这个选项", "the filing category has no such option",
        "用所示的选项，或删去", "use an option shown, or leave it out";
    IMPOSSIBLE_AGE = "impossible-age", BAD_REQUEST,
        "年龄不可能，或与出生日期不符", "the age cannot be, or contradicts the day of birth",
        "改正 person.age 或 person.born_on", "correct person.age or person.born_on";
    ADMISSION_MISMATCH = "admission-mismatch", BAD_REQUEST,
        "住院次数与本年已结算的次数不符", "the admission does not follow those settled this year",
        "改正 visit.admission 或 year_to_date.admissions，或只写其中一项",
        "correct visit.admission or year_to_date.admissions, or give only one";
    EARLIER_AFTER_CASE = "earlier-after-case", BAD_REQUEST,
        "前面的一笔晚于本笔", "a bill made before lies after the bill itself",
        "改正 earlier 中的 visit.day", "correct visit.day in earlier";
    NO_SUCH_BILL = "no-such-bill", BAD_REQUEST,
        "没有这一笔可撤销", "there is no such bill to cancel",
        "cancel 写 earlier 中的第几笔，从 1 数起，未撤销的",
        "give the number, from 1, of a bill of earlier that stands";
    FOLLOWS_NOTHING = "follows-nothing", BAD_REQUEST,
        "写了接在前次住院之后，但没有前次住院", "it follows a stay that is not given",
        "写出 earlier 或 visit.deductible_before（没有付过写 0.00）",
        "give earlier, or visit.deductible_before (0.00 where none was paid)";
    UNFILED_STAY_MISMATCH = "unfiled-stay-mismatch", BAD_REQUEST,
        "未备案住院的次数与本年已结算的不符",
        "the number of the stay without a filing does not follow those settled this year",
        "改正 visit.unfiled_stay 或 year_to_date.unfiled_stays，或只写其中一项",
        "correct visit.unfiled_stay or year_to_date.unfiled_stays, or give only one";
    WRONG_STATUS = "wrong-status", BAD_REQUEST,
        "该险种没有这类人员", "the scheme has no such members",
        "改正 person.status 或 person.scheme", "correct person.status or person.scheme";
    NEGATIVE_AMOUNT = "negative-amount", BAD_REQUEST,
        "账单中有负数金额", "a part of the bill is negative",
        "改正金额", "correct the amount";
    AMOUNT_TOO_LARGE = "amount-too-large", BAD_REQUEST,
        "金额超过一亿元", "an amount is above one hundred million yuan",
        "改正金额", "correct the amount";
}

codes! {
    /// Codes that only pages show.
    PAGE_CODES:
    NO_SUCH_PAGE = "no-such-page", NOT_FOUND,
        "没有这个地址", "there is nothing at this address",
        "请从首页重新进入", "start again from the home page";
    SIGN_IN_NEEDED = "sign-in-needed", FORBIDDEN,
        "需要登录", "you need to sign in",
        "请到参保地医保窗口查询", "ask at a counter of the insured place";
}

impl ApiCode {
    /// The problem with its usual words.
    pub fn problem(&self) -> ApiProblem {
        self.because(self.entry.means())
    }

    /// The problem with the value and the rule named.
    pub fn because(&self, detail: Bilingual) -> ApiProblem {
        ApiProblem::new(self.status, &self.entry, detail)
    }
}

/// What a caller sent, short enough to be repeated.
pub(super) fn shortened(text: &str) -> String {
    domain::text::shortened(text, 300)
}

/// Adds to the reference what every refusal answers: a problem. A call itself only names the codes.
pub(super) fn describe(document: &mut OpenApi) {
    let problem = Content::new(Some(Ref::from_schema_name(ProblemDoc::name())));
    let kind = "application/problem+json".to_owned();
    for path in document.paths.paths.values_mut() {
        let calls = [
            &mut path.get,
            &mut path.post,
            &mut path.put,
            &mut path.delete,
        ];
        let responses = calls
            .into_iter()
            .flatten()
            .flat_map(|call| &mut call.responses.responses);
        for (status, response) in responses {
            let RefOr::T(response) = response else {
                continue;
            };
            if status.as_str() >= "400" {
                let content = problem.clone().into();
                response.content.insert(kind.clone(), content);
            }
        }
    }
}
