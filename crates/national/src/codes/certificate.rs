//! psn_cert_type: what a certificate is.

use domain::ids::CertificateKind;

use super::dictionary;

dictionary! {
    /// Kinds of certificates (人员证件类型).
    PSN_CERT_TYPE: CertificateKind, "psn_cert_type", Exact, {
        "01" "居民身份证（户口簿）" => CertificateKind::CitizenId;
        "02" "中国人民解放军军官证" => CertificateKind::OfficerId;
        "03" "中国人民武装警察警官证" => CertificateKind::ArmedPoliceId;
        "04" "香港特区护照/港澳居民来往内地通行证" => CertificateKind::HongKongPass;
        "05" "澳门特区护照/港澳居民来往内地通行证" => CertificateKind::MacaoPass;
        "06" "台湾居民来往大陆通行证" => CertificateKind::TaiwanPass;
        "07" "外国人永久居留证" => CertificateKind::PermanentResidence;
        "08" "外国人护照" => CertificateKind::ForeignPassport;
        "16" "中国护照" => CertificateKind::ChinesePassport;
        "17" "港澳台居民居住证" => CertificateKind::ResidencePermit;
        "90" "社会保障卡" => CertificateKind::SocialCard;
        "99" "其他身份证件" => CertificateKind::Other;
        "09" "残疾人证" => CertificateKind::Other;
        "10" "军烈属证明" => CertificateKind::Other;
        "11" "外国人就业证" => CertificateKind::Other;
        "12" "外国专家证" => CertificateKind::Other;
        "13" "外国人常驻记者证" => CertificateKind::Other;
        "14" "台港澳人员就业证" => CertificateKind::Other;
        "15" "回国（来华）定居专家证" => CertificateKind::Other;
        "990102" "扶贫人口编码" => CertificateKind::Other;
        "990201" "医学出生证明" => CertificateKind::BirthCertificate;
    }
}

/// The code of a kind. A newborn without a number has none of their own and goes as another.
pub(crate) fn code_of(kind: CertificateKind) -> &'static str {
    let other = PSN_CERT_TYPE.write(CertificateKind::Other);
    let code = PSN_CERT_TYPE.write(kind).or(other);
    code.expect("the dictionary has another certificate")
}
