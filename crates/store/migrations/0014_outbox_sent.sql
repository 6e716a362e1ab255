-- Notices that were sent are deleted after a while, the oldest first.
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
