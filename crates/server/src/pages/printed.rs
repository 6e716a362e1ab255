//! What leaves as a file: the registration form of a filing, and a proof that was handed in.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::advice::name_of;
use domain::calendar::{in_china, span};
use domain::filing::Filing;
use domain::ids::mask_name;
use domain::text::Named;

use crate::App;
use crate::web::filing::{RegistrationForm, render_form};

/// First three and last four digits.
pub(super) fn masked_phone(phone: &str) -> String {
    let signs: Vec<char> = phone.chars().collect();
    if signs.len() < 8 {
        return "****".to_owned();
    }
    let head: String = signs[..3].iter().collect();
    let tail: String = signs[signs.len() - 4..].iter().collect();
    format!("{head}****{tail}")
}

/// What is printed of a filing.
pub(super) struct OnPaper {
    pub filing: Filing,
    /// The full name; the paper masks it.
    pub name: String,
    /// The check code.
    pub code: String,
}

/// The address of the page that says what a check code is of, in full: it is read from paper.
pub(super) fn verify_page(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let scheme = if app.is_sandbox() { "http" } else { "https" };
    let host = host.unwrap_or_default();
    format!("{scheme}://{host}/verify")
}

/// The form as a file to print.
pub(super) fn printed(app: &App, headers: &HeaderMap, paper: &OnPaper) -> Response {
    let page = verify_page(app, headers);
    let bytes = render_form(&written(app, paper, &page));
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"filing.pdf\"",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, bytes).into_response()
}

/// The official form is in Chinese, whatever the page is in.
fn written(app: &App, paper: &OnPaper, page: &str) -> RegistrationForm {
    let (filing, code) = (&paper.filing, &paper.code);
    let request = &filing.request;
    let reference = app.reference();
    let rules = reference.library.procedures(request.insured_at);
    let kind = rules.category(&request.category, filing.submitted_on);
    let kind = kind.map_or_else(|| filing.reason.name(), |row| row.title.clone());
    let way = match request.pledged {
        true => "承诺制办理，未交材料",
        false => "按规定交材料，或无需材料",
    };
    let row = |what: &str, answer: String| (what.to_owned(), answer);
    let mut rows = vec![
        row("备案号", filing.id().to_string()),
        row("参保人", mask_name(&paper.name)),
        row("参保地", name_of(request.insured_at).zh),
        row("就医地", name_of(request.destination).zh),
        row("备案类别", kind.zh),
        row("有效期", span(&filing.period).zh),
        row("申请日期", filing.submitted_on.to_string()),
        row("办理渠道", request.channel.name().zh),
        row("办理方式", way.to_owned()),
        row("联系人", mask_name(&request.contact.name)),
        row("联系电话", masked_phone(&request.contact.phone)),
        row("状态", filing.state.name().zh),
    ];
    if let Some(agent) = &request.agent {
        rows.push(row("代办人", mask_name(&agent.name)));
    }
    let printed = in_china(app.now()).strftime("%Y-%m-%d %H:%M").to_string();
    RegistrationForm {
        title: "异地就医备案登记表".to_owned(),
        rows,
        notes: vec![
            format!(
                "打印时间 {printed}。是否有效以核对结果为准：扫右边的码，或者打开 {page} 输入核对码。"
            ),
            format!("核对码 {code}"),
            "有疑问请打医保热线 12393。".to_owned(),
        ],
        verify: format!("{page}?code={code}"),
    }
}

/// A file that was handed in, as something to keep.
pub(super) fn file_of_proof((ending, content): (String, Vec<u8>)) -> Response {
    let (kind, name) = match ending.as_str() {
        "pdf" => ("application/pdf", "attachment; filename=\"proof.pdf\""),
        _ => ("image/jpeg", "attachment; filename=\"proof.jpg\""),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ];
    (headers, content).into_response()
}
