//! What a server lets in, in one place.

/// The limits of one server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; the one that has been silent longest gives way to another.
    pub connections_max: usize,
    /// Of these, those of one address. A proxy in front of the server has but one.
    pub peer_connections_max: usize,
    /// How long it may take until a connection can be spoken over in secret.
    pub handshake_seconds_max: u64,
    /// How long a connection may be silent between requests, or within the head of one.
    pub idle_seconds_max: u64,
    /// How long an answer may lie unread.
    pub unread_seconds_max: u64,
    /// The head of a request, and what is read of its body at once.
    pub header_bytes_max: usize,
    /// How long the body of a message may take to arrive.
    pub body_seconds_max: u64,
    /// Bytes of bodies that are held at once, of all requests together.
    pub held_bytes_max: usize,
    /// Lines of bills in replies that are written at once, of all requests together.
    pub reply_lines_max: usize,
    /// Requests worked for at once.
    pub working_max: usize,
    /// Of these, those of one facility, of the API, of pages.
    pub lane_working_max: usize,
    /// Requests that wait for their turn.
    pub waiting_max: usize,
    /// Of these, those of one lane.
    pub lane_waiting_max: usize,
    /// How long one waits for its turn.
    pub waiting_seconds_max: u64,
    /// Look-ups of one facility that find nobody, one after the other; one more each second.
    pub guesses_max: u32,
    /// How long a message is worked for before its sender is told to ask for its fate.
    pub work_seconds_max: u64,
    /// How long what is under way may take once the server was told to stop.
    pub drain_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections_max: 4_096,
            peer_connections_max: 3_584,
            handshake_seconds_max: 10,
            idle_seconds_max: 60,
            unread_seconds_max: 30,
            header_bytes_max: 64 * 1024,
            body_seconds_max: 30,
            held_bytes_max: 256 * 1024 * 1024,
            reply_lines_max: 30_000,
            working_max: 256,
            lane_working_max: 128,
            waiting_max: 2_048,
            lane_waiting_max: 1_024,
            waiting_seconds_max: 10,
            guesses_max: 300,
            work_seconds_max: 30,
            drain_seconds: 20,
        }
    }
}
