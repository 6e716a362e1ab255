//! Lines of a bill, and a facility's own list of the bills of a day.

use crate::columns;

columns! {
    /// What is said of a line of a bill.
    BillColumn {
        /// Name or code of the item.
        Item = "item", "项目",
            ["项目名称", "项目编码", "药品名称", "名称", "编码", "医保编码"], true;
        /// How much.
        Quantity = "quantity", "数量", ["用量", "次数"], true;
        /// Price of one.
        Price = "price", "单价", ["价格"], true;
        /// Day of use.
        UsedOn = "day", "日期",
            ["用的日子", "费用日期", "使用日期", "发生日期"], false;
        /// How it is paid: by the catalogue, as a restricted item that fits, by the person.
        Mark = "mark", "标记", ["支付方式", "限定标记", "自费标记"], false;
        /// The row it gives back.
        GivesBack = "gives-back", "退第几行", ["退费行", "退哪一行"], false;
    }
}

columns! {
    /// What a facility's own list says of a bill.
    OwnBillColumn {
        /// Number of the settlement.
        Settlement = "settlement", "结算编号", ["结算号", "结算流水号"], true;
        /// The whole bill.
        Total = "total", "总费用", ["费用合计", "总金额", "金额"], true;
        /// What the person paid.
        Person = "person", "个人付", ["个人支付", "自付金额", "个人负担"], false;
    }
}
