//! A case as somebody asks for a quote: a bill, and nothing that only golden cases say.

use domain::policy::Library;
use domain::text::Bilingual;

use super::answer::CaseAnswer;
use super::error::CaseError;
use super::fault::Fault;
use super::written::Case;

impl Case {
    /// Computes the bill somebody asks about. `suixing quote`, the API and the what-if page answer
    /// with this.
    pub fn quote(&self, library: &Library) -> Result<CaseAnswer, CaseError> {
        self.check_asked(library)?;
        self.answer(library)
    }

    fn check_asked(&self, library: &Library) -> Result<(), Fault> {
        let told = [
            ("expect", self.expect.is_some()),
            ("expect_not", self.expect_not.is_some()),
            ("ledger", self.ledger.is_some()),
        ];
        let of_earlier = self.earlier.iter().position(|bill| bill.expect.is_some());
        let of_earlier = of_earlier.map(|at| format!("earlier[{at}].expect"));
        let told = told.into_iter().find(|(_, is_there)| *is_there);
        let told = told.map(|(field, _)| field.to_owned()).or(of_earlier);
        if let Some(field) = told {
            let says = Bilingual::new(
                "只有算例才写结果；试算请删去，算例请用 suixing policy test",
                "only golden cases say what comes out; leave it out, or use suixing policy test",
            );
            return Err(Fault::new("unknown-field", field, says));
        }
        if self.bill.is_empty() {
            let says = Bilingual::new(
                "没有写账单金额，如 bill = { eligible = \"1000.00\" }",
                "the bill has no amount, such as { eligible = \"1000.00\" }",
            );
            return Err(Fault::new("missing-field", "bill", says));
        }
        self.check_exempt(library.procedures(self.person.insured_at))
    }
}
