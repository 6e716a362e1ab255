//! Which registers there are.

use domain::word_list;
use sheets::Columns;
use sheets::designations::ChoiceColumn;
use sheets::employers::EmployerColumn;
use sheets::facilities::FacilityColumn;
use sheets::families::FamilyColumn;
use sheets::items::ItemColumn;
use sheets::people::PeopleColumn;
use sheets::practitioners::PractitionerColumn;
use sheets::staff::StaffColumn;

word_list! {
    /// A register that can be taken in.
    RegisterKind {
        /// People with their insurances.
        People = "people", "参保人", "people with their insurances";
        /// Designated facilities.
        Facilities = "facilities", "定点医药机构", "designated facilities";
        /// The catalogue of a place of care.
        Catalogue = "catalogue", "医保目录", "the catalogue of a place";
        /// Doctors and pharmacists.
        Doctors = "doctors", "医师和药师", "doctors and pharmacists";
        /// Employers.
        Employers = "employers", "用人单位", "employers";
        /// Who is employed by whom.
        Staff = "staff", "单位职工", "staff";
        /// Family links.
        Families = "families", "亲属关系", "family links";
        /// Facilities chosen for outpatient care.
        Designations = "designations", "门诊选点", "chosen facilities";
    }
}

/// A column: its word, what it is called, and whether every file has it.
pub type ShownColumn = (&'static str, &'static str, bool);

impl RegisterKind {
    /// Its columns.
    pub fn columns(self) -> Vec<ShownColumn> {
        match self {
            RegisterKind::People => of::<PeopleColumn>(),
            RegisterKind::Facilities => of::<FacilityColumn>(),
            RegisterKind::Catalogue => of::<ItemColumn>(),
            RegisterKind::Doctors => of::<PractitionerColumn>(),
            RegisterKind::Employers => of::<EmployerColumn>(),
            RegisterKind::Staff => of::<StaffColumn>(),
            RegisterKind::Families => of::<FamilyColumn>(),
            RegisterKind::Designations => of::<ChoiceColumn>(),
        }
    }
}

fn of<C: Columns>() -> Vec<ShownColumn> {
    let all = C::ALL.iter().map(|column| column.column());
    all.map(|column| (column.word, column.name, column.is_needed))
        .collect()
}
