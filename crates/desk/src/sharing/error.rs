//! Why a bill is not shown by a link.

use domain::{errors, say};

errors! {
    /// Why a bill is not shown by a link.
    #[derive(Clone, Debug, PartialEq, Eq)]
    ShareError {
        LinkOver = "share-link-over", NotFound,
            "这个链接已经失效，或没有抄全", "this link has ended, or was not copied whole",
            "请分享的人再发一个", "ask whoever shared it for another";
        LinksTooMany { most: usize } = "share-links-too-many", Refused,
            "这张账单的链接太多", "there are too many links to this bill",
            "先收回不用的链接", "take back a link that is not used",
            says say!("这张账单已有 {most} 个链接", "there are {most} links to this bill already");
    }
}
