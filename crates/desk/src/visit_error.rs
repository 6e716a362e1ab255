//! What a message may not name, not show and not say of the days of a visit.

use domain::ids::{MessageId, VisitId};
use domain::person::Scheme;
use domain::region_names::label;
use domain::text::Named;
use domain::{Bilingual, Region, errors, say};
use jiff::civil::Date;

use crate::deed::Vouching;

errors! {
    /// Why a message about a visit is refused: it is not about this person, this insurance or these
    /// days.
    #[derive(Clone, Debug, PartialEq, Eq)]
    VisitError {
        InHospital { at: String, since: Date, until: Option<Date> } = "in-hospital", Conflict,
            "此人这几天在住院", "the person is in hospital on these days",
            "请那家机构先办理出院或更正日期；转院当日、入院和出院当日的门诊、别处的急诊不受此限",
            "have the stay there ended or its days corrected first; a transfer, outpatient care on \
             the day of admission or discharge, and an emergency elsewhere are accepted",
            says match until {
                None => say!(
                    "此人自 {since} 起在{at}住院，尚未出院",
                    "the person has been in hospital at {at} since {since} and is not discharged"
                ),
                Some(until) => say!(
                    "此人 {since} 至 {until} 在{at}住院，日期重叠",
                    "the person was in hospital at {at} from {since} to {until}; the days overlap"
                ),
            };
        LinesOutside {
            visit: VisitId,
            from: Date,
            until: Option<Date>,
            outside: Vec<(String, Date)>,
        }
            = "lines-outside-visit", Invalid,
            "有明细不在就诊期间", "lines are dated outside the visit",
            "改正费用发生日期，或更正就诊、出院日期",
            "correct the day of use, or the days of the visit",
            says lines_outside((visit, *from, *until), outside);
        InsuranceDiffers {
            visit: VisitId,
            held: (Region, Scheme),
            asked: (Region, Scheme),
        }
            = "insurance-differs", Conflict,
            "参保地或险种与就诊记录不符", "the insurance is not the one the visit was opened under",
            "改用就诊登记时的参保地和险种，或撤销后重新登记",
            "use the insured place and scheme of the visit, or cancel it and open another",
            says say!(
                "就诊 {visit} 由{held}支付，不是{asked}",
                "visit {visit} is paid by {held}, not by {asked}";
                held = insurance(*held), asked = insurance(*asked)
            );
        VoucherMissing { needed: Vouching } = "voucher-missing", Invalid,
            "没有出示就诊凭证", "no voucher of the person is shown",
            "填写就诊凭证类型和编号：电子凭证、身份证或社保卡",
            "fill in kind and number of the voucher: e-voucher, ID card or social-security card",
            says match needed {
                Vouching::Number => say!(
                    "没有出示就诊凭证：缺少凭证类型或凭证编号",
                    "no voucher is shown: its kind or its number is missing"
                ),
                Vouching::Kind | Vouching::Nothing => say!(
                    "没有出示就诊凭证：缺少凭证类型",
                    "no voucher is shown: its kind is missing"
                ),
            };
        VoucherOfAnother = "voucher-of-another", Refused,
            "出示的凭证、证件或姓名不是此人的",
            "the voucher, certificate or name shown is not the person's",
            "用此人本人的凭证重新获取人员信息，再办理",
            "identify the person again by their own voucher, then try again";
        MessageOfAnother { message: MessageId } = "message-of-another-person", Conflict,
            "该消息编号是本机构另一个人的", "the message of this number is about another person",
            "核对人员编号和消息编号；新业务用新的编号",
            "check the person and the message number; use a new number for something new",
            says say!(
                "本机构的消息 {message} 办的是另一个人的业务，未做任何更改",
                "message {message} of this facility is about another person; nothing was changed"
            );
    }
}

fn lines_outside(
    (visit, from, until): (&VisitId, Date, Option<Date>),
    outside: &[(String, Date)],
) -> Bilingual {
    let named: Vec<String> = outside
        .iter()
        .map(|(serial, day)| format!("{serial} ({day})"))
        .collect();
    let until = until.map_or(Bilingual::default(), |until| {
        say!(" 至 {until}", " to {until}")
    });
    say!(
        "就诊 {visit} 的期间自 {from}{until}，不在其中的明细：{named}",
        "visit {visit} is from {from}{until}; lines outside: {named}";
        until = until, named = Bilingual::new(named.join("、"), named.join(", "))
    )
}

fn insurance((place, scheme): (Region, Scheme)) -> Bilingual {
    let (place, scheme) = (label(place), scheme.name());
    Bilingual::new(
        format!("{}{}", place.zh, scheme.zh),
        format!("the {} of {}", scheme.en, place.en),
    )
}
