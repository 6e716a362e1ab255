use super::*;

const NOW: i64 = 1_793_667_900;

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

fn csb() -> Gateway {
    Gateway::Csb {
        access_key: "ak-1".to_owned(),
        secret: Private::new("sk-1"),
        window: SigningWindow::default(),
    }
}

fn x_tif() -> Gateway {
    Gateway::XTif {
        paasid: "example".to_owned(),
        secret: Private::new("secret"),
        window: SigningWindow {
            back: SignedDuration::from_mins(3),
            ahead: SignedDuration::from_mins(1),
        },
    }
}

fn api_key() -> Gateway {
    Gateway::ApiKey {
        key: Private::new("key-1"),
    }
}

fn signing(at: Timestamp) -> Signing<'static> {
    Signing {
        name: "1101",
        nonce: "n-1",
        at,
    }
}

fn verify(gateway: &Gateway, headers: &Headers) -> Result<(), Rejection> {
    let find = |name: &str| {
        let same = |(sent, _): &&(&'static str, String)| sent.eq_ignore_ascii_case(name);
        headers.iter().find(same).map(|(_, value)| value.as_str())
    };
    gateway.verify(find, now())
}

fn changed(mut headers: Headers, name: &str, value: &str) -> Headers {
    for header in &mut headers {
        if header.0 == name {
            header.1 = value.to_owned();
        }
    }
    headers
}

#[test]
fn hmac_sha1_gives_the_published_vectors() {
    // RFC 2202, cases 1, 2 and 6.
    let hex = |key: &[u8], data: &[u8]| -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(key).unwrap();
        mac.update(data);
        let bytes = mac.finalize().into_bytes();
        hex(&bytes)
    };
    let rows: [(&[u8], &[u8], &str); 3] = [
        (
            &[0x0b; 20],
            b"Hi There",
            "b617318655057264e28bc0b6fb378c8ef146be00",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        ),
        (
            &[0xaa; 80],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "aa4ae5e15272d00e95705637ce8a3b55ed402112",
        ),
    ];
    for (key, data, expected) in rows {
        assert_eq!(hex(key, data), expected);
    }
    // Our own function on the second case, which is text.
    let mac = hmac_sha1(&Private::new("Jefe"), "what do ya want for nothing?");
    let base64 = BASE64.encode(mac.finalize().into_bytes());
    assert_eq!(base64, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
}

#[test]
fn the_text_that_csb_signs_is_in_natural_order() {
    let csb = Csb {
        access_key: "AK",
        name: "1101",
        timestamp: "1700000000000",
        version: "1.0.0",
    };
    assert_eq!(
        csb.base(0),
        "_api_access_key=AK&_api_name=1101&_api_timestamp=1700000000000&_api_version=1.0.0"
    );
    assert_eq!(
        csb.base(2),
        "_api_access_key=AK&_api_name=1101&&_api_timestamp=1700000000000&_api_version=1.0.0"
    );
}

#[test]
fn a_signed_message_is_let_in() {
    for gateway in [Gateway::Off, csb(), x_tif(), api_key()] {
        let headers = gateway.sign(&signing(now()));
        assert_eq!(verify(&gateway, &headers), Ok(()), "{gateway}");
    }
    assert_eq!(verify(&Gateway::Off, &Vec::new()), Ok(()));
}

#[test]
fn each_missing_header_is_a_missing_header() {
    for gateway in [csb(), x_tif(), api_key()] {
        let headers = gateway.sign(&signing(now()));
        for left_out in 0..headers.len() {
            let mut fewer = headers.clone();
            fewer.remove(left_out);
            assert_eq!(verify(&gateway, &fewer), Err(Rejection::HeaderMissing));
            let empty = changed(headers.clone(), headers[left_out].0, " ");
            assert_eq!(verify(&gateway, &empty), Err(Rejection::HeaderMissing));
        }
    }
}

#[test]
fn a_time_outside_the_window_is_refused_on_both_sides() {
    let minutes = |minutes: i64| now() + SignedDuration::from_mins(minutes);
    // A sender may be late by much, and its clock ahead by little.
    let rows = [(csb(), (30, 5)), (x_tif(), (3, 1))];
    for (gateway, (back, ahead)) in rows {
        for (offset, expected) in [
            (0, Ok(())),
            (-back, Ok(())),
            (ahead, Ok(())),
            (-back - 1, Err(Rejection::Timestamp)),
            (ahead + 1, Err(Rejection::Timestamp)),
        ] {
            let headers = gateway.sign(&signing(minutes(offset)));
            assert_eq!(verify(&gateway, &headers), expected, "{gateway} {offset}");
        }
    }
    for text in [
        "soon",
        "99999999999999999999999",
        "-9223372036854775808",
        "1.5",
    ] {
        let headers = changed(csb().sign(&signing(now())), "_api_timestamp", text);
        assert_eq!(
            verify(&csb(), &headers),
            Err(Rejection::Timestamp),
            "{text}"
        );
        let headers = changed(x_tif().sign(&signing(now())), "x-tif-timestamp", text);
        assert_eq!(
            verify(&x_tif(), &headers),
            Err(Rejection::Timestamp),
            "{text}"
        );
    }
}

#[test]
#[rustfmt::skip]
fn another_key_or_signature_is_refused() {
    use Rejection::{Signature, UnknownKey};
    let rows = [
        (csb(), "_api_access_key", "ak-2", UnknownKey),
        (csb(), "_api_name", "2207", Signature),
        (csb(), "_api_version", "1.0", Signature),
        (csb(), "_api_signature", "AAAA", Signature),
        (csb(), "_api_signature", "不是", Signature),
        (x_tif(), "x-tif-paasid", "other", UnknownKey),
        (x_tif(), "x-tif-nonce", "n-2", Signature),
        (x_tif(), "x-tif-signature", "00", Signature),
        (api_key(), "apikey", "key-2", UnknownKey),
    ];
    for (gateway, name, value, expected) in rows {
        let headers = changed(gateway.sign(&signing(now())), name, value);
        assert_eq!(verify(&gateway, &headers), Err(expected), "{name} {value}");
    }
}

#[test]
fn the_stray_ampersand_of_the_published_example_is_accepted() {
    let headers = csb().sign(&signing(now()));
    let timestamp = (NOW * 1_000).to_string();
    let sent = Csb {
        access_key: "ak-1",
        name: "1101",
        timestamp: &timestamp,
        version: "1.0.0",
    };
    for stray in 1..=3 {
        let mac = hmac_sha1(&Private::new("sk-1"), &sent.base(stray));
        let signature = BASE64.encode(mac.finalize().into_bytes());
        let headers = changed(headers.clone(), "_api_signature", &signature);
        assert_eq!(verify(&csb(), &headers), Ok(()));
    }
}

#[test]
fn x_tif_signatures_are_hex_of_either_case() {
    // sha256("1793667900" + "secret" + "n-1" + "1793667900"), computed with another program.
    let expected = "03d5d6ddd896a3dae5bf1ea1f3afee6d4521f8e4985a909110677281634ddbe3";
    let sent = XTif {
        timestamp: "1793667900",
        nonce: "n-1",
    };
    assert_eq!(sent.signature(&Private::new("secret")), expected);
    let headers = x_tif().sign(&signing(now()));
    let upper = changed(headers, "x-tif-signature", &expected.to_ascii_uppercase());
    assert_eq!(verify(&x_tif(), &upper), Ok(()));
}

#[test]
fn rejections_are_the_published_bodies() {
    let bodies = [
        (
            Rejection::HeaderMissing,
            r#"{"code":401,"message":"缺少服务网关的请求头!"}"#,
        ),
        (
            Rejection::Timestamp,
            r#"{"code":401,"message":"签名时间戳超时!"}"#,
        ),
        (
            Rejection::UnknownKey,
            r#"{"code":401,"message":"非法用户!"}"#,
        ),
        (
            Rejection::Signature,
            r#"{"code":401,"message":"签名不一致!"}"#,
        ),
    ];
    for (rejection, body) in bodies {
        assert_eq!(String::from_utf8(rejection.body()).unwrap(), body);
    }
}

#[test]
fn keys_do_not_print() {
    for gateway in [csb(), x_tif(), api_key()] {
        let shown = format!("{gateway:?} {gateway}");
        for secret in ["sk-1", "secret: \"", "key-1"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn a_signature_for_one_transaction_does_not_cover_another() {
    let csb = csb();
    for (signed, infno, allowed) in [
        ("2207", "2207", true),
        ("2207", "2207A", true),
        ("2207", "2208", false),
        ("1101", "2207", false),
        ("fsi-settle", "2207", true),
        ("rsfComIfsService", "2207", true),
    ] {
        let named = |name: &str| (name == "_api_name").then_some(signed);
        let checked = csb.check_transaction(named, infno);
        assert_eq!(checked.is_ok(), allowed, "{signed} for {infno}");
    }
    assert_eq!(x_tif().check_transaction(|_| None, "2207"), Ok(()));
}
