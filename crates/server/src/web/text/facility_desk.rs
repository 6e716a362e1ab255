//! The words of the desk of a facility.

use crate::web::frame::Lang;

use super::Word;

texts! {
    /// A fixed word or sentence of the desk of a facility.
    FacilityDeskText:
    FacilityHeading = "医院医保窗口", "Desk of the facility";
    FacilityLead = "替来看病的人登记转诊、门诊慢特病认定，或选定本院。查了谁、办了什么，本人都看得到。",
        "Record referrals and recognised diseases of those who come here, or choose this facility \
         for them. Whom you look up and what you do is shown to the person.";
    WhoIsHere = "先核对是谁", "Who is here";
    ByVoucher = "医保电子凭证的码", "Code of the electronic voucher";
    ByVoucherHow = "用扫码枪扫，或照着输入", "Scan it, or type it";
    ByPapers = "没有电子凭证，看证件", "Without a voucher: the papers";
    Lately = "近 7 天", "The last seven days";
    NothingLately = "近 7 天没有登记。", "Nothing was recorded within seven days.";
    Referrals = "转诊", "Referrals";
    Recognitions = "门诊慢特病认定", "Recognised diseases";
    ChosenHere = "选定本院", "Chose this facility";
    ScanToChoose = "让本人扫码选定本院", "Scan to choose this facility";
    ScanToChooseHow = "贴在窗口：用手机扫，登录后本人确认，就选好了门诊定点。",
        "Put it on the counter: scanned with a phone and confirmed after signing in, the facility \
         is chosen for outpatient care.";
    OpenLink = "打开这个链接", "Open the link";
    Another = "办下一位", "Next person";
    RecordReferral = "登记转诊", "Record a referral";
    RecordReferralHow = "登记以后，本人备案不用再交转诊证明。",
        "Once recorded, the person needs no paper to file.";
    ToPlace = "转到哪里", "Where to";
    ToHospital = "转往医院的名称", "Name of the hospital there";
    ToCode = "转往医院的编号（有就写）", "Its code, if it has one";
    DiagnosisCode = "诊断编码", "Code of the diagnosis";
    DiagnosisName = "诊断名称", "Diagnosis";
    Condition = "病情（可不写）", "Condition (optional)";
    WhyReferred = "为什么转", "Why";
    Opinion = "医院意见", "Opinion of the hospital";
    DoctorCode = "医师代码", "Code of the doctor";
    DoctorName = "医师姓名", "Name of the doctor";
    ReferredOn = "转诊日期", "Day of the referral";
    ValidThrough = "有效到（可不写，按参保地规定）", "Good through (optional: by the insured place)";
    FileToo = "同时替本人提交转诊备案，本人已同意", "File for the person at once; the person agrees";
    FilePhone = "联系电话", "Telephone";
    FileAddress = "联系地址", "Address";
    RecordRecognition = "认定门诊慢特病", "Recognise a disease";
    RecordRecognitionHow = "从开始日期起，本人的门诊按这个病种的待遇结算。",
        "From the first day on, outpatient care is paid by the benefit of the disease.";
    WhichInsurance = "哪一项参保", "Which insurance";
    WhichDisease = "病种", "Disease";
    DiseaseCode = "病种编码（国家医保）", "National code of the disease";
    DiseaseName = "病种名称", "Disease";
    RecognisedOn = "认定日期", "Day of the recognition";
    HoldsFrom = "从哪天开始", "From";
    HoldsThrough = "到哪天为止（长期的不写）", "Through (nothing if for good)";
    MemoLabel = "备注（可不写）", "Remark (optional)";
    ChooseHere = "替他选定本院", "Choose this facility";
    ChooseInstead = "换掉哪一家", "Instead of which";
    ChooseWhy = "为什么换", "Why";
    ChooseNow = "选定", "Choose it";
    OnRecord = "本院的登记", "On record here";
    NothingOnRecord = "本院没有他的登记。", "This facility has recorded nothing of the person.";
    Withdraw = "撤销", "Withdraw";
    WithdrawWhy = "为什么撤销（本人也会看到）", "Why (the person sees it)";
    WithdrawNow = "撤销这条登记", "Withdraw it";
    RecordNow = "登记", "Record it";
}
