//! What the messages about a visit said besides, found again for the replies that repeat it.

use desk::query::SaidBesides;
use desk::{Deed, Desk, DeskError, StoreError, StoredLine};
use domain::ids::{PersonId, SettlementId, VisitId};
use jiff::Timestamp;
use national::{KeptFields, KeptMessage};

/// What the messages about one visit said besides, in the order in which they were done.
#[derive(Default)]
pub(super) struct Said(Vec<(SaidBesides, KeptMessage)>);

/// A field of what was kept.
type Field = fn(&KeptMessage) -> Option<&str>;

impl Said {
    /// Everything that was said about a visit.
    pub fn of_visit(
        desk: &mut Desk<'_, '_>,
        place: (&PersonId, &VisitId),
    ) -> Result<Said, DeskError> {
        Said::read(desk::query::said_besides(desk, place, true)?)
    }

    /// What was said about a visit but for its lines, which are long.
    pub fn without_lines(
        desk: &mut Desk<'_, '_>,
        place: (&PersonId, &VisitId),
    ) -> Result<Said, DeskError> {
        Said::read(desk::query::said_besides(desk, place, false)?)
    }

    fn read(said: Vec<SaidBesides>) -> Result<Said, DeskError> {
        let read = |said: SaidBesides| {
            let kept = KeptMessage::from_bytes(&said.content);
            let unreadable = |why| StoreError::Row(format!("what a message said besides: {why}"));
            Ok((said, kept.map_err(unreadable)?))
        };
        let read: Result<_, StoreError> = said.into_iter().map(read).collect();
        Ok(Said(read?))
    }

    /// What the message that made a settlement said.
    pub fn of_settlement(&self, settlement: &SettlementId) -> Option<&KeptMessage> {
        let made =
            |(said, _): &&(SaidBesides, KeptMessage)| said.settlement.as_ref() == Some(settlement);
        self.0.iter().find(made).map(|(_, kept)| kept)
    }

    /// A field as the message that made the settlement sent it, or else as the visit was last
    /// described.
    pub fn of_settlement_or_visit(
        &self,
        settlement: Option<&SettlementId>,
        field: Field,
    ) -> Option<&str> {
        let made = settlement.and_then(|settlement| self.of_settlement(settlement));
        made.and_then(field).or_else(|| self.of_description(field))
    }

    fn of_description(&self, field: Field) -> Option<&str> {
        let describes =
            |said: &SaidBesides| Deed::from_word(&said.deed).is_some_and(Deed::describes_visit);
        let described = self.0.iter().rev().filter(|(said, _)| describes(said));
        described.filter_map(|(_, kept)| field(kept)).next()
    }

    /// The disease a settlement is for: as its lines have it, or else as the visit does. Its name
    /// is known where the visit gives it.
    pub fn disease(&self, lines: &[StoredLine]) -> (Option<&str>, Option<&str>) {
        let of_line = |line| self.of_line(line)?.disease();
        let described = self.of_description(KeptMessage::disease);
        let code = lines.iter().find_map(of_line).or(described);
        let name = self.of_description(KeptMessage::disease_name);
        (code, name.filter(|_| code == described))
    }

    /// What was said of a line.
    pub fn of_line(&self, line: &StoredLine) -> Option<&KeptFields> {
        let (kept, _) = self.upload_of(line)?;
        kept.line(&line.line.serial)
    }

    /// What the message said that uploaded a line, and when it came.
    pub fn upload_of(&self, line: &StoredLine) -> Option<(&KeptMessage, Timestamp)> {
        let is_upload = |(said, _): &&(SaidBesides, KeptMessage)| {
            Deed::from_word(&said.deed).is_some_and(Deed::is_upload)
        };
        // They lie in the order of their turns, of which each did one thing.
        let from = self.0.partition_point(|(said, _)| said.turn < line.upload);
        let of_turn = self.0[from..].iter();
        let mut of_turn = of_turn.take_while(|(said, _)| said.turn == line.upload);
        let (said, kept) = of_turn.find(is_upload)?;
        Some((kept, said.received_at))
    }
}
