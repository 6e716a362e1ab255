//! What people call the fields of forms. An error of the desk names a field as the API and the
//! books do; a page never does: it says the label that stands above the field, or nothing. This is
//! the one list; a field that is new in the desk and missing here fails a test.

use domain::Bilingual;

/// A field by its name, and what stands above it. A name may be that of a field in one form,
/// `form.field`, where the same field is called otherwise in others.
type FieldLabel = (&'static str, &'static str, &'static str);

/// Every field an error may name.
const FIELD_LABELS: &[FieldLabel] = &[
    ("Idempotency-Key", "请求的编号", "the number of the request"),
    ("adapter", "接收方", "the receiver"),
    ("address", "联系地址", "the address"),
    ("bill", "哪一笔账单", "which bill"),
    ("both", "两人都在场", "that both are present"),
    ("catalogue", "目录", "the catalogue"),
    ("channel", "通过什么办的", "how it was asked for"),
    ("chrg_bchno", "收费批次", "the batch of charges"),
    ("condition", "病情", "the condition"),
    ("contact.address", "联系地址", "the address"),
    ("contact.phone", "联系电话", "the telephone number"),
    ("contact_phone", "联系电话", "the telephone number"),
    ("destination", "去哪里看病", "where care is sought"),
    (
        "det_item_fee_sumamt",
        "这一项的金额",
        "the amount of the line",
    ),
    ("diagnosis", "诊断", "the diagnosis"),
    ("disease", "哪个病种", "which disease"),
    ("distance", "离家多远", "how far from home"),
    ("doctor", "医师姓名", "the doctor's name"),
    ("doctor_code", "医师代码", "the doctor's code"),
    ("ended_on", "到哪天为止", "the last day"),
    ("ends", "到哪天为止", "the last day"),
    ("file", "文件", "the file"),
    ("form", "这张表单", "this form"),
    ("from", "从哪天起", "from which day"),
    ("full", "是不是全部", "whether it is the whole list"),
    ("holds_from", "从哪天起", "from which day"),
    ("holds_through", "到哪天为止", "the last day"),
    ("instead_of", "换下哪一家", "which one it replaces"),
    ("insured_at", "参保地", "the insured place"),
    ("invented", "虚构的数据", "invented data"),
    ("kind", "哪一种答复", "which kind of answer"),
    ("line", "哪一项", "which line"),
    ("medfee_sumamt", "费用总额", "the total of the bill"),
    ("months", "去几个月", "how many months"),
    ("name", "姓名", "the name"),
    ("notice", "通知的编号", "the number of the notice"),
    ("number", "编号", "the number"),
    ("operator", "哪位经办人", "which operator"),
    ("opinion", "医院的意见", "the hospital's opinion"),
    ("period", "起止日期", "the first and the last day"),
    ("person", "是谁", "who it is"),
    ("phone", "联系电话", "the telephone number"),
    ("question", "问题的编号", "the number of the question"),
    ("quoted", "预结算的结果", "what was quoted"),
    ("reason", "原因", "the reason"),
    ("recognised_on", "认定日期", "the day of recognition"),
    ("record", "哪一条记录", "which record"),
    ("referred_on", "转诊日期", "the day of the referral"),
    ("region", "地区", "the place"),
    ("relation", "是什么亲属", "how they are related"),
    ("role", "职责", "the roles"),
    ("starts_on", "从哪天起", "from which day"),
    ("text", "您写的话", "what you write"),
    ("through", "有效到哪天", "until when it holds"),
    ("to_facility", "转往医院的代码", "the code of the hospital"),
    ("to_name", "转往哪家医院", "which hospital"),
    ("to_place", "转往什么地方", "which place"),
    ("treated_at", "就医地", "the place of care"),
    ("until", "到哪天为止", "the last day"),
    ("why", "原因", "the reason"),
];

/// What people call a field; nothing where nobody is asked for it.
pub fn field_label(field: &str) -> Option<Bilingual> {
    let mut all = FIELD_LABELS.iter();
    let (_, zh, en) = all.find(|(name, ..)| *name == field)?;
    Some(Bilingual::new(*zh, *en))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The names that stand behind `field: "` or `field(` in a text of the desk.
    fn named_in(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for begins in ["field: \"", "field(\""] {
            let parts = text.split(begins).skip(1);
            found.extend(
                parts
                    .filter_map(|part| part.split('"').next())
                    .map(str::to_owned),
            );
        }
        for part in text.split("field(\n").skip(1) {
            let first = part.trim_start();
            if let Some(name) = first
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            {
                found.push(name.to_owned());
            }
        }
        found
    }

    fn files(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.extend(named_in(&std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }

    #[test]
    fn every_field_the_desk_can_name_has_a_label() {
        // Fields of a debug print, which no error names.
        const PRINTED: [&str; 3] = ["visit", "serial", "shares"];
        let desk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../desk/src");
        let mut names = Vec::new();
        files(&desk, &mut names);
        assert!(names.len() > 15, "the sources of the desk were read");
        names.retain(|name| !PRINTED.contains(&name.as_str()));
        let unnamed: Vec<String> = names
            .into_iter()
            .filter(|name| field_label(name).is_none())
            .collect();
        assert_eq!(unnamed, Vec::<String>::new());
    }

    #[test]
    fn labels_are_in_order_and_each_field_has_one() {
        assert!(FIELD_LABELS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
