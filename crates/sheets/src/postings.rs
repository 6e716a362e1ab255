//! What employers hand over: staff posted elsewhere, a row a person, and lists of staff.

use crate::columns;

columns! {
    /// What is said of somebody posted elsewhere.
    PostingColumn {
        /// Name.
        Name = "name", "姓名", ["员工姓名", "职工姓名", "参保人姓名", "psn_name"], true;
        /// Number of the certificate.
        Certificate = "certificate", "证件号码",
            ["身份证号", "身份证号码", "公民身份号码", "社会保障号码", "证件号", "certno"], true;
        /// Where to.
        Destination = "destination", "去哪儿",
            ["外派地", "派往地", "派驻地", "外派城市", "备案地", "就医地", "目的地"], true;
        /// From when on.
        From = "from", "从哪天起", ["开始日期", "外派日期", "派驻日期", "生效日期"], true;
        /// Telephone.
        Phone = "phone", "电话", ["联系电话", "手机", "手机号", "手机号码"], false;
        /// Address there.
        Address = "address", "当地地址", ["地址", "居住地址", "联系地址", "派驻地址"], false;
        /// For how many months.
        Months = "months", "去几个月", ["外派月数", "派驻月数", "几个月", "月数"], false;
    }
}

columns! {
    /// What a list of staff says of one of them.
    StaffListColumn {
        /// Name.
        Name = "name", "姓名", ["员工姓名", "职工姓名", "参保人姓名", "psn_name"], true;
        /// Number of the certificate.
        Certificate = "certificate", "证件号码",
            ["身份证号", "身份证号码", "公民身份号码", "社会保障号码", "证件号", "certno"], true;
        /// First day on which they do not work there any more.
        Left = "left", "离职日期", ["减员日期", "终止日期", "停保日期"], false;
    }
}
