//! Fields whose codes stand in the dictionaries: unknown codes are named, and so are known ones by
//! which no rule settles.

use domain::dictionary::CodeEntry;
use domain::person::Scheme;

use super::{Node, unknown_code};
use crate::codes::MedType;
use crate::errors::{ReadError, shortened};

impl Node<'_> {
    /// A med_type, kept as sent.
    pub(crate) fn med_type(&self, key: &str) -> Result<Option<MedType>, ReadError> {
        let Some(code) = self.text(key)? else {
            return Ok(None);
        };
        let table = &self.reading.dictionaries.med_type;
        let row = table.find_or_beginning(&code, self.reading.context());
        let row = self.known(key, (&code, "med_type"), row)?;
        let care = row.care.ok_or_else(|| self.without_rule(key, &code, row))?;
        let bare = |code: &str| code.trim_start_matches('0').len();
        let read_as = (bare(&row.code) != bare(&code)).then(|| row.code.clone());
        let (emergency, trauma) = (row.emergency, row.trauma);
        Ok(Some(MedType {
            code,
            care,
            emergency,
            trauma,
            read_as,
        }))
    }

    /// An insutype that is one of the schemes.
    pub(crate) fn scheme(&self, key: &str) -> Result<Option<Scheme>, ReadError> {
        let Some(code) = self.text(key)? else {
            return Ok(None);
        };
        let table = &self.reading.dictionaries.insutype;
        let row = table.find(&code, self.reading.context());
        let row = self.known(key, (&code, "insutype"), row)?;
        let scheme = row.scheme;
        scheme
            .ok_or_else(|| self.without_rule(key, &code, row))
            .map(Some)
    }

    /// A psn_cert_type, as sent.
    pub(crate) fn certificate_kind(&self, key: &str) -> Result<Option<String>, ReadError> {
        let Some(code) = self.text(key)? else {
            return Ok(None);
        };
        let table = &self.reading.dictionaries.psn_cert_type;
        let row = table.find(&code, self.reading.context());
        self.known(key, (&code, "psn_cert_type"), row)?;
        Ok(Some(code))
    }

    /// A psn_setlway by which the rules settle, as sent.
    pub(crate) fn settlement_way(&self, key: &str) -> Result<Option<String>, ReadError> {
        let Some(code) = self.text(key)? else {
            return Ok(None);
        };
        let table = &self.reading.dictionaries.psn_setlway;
        let row = table.find(&code, self.reading.context());
        let row = self.known(key, (&code, "psn_setlway"), row)?;
        match row.by_item {
            true => Ok(Some(code)),
            false => Err(self.without_rule(key, &code, row)),
        }
    }

    fn known<'d>(
        &self,
        key: &str,
        (code, dictionary): (&str, &'static str),
        row: Option<&'d CodeEntry>,
    ) -> Result<&'d CodeEntry, ReadError> {
        row.ok_or_else(|| unknown_code(self.path(key), shortened(code), dictionary))
    }

    fn without_rule(&self, key: &str, code: &str, row: &CodeEntry) -> ReadError {
        ReadError::NoRuleForCode {
            field: self.path(key),
            value: shortened(code),
            name: row.name.clone(),
        }
    }
}
