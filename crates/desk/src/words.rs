//! The words of an error: what, which, and by which rule, in both languages. What to do next stands
//! with the code.

use domain::person::NotEntitled;
use domain::region_names::label;
use domain::text::Named;
use domain::{Bilingual, Money};

use crate::DeskError;

/// The same sentence in both languages, with the values in it.
macro_rules! say {
    ($zh:literal, $en:literal $(, $($value:tt)*)?) => {
        Bilingual::new(format!($zh $(, $($value)*)?), format!($en $(, $($value)*)?))
    };
}

impl DeskError {
    /// What went wrong, naming the value and the rule. For the caller; causes beneath go to the
    /// log.
    pub fn message(&self) -> Bilingual {
        let about = about_people(self)
            .or_else(|| about_visits(self))
            .or_else(|| about_lines(self))
            .or_else(|| about_settling(self))
            .or_else(|| about_settlements(self))
            .or_else(|| about_messages(self));
        about.unwrap_or_else(|| self.entry().means())
    }
}

fn about_people(error: &DeskError) -> Option<Bilingual> {
    Some(match error {
        DeskError::UnknownFacility { facility } => {
            say!(
                "没有定点医药机构 {facility}",
                "facility {facility} is not on record"
            )
        }
        DeskError::NotEnrolled { scheme, insured_at } => {
            let scheme = scheme.map(|scheme| scheme.name()).unwrap_or_default();
            let place = insured_at.map(label).unwrap_or_default();
            let zh = format!("没有{}{}的参保信息", place.zh, scheme.zh);
            let en = format!("no enrolment on record: {} {}", place.en, scheme.en);
            Bilingual::new(zh, en.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        DeskError::NotEntitled(why) => not_entitled(why),
        DeskError::NotNetworked {
            facility,
            care,
            day,
            from,
        } => {
            let care = care.name();
            let since = from.map_or(Bilingual::default(), |from| {
                say!(",{from} 起开通", "; it is from {from}")
            });
            Bilingual::new(
                format!(
                    "机构 {facility} 在 {day} 未开通{}直接结算{}",
                    care.zh, since.zh
                ),
                format!(
                    "facility {facility} is not networked for {} on {day}{}",
                    care.en, since.en
                ),
            )
        }
        DeskError::NoCatalogue { treated_at } => {
            let place = label(*treated_at);
            Bilingual::new(
                format!("没有{}的医保目录", place.zh),
                format!("no catalogue of {} is loaded", place.en),
            )
        }
        _ => return None,
    })
}

fn not_entitled(why: &NotEntitled) -> Bilingual {
    match why {
        NotEntitled::NotYetEnrolled { from, day } => say!(
            "参保自 {from} 起，晚于就医日期 {day}",
            "enrolled from {from}, after the day of service {day}"
        ),
        NotEntitled::Ended { until, day } => say!(
            "参保已于 {until} 终止，就医日期为 {day}",
            "the enrolment ended before {until}; the day of service is {day}"
        ),
        NotEntitled::PremiumsUnpaid { paid_through, day } => say!(
            "缴费至 {paid_through}，而 {day} 就医须缴清上个月",
            "premiums are paid through {paid_through}, but service on {day} needs the month before"
        ),
    }
}

fn about_visits(error: &DeskError) -> Option<Bilingual> {
    Some(match error {
        DeskError::UnknownVisit { visit } => say!(
            "没有就诊记录 {visit}：缺少挂号或入院办理这一步",
            "visit {visit} is not on record: the step «register» or «admit» is missing"
        ),
        DeskError::VisitCancelled { visit } => {
            say!("就诊 {visit} 已撤销", "visit {visit} was cancelled")
        }
        DeskError::VisitSettled { settlement } => {
            say!(
                "就诊已有结算 {settlement}",
                "the visit has settlement {settlement}"
            )
        }
        DeskError::VisitHasLines { count } => {
            say!(
                "就诊还有 {count} 条费用明细",
                "the visit still has {count} bill lines"
            )
        }
        DeskError::WrongCare { held, asked } => {
            let (held, asked) = (held.name(), asked.name());
            Bilingual::new(
                format!("就诊记录为「{}」，不是「{}」", held.zh, asked.zh),
                format!("the visit is on record as {}, not {}", held.en, asked.en),
            )
        }
        DeskError::NotDischarged { visit } => say!(
            "住院 {visit} 尚未办理出院：缺少出院办理这一步",
            "stay {visit} is not discharged: the step «discharge» is missing"
        ),
        DeskError::AlreadyDischarged { visit, on } => say!(
            "住院 {visit} 已于 {on} 办理出院",
            "stay {visit} was discharged on {on}"
        ),
        DeskError::FindingsMissing { visit, lines } => say!(
            "就诊 {visit} 缺少就诊信息上传这一步；已有挂号和 {lines} 条明细",
            "visit {visit}: the step «upload visit information» is missing; registration and \
             {lines} lines are here"
        ),
        DeskError::DateAhead { what, day } => {
            say!(
                "日期 {day}（{what}）晚于今天",
                "{what} {day} lies in the future"
            )
        }
        DeskError::DateOrder { from, until } => {
            say!(
                "结束日期 {until} 早于开始日期 {from}",
                "the end {until} lies before {from}"
            )
        }
        DeskError::Field { field, rule } => Bilingual::new(
            format!("字段 {field}:{}", rule.zh),
            format!("field {field}: {}", rule.en),
        ),
        _ => return None,
    })
}

fn about_lines(error: &DeskError) -> Option<Bilingual> {
    Some(match error {
        DeskError::UnknownItem {
            serial,
            code,
            region,
        } => {
            let place = label(*region);
            Bilingual::new(
                format!("明细 {serial} 的编码 {code} 不在{}目录中", place.zh),
                format!(
                    "line {serial}: code {code} is not in the catalogue of {}",
                    place.en
                ),
            )
        }
        DeskError::ItemNotInForce { serial, code, day } => say!(
            "明细 {serial} 的编码 {code} 在 {day} 无效",
            "line {serial}: code {code} is not in force on {day}"
        ),
        DeskError::LineAmount {
            serial,
            stated,
            computed,
        } => say!(
            "明细 {serial} 金额 {stated}，单价乘数量为 {computed}",
            "line {serial} states {stated}, but price × quantity is {computed}"
        ),
        DeskError::NegativeLine { serial } => say!(
            "明细 {serial} 为负数，但没有注明所退的明细",
            "line {serial} is negative but names no line it refunds"
        ),
        DeskError::Refund { serial, refund_of } => say!(
            "退费明细 {serial} 与原明细 {refund_of} 不符：不存在、编码不同或数量超出",
            "refund {serial} does not fit line {refund_of}: not there, another code, or too much"
        ),
        DeskError::SerialRepeated { serial } => {
            say!(
                "流水号 {serial} 在同一消息中重复",
                "serial {serial} occurs twice in the message"
            )
        }
        DeskError::SerialTaken { serial } => say!(
            "流水号 {serial} 已被另一条明细使用",
            "serial {serial} is taken by a line with other content"
        ),
        DeskError::BatchSettled { batch, settlement } => say!(
            "收费批次 {batch} 已由 {settlement} 结算过",
            "batch {batch} was settled before, by {settlement}"
        ),
        DeskError::NoSuchLines { which, settled } => match settled {
            true => say!("明细 {which} 已结算", "the lines {which} are settled"),
            false => say!("没有明细 {which}", "there are no lines {which}"),
        },
        _ => return None,
    })
}

fn about_settling(error: &DeskError) -> Option<Bilingual> {
    Some(match error {
        DeskError::NoLines {
            batch,
            unsettled,
            settled,
        } => {
            let batch = batch.as_deref().unwrap_or("*");
            say!(
                "批次 {batch} 没有待结算的明细；本次就诊有 {unsettled} 条未结算、{settled} 条已结算",
                "batch {batch} has no lines to settle; the visit has {unsettled} unsettled and \
                 {settled} settled lines"
            )
        }
        DeskError::TotalMismatch {
            stated,
            held,
            count,
        } => say!(
            "所报总额 {stated}，已上传的 {count} 条明细合计 {held}",
            "stated total {stated}, but the {count} lines uploaded add up to {held}"
        ),
        DeskError::AlreadySettled {
            settlement,
            message,
        } => say!(
            "已由消息 {message} 结算，结算ID {settlement}",
            "settled by message {message} as settlement {settlement}"
        ),
        DeskError::SettlementCancelled {
            batch,
            settlement,
            cancelled_by,
        } => say!(
            "批次 {batch} 的结算 {settlement} 已由 {cancelled_by} 撤销",
            "settlement {settlement} of batch {batch} was cancelled by {cancelled_by}"
        ),
        _ => return None,
    })
}

fn about_settlements(error: &DeskError) -> Option<Bilingual> {
    Some(match error {
        DeskError::NoPolicy {
            insured_at,
            scheme,
            day,
        } => {
            let (place, scheme) = (label(*insured_at), scheme.name());
            Bilingual::new(
                format!("没有{}{} {day} 的待遇政策", place.zh, scheme.zh),
                format!(
                    "no policy of {} for the {} covers {day}",
                    place.en, scheme.en
                ),
            )
        }
        DeskError::Refused { refusal, .. } if refusal.says_footing() => refusal.message(),
        DeskError::Refused { refusal, footing } => {
            let (says, stands_on) = (refusal.message(), &footing.reason);
            Bilingual::new(
                format!("{};{}", stands_on.zh, says.zh),
                format!("{}; {}", stands_on.en, says.en),
            )
        }
        DeskError::UnknownSettlement { settlement } => {
            say!(
                "没有结算记录 {settlement}",
                "settlement {settlement} is not on record"
            )
        }
        DeskError::AlreadyCancelled {
            settlement,
            cancelled_by,
        } => say!(
            "结算 {settlement} 已由 {cancelled_by} 撤销",
            "settlement {settlement} was cancelled by {cancelled_by}"
        ),
        DeskError::IsCancellation { settlement } => {
            say!(
                "{settlement} 是一笔撤销",
                "{settlement} is itself a cancellation"
            )
        }
        _ => return None,
    })
}

fn about_messages(error: &DeskError) -> Option<Bilingual> {
    Some(match error {
        DeskError::KeyReused { message, fields } => {
            let fields = fields.join(", ");
            say!(
                "消息 {message} 曾以不同内容发送，不同之处：{fields}",
                "message {message} came before with other content; it differs in: {fields}"
            )
        }
        DeskError::MessageReversed {
            message,
            settlement,
        } => match settlement {
            Some(id) => say!(
                "消息 {message} 的结算 {id} 已撤销或冲正",
                "settlement {id} of message {message} was cancelled or reversed"
            ),
            None => say!("消息 {message} 已被冲正", "message {message} was reversed"),
        },
        DeskError::OtherDeed { message, asked } => {
            let asked = asked.name();
            Bilingual::new(
                format!("消息 {message} 不是「{}」", asked.zh),
                format!("message {message} did not ask to {}", asked.en),
            )
        }
        DeskError::NotReversible { deed } => {
            let deed = deed.name();
            Bilingual::new(
                format!("「{}」不能冲正", deed.zh),
                format!("messages that {} cannot be reversed", deed.en),
            )
        }
        DeskError::UnknownFiling { filing } => {
            say!("没有备案 {filing}", "filing {filing} is not on record")
        }
        DeskError::Filing(refused) => refused.says(),
        DeskError::Operator(error) => error.message(),
        DeskError::Release(error) => error.message(),
        DeskError::UnknownSignIn { sign_number } => {
            say!(
                "没有签到 {sign_number}",
                "sign-in {sign_number} is not open"
            )
        }
        _ => return None,
    })
}

/// The largest bill the desk takes, in words for a field that is above it.
pub(crate) fn too_large() -> Bilingual {
    let most = Money::MAX.grouped();
    Bilingual::new(
        format!("不得超过 {most} 元"),
        format!("at most {most} yuan"),
    )
}
