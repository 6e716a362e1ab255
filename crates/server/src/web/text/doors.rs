//! The words of passkeys, of the single sign-on, of the face, and of where one is signed in.

use super::super::frame::Lang;
use super::Word;

texts! {
    /// The words of the further doors.
    DoorText:
    ByFace = "刷脸", "With your face";
    ByFaceHow = "由比对人脸的单位核对，照片不到这里",
        "Whoever compares faces looks at it; no picture comes here";
    FaceLead = "填好后去比对的地方，比完会回到这里。不想刷脸，换一种方式也一样。",
        "Fill this in and go on to where it is compared; you come back here. Another way is just \
         as good.";
    FaceGo = "去刷脸", "Go on to compare";
    FaceGoLead = "下一页不是本网站，由比对人脸的单位提供。比完会自动回来。",
        "The next page is not of this site; whoever compares faces shows it, and leads you back.";
    OtherWays = "换一种方式登录", "Take another way";
    StandInHeading = "刷脸替身（演示）", "Stand-in for the face (demo)";
    StandInLead =
        "这是替身：没有摄像头，没有比对任何人的脸。真正启用时，这一步由比对人脸的单位办理。\
         请选一个结果，看看之后会怎样。",
        "This is a stand-in: there is no camera and no face is compared. In earnest this step is \
         at whoever compares faces. Choose what came of it and see what follows.";
    SaySame = "是本人", "The same face";
    SayDifferent = "不是本人", "Another face";
    SayOpen = "没有比完就回来", "Come back before it is compared";
    Passkeys = "通行密钥", "Passkeys";
    PasskeysHow =
        "用手机、电脑或安全密钥的指纹、人脸或 PIN 登录，不用记密码，也骗不走。\
         可以登记几把，丢了一把还有别的。",
        "Sign in with the finger, face or PIN of a telephone, a computer or a security key: \
         nothing to remember and nothing to be tricked out of. Register several, so that losing \
         one locks nobody out.";
    NoPasskeyYet = "还没有登记", "None yet";
    PasskeyName = "名称（可不填），如「办公室电脑」", "A name, if you like, such as “office computer”";
    AddPasskey = "添加通行密钥", "Add a passkey";
    RemovePasskey = "删去", "Remove";
    PasskeyNumber = "通行密钥", "Passkey";
    MadeOn = "登记于", "Registered";
    LastUsed = "上次使用", "last used";
    NeverUsed = "还没有用过", "not used yet";
    WithPasskey = "用通行密钥登录", "Sign in with a passkey";
    PasskeyInstead = "用通行密钥代替动态码", "A passkey instead of the code";
    PasskeyNotShown = "没有用成。请再试一次，或用密码和动态码登录。",
        "That did not work. Try again, or sign in with password and code.";
    PasskeyNotMade = "没有添加成。请再试一次，或换一个设备。",
        "It was not added. Try again, or with another device.";
    PasskeyElsewhere = "通行密钥只在这个网址能用：", "Passkeys work at this address alone:";
    PasskeyScript = "通行密钥要用浏览器脚本；关着的话，用密码和动态码登录也一样。",
        "Passkeys need scripts in the browser; without them sign in with password and code.";
    SecondStepHeading = "第二步验证", "Second step";
    SecondStepLead = "统一身份认证已经认得您，这里还要一步。",
        "The single sign-on knows you; one step is left here.";
    GoOn = "继续", "Go on";
    SignIns = "登录过的地方", "Where you are signed in";
    SignInsHow = "看看有没有不是您的，在那里退出", "See whether one is not yours, and sign it out";
    SignInsLead = "这些浏览器现在登录着您的账号。有认不出的，在那里退出；密码可能泄露的，全部退出。",
        "These browsers are signed in as you now. Sign out where you do not recognise one; sign \
         out everywhere if somebody may know your password.";
    Here = "就是这里", "this one";
    SignedInSince = "登录于", "since";
    SeenLast = "上次使用", "last used";
    SignOutThere = "在那里退出", "Sign out there";
    SignOutEverywhere = "全部退出", "Sign out everywhere";
}
