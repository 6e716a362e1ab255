//! Family links (亲属关系), as registers tell them: whose account may help whom, and who may act for
//! whom, rest on them.

use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::ids::PersonId;
use crate::word_list;

word_list! {
    /// What a relative or a helper is to a person. Accounts are shared among the first six
    /// (医保共济的近亲属).
    KinRelation {
        /// Husband or wife.
        Spouse = "spouse", "配偶", "spouse";
        /// Father or mother.
        Parent = "parent", "父母", "parent";
        /// Son or daughter.
        Child = "child", "子女", "child";
        /// Brother or sister.
        Sibling = "sibling", "兄弟姐妹", "brother or sister";
        /// Of either side.
        Grandparent = "grandparent", "祖父母、外祖父母", "grandparent";
        /// Of either side.
        Grandchild = "grandchild", "孙子女、外孙子女", "grandchild";
        /// Who is responsible for a child or for somebody who cannot decide.
        Guardian = "guardian", "监护人", "guardian";
        /// Anybody else.
        Other = "other", "其他人", "somebody else";
    }
}

/// A relative of a person, while the link holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    /// Who.
    pub relative: PersonId,
    /// What the relative is to the person.
    pub relation: KinRelation,
    /// While it holds.
    pub period: Period,
}
