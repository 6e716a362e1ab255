//! Who may do what, on whose behalf: one row an address and method. What has no row is refused.

use desk::Role;
use domain::word_list;

use super::may::{ANYBODY, May, RESIDENT, SANDBOX, STAFF};

word_list! {
    /// Whose affairs an address shows or changes. The desk holds every request to it.
    Whose {
        /// Nobody's: what is public, or the asker's own account.
        Nobodys = "nobody", "不涉及个人", "nobody's";
        /// The person signed in, or somebody they may act for.
        Own = "own", "本人或授权人", "one's own, or of who consented";
        /// People of the operator's unit.
        Unit = "unit", "本单位的人", "people of one's unit";
        /// Invented people.
        Invented = "invented", "虚构人员", "invented people";
    }
}

/// An address with who may ask it.
#[derive(Clone, Copy, Debug)]
pub struct GuardedRoute {
    /// GET, POST, PUT or DELETE.
    pub method: &'static str,
    /// As the router has it.
    pub path: &'static str,
    /// Who.
    pub may: May,
    /// On whose behalf.
    pub whose: Whose,
}

const fn get(path: &'static str, may: May, whose: Whose) -> GuardedRoute {
    of("GET", path, may, whose)
}

const fn post(path: &'static str, may: May, whose: Whose) -> GuardedRoute {
    of("POST", path, may, whose)
}

const fn put(path: &'static str, may: May, whose: Whose) -> GuardedRoute {
    of("PUT", path, may, whose)
}

const fn of(method: &'static str, path: &'static str, may: May, whose: Whose) -> GuardedRoute {
    GuardedRoute {
        method,
        path,
        may,
        whose,
    }
}

use Whose::{Invented, Nobodys, Own, Unit};

/// The pages.
const PAGES: &[GuardedRoute] = &[
    get("/", ANYBODY, Nobodys),
    get("/advice", ANYBODY, Nobodys),
    get("/stories", ANYBODY, Nobodys),
    get("/help", ANYBODY, Nobodys),
    get("/help/which", ANYBODY, Nobodys),
    get("/help/checklist", ANYBODY, Nobodys),
    get("/help/words", ANYBODY, Nobodys),
    get("/ask", ANYBODY, Nobodys),
    get("/facilities", ANYBODY, Nobodys),
    get("/facilities/{code}", ANYBODY, Nobodys),
    get("/developer", ANYBODY, Nobodys),
    get("/api/docs", ANYBODY, Nobodys),
    get("/assets/{path}", ANYBODY, Nobodys),
    get("/policy", ANYBODY, Nobodys),
    get("/policy/national", ANYBODY, Nobodys),
    get("/policy/disputes", ANYBODY, Nobodys),
    get("/policy/compare", ANYBODY, Nobodys),
    get("/policy/releases", ANYBODY, Nobodys),
    get("/policy/releases/{release}", ANYBODY, Nobodys),
    post("/policy/releases/{release}/{deed}", MAKERS, Nobodys),
    get("/policy/edit", MAKERS, Nobodys),
    get("/policy/outlook", MAKERS, Nobodys),
    get("/policy/outlook.csv", MAKERS, Nobodys),
    get("/policy/edit/{place}", EDITOR, Nobodys),
    get("/policy/edit/{place}/change", EDITOR, Nobodys),
    post("/policy/edit/{place}/cases", EDITOR, Nobodys),
    post("/policy/edit/{place}/propose", EDITOR, Nobodys),
    post("/policy/edit/{place}/discard", EDITOR, Nobodys),
    post("/policy/edit/{place}/moved", EDITOR, Nobodys),
    get("/policy/edit/{place}/disputes", EDITOR, Nobodys),
    post("/policy/edit/{place}/disputes", EDITOR, Nobodys),
    get("/policy/edit/{place}/sources/{base}", EDITOR, Nobodys),
    post("/policy/edit/{place}/sources/{base}", EDITOR, Nobodys),
    get("/policy/edit/{place}/text/{*file}", EDITOR, Nobodys),
    post("/policy/edit/{place}/text/{*file}", EDITOR, Nobodys),
    get("/policy/edit/{place}/file/{*file}", EDITOR, Nobodys),
    get("/policy/edit/{place}/table/{base}/{table}", EDITOR, Nobodys),
    post("/policy/edit/{place}/table/{base}/{table}", EDITOR, Nobodys),
    get("/policy/edit/{place}/paste/{base}/{table}", EDITOR, Nobodys),
    post("/policy/edit/{place}/paste/{base}/{table}", EDITOR, Nobodys),
    get(
        "/policy/edit/{place}/row/{base}/{table}/{row}",
        EDITOR,
        Nobodys,
    ),
    post(
        "/policy/edit/{place}/row/{base}/{table}/{row}",
        EDITOR,
        Nobodys,
    ),
    get("/policy/what-if", ANYBODY, Nobodys),
    get("/policy/{region}", ANYBODY, Nobodys),
    get("/policy/{region}/{scheme}", ANYBODY, Nobodys),
    get("/policy/national/figure/{*address}", ANYBODY, Nobodys),
    get(
        "/policy/{region}/{scheme}/figure/{*address}",
        ANYBODY,
        Nobodys,
    ),
    get("/sign-in", ANYBODY, Nobodys),
    post("/sign-in/voucher", ANYBODY, Nobodys),
    post("/sign-in/send-code", ANYBODY, Nobodys),
    post("/sign-in/code", ANYBODY, Nobodys),
    post("/sign-in/demo", ANYBODY, Nobodys),
    get("/sign-in/staff", ANYBODY, Nobodys),
    post("/sign-in/staff", ANYBODY, Nobodys),
    post("/sign-in/passkey/begin", ANYBODY, Nobodys),
    post("/sign-in/passkey", ANYBODY, Nobodys),
    get("/sign-in/sso", ANYBODY, Nobodys),
    get("/sign-in/sso/back", ANYBODY, Nobodys),
    get("/sign-in/second-step", ANYBODY, Nobodys),
    post("/sign-in/second-step", ANYBODY, Nobodys),
    post("/sign-in/face", ANYBODY, Nobodys),
    get("/sign-in/face/back", ANYBODY, Nobodys),
    get("/sign-in/face/stand-in", SANDBOX, Nobodys),
    post("/sign-in/face/stand-in", SANDBOX, Nobodys),
    get("/welcome", ANYBODY, Nobodys),
    post("/welcome", ANYBODY, Nobodys),
    post("/sign-out", ANYBODY, Nobodys),
    get("/account", May::Invited, Nobodys),
    post("/account/second-factor", May::Invited, Nobodys),
    get("/account/sign-ins", STAFF, Nobodys),
    post("/account/sign-ins/end", STAFF, Nobodys),
    post("/account/passkeys/begin", STAFF, Nobodys),
    post("/account/passkeys", STAFF, Nobodys),
    post("/account/passkeys/remove", STAFF, Nobodys),
    get("/me", RESIDENT, Own),
    get("/me/sign-ins", RESIDENT, Own),
    post("/me/sign-ins/end", RESIDENT, Own),
    get("/me/messages", RESIDENT, Own),
    post("/me/messages/read", RESIDENT, Own),
    get("/me/erase", RESIDENT, Own),
    post("/me/erase", RESIDENT, Own),
    get("/me/looked", RESIDENT, Own),
    get("/me/year", RESIDENT, Own),
    get("/me/code", RESIDENT, Own),
    get("/me/refused/{number}", RESIDENT, Own),
    get("/me/family", RESIDENT, Own),
    post("/me/family", RESIDENT, Own),
    post("/me/family/end", RESIDENT, Own),
    post("/me/family/code", RESIDENT, Own),
    get("/me/export", RESIDENT, Own),
    get("/file", RESIDENT, Own),
    post("/file", RESIDENT, Own),
    get("/file/{draft}", RESIDENT, Own),
    post("/file/{draft}/discard", RESIDENT, Own),
    get("/file/{draft}/{step}", RESIDENT, Own),
    post("/file/{draft}/{step}", RESIDENT, Own),
    get("/filings/{id}", RESIDENT, Own),
    get("/filings/{id}/form.pdf", RESIDENT, Own),
    get("/filings/{id}/documents/{n}", RESIDENT, Own),
    get("/filings/{id}/{deed}", RESIDENT, Own),
    post("/filings/{id}/{deed}", RESIDENT, Own),
    get("/verify", ANYBODY, Nobodys),
    get("/before", ANYBODY, Nobodys),
    get("/designation", RESIDENT, Own),
    get("/designation/choose", RESIDENT, Own),
    post("/designation/choose", RESIDENT, Own),
    get("/persons/{id}", May::SandboxOr(&RESIDENT), Own),
    get("/settlements/{id}", May::SandboxOr(&RESIDENT), Own),
    get("/settlements/{id}/share", RESIDENT, Own),
    post("/settlements/{id}/share", RESIDENT, Own),
    post("/settlements/{id}/share/end", RESIDENT, Own),
    get("/shared/{link}", ANYBODY, Nobodys),
    get("/settlements/{id}/ask", RESIDENT, Own),
    post("/settlements/{id}/ask", RESIDENT, Own),
    get("/corrections/{id}", May::SandboxOr(&RESIDENT), Own),
];

/// The desks of staff.
const DESKS: &[GuardedRoute] = &[
    get("/clerk", CASES, Unit),
    post("/clerk/bulk", CASES, Unit),
    post("/clerk/bulk/decide", CASES, Unit),
    post("/clerk/export", CASES, Unit),
    get("/bureau", May::Roles(&[Role::Bureau]), Unit),
    get("/bureau/table.csv", May::Roles(&[Role::Bureau]), Unit),
    get("/clerk/bills", CASES, Unit),
    get("/clerk/bills/{id}", CASES, Unit),
    post("/clerk/bills/{id}/propose", CASES, Unit),
    post("/clerk/bills/{id}/confirm", CASES, Unit),
    post("/clerk/bills/{id}/send-back", CASES, Unit),
    post("/clerk/bills/{id}/take-back", CASES, Unit),
    get("/clerk/board", May::Roles(&[Role::Supervisor]), Unit),
    post("/clerk/board/look", May::Roles(&[Role::Supervisor]), Unit),
    post("/clerk/board/export", May::Roles(&[Role::Supervisor]), Unit),
    get("/clerk/search", CASES, Unit),
    post("/clerk/search", CASES, Unit),
    get("/clerk/filings/{id}", CASES, Unit),
    post("/clerk/filings/{id}/decide", CASES, Unit),
    post("/clerk/filings/{id}/propose", CLERK, Unit),
    post("/clerk/filings/{id}/show-number", CASES, Unit),
    post("/clerk/filings/{id}/show-contact", CASES, Unit),
    get("/clerk/filings/{id}/form.pdf", CASES, Unit),
    get("/clerk/filings/{id}/documents/{n}", CASES, Unit),
    post("/clerk/filings/{id}/take-over", CASES, Unit),
    post("/clerk/filings/{id}/leave", CASES, Unit),
    post("/clerk/filings/{id}/hand-over", CASES, Unit),
    get("/clerk/questions", CASES, Unit),
    get("/clerk/questions/{id}", CASES, Unit),
    post("/clerk/questions/{id}/answer", CASES, Unit),
    post("/clerk/counter/question", CLERK, Unit),
    get("/clerk/counter", CLERK, Unit),
    post("/clerk/counter", CLERK, Unit),
    post("/clerk/counter/code", CLERK, Unit),
    post("/clerk/counter/file", CLERK, Unit),
    post("/clerk/counter/consent", CLERK, Unit),
    get("/registers", KEEPER, Unit),
    post("/registers", KEEPER, Unit),
    get("/registers/{job}", KEEPER, Unit),
    get("/registers/{job}/rows.csv", KEEPER, Unit),
    post("/registers/{job}/write", KEEPER, Unit),
    get("/employer", May::Roles(&[Role::Employer]), Unit),
    post("/employer/check", May::Roles(&[Role::Employer]), Unit),
    post("/employer/upload", May::Roles(&[Role::Employer]), Unit),
    post("/employer/file", May::Roles(&[Role::Employer]), Unit),
    get("/desk", FACILITY, Unit),
    post("/desk/find", FACILITY, Unit),
    post("/desk/quote", FACILITY, Unit),
    post("/desk/settle", FACILITY, Unit),
    post("/desk/fate", FACILITY, Unit),
    get("/desk/bills/{id}", FACILITY, Unit),
    get("/desk/bills/{id}/again", FACILITY, Unit),
    post("/desk/search", FACILITY, Unit),
    post("/desk/upload", FACILITY, Unit),
    post("/desk/undo", FACILITY, Unit),
    post("/desk/undo/look", FACILITY, Unit),
    get("/desk/day", FACILITY, Unit),
    post("/desk/day", FACILITY, Unit),
    post("/desk/day/upload", FACILITY, Unit),
    get("/desk/day/table", FACILITY, Unit),
    get("/facility", FACILITY, Unit),
    post("/facility/find", FACILITY, Unit),
    post("/facility/refer", FACILITY, Unit),
    post("/facility/recognise", FACILITY, Unit),
    post("/facility/choose", FACILITY, Unit),
    post("/facility/withdraw", FACILITY, Unit),
    post("/employer/table", May::Roles(&[Role::Employer]), Unit),
    post(
        "/employer/staff/upload",
        May::Roles(&[Role::Employer]),
        Unit,
    ),
    post("/employer/staff/check", May::Roles(&[Role::Employer]), Unit),
    post(
        "/employer/staff/record",
        May::Roles(&[Role::Employer]),
        Unit,
    ),
    post("/employer/staff/table", May::Roles(&[Role::Employer]), Unit),
];

/// Who makes policy.
const MAKERS: May = May::Roles(&[Role::Editor, Role::Publisher]);
/// Who drafts it.
const EDITOR: May = May::Roles(&[Role::Editor]);
/// Who decides cases.
const CASES: May = May::Roles(&[Role::Clerk, Role::Supervisor]);
/// Who serves the counter.
const CLERK: May = May::Roles(&[Role::Clerk]);
/// Who keeps the desk of a facility.
const FACILITY: May = May::Roles(&[Role::FacilityDesk]);

/// Who keeps the installation.
const KEEPER: May = May::Roles(&[Role::Administrator]);

/// What programs ask.
const API: &[GuardedRoute] = &[
    get("/api/openapi.json", ANYBODY, Nobodys),
    get("/api/v1/advice", ANYBODY, Nobodys),
    get("/api/v1/ask", ANYBODY, Nobodys),
    get("/api/v1/errors", ANYBODY, Nobodys),
    get("/api/v1/facilities", ANYBODY, Nobodys),
    get("/api/v1/policies", ANYBODY, Nobodys),
    get("/api/v1/policies/compare", ANYBODY, Nobodys),
    get("/api/v1/policies/disputes", ANYBODY, Nobodys),
    get("/api/v1/policies/{hash}/text", ANYBODY, Nobodys),
    get("/api/v1/policies/{region}/{scheme}", ANYBODY, Nobodys),
    get(
        "/api/v1/policies/{region}/{scheme}/figures/{*address}",
        ANYBODY,
        Nobodys,
    ),
    post("/api/v1/quotes", ANYBODY, Nobodys),
    get("/api/v1/operator", STAFF, Nobodys),
    get(
        "/api/v1/corrections/tasks",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    post(
        "/api/v1/settlements/{settlement}/correction",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    put(
        "/api/v1/facilities/{facility}/levels",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    get(
        "/api/v1/people/{person}/choices",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    post(
        "/api/v1/people/{person}/choices",
        May::Roles(&[Role::Clerk, Role::FacilityDesk]),
        Unit,
    ),
    post("/api/v1/facility/people", FACILITY, Unit),
    get("/api/v1/people/{person}/hospital-records", FACILITY, Unit),
    post("/api/v1/people/{person}/referrals", FACILITY, Unit),
    post(
        "/api/v1/people/{person}/referrals/{record}/withdrawal",
        FACILITY,
        Unit,
    ),
    post("/api/v1/people/{person}/recognitions", FACILITY, Unit),
    post(
        "/api/v1/people/{person}/recognitions/{record}/withdrawal",
        FACILITY,
        Unit,
    ),
    put(
        "/api/v1/people/{person}/choices",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    put(
        "/api/v1/people/{person}/insurances/{insured_at}/{scheme}",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    get(
        "/api/v1/people/{person}/notices",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    get(
        "/api/v1/filings/{filing}/notices",
        May::Roles(&[Role::Clerk]),
        Unit,
    ),
    post("/api/v1/notices/again", May::Roles(&[Role::Clerk]), Unit),
    get("/api/v1/releases", ANYBODY, Nobodys),
    get("/api/v1/releases/{release}", ANYBODY, Nobodys),
    post("/api/v1/releases", May::Roles(&[Role::Editor]), Nobodys),
    post(
        "/api/v1/releases/{release}/approve",
        May::Roles(&[Role::Publisher]),
        Nobodys,
    ),
    post(
        "/api/v1/releases/{release}/refuse",
        May::Roles(&[Role::Publisher]),
        Nobodys,
    ),
    post(
        "/api/v1/releases/{release}/roll-back",
        May::Roles(&[Role::Editor, Role::Publisher]),
        Nobodys,
    ),
    post(
        "/api/v1/releases/{release}/withdraw",
        May::Roles(&[Role::Editor, Role::Publisher]),
        Nobodys,
    ),
    get("/api/v1/corrections/{correction}", SANDBOX, Invented),
    get(
        "/api/v1/corrections/{correction}/explanation",
        SANDBOX,
        Invented,
    ),
    get("/api/v1/filings", SANDBOX, Invented),
    post("/api/v1/filings", SANDBOX, Invented),
    get("/api/v1/filings/{filing}", SANDBOX, Invented),
    post("/api/v1/filings/{filing}/cancellation", SANDBOX, Invented),
    post("/api/v1/filings/{filing}/decision", SANDBOX, Invented),
    get("/api/v1/messages/{facility}/{message}", SANDBOX, Invented),
    get("/api/v1/people", SANDBOX, Invented),
    get("/api/v1/people/{person}", SANDBOX, Invented),
    get("/api/v1/people/{person}/filings", SANDBOX, Invented),
    get("/api/v1/people/{person}/settlements", SANDBOX, Invented),
    get("/api/v1/people/{person}/year-to-date", SANDBOX, Invented),
    get("/api/v1/settlements/{settlement}", SANDBOX, Invented),
    get(
        "/api/v1/settlements/{settlement}/explanation",
        SANDBOX,
        Invented,
    ),
    get("/api/v1/sandbox/clock", SANDBOX, Nobodys),
    put("/api/v1/sandbox/clock", SANDBOX, Nobodys),
    of("DELETE", "/api/v1/sandbox/clock", SANDBOX, Nobodys),
];

/// Every row.
pub fn rows() -> impl Iterator<Item = &'static GuardedRoute> {
    PAGES.iter().chain(DESKS).chain(API)
}

/// The row of an address.
pub fn row(method: &str, path: &str) -> Option<&'static GuardedRoute> {
    let method = if method == "HEAD" { "GET" } else { method };
    rows().find(|row| row.method == method && row.path == path)
}

/// The nearest page above an address that takes forms alone.
pub fn page_above(pattern: &str, path: &str) -> String {
    let mut above = (pattern, path);
    while let (Some((pattern, _)), Some((path, _))) =
        (above.0.rsplit_once('/'), above.1.rsplit_once('/'))
    {
        if row("GET", pattern).is_some() {
            return path.to_owned();
        }
        above = (pattern, path);
    }
    "/".to_owned()
}
