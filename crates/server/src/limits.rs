//! What a server lets in, in one place.

/// The limits of one server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; the one that has been silent longest gives way to another.
    pub connections_max: usize,
    /// How long a connection may be silent between requests, or within the head of one.
    pub idle_seconds_max: u64,
    /// How long an answer may lie unread.
    pub unread_seconds_max: u64,
    /// The head of a request, and what is read of its body at once.
    pub header_bytes_max: usize,
    /// How long what is under way may take once the server was told to stop.
    pub drain_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections_max: 4_096,
            idle_seconds_max: 60,
            unread_seconds_max: 30,
            header_bytes_max: 64 * 1024,
            drain_seconds: 20,
        }
    }
}
