//! A provider that says whatever a test wants: what is believed, and what is told of the rest.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::accounts::AccountError;
use domain::Bilingual;
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom as RingRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::{CameBack, NamedByProvider, ProviderStated, SingleSignOn};
use crate::outside::{OutsideAnswer, OutsideQuestion};

const ISSUER: &str = "https://id.example.org";

fn now() -> Timestamp {
    "2026-12-01T08:00:00Z".parse().unwrap()
}

fn pair() -> EcdsaKeyPair {
    let random = RingRandom::new();
    let way = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let made = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(way, made.as_ref(), &random).unwrap()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A status and a body, or why nothing came.
type SaidInstead = Result<(u16, String), &'static str>;

/// What the provider says, and what it was asked.
struct Says {
    pair: EcdsaKeyPair,
    /// The keys it shows.
    shown: Value,
    head: Value,
    claims: Value,
    /// What it answers, if not what is right: address, status, body.
    instead: Vec<(&'static str, SaidInstead)>,
    besides: Value,
    asked: Vec<OutsideQuestion>,
}

fn shown(pair: &EcdsaKeyPair, kid: &str) -> Value {
    let point = pair.public_key().as_ref();
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig", "alg": "ES256",
        "x": text(&point[1..33]), "y": text(&point[33..]) })
}

impl Says {
    fn token(&self) -> String {
        let signed = format!(
            "{}.{}",
            text(self.head.to_string().as_bytes()),
            text(self.claims.to_string().as_bytes())
        );
        let signature = self
            .pair
            .sign(&RingRandom::new(), signed.as_bytes())
            .unwrap();
        format!("{signed}.{}", text(signature.as_ref()))
    }

    fn answer(&mut self, question: &OutsideQuestion) -> Result<OutsideAnswer, String> {
        self.asked.push(question.clone());
        let path = question.url.strip_prefix(ISSUER).unwrap();
        let instead = self.instead.iter().find(|(at, _)| *at == path);
        if let Some((_, instead)) = instead {
            let (status, body) = instead.clone().map_err(str::to_owned)?;
            return Ok(OutsideAnswer {
                status,
                body: body.into_bytes(),
            });
        }
        let body = match path {
            "/.well-known/openid-configuration" => json!({
                "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/auth?tenant=a"),
                "token_endpoint": format!("{ISSUER}/token"), "jwks_uri": format!("{ISSUER}/keys"),
                "userinfo_endpoint": format!("{ISSUER}/me"),
            }),
            "/keys" => json!({ "keys": [self.shown] }),
            "/token" => json!({ "id_token": self.token(), "access_token": "at" }),
            "/me" => self.besides.clone(),
            other => panic!("nothing is at {other}"),
        };
        Ok(OutsideAnswer {
            status: 200,
            body: body.to_string().into_bytes(),
        })
    }
}

/// The provider and us, with what the browser has.
struct Talk {
    says: Arc<Mutex<Says>>,
    sign_on: SingleSignOn,
}

impl Talk {
    fn new() -> Talk {
        let pair = pair();
        let says = Says {
            shown: shown(&pair, "one"),
            pair,
            head: json!({ "alg": "ES256", "kid": "one" }),
            claims: json!({}),
            instead: vec![],
            besides: json!({ "sub": "s-1", "staff": "2002" }),
            asked: vec![],
        };
        let says = Arc::new(Mutex::new(says));
        let asked = Arc::clone(&says);
        let stated = ProviderStated {
            issuer: ISSUER.to_owned(),
            client_id: "suixing".to_owned(),
            client_secret: "a:b c".to_owned(),
            claim: "staff".to_owned(),
            scopes: vec!["profile".to_owned()],
            second_step: vec!["mfa".to_owned()],
            label: Bilingual::new("登录", "sign in"),
        };
        let ask =
            Box::new(move |question: &OutsideQuestion| asked.lock().unwrap().answer(question));
        Talk {
            says,
            sign_on: SingleSignOn::new(stated, "https://suixing.example.org", ask),
        }
    }

    /// Signs somebody in, with the claims and all else changed.
    fn go(&self, change: impl FnOnce(&mut Says)) -> Result<NamedByProvider, AccountError> {
        let (_, asked) = self.sign_on.begin("/clerk", now())?;
        {
            let mut says = self.says.lock().unwrap();
            let at = now().as_second();
            says.claims = json!({
                "iss": ISSUER, "aud": "suixing", "sub": "s-1", "nonce": asked.nonce,
                "iat": at, "exp": at + 300, "staff": "1001", "amr": ["pwd", "mfa"],
            });
            change(&mut says);
        }
        let back = CameBack {
            code: "code".to_owned(),
            state: asked.state.clone(),
            ..CameBack::default()
        };
        self.sign_on.finish((&asked, &back), now())
    }

    /// Why somebody is not signed in.
    fn refused(change: impl FnOnce(&mut Says)) -> String {
        match Talk::new().go(change) {
            Ok(named) => panic!("let in as {named:?}"),
            Err(AccountError::ProviderDoubtful { why }) => why,
            Err(other) => other.code().to_owned(),
        }
    }
}

#[test]
fn what_is_signed_for_us_now_and_in_answer_is_believed() {
    let talk = Talk::new();
    let (address, asked) = talk.sign_on.begin("/clerk", now()).unwrap();
    for part in [
        "https://id.example.org/auth?tenant=a&response_type=code&client_id=suixing",
        "redirect_uri=https%3A%2F%2Fsuixing.example.org%2Fsign-in%2Fsso%2Fback",
        "scope=openid+profile",
        "code_challenge_method=S256",
    ] {
        assert!(address.contains(part), "{address}");
    }
    assert!(
        !address.contains(&asked.verifier),
        "the verifier stays here"
    );
    let named = talk.go(|_| {}).unwrap();
    assert_eq!(named.number, "1001");
    assert!(named.had_second_step);
    let asked = &talk.says.lock().unwrap().asked;
    let token = asked.iter().find(|it| it.url.ends_with("/token")).unwrap();
    // The secret is encoded before it is put together (RFC 6749, section 2.3.1).
    let basic = base64::engine::general_purpose::STANDARD.encode("suixing:a%3Ab+c");
    assert_eq!(token.authorization, Some(format!("Basic {basic}")));
    let form = &token.body.as_ref().unwrap().1;
    assert!(form.contains("code_verifier=") && form.contains("grant_type=authorization_code"));
    // What a provider says of itself is asked once.
    let places = asked.iter().filter(|it| it.url.contains("well-known"));
    assert_eq!(places.count(), 1);
}

#[test]
fn whatever_does_not_fit_is_named_and_nobody_is_let_in() {
    type Change = fn(&mut Says);
    let at = now().as_second();
    assert_eq!(at, 1_796_112_000);
    let rows: [(&str, Change); 26] = [
        ("iss", |it| {
            it.claims["iss"] = json!("https://id.example.com")
        }),
        ("aud", |it| it.claims["aud"] = json!("another")),
        ("aud", |it| it.claims["aud"] = json!([])),
        ("azp", |it| it.claims["aud"] = json!(["suixing", "another"])),
        ("azp", |it| it.claims["azp"] = json!("another")),
        ("azp", |it| it.claims["azp"] = json!(7)),
        ("nonce", |it| it.claims["nonce"] = json!("another")),
        ("nonce", |it| it.claims["nonce"] = Value::Null),
        ("sub", |it| it.claims["sub"] = json!("")),
        ("exp", |it| it.claims["exp"] = Value::Null),
        ("single-sign-on-clock", |it| {
            it.claims["exp"] = json!(1_796_112_000 - 61)
        }),
        ("single-sign-on-clock", |it| {
            it.claims["iat"] = json!(1_796_112_000 + 61)
        }),
        ("single-sign-on-clock", |it| {
            it.claims["nbf"] = json!(1_796_112_000 + 61)
        }),
        ("alg", |it| it.head["alg"] = json!("none")),
        ("alg", |it| it.head["alg"] = json!("HS256")),
        ("crit", |it| it.head["crit"] = json!(["b64"])),
        ("kid", |it| it.head["kid"] = json!("two")),
        // A key of the other kind signs nothing of this one.
        ("kid", |it| it.head["alg"] = json!("RS256")),
        ("signature", |it| it.pair = pair()),
        ("token", |it| {
            it.instead = vec![("/token", Ok((200, "[]".to_owned())))]
        }),
        ("form", |it| {
            it.instead = vec![("/token", Ok((200, r#"{"id_token":"a.b"}"#.to_owned())))];
        }),
        ("single-sign-on-refused", |it| {
            let body = r#"{"error":"invalid_grant"}"#.to_owned();
            it.instead = vec![("/token", Ok((400, body)))];
        }),
        ("single-sign-on-away", |it| {
            it.instead = vec![("/token", Err("timeout"))]
        }),
        ("single-sign-on-away", |it| {
            it.instead = vec![("/token", Ok((502, String::new())))];
        }),
        ("staff", |it| {
            it.claims["staff"] = Value::Null;
            it.besides["sub"] = json!("s-2");
        }),
        ("staff", |it| {
            it.claims["staff"] = Value::Null;
            it.instead = vec![("/me", Ok((401, String::new())))];
        }),
    ];
    for (why, change) in rows {
        assert_eq!(Talk::refused(change), why);
    }
}

#[test]
fn clocks_may_differ_by_a_minute_and_numbers_stand_besides_too() {
    let talk = Talk::new();
    let named = talk.go(|it| {
        it.claims["exp"] = json!(1_796_112_000 - 59);
        it.claims["iat"] = json!(1_796_112_000 + 59);
        it.claims["aud"] = json!(["suixing", "another"]);
        it.claims["azp"] = json!("suixing");
        it.claims["staff"] = Value::Null;
        it.claims["amr"] = json!("pwd");
    });
    let named = named.unwrap();
    assert_eq!(
        (named.number.as_str(), named.had_second_step),
        ("2002", false)
    );
    let number = talk.go(|it| {
        it.claims["staff"] = json!(1001);
        it.claims["acr"] = json!("mfa");
        it.claims["amr"] = Value::Null;
    });
    assert_eq!(
        number.unwrap(),
        NamedByProvider {
            number: "1001".to_owned(),
            had_second_step: true,
        }
    );
}

#[test]
fn keys_that_were_changed_are_asked_for_again() {
    let talk = Talk::new();
    talk.go(|_| {}).unwrap();
    {
        // Long enough ago that it may be asked again.
        let mut known = talk.sign_on.known.lock().unwrap();
        known.as_mut().unwrap().age_keys();
    }
    let named = talk.go(|it| {
        it.pair = pair();
        it.shown = shown(&it.pair, "two");
        it.head["kid"] = json!("two");
    });
    assert_eq!(named.unwrap().number, "1001");
}

#[test]
fn who_comes_back_late_or_without_having_asked_is_sent_to_the_beginning() {
    let talk = Talk::new();
    let (_, asked) = talk.sign_on.begin("/clerk", now()).unwrap();
    let back = |state: &str| CameBack {
        code: "code".to_owned(),
        state: state.to_owned(),
        ..CameBack::default()
    };
    let finish = |back: &CameBack, minutes: i64| {
        let at = now() + SignedDuration::from_mins(minutes);
        talk.sign_on.finish((&asked, back), at)
    };
    let stale = Err(AccountError::ProviderStale);
    assert_eq!(finish(&back("another"), 1), stale);
    assert_eq!(finish(&back(&asked.state), 11), stale);
    let elsewhere = CameBack {
        iss: Some("https://id.example.com".to_owned()),
        ..back(&asked.state)
    };
    let told = finish(&elsewhere, 1);
    assert!(matches!(told, Err(AccountError::ProviderDoubtful { .. })));
    let against = CameBack {
        error: "access_denied<script>".to_owned(),
        ..back(&asked.state)
    };
    let Err(AccountError::ProviderRefused { why }) = finish(&against, 1) else {
        panic!("refused")
    };
    assert_eq!(why, "access_deniedscript");
}

#[test]
fn a_provider_that_is_away_or_another_is_not_believed() {
    for (instead, code) in [
        (Err("unreachable"), "single-sign-on-away"),
        (Ok((500, String::new())), "single-sign-on-away"),
        (Ok((200, "<html>".to_owned())), "single-sign-on-away"),
    ] {
        let talk = Talk::new();
        let at = "/.well-known/openid-configuration";
        talk.says.lock().unwrap().instead = vec![(at, instead)];
        assert_eq!(talk.go(|_| {}).unwrap_err().code(), code);
    }
    let talk = Talk::new();
    let places = json!({ "issuer": "https://id.example.com", "authorization_endpoint": "a",
        "token_endpoint": "b", "jwks_uri": "c" });
    let at = "/.well-known/openid-configuration";
    talk.says.lock().unwrap().instead = vec![(at, Ok((200, places.to_string())))];
    assert_eq!(
        talk.go(|_| {}).unwrap_err().code(),
        "single-sign-on-doubtful"
    );
}
