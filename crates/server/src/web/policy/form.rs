//! A form that asks in the address: fields with their label, what was typed, and what is wrong.

use domain::Bilingual;

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the address, and its id on the page.
    pub name: String,
    /// What it asks.
    pub label: Bilingual,
    /// How to answer; may be empty.
    pub hint: Bilingual,
    /// What it looks like, with what was answered.
    pub kind: FieldKind,
    /// What is wrong with the answer.
    pub wrong: Option<Bilingual>,
}

/// What a field looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One of a list.
    Choice(Vec<FormOption>),
    /// Any of a list, each a name of its own in the address.
    Checks(Vec<FormOption>),
    /// A day.
    Day(String),
    /// A number or an amount.
    Number(String),
    /// A few words.
    Words(String),
}

/// One answer of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormOption {
    /// Its word in the address.
    pub word: String,
    /// What people read.
    pub name: Bilingual,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What everybody answers.
    pub fields: Vec<Field>,
    /// What few need to answer.
    pub more: Vec<Field>,
}

impl Form {
    /// Every field that is wrong: its id and what to do.
    pub fn wrong(&self) -> Vec<(&str, &Bilingual)> {
        let fields = self.fields.iter().chain(&self.more);
        let wrong = fields.filter_map(|field| Some((field.name.as_str(), field.wrong.as_ref()?)));
        wrong.collect()
    }

    /// Marks the field of this name, if there is one, and names it as people see it.
    pub fn mark(&mut self, name: &str, wrong: &Bilingual) -> bool {
        let mut fields = self.fields.iter_mut().chain(&mut self.more);
        let found = fields.find(|field| field.name == name);
        found.is_some_and(|field| {
            let Bilingual { zh, en } = &field.label;
            let named =
                Bilingual::new(format!("{zh}：{}", wrong.zh), format!("{en}: {}", wrong.en));
            field.wrong = Some(named);
            true
        })
    }

    /// Whether one of those few need is wrong or answered, so that they are open.
    pub fn more_is_open(&self) -> bool {
        self.more.iter().any(Field::is_touched)
    }
}

impl Field {
    /// Whether the name in an address is its own: of boxes each has one, and all together none.
    pub fn takes(&self, name: &str) -> bool {
        match &self.kind {
            FieldKind::Checks(boxes) => boxes.iter().any(|one| one.word == name),
            _ => self.name == name,
        }
    }

    fn is_touched(&self) -> bool {
        let answered = match &self.kind {
            FieldKind::Choice(choices) | FieldKind::Checks(choices) => choices
                .iter()
                .any(|choice| choice.chosen && !choice.word.is_empty()),
            FieldKind::Day(text) | FieldKind::Number(text) | FieldKind::Words(text) => {
                !text.is_empty()
            }
        };
        answered || self.wrong.is_some()
    }
}
