//! 2204, 2205, 2301, 2302: lines up and lines back.

use desk::{DeskError, Side, UploadLines, Uploaded, WithdrawLines, Withdrawal};
use domain::facility::Facility;
use national::reply::{self, LineResult};
use national::request::{LineUpload, LineWithdrawal, Withdrawn};

use super::message::{Message, Turned};
use super::visits::flags;
use crate::App;

pub(super) async fn upload(
    app: &App,
    message: Message,
    asked: LineUpload,
    side: Side,
) -> Result<Vec<u8>, Turned> {
    let batch = one_batch(&asked)?;
    let diseases = asked.lines.iter();
    let diseases = diseases.filter_map(|line| line.disease.clone()).collect();
    let command = UploadLines {
        flags: flags(&asked.flags),
        person: asked.person,
        visit: asked.visit,
        side,
        batch,
        lines: asked
            .lines
            .into_iter()
            .map(|uploaded| uploaded.line)
            .collect(),
        diseases,
    };
    let answer = app
        .transact(move |desk| {
            let facility = desk.reference().facility(&message.caller.facility)?.clone();
            desk::upload_lines(desk, &message.caller, &command, |uploaded| {
                message.seal(results(uploaded, &facility))
            })
        })
        .await?;
    Ok(answer.reply)
}

/// All lines of one message belong to one batch: 2206 and 2207 settle exactly one. A stay has none.
fn one_batch(asked: &LineUpload) -> Result<String, DeskError> {
    let mut batches = asked
        .lines
        .iter()
        .map(|line| line.batch.as_deref().unwrap_or_default());
    let first = batches.next().unwrap_or_default();
    match batches.all(|batch| batch == first) {
        true => Ok(first.to_owned()),
        false => Err(DeskError::Field {
            field: "chrg_bchno",
            rule: domain::Bilingual::new(
                "一次上传的明细须属于同一个收费批次",
                "the lines of one message belong to one charge batch",
            ),
        }),
    }
}

fn results(uploaded: &[Uploaded], facility: &Facility) -> reply::JsonText {
    let results: Vec<LineResult> = uploaded
        .iter()
        .map(|line| {
            let level = facility.level_on(line.line.used_on);
            LineResult::new(&line.line, Some(&line.item), level, line.split)
        })
        .collect();
    reply::line_results(&results)
}

pub(super) async fn withdraw(
    app: &App,
    message: Message,
    asked: LineWithdrawal,
    side: Side,
) -> Result<Vec<u8>, Turned> {
    let command = WithdrawLines {
        person: asked.person,
        visit: asked.visit,
        side,
        which: match asked.withdrawn {
            Withdrawn::All => Withdrawal::All,
            Withdrawn::Batch(batch) => Withdrawal::Batch(batch),
            Withdrawn::Lines(serials) => Withdrawal::Serials(serials),
        },
    };
    let answer = app
        .transact(move |desk| {
            desk::withdraw_lines(desk, &message.caller, &command, |_| {
                message.seal(reply::nothing())
            })
        })
        .await?;
    Ok(answer.reply)
}
