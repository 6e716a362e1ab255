//! The hospital interface at its door: addresses, signatures, and who answers.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use national::Private;
use national::gateway::Gateway;
use serde_json::{Value, json};

use super::world::{HOSPITAL, Reply, World};
use crate::entrance::{Entrance, RejectionForm};

const CALL: &str = "/fsi/api/rsfComIfsService/callService";

fn message(infno: &str, input: Value) -> Value {
    json!({"infno": infno, "msgid": format!("{HOSPITAL}20261121100000{infno}"),
        "fixmedins_code": HOSPITAL, "input": input})
}

async fn send(world: &World, path: &str, body: String) -> Reply {
    let request = Request::post(path).body(Body::from(body)).unwrap();
    world.send(request).await
}

async fn told(world: &World, message: &Value) -> Value {
    let reply = send(world, CALL, message.to_string()).await;
    assert_eq!(reply.status, 200);
    reply.json()
}

#[tokio::test]
async fn every_address_of_real_clients_leads_to_the_same_door() {
    let world = World::sandbox();
    let found = json!({"medinsinfo": {"fixmedins_code": HOSPITAL}});
    let named = message("1201", found.clone());
    let mut bare = named.clone();
    bare.as_object_mut().unwrap().remove("infno");
    let addresses = [
        (CALL, &named),
        ("/fsi/api/fsiFixMedInsService/queryFixMedIns", &named),
        ("/fsi/api/rsfComIfsService/callService/1201", &bare),
        ("/mss/web/api/fsi/callService", &named),
        ("/mbs-fsi/web/api/fsi/callService", &named),
        ("/mbs-hiIntf-nanning/web/api/fsi/callService/1201", &bare),
        ("/CSB", &named),
        ("/CSB/1201", &bare),
        ("/ebus/gdyb_api/prd/hsa/hgs/1201", &bare),
        ("/ebus/gdyb_inf/poc/hsa/hgs/1201", &bare),
    ];
    for (address, message) in addresses {
        for address in [address.to_owned(), format!("{address}/")] {
            let reply = send(&world, &address, message.to_string()).await;
            assert_eq!(reply.status, 200, "{address}");
            let reply = reply.json();
            assert_eq!(reply["infcode"], 0, "{address}: {reply}");
            let code = &reply["output"]["medinsinfo"][0]["fixmedins_code"];
            assert_eq!(code, HOSPITAL, "{address}");
        }
    }
}

#[tokio::test]
async fn a_refusal_names_what_is_wrong_outside_and_inside() {
    let world = World::sandbox();
    let mut wrong = message("2202", json!({"data": {}}));
    wrong["msgid"] = json!(null);
    let reply = told(&world, &wrong).await;
    assert_eq!(reply["infcode"], -1);
    assert_eq!(
        reply["err_msg"],
        "[several-faults] 3处：缺少 msgid data.{psn_no,mdtrt_id}；请全部更正后重新发送，逐项说明见warn_msg / \
         3 faults: missing msgid data.{psn_no,mdtrt_id}; correct them all and send a new message; \
         warn_msg explains each"
    );
    assert_eq!(
        reply["warn_msg"],
        "缺少msgid；缺少input.data.psn_no；缺少input.data.mdtrt_id / msgid is missing; \
         input.data.psn_no is missing; input.data.mdtrt_id is missing"
    );
}

fn behind_a_key(rejection: RejectionForm) -> World {
    let gateway = Gateway::ApiKey {
        key: Private::new("secret"),
    };
    let entrance = Entrance {
        rejection,
        ..Entrance::signed(gateway)
    };
    World::behind(
        false,
        BTreeMap::from([(HOSPITAL.parse().unwrap(), entrance)]),
    )
}

#[tokio::test]
async fn what_turns_an_unsigned_message_away_is_set_for_each_facility() {
    let unsigned = message("9001", json!({"signIn": {}})).to_string();
    let world = behind_a_key(RejectionForm::Envelope);
    let reply = send(&world, CALL, unsigned.clone()).await;
    assert_eq!(reply.status, 200);
    let reply = reply.json();
    assert_eq!(reply["infcode"], -1);
    assert_eq!(reply["output"], Value::Null);
    let says = reply["err_msg"].as_str().unwrap();
    assert!(
        says.starts_with("[gateway-header-missing] 缺少服务网关的请求头!"),
        "{says}"
    );

    let world = behind_a_key(RejectionForm::Status401);
    let reply = send(&world, CALL, unsigned).await;
    assert_eq!(reply.status, 401);
    assert_eq!(
        reply.json(),
        json!({"code": 401, "message": "缺少服务网关的请求头!"})
    );
}

#[tokio::test]
async fn the_receiver_is_the_place_of_the_facility_or_of_the_installation() {
    let world = World::sandbox();
    let sent_by = |facility: Value| {
        let mut message = message("2202", json!({"data": {}}));
        message["fixmedins_code"] = facility;
        message.to_string()
    };
    let rows = [
        // Chengdu, also where the message is refused before anything is looked up.
        (sent_by(json!(HOSPITAL)), "510100"),
        // A facility nobody knows has the place of its code.
        (sent_by(json!("H33010200001")), "330100"),
        // Nobody knows whose it is: the installation's own.
        (sent_by(json!("")), "440300"),
        ("{".to_owned(), "440300"),
    ];
    for (body, place) in rows {
        let reply = send(&world, CALL, body.clone()).await.json();
        assert_eq!(reply["infcode"], -1, "{body}");
        let reference = reply["inf_refmsgid"].as_str().unwrap();
        assert!(reference.starts_with(place), "{body}: {reference}");
    }
    let world = behind_a_key(RejectionForm::Envelope);
    let reply = told(&world, &message("9001", json!({}))).await;
    assert!(
        reply["inf_refmsgid"]
            .as_str()
            .unwrap()
            .starts_with("510100")
    );
}
