//! Counters for Prometheus. Labels hold transaction numbers, codes and statuses, never people.

use std::sync::Mutex;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// What a request was and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Ended {
    /// Which face: `hospital`, `api`, `page`.
    pub face: &'static str,
    /// Transaction number or route.
    pub what: String,
    /// `ok` or the stable code of the error.
    pub code: String,
}

/// The face alone, for durations.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Face {
    face: &'static str,
}

/// All counters of a server.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    ended: Family<Ended, Counter>,
    seconds: Family<Face, Histogram, fn() -> Histogram>,
    lines_lost: Counter,
    working: Gauge,
    waiting: Gauge,
}

/// What others count.
pub struct Load {
    /// Lines of the log that found no room.
    pub lines_lost: u64,
    /// Requests that are worked for.
    pub working: usize,
    /// Requests that wait for their turn.
    pub waiting: usize,
}

/// A figure that others know, asked for when somebody looks.
pub struct Gauged {
    /// Its name, without that of the program.
    pub name: &'static str,
    /// What it says.
    pub help: &'static str,
    /// Of which of several it is: the name of a label, and what stands there.
    pub label: Option<(&'static str, String)>,
    /// Asks for it.
    pub read: Box<dyn Fn() -> i64 + Send + Sync>,
}

/// From half a millisecond to ten seconds.
fn buckets() -> Histogram {
    Histogram::new([
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 10.0,
    ])
}

impl Default for Metrics {
    fn default() -> Metrics {
        let ended = Family::<Ended, Counter>::default();
        let seconds = Family::<Face, Histogram, fn() -> Histogram>::new_with_constructor(buckets);
        let mut registry = Registry::with_prefix("suixing");
        registry.register(
            "requests",
            "Requests by face, transaction and outcome",
            ended.clone(),
        );
        registry.register("request_seconds", "Time to answer", seconds.clone());
        let lines_lost = Counter::default();
        registry.register(
            "log_lines_lost",
            "Lines of the log that found no room, as nobody reads it fast enough",
            lines_lost.clone(),
        );
        let (working, waiting) = (Gauge::default(), Gauge::default());
        registry.register("working", "Requests that are worked for", working.clone());
        registry.register(
            "waiting",
            "Requests that wait for their turn",
            waiting.clone(),
        );
        Metrics {
            lines_lost,
            working,
            waiting,
            registry: Mutex::new(registry),
            ended,
            seconds,
        }
    }
}

impl Metrics {
    /// Counts a request.
    pub fn count(&self, ended: Ended, took: Duration) {
        self.seconds
            .get_or_create(&Face { face: ended.face })
            .observe(took.as_secs_f64());
        self.ended.get_or_create(&ended).inc();
    }

    /// The counters as text, with what others know.
    pub fn text(&self, load: Load, gauges: &[Gauged]) -> String {
        let known = self.lines_lost.get();
        self.lines_lost
            .inc_by(load.lines_lost.saturating_sub(known));
        let gauged = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.working.set(gauged(load.working));
        self.waiting.set(gauged(load.waiting));
        let mut text = String::new();
        let registry = self
            .registry
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        encode(&mut text, &registry).expect("writing into a string cannot fail");
        for gauged in gauges {
            text = with_gauge(text, gauged);
        }
        text
    }
}

/// The text with one more figure before its end. Figures of one name stand together: what they are
/// is said once.
fn with_gauge(mut text: String, gauged: &Gauged) -> String {
    const END: &str = "# EOF\n";
    if text.ends_with(END) {
        text.truncate(text.len() - END.len());
    }
    let (name, help, value) = (gauged.name, gauged.help, (gauged.read)());
    let label = gauged.label.as_ref();
    let label = label.map_or_else(String::new, |(of, what)| format!("{{{of}=\"{what}\"}}"));
    let head = format!("# HELP suixing_{name} {help}.\n# TYPE suixing_{name} gauge\n");
    let line = format!("suixing_{name}{label} {value}\n");
    match text.find(&head) {
        Some(at) => text.insert_str(at + head.len(), &line),
        None => text.push_str(&(head + &line)),
    }
    text + END
}
