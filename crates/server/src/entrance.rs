//! How a facility's messages come in.

use std::net::IpAddr;

use ipnet::IpNet;
use national::gateway::Gateway;

/// How a facility's messages come in.
#[derive(Clone, Debug)]
pub struct Entrance {
    /// How they are signed.
    pub gateway: Gateway,
    /// How one that is not signed so is turned away.
    pub rejection: RejectionForm,
    /// Whether a signature is good for one message alone.
    pub signs_once: bool,
    /// The addresses they come from; any where none is stated.
    pub from: Vec<IpNet>,
}

impl Entrance {
    /// As a facility comes in of which nothing is stated but how it signs.
    pub fn signed(gateway: Gateway) -> Entrance {
        let signs_once = matches!(gateway, Gateway::XTif { .. });
        Entrance {
            gateway,
            rejection: RejectionForm::default(),
            signs_once,
            from: Vec::new(),
        }
    }

    /// Whether messages may come from there.
    pub(crate) fn lets_in(&self, peer: Option<IpAddr>) -> bool {
        let from = |peer: IpAddr| {
            self.from
                .iter()
                .any(|net| net.contains(&peer.to_canonical()))
        };
        self.from.is_empty() || peer.is_some_and(from)
    }
}

/// What turns a message away at the gateway. Programs of many vendors drop a body that does not
/// come with HTTP 200.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RejectionForm {
    /// HTTP 200 with an envelope that says why.
    #[default]
    Envelope,
    /// HTTP 401 with the gateway's own `{"code":401,"message":"…"}`.
    Status401,
}
