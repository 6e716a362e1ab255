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
fn a_code_sent_as_a_number_is_found_without_its_zeros() {
    assert_eq!(MDTRT_CERT_TYPE.read("2"), Some(VoucherKind::IdCard));
    assert_eq!(MDTRT_CERT_TYPE.read("02"), Some(VoucherKind::IdCard));
    assert_eq!(ACCT_USED_FLAG.read("0"), Some(AccountUse::None));
    assert_eq!(MDTRT_CERT_TYPE.read("04"), None);
    assert_eq!(GEND.read("0"), None);
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
