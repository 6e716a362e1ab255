use super::CertificateKind::{
    ArmedPoliceId, BirthCertificate, ChinesePassport, CitizenId, ForeignPassport, HongKongPass,
    MacaoPass, Newborn, OfficerId, Other, PermanentResidence, ResidencePermit, SocialCard,
    TaiwanPass,
};
use super::*;

/// The number with the check character that fits; its day of birth does not exist.
fn id(first_seventeen: &str) -> String {
    let numbers = "0123456789X".chars();
    let mut numbers = numbers.map(|last| format!("{first_seventeen}{last}"));
    numbers
        .find(|number| number.parse::<IdNumber>().is_ok())
        .unwrap()
}

/// Sent as what, the number, what it is then.
type Row = (CertificateKind, &'static str, &'static str);

#[rustfmt::skip] // One row a certificate: the table is read by columns.
const READ: &[Row] = &[
    (CitizenId, " 440300199013010427 ", "440300199013010427 id-number 440***********0427"),
    (CitizenId, "440300901301042", "440300199013010427 id-number 440***********0427"),
    (Other, "440300199013010427", "440300199013010427 id-number 440***********0427"),
    (Other, "440300901301042", "440300901301042 other 440***********1042"),
    (PermanentResidence, "zzz110099990001",
        "ZZZ110099990001 permanent-residence ZZZ***********0001"),
    (BirthCertificate, "z000000001", "Z000000001 birth-certificate Z***********01"),
    (ChinesePassport, "TEST00001", "TEST00001 chinese-passport T***********01"),
    (ForeignPassport, "test00001", "TEST00001 foreign-passport T***********01"),
    (HongKongPass, "H0000000001", "H00000000 home-return-pass H***********00"),
    (HongKongPass, "h00000000", "H00000000 home-return-pass H***********00"),
    (MacaoPass, "M0000000002", "M00000000 home-return-pass M***********00"),
    (TaiwanPass, "00000001", "00000001 taiwan-pass 0***********01"),
    (OfficerId, "示字第0000001号", "示字第0000001 service-id 示***********01"),
    (ArmedPoliceId, "示字第0000001", "示字第0000001 service-id 示***********01"),
    (SocialCard, "a12345678", "a12345678 card a***********78"),
    (Other, "x-1", "X-1 other ***********"),
];

#[test]
fn every_kind_is_read_by_its_rule() {
    for &(sent, text, expected) in READ {
        let read = Certificate::read(sent, text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let found = format!("{} {} {read}", read.reveal(), read.finder());
        assert_eq!(found, expected, "{text}");
        assert!(!format!("{read:?}").contains(read.reveal()), "{text}");
        assert!(!read.could_be_somebodys(), "{text}");
    }
}

#[test]
fn a_number_of_eighteen_says_itself_what_it_is() {
    let rows = [
        ("81000019901301001", ResidencePermit),
        ("82000019901301001", ResidencePermit),
        ("83000019901301001", ResidencePermit),
        ("91184019901301001", PermanentResidence),
        ("44030019901301042", CitizenId),
    ];
    for (seventeen, kind) in rows {
        let number = id(seventeen);
        for sent in [CitizenId, ResidencePermit, PermanentResidence] {
            let read = Certificate::read(sent, &number);
            match sent == CitizenId || sent == kind {
                true => {
                    let read = read.unwrap();
                    assert_eq!((read.kind(), read.finder()), (kind, "id-number"));
                    assert_eq!(read, Certificate::read(kind, &number).unwrap());
                }
                false => assert!(read.is_err(), "{number} as {sent:?}"),
            }
        }
    }
}

#[test]
fn a_newborn_is_the_mothers_number_and_an_order() {
    let mother = id("44030019901301042");
    let expected = format!("{mother}01");
    for order in ["1", "01", "B01", "B1", "-1"] {
        for sent in [Newborn, CitizenId, Other] {
            let read = Certificate::read(sent, &format!("{mother}{order}")).unwrap();
            assert_eq!((read.kind(), read.reveal()), (Newborn, expected.as_str()));
        }
    }
    for order in ["", "0", "00", "100", "1B", "B"] {
        assert!(
            Certificate::read(Newborn, &format!("{mother}{order}")).is_err(),
            "{order:?}"
        );
    }
    let twin = Certificate::read(Newborn, &format!("{mother}2")).unwrap();
    assert_eq!(twin.reveal(), format!("{mother}02"));
}

#[test]
fn what_breaks_its_rule_is_refused_and_not_repeated() {
    let rows = [
        (CitizenId, "440300199013010428"),
        (CitizenId, "44030090130104"),
        (CitizenId, "４４０３００１９９０１３０１０４２７"),
        (PermanentResidence, "ZZ1110099990001"),
        (BirthCertificate, "0000000001"),
        (ForeignPassport, "TE-T00001"),
        (ForeignPassport, "T"),
        (HongKongPass, "H0"),
        (TaiwanPass, "0"),
        (SocialCard, ""),
        (SocialCard, "A 1"),
    ];
    for (kind, text) in rows {
        let refused = Certificate::read(kind, text).unwrap_err().to_string();
        assert!(text.is_empty() || !refused.contains(text), "{refused}");
    }
    assert!(Certificate::read(Other, &"1".repeat(51)).is_err());
}
