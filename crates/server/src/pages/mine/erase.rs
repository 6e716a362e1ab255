//! Having one's data erased. Only the person may: nobody who acts for them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::erasure::{self, ErasedThing, Erasure, KeptThing};
use domain::text::Named;
use domain::{Bilingual, say};

use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::mine::{ErasePage, render_erase};

/// By which rule something stays, and until when. A period is said where its rule was read, and
/// nowhere else.
fn stays(thing: KeptThing) -> (Bilingual, Bilingual) {
    let not_read = || {
        say!(
            "要保存多久：还没有核对到规定原文，请问参保地经办机构（12393）",
            "For how long: the text of the rule was not checked here; ask the agency of the \
             insured place (12393)"
        )
    };
    match thing {
        KeptThing::Settlements => (
            say!(
                "医保业务档案和会计档案要保存，不能因为个人申请就删",
                "records of the insurance and accounts have to be kept, whoever asks"
            ),
            not_read(),
        ),
        KeptThing::Filings => (
            say!(
                "医保业务档案要保存：以后核对一笔费用该不该报，靠的是它",
                "records of the insurance have to be kept: whether a bill was paid rightly \
                 rests on them"
            ),
            not_read(),
        ),
        KeptThing::Registers => (
            say!(
                "由参保登记机关管，这里照着它的名册；要改请找参保地",
                "the registers are kept by the insured place; changes are asked for there"
            ),
            not_read(),
        ),
        KeptThing::UsedConsents => (
            say!(
                "家人办过的事要说得清凭什么；授权已经停了",
                "it has to be clear by what right somebody acted; the consent has ended"
            ),
            say!(
                "和那份备案一起保存",
                "As long as the filing it was used for"
            ),
        ),
        KeptThing::Notices => (
            say!("用来说明通知过您什么", "they show what you were told"),
            say!(
                "发出后过了本系统设定的天数，自动删掉",
                "They are deleted by themselves some days after they were sent, as this \
                 installation is set"
            ),
        ),
        KeptThing::Audit => (
            say!(
                "网络安全法要求留存日志；它也保护您，谁看过您的信息都在里面",
                "the Cybersecurity Law wants logs kept; they protect you too: whoever looked at \
                 your data stands there"
            ),
            not_read(),
        ),
    }
}

fn page_of(of: &Erasure, is_done: bool) -> ErasePage {
    let always = [ErasedThing::ReadMarks, ErasedThing::Sessions];
    let mut erased: Vec<_> = of
        .erased
        .iter()
        .map(|(thing, count)| (thing.name(), *count))
        .collect();
    if !is_done {
        erased.extend(always.map(|thing| (thing.name(), 1)));
    }
    let kept = of.kept.iter().map(|thing| {
        let (rule, until) = stays(*thing);
        (thing.name(), rule, until)
    });
    ErasePage {
        erased,
        kept: kept.collect(),
        is_done,
        wrong: None,
    }
}

async fn ahead(app: &App, asking: &Asking) -> Result<ErasePage, PageProblem> {
    let own = asking.resident()?.clone();
    let found = app.read(move |desk| erasure::erasure_ahead(desk, &own));
    let found = found.await.map_err(|error| asking.problem(error))?;
    Ok(page_of(&found, false))
}

pub(super) async fn ask(State(app): State<App>, asking: Asking) -> Page {
    let page = ahead(&app, &asking).await?;
    Ok(Html(render_erase(&asking.frame, &page)))
}

pub(super) async fn erase(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let own = sent.resident()?;
    if sent.values.get("sure").is_none() {
        let mut page = ahead(&app, &sent.asking).await?;
        page.wrong = Some(say!(
            "请先勾选，确认知道删掉以后找不回来",
            "tick first that you know it cannot be brought back"
        ));
        let page = Html(render_erase(&sent.asking.frame, &page));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let done = app.transact(move |desk| erasure::erase(desk, &own));
    let done = done.await.map_err(|error| sent.asking.problem(error))?;
    // They are signed out now, and the page says so.
    let mut frame = sent.asking.frame.clone();
    frame.signed = None;
    let page = Html(render_erase(&frame, &page_of(&done, true)));
    Ok(page.into_response())
}
