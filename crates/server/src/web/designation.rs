//! Choosing facilities for outpatient care: what is chosen and what is missing, `/designation`; and
//! one choice from its check to its end, `/designation/choose`.

use askama::Template;
use domain::basis::ShownBasis;
use domain::ids::mask_name;
use domain::procedures::ChoiceChannel;
use domain::text::Bilingual;
use jiff::civil::Date;

use super::basis::Chip;
use super::frame::Frame;
use super::text::{ChoiceText, Text};
use super::{html, words};

/// What is chosen and what is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoicesPage {
    /// Full name of whom one acts for; the page masks it. Nothing for oneself.
    pub acting_for: Option<String>,
    /// Each insurance and place.
    pub needs: Vec<NeedView>,
    /// How it came about, newest first.
    pub made: Vec<MadeView>,
    /// What was just done: the facility, from when, whether it took the place of another.
    pub done: Option<(String, Date, bool)>,
}

/// One place by one insurance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedView {
    /// The place.
    pub place: Bilingual,
    /// What the rule is called.
    pub title: Bilingual,
    /// What it says.
    pub says: Bilingual,
    /// Whether a choice is asked for.
    pub needed: bool,
    /// Whether something has to be chosen that is not.
    pub missing: bool,
    /// What may be chosen.
    pub choices: Option<Bilingual>,
    /// What is chosen.
    pub held: Vec<HeldView>,
    /// Where one is found.
    pub find: String,
    /// What the rule rests on.
    pub basis: Vec<ShownBasis>,
}

/// A facility that is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldView {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// From which day.
    pub from: Date,
    /// The first day it no longer is.
    pub until: Option<Date>,
    /// Whether it has begun.
    pub begun: bool,
}

/// A choice as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeView {
    /// The day on which it was made.
    pub on: Date,
    /// The facility.
    pub name: String,
    /// The one given up.
    pub instead_of: Option<String>,
    /// From which day.
    pub from: Date,
    /// How.
    pub channel: ChoiceChannel,
}

impl MadeView {
    /// How it was made; by the bureau's account or on these pages is online alike.
    fn how(&self, frame: &Frame) -> String {
        match self.channel {
            ChoiceChannel::OfficialAccount => frame.say(ChoiceText::MadeOnline).to_owned(),
            other => frame.name(&other),
        }
    }
}

/// A choice before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoosePage {
    /// Full name of whom one acts for, and their number.
    pub acting_for: Option<(String, String)>,
    /// The facility.
    pub facility: String,
    /// Its code.
    pub code: String,
    /// Where it lies.
    pub place: Bilingual,
    /// Whether its code was scanned.
    pub scanned: bool,
    /// The one that is given up: code and name.
    pub instead_of: Option<(String, String)>,
    /// Why it is changed: word and name.
    pub reason: Option<(String, Bilingual)>,
    /// How far it is.
    pub step: ChooseStep,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChooseStep {
    /// Say which of these is given up: code and name.
    Which(Vec<(String, String)>),
    /// Say why, one of these: word and name.
    Why(Vec<(&'static str, Bilingual)>),
    /// Look at it again and send it.
    Check(CheckView),
    /// It cannot be chosen: why, and what to do.
    Refused(RefusedView),
}

/// What a choice would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckView {
    /// The number under which it is sent.
    pub number: String,
    /// The insurance.
    pub insurance: Bilingual,
    /// What the rule is called.
    pub title: Bilingual,
    /// From which day.
    pub from: Date,
    /// Why from then.
    pub says: Bilingual,
    /// How many more changes there are afterwards.
    pub changes_left: Option<usize>,
    /// What it rests on.
    pub basis: Vec<ShownBasis>,
}

/// Why it cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedView {
    /// Stable word.
    pub code: &'static str,
    /// What is in the way.
    pub says: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// Where others are found.
    pub find: String,
    /// Where filing is asked about, if that is in the way.
    pub file: Option<String>,
}

#[derive(Template)]
#[template(path = "designation.html")]
struct Html<'a> {
    frame: &'a Frame,
    acting_for: Option<String>,
    title: &'static str,
    done: Option<(&'static str, String)>,
    needs: Vec<ShownNeed<'a>>,
    made: Vec<ShownMade<'a>>,
}

struct ShownNeed<'a> {
    view: &'a NeedView,
    tone: &'static str,
    state: &'static str,
    held: Vec<(&'a HeldView, String)>,
    chips: Vec<Chip>,
}

struct ShownMade<'a> {
    view: &'a MadeView,
    on: String,
    from: String,
}

#[derive(Template)]
#[template(path = "designation_choose.html")]
struct ChooseHtml<'a> {
    frame: &'a Frame,
    page: &'a ChoosePage,
    acting_for: Option<String>,
    from: String,
    after: String,
    chips: Vec<Chip>,
}

/// The page of what is chosen, as HTML.
pub fn render(frame: &Frame, page: &ChoicesPage) -> String {
    let missing = page.needs.iter().any(|need| need.missing);
    let needed = page.needs.iter().any(|need| need.needed);
    let title = match (missing, needed) {
        (true, _) => ChoiceText::ChooseFirst,
        (false, true) => ChoiceText::AllChosen,
        (false, false) => ChoiceText::NoNeed,
    };
    let done = page.done.as_ref().map(|(name, from, changed)| {
        let title = match changed {
            true => ChoiceText::DoneChanged,
            false => ChoiceText::DoneTitle,
        };
        (frame.say(title), done_says(frame, name, *from))
    });
    html(&Html {
        frame,
        acting_for: page.acting_for.as_deref().map(mask_name),
        title: frame.say(title),
        done,
        needs: page.needs.iter().map(|need| shown(frame, need)).collect(),
        made: page
            .made
            .iter()
            .map(|view| ShownMade {
                view,
                on: words::day(frame.lang, view.on),
                from: words::since(frame.lang, view.from),
            })
            .collect(),
    })
}

fn done_says(frame: &Frame, name: &str, from: Date) -> String {
    let day = Bilingual::new(words::day(frame.lang, from), words::day(frame.lang, from));
    let told = domain::say!("{name}，{day}起生效。", "{name}, from {day} on."; day = day);
    frame.pick(&told).to_owned()
}

fn shown<'a>(frame: &Frame, need: &'a NeedView) -> ShownNeed<'a> {
    let (tone, state) = match (need.needed, need.missing) {
        (true, true) => ("wait", ChoiceText::Missing),
        (true, false) => ("on", ChoiceText::Chosen),
        (false, _) => ("on", ChoiceText::NotNeeded),
    };
    let held = need.held.iter();
    let held = held.map(|one| (one, words::span(frame.lang, one.from, one.until)));
    ShownNeed {
        view: need,
        tone,
        state: frame.say(state),
        held: held.collect(),
        chips: Chip::all(frame, &need.basis, None),
    }
}

/// The page of one choice, as HTML.
pub fn render_choose(frame: &Frame, page: &ChoosePage) -> String {
    let acting_for = page.acting_for.as_ref().map(|(name, _)| mask_name(name));
    let (from, after, basis) = match &page.step {
        ChooseStep::Check(check) => (
            words::day(frame.lang, check.from),
            after(frame, page, check),
            check.basis.clone(),
        ),
        _ => Default::default(),
    };
    html(&ChooseHtml {
        frame,
        page,
        acting_for,
        from,
        after,
        chips: Chip::all(frame, &basis, None),
    })
}

/// What will happen once it is sent.
fn after(frame: &Frame, page: &ChoosePage, check: &CheckView) -> String {
    let day = words::day(frame.lang, check.from);
    let day = Bilingual::new(day.clone(), day);
    let name = &page.facility;
    let told = match &page.instead_of {
        None => domain::say!(
            "{day}起，在{name}看普通门诊，按规定报销。我们会给您发一条通知。",
            "From {day} on ordinary outpatient care at {name} is paid by the rules. You get a \
             message."; day = day
        ),
        Some((_, was)) => domain::say!(
            "{day}起改在{name}看门诊；在那以前仍在{was}。我们会给您发一条通知。",
            "From {day} on it is {name}; until then it stays {was}. You get a message.";
            day = day
        ),
    };
    frame.pick(&told).to_owned()
}

impl ChoosePage {
    /// Whether it is sent next.
    fn check(&self) -> Option<&CheckView> {
        match &self.step {
            ChooseStep::Check(check) => Some(check),
            _ => None,
        }
    }

    fn refused(&self) -> Option<&RefusedView> {
        match &self.step {
            ChooseStep::Refused(refused) => Some(refused),
            _ => None,
        }
    }

    fn which(&self) -> Option<&[(String, String)]> {
        match &self.step {
            ChooseStep::Which(held) => Some(held),
            _ => None,
        }
    }

    fn why(&self) -> Option<&[(&'static str, Bilingual)]> {
        match &self.step {
            ChooseStep::Why(reasons) => Some(reasons),
            _ => None,
        }
    }

    fn title(&self) -> ChoiceText {
        match &self.step {
            ChooseStep::Which(_) => ChoiceText::WhichToGiveUp,
            ChooseStep::Why(_) => ChoiceText::WhyChange,
            ChooseStep::Check(_) => ChoiceText::CheckTitle,
            ChooseStep::Refused(_) => ChoiceText::CannotChoose,
        }
    }

    /// What is known so far, for the next step: name and value.
    fn kept(&self) -> Vec<(&'static str, String)> {
        let mut kept = vec![("facility", self.code.clone())];
        kept.extend(self.acting_for.iter().map(|(_, id)| ("for", id.clone())));
        kept.extend(self.scanned.then(|| ("by", "scan".to_owned())));
        let given_up = self.instead_of.iter();
        kept.extend(given_up.map(|(code, _)| ("instead_of", code.clone())));
        kept.extend(self.reason.iter().map(|(word, _)| ("reason", word.clone())));
        kept
    }

    /// Where one's choices are.
    fn mine(&self) -> String {
        match &self.acting_for {
            None => "/designation".to_owned(),
            Some((_, id)) => format!("/designation?for={id}"),
        }
    }
}
