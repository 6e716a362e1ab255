//! Who may what, written down a second time and in another way than the table: by who it is.

/// Everybody, signed in or not.
const EVERYBODY: &str = "
    GET /  GET /advice  GET /stories  GET /facilities  GET /facilities/{code}
    GET /developer  GET /api/docs  GET /assets/{path}
    GET /policy  GET /policy/national  GET /policy/disputes  GET /policy/compare
    GET /policy/releases  GET /policy/releases/{release}  GET /policy/what-if
    GET /policy/{region}  GET /policy/{region}/{scheme}
    GET /policy/national/figure/{*address}  GET /policy/{region}/{scheme}/figure/{*address}
    GET /shared/{link}
    GET /sign-in  POST /sign-in/voucher  POST /sign-in/send-code  POST /sign-in/code
    POST /sign-in/demo  GET /sign-in/staff  POST /sign-in/staff  GET /welcome  POST /welcome
    POST /sign-out
    POST /sign-in/passkey/begin  POST /sign-in/passkey  GET /sign-in/sso  GET /sign-in/sso/back
    GET /sign-in/second-step  POST /sign-in/second-step
    POST /sign-in/face  GET /sign-in/face/back
    GET /before
    GET /help  GET /help/which  GET /help/checklist  GET /help/words  GET /ask
    GET /api/v1/ask
    GET /verify
    GET /api/openapi.json  GET /api/v1/advice  GET /api/v1/errors  GET /api/v1/facilities
    GET /api/v1/policies  GET /api/v1/policies/compare  GET /api/v1/policies/disputes
    GET /api/v1/policies/{hash}/text  GET /api/v1/policies/{region}/{scheme}
    GET /api/v1/policies/{region}/{scheme}/figures/{*address}  POST /api/v1/quotes
    GET /api/v1/releases  GET /api/v1/releases/{release}
";

/// Insured people: their own affairs.
const RESIDENTS: &str = "
    GET /me/refused/{number}
    GET /me  GET /me/messages  POST /me/messages/read  GET /me/looked  GET /me/year  GET /me/code
    GET /me/family  POST /me/family  POST /me/family/end
    POST /me/family/code  GET /me/export  GET /me/erase  POST /me/erase
    GET /me/sign-ins  POST /me/sign-ins/end
    GET /designation  GET /designation/choose  POST /designation/choose
    GET /persons/{id}  GET /settlements/{id}  GET /corrections/{id}
    GET /settlements/{id}/ask  POST /settlements/{id}/ask  POST /settlements/{id}/share/end
    GET /settlements/{id}/share  POST /settlements/{id}/share
    GET /file  POST /file  GET /file/{draft}  POST /file/{draft}/discard
    GET /file/{draft}/{step}  POST /file/{draft}/{step}
    GET /filings/{id}  GET /filings/{id}/form.pdf  GET /filings/{id}/documents/{n}
    GET /filings/{id}/{deed}  POST /filings/{id}/{deed}
";

/// Whoever works here.
const STAFF: &str = "
    GET /account  POST /account/second-factor  GET /api/v1/operator
    GET /account/sign-ins  POST /account/sign-ins/end
    POST /account/passkeys/begin  POST /account/passkeys  POST /account/passkeys/remove
";

/// Who was only invited so far.
const INVITED: &str = "GET /account  POST /account/second-factor";

/// Who decides cases.
const CASES: &str = "
    GET /clerk  GET /clerk/search  POST /clerk/search  GET /clerk/filings/{id}
    POST /clerk/filings/{id}/decide  POST /clerk/filings/{id}/show-number
    POST /clerk/filings/{id}/take-over  POST /clerk/filings/{id}/leave
    POST /clerk/filings/{id}/hand-over  POST /clerk/filings/{id}/show-contact
    GET /clerk/filings/{id}/form.pdf  GET /clerk/filings/{id}/documents/{n}
    POST /clerk/bulk  POST /clerk/bulk/decide  POST /clerk/export
    GET /clerk/questions  GET /clerk/questions/{id}  POST /clerk/questions/{id}/answer
    GET /clerk/bills  GET /clerk/bills/{id}  POST /clerk/bills/{id}/propose
    POST /clerk/bills/{id}/confirm  POST /clerk/bills/{id}/send-back
    POST /clerk/bills/{id}/take-back
";

/// What clerks do besides.
const CLERKS: &str = "
    POST /clerk/filings/{id}/propose
    GET /clerk/counter  POST /clerk/counter  POST /clerk/counter/code
    POST /clerk/counter/file  POST /clerk/counter/consent  POST /clerk/counter/question
    GET /api/v1/corrections/tasks  POST /api/v1/settlements/{settlement}/correction
    PUT /api/v1/facilities/{facility}/levels  PUT /api/v1/people/{person}/choices
    PUT /api/v1/people/{person}/insurances/{insured_at}/{scheme}
    GET /api/v1/people/{person}/choices  POST /api/v1/people/{person}/choices
    GET /api/v1/people/{person}/notices  GET /api/v1/filings/{filing}/notices
    POST /api/v1/notices/again
";

/// The desk of a facility.
const FACILITIES: &str = "
    GET /desk  POST /desk/find  POST /desk/quote  POST /desk/settle
    POST /desk/fate  GET /desk/bills/{id}  POST /desk/undo  POST /desk/undo/look
    GET /desk/bills/{id}/again
    POST /desk/search  POST /desk/upload  GET /desk/day  POST /desk/day
    POST /desk/day/upload  GET /desk/day/table
    GET /facility  POST /facility/find  POST /facility/refer
    POST /facility/recognise  POST /facility/choose  POST /facility/withdraw
    POST /api/v1/facility/people  GET /api/v1/people/{person}/hospital-records
    POST /api/v1/people/{person}/referrals  POST /api/v1/people/{person}/recognitions
    POST /api/v1/people/{person}/referrals/{record}/withdrawal
    POST /api/v1/people/{person}/recognitions/{record}/withdrawal
    POST /api/v1/people/{person}/choices
";

/// Clerks of an employer.
const EMPLOYERS: &str = "
    GET /employer  POST /employer/check  POST /employer/upload  POST /employer/file
    POST /employer/table  POST /employer/staff/upload  POST /employer/staff/check
    POST /employer/staff/record  POST /employer/staff/table
";

/// Who keeps the installation.
const KEEPERS: &str = "
    GET /registers  POST /registers  GET /registers/{job}  GET /registers/{job}/rows.csv
    POST /registers/{job}/write
";

/// What supervisors do besides.
const SUPERVISORS: &str = "GET /clerk/board  POST /clerk/board/look  POST /clerk/board/export";

/// What bureaus see.
const BUREAUS: &str = "GET /bureau  GET /bureau/table.csv";

/// Nobody of those who try: it is of the sandbox, or of who publishes policy.
pub const OF_OTHERS: &str = "
    POST /policy/releases/{release}/{deed}  GET /policy/edit  GET /policy/outlook
    GET /policy/outlook.csv  GET /policy/edit/{place}  GET /policy/edit/{place}/change
    POST /policy/edit/{place}/cases  POST /policy/edit/{place}/propose
    POST /policy/edit/{place}/discard  POST /policy/edit/{place}/moved
    GET /policy/edit/{place}/disputes  POST /policy/edit/{place}/disputes
    GET /policy/edit/{place}/sources/{base}  POST /policy/edit/{place}/sources/{base}
    GET /policy/edit/{place}/text/{*file}  POST /policy/edit/{place}/text/{*file}
    GET /policy/edit/{place}/file/{*file}
    GET /policy/edit/{place}/table/{base}/{table}  POST /policy/edit/{place}/table/{base}/{table}
    GET /policy/edit/{place}/paste/{base}/{table}  POST /policy/edit/{place}/paste/{base}/{table}
    GET /policy/edit/{place}/row/{base}/{table}/{row}
    POST /policy/edit/{place}/row/{base}/{table}/{row}
    POST /api/v1/releases  POST /api/v1/releases/{release}/approve
    POST /api/v1/releases/{release}/refuse  POST /api/v1/releases/{release}/roll-back
    POST /api/v1/releases/{release}/withdraw
    GET /api/v1/corrections/{correction}  GET /api/v1/corrections/{correction}/explanation
    GET /api/v1/filings  POST /api/v1/filings  GET /api/v1/filings/{filing}
    POST /api/v1/filings/{filing}/cancellation  POST /api/v1/filings/{filing}/decision
    GET /api/v1/messages/{facility}/{message}  GET /api/v1/people  GET /api/v1/people/{person}
    GET /api/v1/people/{person}/filings  GET /api/v1/people/{person}/settlements
    GET /api/v1/people/{person}/year-to-date  GET /api/v1/settlements/{settlement}
    GET /api/v1/settlements/{settlement}/explanation
    GET /sign-in/face/stand-in  POST /sign-in/face/stand-in
    GET /api/v1/sandbox/clock  PUT /api/v1/sandbox/clock  DELETE /api/v1/sandbox/clock
";

fn holds(list: &str, method: &str, path: &str) -> bool {
    let words: Vec<&str> = list.split_whitespace().collect();
    words.chunks(2).any(|row| row == [method, path])
}

/// Whether somebody may.
pub fn may(who: &str, method: &str, path: &str) -> bool {
    let own: &[&str] = match who {
        "nobody" => &[],
        "resident" | "helper" => &[RESIDENTS],
        "clerk" | "clerk-elsewhere" => &[STAFF, CASES, CLERKS],
        "supervisor" => &[STAFF, CASES, SUPERVISORS],
        "employer" => &[STAFF, EMPLOYERS],
        "administrator" => &[STAFF, KEEPERS],
        "bureau" => &[STAFF, BUREAUS],
        "facility" => &[STAFF, FACILITIES],
        // Programs come with a key, which whoever was invited to the pages may have too.
        "invited" if path.starts_with("/api/") => &[STAFF, CLERKS],
        "invited" => &[INVITED],
        _ => &[STAFF],
    };
    holds(EVERYBODY, method, path) || own.iter().any(|list| holds(list, method, path))
}

/// Whether an address is in any of the lists.
pub fn is_listed(method: &str, path: &str) -> bool {
    let all = [
        EVERYBODY,
        RESIDENTS,
        STAFF,
        INVITED,
        CASES,
        CLERKS,
        EMPLOYERS,
        KEEPERS,
        FACILITIES,
        SUPERVISORS,
        BUREAUS,
        OF_OTHERS,
    ];
    all.iter().any(|list| holds(list, method, path))
}
