//! What somebody asks about a bill, and how the agency answers: catalogued kinds, so that people,
//! clerks and counts mean the same. Nothing is changed by an answer: what is decided anew is
//! decided where bills are.

use crate::word_list;

word_list! {
    /// What somebody wants with a bill.
    QuestionKind {
        /// To understand it.
        Question = "question", "问一问", "a question";
        /// To have it looked at: they hold it to be wrong.
        Objection = "objection", "不同意", "an objection";
    }
}

word_list! {
    /// How it stands.
    QuestionState {
        /// Nobody has answered.
        Waiting = "waiting", "等答复", "waiting for an answer";
        /// Answered.
        Answered = "answered", "已答复", "answered";
        /// Somebody looks at the bill again.
        InReview = "in-review", "正在重新核定", "the bill is looked at again";
    }
}

word_list! {
    /// Who asked.
    QuestionChannel {
        /// The person.
        Person = "person", "本人", "by the person";
        /// Somebody who may act for them.
        Helper = "helper", "代办的家人", "by somebody who acts for them";
        /// A clerk, for somebody who stood at the counter.
        Counter = "counter", "窗口代录", "at the counter";
    }
}

word_list! {
    /// What the agency answers.
    AnswerKind {
        /// The bill is right, and this is why.
        Explained = "explained", "算得没错，已说明原因", "the bill is right, and why";
        /// The hospital has sent something wrong and is to correct it.
        HospitalCorrects = "hospital-corrects", "医院传错了，请医院更正",
            "the hospital sent something wrong and is to correct it";
        /// The bill is looked at again.
        DecidedAnew = "decided-anew", "转去重新核定", "the bill is looked at again";
        /// It was looked at again by two, and the difference is settled.
        Corrected = "corrected", "已重新核定，差额已补", "looked at again, the difference is settled";
    }
}

impl AnswerKind {
    /// How the question stands once it is answered so.
    pub const fn leads_to(self) -> QuestionState {
        match self {
            AnswerKind::Explained | AnswerKind::HospitalCorrects | AnswerKind::Corrected => {
                QuestionState::Answered
            }
            AnswerKind::DecidedAnew => QuestionState::InReview,
        }
    }

    /// Whether one clerk may answer a question that stands so by this: once, and once more where a
    /// review came to nothing because the bill was cancelled. That an amount is another is decided
    /// by two, where bills are.
    pub fn answers(self, state: QuestionState) -> bool {
        match (state, self) {
            (QuestionState::Answered, _) | (_, AnswerKind::Corrected) => false,
            (QuestionState::Waiting, _) => true,
            (QuestionState::InReview, _) => self != AnswerKind::DecidedAnew,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_once_and_once_more_after_a_review() {
        use AnswerKind::{Corrected, DecidedAnew, Explained, HospitalCorrects};
        use QuestionState::{Answered, InReview, Waiting};
        #[rustfmt::skip]
        let rows = [
            // state,  answer,           is taken, leads to
            (Waiting,  Explained,        true,     Answered),
            (Waiting,  HospitalCorrects, true,     Answered),
            (Waiting,  DecidedAnew,      true,     InReview),
            (Waiting,  Corrected,        false,    Answered),
            (InReview, Explained,        true,     Answered),
            (InReview, HospitalCorrects, true,     Answered),
            (InReview, DecidedAnew,      false,    InReview),
            (InReview, Corrected,        false,    Answered),
            (Answered, Explained,        false,    Answered),
            (Answered, HospitalCorrects, false,    Answered),
            (Answered, DecidedAnew,      false,    InReview),
        ];
        for (state, answer, is_taken, leads_to) in rows {
            assert_eq!(answer.answers(state), is_taken, "{state} {answer}");
            assert_eq!(answer.leads_to(), leads_to, "{answer}");
        }
    }
}
