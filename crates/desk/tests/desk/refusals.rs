//! Every code the desk can answer with, provoked: nothing is written, and both languages say what,
//! which and what next.

use std::collections::BTreeSet;

use crate::scene::{Scene, inpatient, lines_of, refund, scene};
use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller, caller_of, cancel_of, card_of, line, outpatient,
    region, stay,
};
use desk::{
    CancelDischarge, CancelVisit, Deed, DeskError, DischargeTerms, OpenVisit, ReverseMessage,
    Settle, SettledTogether, Side, UpdateVisit, UploadLines, Voucher, Withdrawal,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::Care;
use domain::ids::VisitId;
use domain::person::Scheme;
use jiff::civil::date;
use store::testing::on_each_engine;
use store::visits::VisitFlags;
use store::{StoreError, Tx, reference};

type Case = (&'static str, fn(&Scene) -> DeskError);

/// code → how it is provoked
const CASES: &[Case] = &[
    ("unknown-person", |s| {
        let voucher = Voucher::Certificate(crate::world::card("NOBODY"));
        s.world
            .read(|desk| desk::identify(desk, &voucher))
            .unwrap_err()
    }),
    ("unknown-person", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                person: "P9".parse().unwrap(),
                ..outpatient("X")
            },
        )
    }),
    ("unknown-facility", |s| {
        s.open("H44010099999", outpatient("X"))
    }),
    ("not-enrolled", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                scheme: Some(Scheme::Resident),
                ..outpatient("X")
            },
        )
    }),
    ("not-enrolled", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                insured_at: Some(region("110105")),
                ..outpatient("X")
            },
        )
    }),
    ("not-entitled", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                from: date(2020, 8, 31),
                ..outpatient("X")
            },
        )
    }),
    ("not-networked", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                from: date(2017, 5, 1),
                ..outpatient("X")
            },
        )
    }),
    ("not-networked", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                care: Care::Chronic,
                ..outpatient("X")
            },
        )
    }),
    ("unknown-visit", |s| {
        s.settle(GUANGZHOU, batch(&"S9".parse().unwrap(), "B1", 320))
    }),
    ("unknown-visit", |s| {
        s.settle(CHENGDU, batch(&s.visit, "B1", 320))
    }),
    ("visit-settled", |s| s.cancel_visit(CHENGDU, &s.settled)),
    ("visit-has-lines", |s| s.cancel_visit(GUANGZHOU, &s.visit)),
    ("wrong-care", |s| s.settle(GUANGZHOU, stay(&s.visit, 320))),
    ("wrong-care", |s| {
        s.settle(CHENGDU, batch(&s.stay, "B1", 900))
    }),
    ("wrong-care", |s| s.discharge(&s.visit_at_chengdu(), 5)),
    ("not-discharged", |s| {
        s.world
            .settle(CHENGDU, "X", stay(&s.stay, 900))
            .unwrap_err()
    }),
    ("not-discharged", |s| {
        let asked = CancelDischarge {
            person: "P1".parse().unwrap(),
            visit: s.stay.clone(),
        };
        let caller = caller(CHENGDU, "X");
        let answer = s
            .world
            .write(move |desk| desk::cancel_discharge(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }),
    ("already-discharged", |s| s.discharge(&s.settled, 12)),
    ("findings-missing", |s| {
        let visit = s.world.open(GUANGZHOU, "F-open", outpatient("F"));
        let upload = lines_of(&visit, "F", vec![line("1", "A", 5)]);
        s.world.upload(GUANGZHOU, "F-lines", upload).unwrap();
        s.settle(GUANGZHOU, batch(&visit, "F", 5))
    }),
    ("unknown-item", |s| s.upload(vec![line("9", "NO", 5)])),
    ("item-not-in-force", |s| s.upload(vec![line("9", "OLD", 5)])),
    ("line-amount", |s| {
        s.upload(vec![BillLine {
            amount: Money::from_yuan(6),
            ..line("9", "A", 5)
        }])
    }),
    ("negative-line", |s| {
        s.upload(vec![line("9", "A", 5), refund("8", None, 1)])
    }),
    ("refund", |s| s.upload(vec![refund("8", Some("77"), 1)])),
    ("refund", |s| {
        s.upload(vec![refund("8", Some("1"), 1), refund("7", Some("1"), 1)])
    }),
    ("serial-repeated", |s| {
        s.upload(vec![line("9", "A", 5), line("9", "A", 5)])
    }),
    ("serial-taken", |s| s.upload(vec![line("1", "A", 301)])),
    ("field", |s| s.upload(vec![line("9", "A", 100_000_001)])),
    ("field", |s| {
        s.settle(GUANGZHOU, batch(&s.visit, "B1", -320))
    }),
    ("batch-settled", |s| {
        let visit = s.world.ready(GUANGZHOU, "Y", vec![line("1", "A", 9)]);
        s.world
            .settle(GUANGZHOU, "Y-settle", batch(&visit, "Y", 9))
            .unwrap();
        let asked = lines_of(&visit, "Y", vec![line("9", "A", 5)]);
        s.world.upload(GUANGZHOU, "X", asked).unwrap_err()
    }),
    ("no-such-lines", |s| {
        s.withdraw(Withdrawal::Batch("NONE".to_owned()))
    }),
    ("no-such-lines", |s| {
        s.withdraw(Withdrawal::Serials(vec!["1".into(), "99".into()]))
    }),
    ("no-lines", |s| {
        s.settle(GUANGZHOU, batch(&s.visit, "NONE", 320))
    }),
    ("total-mismatch", |s| {
        s.settle(GUANGZHOU, batch(&s.visit, "B1", 321))
    }),
    ("negative-bill", |s| {
        let visit = s
            .world
            .ready(GUANGZHOU, "N", vec![line("1", "A", 9), line("2", "C", 20)]);
        s.world
            .settle(GUANGZHOU, "N-settle", batch(&visit, "N", 29))
            .unwrap();
        let lines = vec![refund("3", Some("1"), 9), line("4", "C", 20)];
        s.world
            .upload(GUANGZHOU, "N-refund", lines_of(&visit, "N2", lines))
            .unwrap();
        s.settle(GUANGZHOU, batch(&visit, "N2", 11))
    }),
    ("already-settled", |s| {
        s.settle(CHENGDU, stay(&s.settled, 700))
    }),
    ("refund-apart", |s| {
        let lines = vec![refund("8", Some("1"), 1), line("9", "A", 500)];
        let apart = lines_of(&s.visit, "B9", lines);
        s.world.upload(GUANGZHOU, "B9-lines", apart).unwrap();
        s.settle(GUANGZHOU, batch(&s.visit, "B9", 200))
    }),
    ("not-settled-directly", |s| {
        let admit = OpenVisit {
            person: "P2".parse().unwrap(),
            ..inpatient("U")
        };
        let visit = s.world.open(CHENGDU, "U-open", admit);
        let person = || "P2".parse().unwrap();
        let upload = UploadLines {
            person: person(),
            ..lines_of(&visit, "", vec![line("1", "A", 9)])
        };
        s.world.upload(CHENGDU, "U-lines", upload).unwrap();
        let asked = DischargeTerms {
            person: person(),
            visit: visit.clone(),
            until: date(2026, 11, 5),
            flags: Default::default(),
            findings: None,
        };
        let out = caller_of("P2", CHENGDU, "U-out");
        s.world
            .write(move |desk| desk::discharge(desk, &out, &asked, |_| vec![]))
            .unwrap();
        s.settle(
            CHENGDU,
            Settle {
                person: person(),
                ..stay(&visit, 9)
            },
        )
    }),
    ("third-party", |s| {
        let mut asked = batch(&s.visit, "B1", 320);
        asked.flags.trauma = true;
        asked.flags.third_party = true;
        s.settle(GUANGZHOU, asked)
    }),
    ("no-policy", |s| {
        let visit = s.world.open(GUANGZHOU, "O-open", outpatient("O"));
        s.world.describe(GUANGZHOU, "O-info", &visit);
        let upload = lines_of(&visit, "O", vec![line("1", "A", 5)]);
        s.world.upload(GUANGZHOU, "O-lines", upload).unwrap();
        let mut world = s.world.clone();
        let bare = world
            .db
            .read(|tx: &mut Tx<'_>| desk::Reference::read(tx, Default::default()));
        world.reference = bare
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"))
            .into();
        world.quote(GUANGZHOU, &batch(&visit, "O", 5)).unwrap_err()
    }),
    ("no-catalogue", |s| {
        let mut world = s.world.clone();
        let bare = world.db.transact(|tx: &mut Tx<'_>| {
            let guangdong = region("440000");
            let kept = reference::catalogues(tx)?;
            reference::replace_catalogue(tx, guangdong, &[])?;
            let bare = desk::Reference::read(tx, crate::world::library());
            let items = kept
                .iter()
                .find(|catalogue| catalogue.region == guangdong)
                .unwrap();
            reference::replace_catalogue(tx, guangdong, items.items())?;
            bare
        });
        world.reference = bare
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"))
            .into();
        let asked = lines_of(&s.visit, "B1", vec![line("9", "A", 5)]);
        world.upload(GUANGZHOU, "X", asked).unwrap_err()
    }),
    ("in-hospital", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                from: date(2026, 11, 12),
                ..outpatient("X")
            },
        )
    }),
    ("lines-outside-visit", |s| {
        s.upload(vec![BillLine {
            used_on: date(2026, 11, 2),
            ..line("9", "A", 5)
        }])
    }),
    ("insurance-differs", |s| {
        let mut asked = batch(&s.visit, "B1", 320);
        asked.scheme = Some(Scheme::Resident);
        s.settle(GUANGZHOU, asked)
    }),
    ("voucher-missing", |s| {
        s.open_showing(desk::Shown::default(), outpatient("X"))
    }),
    ("voucher-of-another", |s| {
        s.open_showing(card_of("P2"), outpatient("X"))
    }),
    ("message-of-another-person", |s| {
        let asked = ReverseMessage {
            person: "P2".parse().unwrap(),
            original: "B1-lines".parse().unwrap(),
            deed: Deed::SettleVisit,
        };
        let caller = caller_of("P2", GUANGZHOU, "X");
        let answer = s
            .world
            .write(move |desk| desk::reverse_message(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }),
    ("visit-differs", |s| {
        let first = OpenVisit {
            flags: VisitFlags {
                emergency: true,
                ..VisitFlags::default()
            },
            ..outpatient("D")
        };
        s.world.open(GUANGZHOU, "D-open", first);
        s.open(GUANGZHOU, outpatient("D"))
    }),
    ("unknown-correction", |s| {
        let id = "B9".parse().unwrap();
        let read = s
            .world
            .read(|desk| desk::query::correction_by_id(desk, &id));
        read.unwrap_err()
    }),
    ("unknown-settlement", |s| {
        let asked = cancel_of(&s.visit, &"A9".parse().unwrap());
        s.world.cancel(GUANGZHOU, "X", asked).unwrap_err()
    }),
    ("already-cancelled", |s| {
        let (original, _) = s.undone_pair();
        s.world
            .cancel(GUANGZHOU, "X", cancel_of(&s.undone, &original))
            .unwrap_err()
    }),
    ("is-cancellation", |s| {
        let (_, cancellation) = s.undone_pair();
        s.world
            .cancel(GUANGZHOU, "X", cancel_of(&s.undone, &cancellation))
            .unwrap_err()
    }),
    ("key-reused", |s| {
        s.world
            .settle(CHENGDU, "S2-settle", stay(&s.settled, 701))
            .unwrap_err()
    }),
    ("key-reused", |s| {
        let asked = cancel_of(&s.settled, &"A9".parse().unwrap());
        s.world.cancel(CHENGDU, "S2-settle", asked).unwrap_err()
    }),
    ("message-reversed", |s| {
        s.world
            .settle(GUANGZHOU, "B2-settle", batch(&s.undone, "B2", 10))
            .unwrap_err()
    }),
    ("other-deed", |s| s.reverse("B2-settle", Deed::Admit)),
    ("not-reversible", |s| {
        s.reverse("B1-lines", Deed::UploadLines)
    }),
    ("date-ahead", |s| {
        s.open(
            GUANGZHOU,
            OpenVisit {
                from: date(2026, 11, 22),
                ..outpatient("X")
            },
        )
    }),
    ("date-order", |s| s.discharge(&s.stay, 2)),
    ("unknown-filing", |s| {
        let answer = s.world.write(|desk| {
            let owner = (&"P1".parse().unwrap(), &"F9".parse().unwrap());
            desk::cancel_filing(desk, "P1", owner, "")
        });
        answer.unwrap_err()
    }),
    ("filing-refused", |s| {
        s.world.file("P2", "440100").unwrap_err()
    }),
    ("unknown-sign-in", |s| {
        let caller = caller(GUANGZHOU, "X");
        s.world
            .write(move |desk| desk::sign_out(desk, &caller, "Q9"))
            .unwrap_err()
    }),
    ("visit-cancelled", |s| {
        let visit = s.world.open(GUANGZHOU, "V-open", outpatient("V"));
        let asked = CancelVisit {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Outpatient,
        };
        let undo = caller(GUANGZHOU, "V-cancel");
        s.world
            .write(move |desk| desk::cancel_visit(desk, &undo, &asked, |_| vec![]))
            .unwrap();
        s.quote_of(GUANGZHOU, &batch(&visit, "V", 1))
    }),
    ("already-discharged", |s| {
        let asked = Settle {
            what: SettledTogether::Stay { mid_stay: true },
            ..stay(&s.settled, 40)
        };
        s.settle(CHENGDU, asked)
    }),
    ("wrong-care", |s| {
        let asked = UpdateVisit {
            care: Some(Care::Inpatient),
            ..crate::world::findings("P1", &s.visit)
        };
        let caller = caller(GUANGZHOU, "X");
        let answer = s
            .world
            .write(move |desk| desk::update_visit(desk, &caller, &asked, |_| vec![]));
        answer.unwrap_err()
    }),
];

/// Codes that no message of a caller provokes, and where they are provoked instead.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "share-link-over",
        "sharing::a_link_shows_one_bill_until_it_is_taken_back",
    ),
    (
        "share-links-too-many",
        "sharing::a_link_shows_one_bill_until_it_is_taken_back",
    ),
    (
        "unknown-question",
        "questions::a_question_is_asked_answered_and_told",
    ),
    (
        "questions-too-many",
        "questions::a_question_is_asked_answered_and_told",
    ),
    (
        "question-answered",
        "questions::a_question_is_asked_answered_and_told",
    ),
    (
        "question-under-review",
        "questions::a_question_is_asked_answered_and_told",
    ),
    (
        "bill-done-already",
        "questions::a_question_is_asked_answered_and_told",
    ),
    (
        "bed-days-too-many",
        "desk_kinds::what_cannot_be_is_said_before_it_is_settled",
    ),
    (
        "voucher-code-expired",
        "e_voucher::a_code_is_one_facilitys_and_only_while_it_holds",
    ),
    (
        "voucher-code-used",
        "e_voucher::a_code_is_one_facilitys_and_only_while_it_holds",
    ),
    (
        "voucher-code-forged",
        "e_voucher::a_code_that_was_made_up_or_made_elsewhere_is_told_so",
    ),
    (
        "voucher-code-of-elsewhere",
        "e_voucher::a_code_that_was_made_up_or_made_elsewhere_is_told_so",
    ),
    (
        "voucher-code-ended",
        "e_voucher::a_code_ends_with_the_sign_in_and_with_the_consent_it_was_shown_under",
    ),
    (
        "own-case",
        "access::tests::cases::nobody_sees_or_decides_their_own_case_or_their_familys",
    ),
    (
        "own-entry",
        "access::tests::cases::who_entered_a_filing_does_not_decide_it",
    ),
    (
        "case-held",
        "access::tests::cases::a_case_is_one_clerks_while_it_is_open",
    ),
    (
        "case-decided",
        "access::tests::cases::a_clean_case_is_approved_with_one_form_and_the_next_one_opens",
    ),
    (
        "second-eye-needed",
        "access::tests::cases::against_a_failed_check_two_people_decide",
    ),
    (
        "second-eye",
        "access::tests::cases::against_a_failed_check_two_people_decide",
    ),
    (
        "nothing-proposed",
        "access::tests::cases::against_a_failed_check_two_people_decide",
    ),
    (
        "reason-needed",
        "access::tests::counter::a_case_that_opened_only_just_now_is_not_decided",
    ),
    (
        "unknown-bill-case",
        "access::tests::bills::a_bill_of_another_place_is_not_there",
    ),
    (
        "decision-source-missing",
        "bill_cases::a_missing_figure_is_decided_by_two_and_derived_again_to_the_fen",
    ),
    (
        "decision-reason-missing",
        "bill_cases::a_missing_figure_is_decided_by_two_and_derived_again_to_the_fen",
    ),
    (
        "decision-figure-missing",
        "bill_cases::a_missing_figure_is_decided_by_two_and_derived_again_to_the_fen",
    ),
    (
        "verdict-unfit",
        "bill_cases::a_missing_figure_is_decided_by_two_and_derived_again_to_the_fen",
    ),
    (
        "comes-out-otherwise",
        "bill_cases::what_changes_before_it_is_confirmed_is_proposed_anew",
    ),
    (
        "bill-closed",
        "bill_cases::a_bill_that_is_cancelled_meanwhile_waits_for_nobody",
    ),
    (
        "shown-too-often",
        "access::tests::cases::a_full_number_needs_a_reason_and_the_person_can_see_who_asked",
    ),
    (
        "unknown-colleague",
        "access::tests::cases::a_case_is_handed_to_a_colleague_of_the_unit_alone",
    ),
    (
        "release-past",
        "past::what_was_settled_by_the_old_rules_is_told_and_corrected",
    ),
    (
        "account-spent",
        "only where a policy lets stand what used the account since",
    ),
    (
        "bad-clock-time",
        "a time that is none, in the tests of the clock",
    ),
    (
        "clock-not-settable",
        "a database that is no demo's, in the tests of the clock",
    ),
    (
        "not-a-demo",
        "a database with people in it, in the tests of the clock",
    ),
    (
        "rule-not-known",
        "the golden cases of the policies, which name what nobody knows",
    ),
    (
        "ceiling-not-known",
        "the golden cases of the policies, which name what nobody knows",
    ),
    (
        "no-rule",
        "the checker of the policies, which proves that there is always one",
    ),
    (
        "fate-unknown",
        "the kill loop, which breaks the connection during a commit",
    ),
    ("unavailable", "the kill loop, which stops the server"),
    (
        "two-rules",
        "the tests of the workbench, by a pack that is wrong",
    ),
    (
        "outside-the-scheme",
        "the test that asks every face the same",
    ),
    ("home-suspended", "the test that asks every face the same"),
    ("not-signed-in", "the tests of access, over every address"),
    ("role-not-held", "the tests of access, over every address"),
    (
        "second-factor-needed",
        "the tests of access, over every address",
    ),
    ("sign-in-failed", "the tests of accounts"),
    ("sign-in-locked", "the tests of accounts"),
    ("password-weak", "the tests of accounts"),
    ("own-consent", "the tests of accounts"),
    ("unknown-consent", "the tests of accounts"),
    ("roles-do-not-go-together", "the tests of accounts"),
    ("unit-needed", "the tests of accounts"),
    (
        "unknown-unit",
        "cli/tests/operator.rs, what_is_mistyped_is_told_and_makes_nothing",
    ),
    (
        "not-identified",
        "access::tests::counter::nothing_is_done_about_somebody_who_was_not_identified",
    ),
    (
        "looked-up-too-often",
        "access::tests::counter::a_clerk_looks_people_up_one_after_the_other_and_not_a_register",
    ),
    (
        "just-opened",
        "access::tests::counter::a_case_that_opened_only_just_now_is_not_decided",
    ),
    (
        "unknown-verdict",
        "access::tests::cases::a_return_needs_a_reason_and_the_person_reads_it_in_both_languages",
    ),
    (
        "show-reason-needed",
        "access::tests::counter::whom_to_reach_is_shown_for_a_reason_the_person_reads",
    ),
    ("unknown-operator-key", "the tests of releases"),
    ("role-missing", "the tests of releases"),
    ("operator-exists", "the tests of releases"),
    ("unknown-operator", "the tests of releases"),
    ("four-eyes", "the tests of releases"),
    ("unknown-release", "the tests of releases"),
    ("fact-not-known", "the tests of facts"),
    ("earlier-stay-unsettled", "the tests of facts"),
    ("later-settlements-first", "the tests of facts"),
    ("release-files", "the tests of releases"),
    ("release-unit", "the tests of drafts"),
    ("draft-moved", "the tests of drafts"),
    ("no-draft", "the tests of drafts"),
    ("release-unchanged", "the tests of releases"),
    ("release-red", "the tests of releases"),
    ("release-decided", "the tests of releases"),
    ("release-outdated", "the tests of releases"),
    ("release-date", "the tests of releases"),
    ("release-not-latest", "the tests of releases"),
    ("release-in-force", "the tests of releases"),
    ("release-past", "the tests of releases over the past"),
    (
        "other-policies",
        "the test that publishes from the command line, with another folder",
    ),
    (
        "bad-register",
        "on_record::a_history_that_cannot_be_is_refused",
    ),
    (
        "not-standing",
        "on_record::the_policy_says_whether_a_clerk_decides",
    ),
    (
        "nothing-to-decide",
        "on_record::the_policy_says_whether_a_clerk_decides",
    ),
    (
        "nothing-to-choose",
        "choosing::whether_a_choice_is_needed_goes_by_tier",
    ),
    (
        "choice-not-allowed",
        "choosing::what_the_rules_do_not_allow_is_refused",
    ),
    (
        "choice-unfiled",
        "choosing::what_the_rules_do_not_allow_is_refused",
    ),
    (
        "choice-not-held",
        "choosing::what_the_rules_do_not_allow_is_refused",
    ),
    (
        "chosen-already",
        "choosing::what_the_rules_do_not_allow_is_refused",
    ),
    (
        "choices-full",
        "choosing::what_the_rules_do_not_allow_is_refused",
    ),
    (
        "choice-channel-closed",
        "choosing::changes_are_counted_by_the_year_and_give_notice",
    ),
    (
        "choice-change-refused",
        "choosing::changes_are_counted_by_the_year_and_give_notice",
    ),
    (
        "choice-reason-needed",
        "choosing::one_small_and_one_large_stand_beside_each_other",
    ),
    (
        "account-disabled",
        "cli single_sign_on::who_is_unknown_disabled_or_not_signed_in_there_is_told_and_not_let_in",
    ),
    (
        "not-staff-here",
        "cli single_sign_on::who_is_unknown_disabled_or_not_signed_in_there_is_told_and_not_let_in",
    ),
    (
        "no-second-step-here",
        "cli single_sign_on::our_second_step_is_asked_where_the_provider_took_none",
    ),
    (
        "single-sign-on-away",
        "cli single_sign_on::a_provider_that_is_away_is_told_and_the_password_remains",
    ),
    ("single-sign-on-clock", "server single_sign_on::tests"),
    ("single-sign-on-doubtful", "server single_sign_on::tests"),
    (
        "single-sign-on-refused",
        "cli single_sign_on::a_code_that_was_used_is_refused_by_the_provider_and_told",
    ),
    (
        "single-sign-on-stale",
        "cli single_sign_on::a_code_that_was_used_is_refused_by_the_provider_and_told",
    ),
    (
        "staff-number-taken",
        "cli operators::a_row_that_is_wrong_is_refused_alone_and_says_how_to_repair_it",
    ),
    (
        "already-recognised",
        "hospital::a_recognised_disease_is_what_a_register_would_have_stated",
    ),
    (
        "already-referred",
        "hospital::a_referral_is_recorded_once_for_the_same_hospital_and_days",
    ),
    (
        "disease-code-unknown",
        "hospital::where_a_policy_lists_no_disease_it_is_on_record_by_its_code",
    ),
    (
        "disease-not-listed",
        "hospital::what_a_recognition_says_has_to_fit",
    ),
    (
        "doctor-not-here",
        "hospital::only_the_hospitals_own_doctors_say_so_where_they_are_on_record",
    ),
    ("not-a-hospital", "hospital::a_pharmacy_refers_nobody"),
    (
        "unknown-hospital-record",
        "hospital::a_referral_filing_rests_on_the_hospitals_record_and_falls_with_it",
    ),
    (
        "passkey-known",
        "passkeys::a_passkey_of_either_kind_signs_its_owner_in_and_nobody_else",
    ),
    (
        "passkey-stale",
        "passkeys::a_passkey_of_either_kind_signs_its_owner_in_and_nobody_else",
    ),
    (
        "unknown-passkey",
        "passkeys::a_passkey_of_either_kind_signs_its_owner_in_and_nobody_else",
    ),
    (
        "passkey-not-taken",
        "passkeys::what_is_wrong_in_any_way_is_not_taken",
    ),
    (
        "passkeys-too-many",
        "passkeys::nobody_has_passkeys_without_end",
    ),
    (
        "face-away",
        "server access::doors::a_face_that_is_the_same_signs_in_and_whatever_\
         else_leads_to_the_other_ways",
    ),
    (
        "face-not-compared",
        "server access::doors::a_face_that_is_the_same_signs_in_and_whatever_\
         else_leads_to_the_other_ways",
    ),
    (
        "sign-in-not-there",
        "server access::doors::everybody_sees_where_they_are_signed_in_and_\
         signs_out_there_or_everywhere",
    ),
    (
        "not-derived",
        "on_record::what_cannot_be_derived_is_left_or_waits",
    ),
];

fn tables(world: &World) -> Vec<i64> {
    let tables = [
        "message",
        "settlement",
        "posting",
        "bill_line",
        "visit",
        "audit",
        "outbox",
    ];
    tables.iter().map(|table| world.rows(table)).collect()
}

#[test]
fn every_refusal_has_its_code_and_both_languages() {
    on_each_engine(|db| {
        let scene = scene(db);
        for (number, (code, provoke)) in CASES.iter().enumerate() {
            let error = provoke(&scene);
            assert_eq!(error.code(), *code, "case {number}: {error:?}");
            let (message, next) = (error.message(), error.next());
            for text in [&message.zh, &message.en, &next.zh, &next.en] {
                assert!(!text.is_empty(), "case {number}, {code}");
            }
            assert!(
                !message.en.contains("陈"),
                "nothing personal: {}",
                message.en
            );
            scene.world.assert_sound();
        }
    });
}

#[test]
fn a_refused_message_writes_nothing_and_may_come_again_corrected() {
    on_each_engine(|db| {
        let scene = scene(db);
        let before = tables(&scene.world);
        let wrong = scene
            .world
            .settle(GUANGZHOU, "M1", batch(&scene.visit, "B1", 321));
        assert_eq!(wrong.unwrap_err().code(), "total-mismatch");
        let wrong = scene.upload(vec![line("8", "A", 5), line("9", "NO", 5)]);
        assert_eq!(wrong.code(), "unknown-item");
        assert_eq!(tables(&scene.world), before);
        scene
            .world
            .settle(GUANGZHOU, "M1", batch(&scene.visit, "B1", 320))
            .unwrap();
        scene.world.assert_sound();
    });
}

#[test]
fn not_yours_and_not_there_look_the_same() {
    on_each_engine(|db| {
        let scene = scene(db);
        let theirs = scene
            .settle(CHENGDU, batch(&scene.visit, "B1", 320))
            .message();
        let same_length: VisitId = "S".repeat(scene.visit.as_str().len()).parse().unwrap();
        let nobodys = scene
            .settle(CHENGDU, batch(&same_length, "B1", 320))
            .message();
        let hide = |text: &str, id: &VisitId| text.replace(id.as_str(), "…");
        assert_eq!(
            hide(&theirs.en, &scene.visit),
            hide(&nobodys.en, &same_length)
        );
        assert_eq!(
            hide(&theirs.zh, &scene.visit),
            hide(&nobodys.zh, &same_length)
        );
    });
}

#[test]
fn every_code_is_provoked_somewhere() {
    let here: BTreeSet<&str> = CASES.iter().map(|(code, _)| *code).collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let all: BTreeSet<&str> = DeskError::codes().map(|entry| entry.code).collect();
    assert_eq!(
        all.len(),
        DeskError::codes().count(),
        "no code is listed twice"
    );
    let provoked: BTreeSet<&str> = here.union(&elsewhere).copied().collect();
    assert_eq!(provoked, all);
    assert!(here.is_disjoint(&elsewhere));
}
