//! What a server lets in, in one place.

/// The limits of one server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; the one that has been silent longest gives way to another.
    pub connections_max: usize,
    /// Of these, those of one address. A proxy in front of the server has but one.
    pub peer_connections_max: usize,
    /// Beyond these, connections whose one request is told that everybody is busy.
    pub turned_away_max: usize,
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
    /// Bytes of bodies that are held at once, of all requests together, beyond the first 64 KB of
    /// each.
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
            turned_away_max: 256,
            handshake_seconds_max: 10,
            idle_seconds_max: 60,
            unread_seconds_max: 30,
            header_bytes_max: 64 * 1024,
            body_seconds_max: 30,
            held_bytes_max: 256 * 1024 * 1024,
            reply_lines_max: 30_000,
            working_max: 256,
            lane_working_max: 128,
            waiting_max: 512,
            lane_waiting_max: 256,
            waiting_seconds_max: 5,
            guesses_max: 300,
            work_seconds_max: 30,
            drain_seconds: 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATIONS: &str = include_str!("../../../docs/operations.md");

    #[test]
    fn operators_are_told_every_limit_as_it_is() {
        let Limits {
            connections_max,
            peer_connections_max,
            turned_away_max,
            handshake_seconds_max,
            idle_seconds_max,
            unread_seconds_max,
            header_bytes_max,
            body_seconds_max,
            held_bytes_max,
            reply_lines_max,
            working_max,
            lane_working_max,
            waiting_max,
            lane_waiting_max,
            waiting_seconds_max,
            guesses_max,
            work_seconds_max,
            drain_seconds,
        } = Limits::default();
        let cells = [
            format!("| {connections_max}, {peer_connections_max}；"),
            format!("told `busy` once; probes are answered | {turned_away_max} |"),
            format!("| {handshake_seconds_max} s, {idle_seconds_max} s, {unread_seconds_max} s |"),
            format!("head of a request | {} KB |", header_bytes_max >> 10),
            format!("| {body_seconds_max} s, {} MB；", held_bytes_max >> 20),
            format!("written at once | {reply_lines_max} |"),
            format!("| {working_max}, {lane_working_max} |"),
            format!("| {waiting_max}, {lane_waiting_max}；最多等 {waiting_seconds_max} s |"),
            format!("find nobody | {guesses_max}，"),
            format!("one message | {work_seconds_max} s，"),
            format!("told to stop | {drain_seconds} s；"),
        ];
        for cell in cells {
            assert!(
                OPERATIONS.contains(&cell),
                "docs/operations.md does not say {cell}"
            );
        }
    }
}
