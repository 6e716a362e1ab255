-- What rules may ask about a person beyond scheme, tier and status. The contribution base is that
-- of a month, in fen; absent where it is not on record. The diseases somebody was recognised as
-- having are sealed; none where there are none.
ALTER TABLE enrolment ADD COLUMN contribution_base {integer};
ALTER TABLE enrolment ADD COLUMN recognised {bytes};

-- The disease of each charge batch, as its lines state it; sealed like what was found at the visit.
ALTER TABLE visit ADD COLUMN diseases {bytes};
