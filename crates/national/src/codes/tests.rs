use domain::shares::Payer;

use super::*;

fn check_total<T: Copy + PartialEq + std::fmt::Debug>(dictionary: &Dictionary<T>, all: &[T]) {
    for meaning in all {
        let code = dictionary.write(*meaning);
        assert!(
            code.is_some(),
            "{} has no code for {meaning:?}",
            dictionary.name
        );
    }
}

#[test]
fn every_meaning_that_replies_send_has_a_code() {
    check_total(&INSUTYPE, Scheme::ALL);
    check_total(&PSN_TYPE, Status::ALL);
    check_total(&MDTRT_CERT_TYPE, VoucherKind::ALL);
    check_total(&GEND, Gender::ALL);
    check_total(&ACCT_USED_FLAG, AccountUse::ALL);
    check_total(&HOSP_APPR_FLAG, Approval::ALL);
    check_total(&HOSP_LV, Level::ALL);
    check_total(&DEDC_HOSP_LV, Level::ALL);
    check_total(&FIXMEDINS_TYPE, FacilityKind::ALL);
    check_total(&CHRGITM_LV, Class::ALL);
    check_total(&CLR_TYPE, Care::ALL);
    check_total(&PAY_LOC, Distance::ALL);
}

#[test]
fn med_types_are_read_by_themselves_and_then_by_their_first_two_digits() {
    // code → care, emergency, trauma
    let rows = [
        ("11", Some((Care::Outpatient, false, false))),
        ("110104", Some((Care::Outpatient, false, false))),
        ("110103", Some((Care::Outpatient, true, false))),
        ("13", Some((Care::Outpatient, true, false))),
        ("1301", Some((Care::Outpatient, true, false))),
        ("14", Some((Care::Chronic, false, false))),
        ("140104", Some((Care::Chronic, false, false))),
        ("1104", Some((Care::Chronic, false, false))),
        ("21", Some((Care::Inpatient, false, false))),
        ("2101", Some((Care::Inpatient, false, false))),
        ("21303", Some((Care::Inpatient, false, false))),
        ("210104", Some((Care::Inpatient, true, false))),
        ("22", Some((Care::Inpatient, false, true))),
        ("2204", Some((Care::Inpatient, false, true))),
        ("24", Some((Care::Inpatient, true, false))),
        ("41", Some((Care::Pharmacy, false, false))),
        ("52", Some((Care::Inpatient, false, false))),
        ("9903", Some((Care::Outpatient, false, true))),
        ("990301", None),
        ("71", None),
        ("99", None),
        ("1", None),
        ("", None),
        ("门诊", None),
        ("１１", None),
    ];
    for (code, expected) in rows {
        let read = MED_TYPE.read(code);
        assert_eq!(
            read.map(|kind| (kind.care, kind.emergency, kind.trauma)),
            expected,
            "{code}"
        );
    }
}

#[test]
fn a_code_sent_as_a_number_is_found_without_its_zeros() {
    assert_eq!(MDTRT_CERT_TYPE.read("2"), Some(VoucherKind::IdCard));
    assert_eq!(MDTRT_CERT_TYPE.read("02"), Some(VoucherKind::IdCard));
    assert_eq!(ACCT_USED_FLAG.read("0"), Some(AccountUse::None));
    assert_eq!(MDTRT_CERT_TYPE.read("04"), None);
    assert_eq!(GEND.read("0"), None);
    assert_eq!(INSUTYPE.read("340"), None);
}

#[test]
fn every_payer_but_cash_has_a_fund_in_both_schemes() {
    for payer in Payer::ALL {
        for scheme in Scheme::ALL {
            assert_eq!(
                fund(*payer, *scheme).is_some(),
                *payer != Payer::Cash,
                "{payer}"
            );
        }
    }
    let pooled = |scheme| fund(Payer::PooledFund, scheme).unwrap().code;
    assert_eq!(pooled(Scheme::Employee), "310100");
    assert_eq!(pooled(Scheme::Resident), "390100");
}

#[test]
fn residents_are_sent_by_age() {
    let rows = [
        (Status::Resident, 17, "14"),
        (Status::Resident, 18, "15"),
        (Status::Resident, 60, "16"),
        (Status::OnJob, 61, "11"),
        (Status::Retired, 50, "12"),
    ];
    for (status, age, code) in rows {
        assert_eq!(psn_type(status, age), code);
        assert_eq!(PSN_TYPE.read(code), Some(status));
    }
}
