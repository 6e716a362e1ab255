//! The words of the electronic voucher on one's phone.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of the electronic voucher on one's phone.
    VoucherText:
    MyCode = "医保码", "Electronic voucher";
    MyCodeHow = "看病、买药时给对方扫", "To be scanned at a hospital or pharmacy";
    LetThemScan = "请对方扫这张码", "Have this code scanned";
    CodeFor = "这张码是家人的：", "This is the voucher of";
    CodeForSeen = "您替家人出示过，家人在「谁看过我的信息」里看得到。",
        "That you showed it stands under «Who looked at my data», where they see it.";
    CodePicture = "医保码的二维码", "QR code of the electronic voucher";
    HoldsUntil = "有效到", "Holds until";
    WithoutNet = "打开以后，没有网也能扫。", "Once it is open, it can be scanned without a net.";
    OneFacility = "一张码只给一家医院或药店用。去下一家，换一张。",
        "One code is for one hospital or pharmacy. At the next one, show a fresh code.";
    CodeIsOver = "过时了，请换一张", "It has run out: take a fresh one";
    FreshCode = "换一张码", "A fresh code";
    CannotScan = "扫不上？", "It does not scan?";
    ReadItOut = "把这些字母和数字念给对方输入：", "Read these letters and digits out to be typed:";
    OtherWays = "不用码也行：身份证、社保卡和医保码一样办。",
        "The code is not needed: the ID card and the social-security card do the same.";
    KeepIt = "别把码拍给不认识的人。谁扫过，「谁看过我的信息」里都有。",
        "Do not send a picture of it to strangers. Who scanned it stands under «Who looked at my \
         data».";
}
