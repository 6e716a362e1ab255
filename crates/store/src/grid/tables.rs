//! Where the rows of each table lie on an engine that spreads them over many machines. One list;
//! whoever adds a table says here what it is.

/// Where the rows of a table lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// With everything else of the same key, the person in all but four: one transaction touches
    /// one place.
    Hot {
        /// The column that says where.
        key: &'static str,
    },
    /// By the hash of a number, apart from the person it leads to.
    Finder {
        /// The column that says where.
        key: &'static str,
    },
    /// In one place: small, and never joined with what is hot.
    Hub,
}

const PERSON: Placed = Placed::Hot { key: "person" };

/// Every table.
pub const TABLES: &[(&str, Placed)] = &[
    ("person_lock", PERSON),
    ("person", PERSON),
    ("enrolment", PERSON),
    ("account", PERSON),
    ("filing", PERSON),
    ("filing_event", PERSON),
    ("filing_case", PERSON),
    ("case_desk", PERSON),
    ("bill_case", PERSON),
    ("second_look", PERSON),
    ("filing_draft", PERSON),
    ("filing_document", PERSON),
    ("designation", PERSON),
    ("employment", PERSON),
    ("kin", PERSON),
    ("choice", PERSON),
    ("referral", PERSON),
    ("recognition", PERSON),
    ("contact", PERSON),
    ("consent", PERSON),
    ("visit", PERSON),
    ("bill_line", PERSON),
    ("settlement", PERSON),
    ("correction", PERSON),
    ("correction_task", PERSON),
    ("bill_question", PERSON),
    ("bill_answer", PERSON),
    ("newer_rules", PERSON),
    ("posting", PERSON),
    ("year_to_date", PERSON),
    ("year_opening", PERSON),
    ("message", PERSON),
    ("outbox", PERSON),
    ("delivery", PERSON),
    ("inbox_read", PERSON),
    ("filing_calendar", PERSON),
    ("row_digest", Placed::Hot { key: "owner" }),
    ("audit", Placed::Hot { key: "chain" }),
    ("sign_in", Placed::Hot { key: "facility" }),
    ("one_time_code", Placed::Hot { key: "subject" }),
    ("session", Placed::Finder { key: "token_index" }),
    (
        "sign_in_guard",
        Placed::Finder {
            key: "subject_index",
        },
    ),
    ("voucher_code", Placed::Finder { key: "code_index" }),
    ("bill_share", Placed::Finder { key: "link_index" }),
    (
        "finder",
        Placed::Finder {
            key: "number_index",
        },
    ),
    ("facility", Placed::Hub),
    ("catalogue_item", Placed::Hub),
    ("employer", Placed::Hub),
    ("practitioner", Placed::Hub),
    ("meta", Placed::Hub),
    ("pack_text", Placed::Hub),
    ("review", Placed::Hub),
    ("installation", Placed::Hub),
    ("notice_adapter", Placed::Hub),
    ("calendar_sweep", Placed::Hub),
    ("operator", Placed::Hub),
    ("operator_request", Placed::Hub),
    ("staff", Placed::Hub),
    ("staff_number", Placed::Hub),
    ("passkey", Placed::Hub),
    ("shown_count", Placed::Hub),
    ("release_turn", Placed::Hub),
    ("policy_release", Placed::Hub),
    ("policy_release_file", Placed::Hub),
    ("policy_release_event", Placed::Hub),
    ("policy_draft", Placed::Hub),
    ("schema_migration", Placed::Hub),
];

/// Where the rows of this table lie.
pub fn placed(table: &str) -> Option<Placed> {
    let mut tables = TABLES.iter();
    tables
        .find(|(name, _)| *name == table)
        .map(|(_, placed)| *placed)
}

impl Placed {
    /// The column that says where a row lies; none where all lie in one place.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Placed::Hot { key } | Placed::Finder { key } => Some(key),
            Placed::Hub => None,
        }
    }
}
