//! Why a question about a bill was not taken, or not answered.

use domain::ids::BillQuestionId;
use domain::{Bilingual, errors, say};

errors! {
    /// Why a question about a bill was not taken, or not answered.
    #[derive(Clone, Debug, PartialEq, Eq)]
    QuestionError {
        UnknownQuestion { question: BillQuestionId } = "unknown-question", NotFound,
            "没有这个提问", "there is no such question",
            "核对编号，或回到列表", "check the number, or go back to the list",
            says say!("没有提问 {question}", "there is no question {question}");
        QuestionsTooMany { most: usize } = "questions-too-many", Refused,
            "这张账单已有几个提问在等答复", "several questions about this bill wait for an answer",
            "等答复以后再问，或打 12393", "wait for the answers, or call 12393",
            says say!(
                "这张账单已有 {most} 个提问在等答复",
                "{most} questions about this bill wait for an answer already"
            );
        QuestionAnswered { what: Bilingual, by: String, at: String }
            = "question-answered", Conflict,
            "这个提问已经答复过", "this question was answered meanwhile",
            "回到列表，看下一个", "go back to the list and take the next",
            says say!(
                "已经答复过：{what}，{by}，{at}",
                "answered already: {what}, {by}, {at}";
                what = what.clone()
            );
        UnderReview { case: String } = "question-under-review", Conflict,
            "这张账单正在重新核定", "the bill is being looked at again",
            "在费用待办里由两个人定，定了自动答复本人",
            "two decide it in the list of bills, and that answers the person",
            says say!(
                "这张账单正在重新核定，在费用待办里：{case}",
                "the bill is being looked at again, in the list of bills: {case}"
            );
    }
}
