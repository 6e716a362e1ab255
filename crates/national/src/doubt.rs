//! What the reply to an accepted message warns of, each under a stable code.

use domain::{Bilingual, errors};

errors! {
    /// What the reply to an accepted message warns of.
    #[derive(Clone, Debug, PartialEq, Eq)]
    Doubt {
        ClockOff { sent: String, now: String } = "clock-off", Invalid,
            "报文时间inf_time«{sent}»与平台时间{now}相差超过一天",
            "inf_time «{sent}» is more than a day from the time here, {now}",
            "请校准时钟", "set the clock";
        MessageOfAnother { facility: String } = "msgid-of-another", Invalid,
            "msgid以另一机构{facility}的编号开头", "msgid begins with the code of {facility}",
            "msgid以本机构编号开头", "begin msgid with the facility's own code";
        ThirdPartyNotSaid = "third-party-not-said", Invalid,
            "TRUM_FLAG为1而没有REL_TTP_FLAG，按不涉及第三方处理",
            "TRUM_FLAG is 1 and REL_TTP_FLAG is missing; read as no third party",
            "外伤请同时填写REL_TTP_FLAG", "send REL_TTP_FLAG with every injury";
        FlagMisspelt { key: String, flag: &'static str } = "flag-misspelt", Invalid,
            "exp_content的«{key}»不是已知标志，没有采用；是否应为{flag}？",
            "«{key}» in exp_content is no known flag and was not used; should it be {flag}?",
            "请核对标志名称", "check the name of the flag";
        ReadAs { code: String, read_as: String } = "code-not-listed", Invalid,
            "med_type«{code}»不在字典里，按它开头的«{read_as}»处理",
            "med_type «{code}» is not in the dictionary and is read as «{read_as}»",
            "请核对代码；确有这个代码的，请经办机构补进字典",
            "check the code; where it exists, have the agency add it to the dictionary";
        SplitDiffers { fields: String } = "split-differs", Invalid,
            "机构填报的费用拆分与平台不同，以平台为准：{fields}",
            "the split the facility states differs from ours, which counts: {fields}",
            "请按应答的拆分入账", "book the split of the reply";
    }
}

impl Doubt {
    /// What the reply says: the code, and the sentence.
    pub fn told(&self) -> Bilingual {
        let (code, says) = (self.code(), self.message());
        Bilingual::new(format!("[{code}] {}", says.zh), says.en)
    }
}
