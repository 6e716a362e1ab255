//! The ways of signing in that an installation has besides those every one has, and the address at
//! which browsers know it.

use desk::accounts::PasskeyPlace;

use crate::face::FaceWay;
use crate::single_sign_on::SingleSignOn;

/// What an installation has.
#[derive(Default)]
pub struct SignInWays {
    /// The address people type, such as `https://suixing.example.org`: without it there are no
    /// passkeys, which are for one address alone.
    pub public_address: Option<String>,
    /// The agency's provider of identities.
    pub single_sign_on: Option<SingleSignOn>,
    /// Whoever compares faces.
    pub face: Option<FaceWay>,
}

impl SignInWays {
    /// Where passkeys are for. A browser takes them on an encrypted page of a host with a name, or
    /// on this very machine.
    pub fn passkey_place(&self) -> Option<PasskeyPlace> {
        let origin = self.public_address.as_deref()?.trim_end_matches('/');
        let (scheme, rest) = origin.split_once("://")?;
        let host = rest.split_once(':').map_or(rest, |(host, _)| host);
        let is_name = !host.is_empty()
            && !host.starts_with('[')
            && host.parse::<std::net::Ipv4Addr>().is_err();
        let is_safe = scheme == "https" || host == "localhost";
        (is_name && is_safe && !rest.contains('/')).then(|| PasskeyPlace {
            origin: origin.to_owned(),
            rp_id: host.to_owned(),
        })
    }
}

/// The address of a demo as a browser takes passkeys there: by the name of this machine.
pub fn of_this_machine(address: &str) -> Option<String> {
    let (_, port) = address.rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    Some(format!("http://localhost:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_for_a_name_and_encrypted() {
        let place = |address: &str| {
            let ways = SignInWays {
                public_address: Some(address.to_owned()),
                ..SignInWays::default()
            };
            ways.passkey_place().map(|place| place.rp_id)
        };
        assert_eq!(
            place("https://suixing.example.org/").as_deref(),
            Some("suixing.example.org")
        );
        assert_eq!(place("http://localhost:8080").as_deref(), Some("localhost"));
        for address in [
            "http://suixing.example.org",
            "https://10.0.0.1",
            "https://[::1]:1",
            "x",
        ] {
            assert_eq!(place(address), None, "{address}");
        }
        assert_eq!(
            of_this_machine("http://127.0.0.1:8102").as_deref(),
            Some("http://localhost:8102")
        );
    }
}
