//! The registration form on paper.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::advice::name_of;
use domain::calendar::in_china;
use domain::ids::{FilingId, mask_name};
use domain::text::Named;

use super::filling::{hidden, no_such};
use super::say::days;
use super::status::{FoundFiling, find};
use crate::App;
use crate::pages::Asking;
use crate::pages::problem::PageProblem;
use crate::web::filing::{RegistrationForm, render_form};

pub(super) async fn form(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let own = asking.resident()?.clone();
    let id: FilingId = id.parse().map_err(|_| no_such(&asking))?;
    let found = app.read(move |desk| find(desk, &own, &id));
    let found = found.await.map_err(|error| hidden(&asking, error))?;
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
    let scheme = if app.is_sandbox() { "http" } else { "https" };
    let host = host.unwrap_or_default();
    let page = format!("{scheme}://{host}/verify");
    let bytes = render_form(&written(&app, &found, &page));
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"filing.pdf\"",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes).into_response())
}

/// The official form is in Chinese, whatever the page is in.
fn written(app: &App, found: &FoundFiling, page: &str) -> RegistrationForm {
    let (filing, code) = (&found.filing, &found.check_code);
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
        row("参保人", mask_name(&found.name)),
        row("参保地", name_of(request.insured_at).zh),
        row("就医地", name_of(request.destination).zh),
        row("备案类别", kind.zh),
        row("有效期", days(&filing.period).zh),
        row("申请日期", filing.submitted_on.to_string()),
        row("办理渠道", request.channel.name().zh),
        row("办理方式", way.to_owned()),
        row("联系人", mask_name(&request.contact.name)),
        row("联系电话", super::say::masked_phone(&request.contact.phone)),
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
