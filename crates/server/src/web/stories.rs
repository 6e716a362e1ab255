//! Everyday stories, each of which leads to the answer for the reader's own two places. `/stories`.

use askama::Template;
use domain::advice::{JourneyAsked, Why};
use domain::facility::Care;

use super::advice::known_names;
use super::frame::Frame;
use super::html;
use super::text::{AdviceText, Text};

/// A story, and what it says in facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EverydayStory {
    /// Its word in the address.
    pub word: &'static str,
    icon: &'static str,
    title: AdviceText,
    how: AdviceText,
    why: Why,
    months: Option<u8>,
    slip: Option<bool>,
    care: Option<Care>,
}

const fn story(
    (word, icon): (&'static str, &'static str),
    (title, how): (AdviceText, AdviceText),
    why: Why,
    months: Option<u8>,
) -> EverydayStory {
    EverydayStory {
        word,
        icon,
        title,
        how,
        why,
        months,
        slip: None,
        care: None,
    }
}

/// Every story, the commonest first.
pub const STORIES: [EverydayStory; 7] = [
    story(
        ("grandchild", "family"),
        (AdviceText::StoryGrandchild, AdviceText::StoryGrandchildHow),
        Why::Stay,
        Some(6),
    ),
    EverydayStory {
        slip: Some(true),
        ..story(
            ("referral", "hospital"),
            (AdviceText::StoryReferral, AdviceText::StoryReferralHow),
            Why::Referral,
            None,
        )
    },
    story(
        ("sudden", "warn"),
        (AdviceText::StoryEmergency, AdviceText::StoryEmergencyHow),
        Why::Emergency,
        None,
    ),
    EverydayStory {
        care: Some(Care::Chronic),
        ..story(
            ("diabetes", "clock"),
            (AdviceText::StoryDiabetes, AdviceText::StoryDiabetesHow),
            Why::Stay,
            Some(2),
        )
    },
    story(
        ("posted", "card"),
        (AdviceText::StoryPosted, AdviceText::StoryPostedHow),
        Why::Posted,
        Some(6),
    ),
    story(
        ("student", "book"),
        (AdviceText::StoryStudent, AdviceText::StoryStudentHow),
        Why::Study,
        Some(6),
    ),
    story(
        ("trip", "trip"),
        (AdviceText::StoryTourist, AdviceText::StoryTouristHow),
        Why::Trip,
        None,
    ),
];

impl EverydayStory {
    /// The story of this word.
    pub fn from_word(word: &str) -> Option<&'static EverydayStory> {
        STORIES.iter().find(|story| story.word == word)
    }

    /// Says what the story says, where the reader has not said it.
    pub fn tell(&self, asked: &mut JourneyAsked) {
        asked.why = asked.why.or(Some(self.why));
        asked.months = asked.months.or(self.months);
        asked.slip = asked.slip.or(self.slip);
        asked.care = asked.care.or(self.care);
    }
}

/// What was typed so far, and the story that was chosen before there were places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoriesPage {
    /// Where the person is insured.
    pub insured: String,
    /// Where the person goes.
    pub treated: String,
    /// The story.
    pub chosen: Option<String>,
}

/// A story, prepared.
pub(super) struct ShownStory {
    pub word: &'static str,
    pub icon: &'static str,
    pub title: &'static str,
    /// The title in a word or two, under a picture.
    pub short: &'static str,
    pub how: &'static str,
    pub href: String,
}

/// Three of them have a picture, and a title that fits under it.
const fn short(story: &EverydayStory) -> AdviceText {
    match story.why {
        Why::Referral => AdviceText::LifeReferral,
        Why::Emergency => AdviceText::LifeSudden,
        Why::Stay if story.care.is_none() => AdviceText::LifeGrandchild,
        _ => story.title,
    }
}

/// Every story in the language of the page.
pub(super) fn shown(frame: &Frame) -> Vec<ShownStory> {
    let prepare = |story: &EverydayStory| ShownStory {
        word: story.word,
        icon: story.icon,
        title: frame.say(story.title),
        short: frame.say(short(story)),
        how: frame.say(story.how),
        href: format!("/stories?story={}", story.word),
    };
    STORIES.iter().map(prepare).collect()
}

#[derive(Template)]
#[template(path = "stories.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a StoriesPage,
    names: Vec<String>,
    stories: Vec<ShownStory>,
    chosen: Option<ShownStory>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &StoriesPage) -> String {
    html(&Html {
        frame,
        page,
        names: known_names(frame),
        stories: shown(frame),
        chosen: shown(frame)
            .into_iter()
            .find(|story| Some(story.word) == page.chosen.as_deref()),
    })
}
