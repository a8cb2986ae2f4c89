//! Logs: one line an event on standard error, as text or as JSON, filtered by `RUST_LOG`. A line
//! that is written while a request is answered carries the request's id.

use serde_json::{Map, Value};
use std::fmt::{self, Debug, Write};
use std::future::Future;
use std::io::IsTerminal;
use std::str::FromStr;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{DefaultFields, FmtSpan, Format, FormatEvent, Full, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// The id of a request: hexadecimal digits.
pub type RequestId = [u8; 16];

tokio::task_local! {
    /// The request that is being answered.
    static REQUEST: RequestId;
}

/// Runs what belongs to a request, so that the lines it writes carry the request's id.
pub fn within_request<F: Future>(id: RequestId, work: F) -> impl Future<Output = F::Output> {
    REQUEST.scope(id, work)
}

/// The request that is being answered, for work that goes on beside it.
pub fn request() -> Option<RequestId> {
    REQUEST.try_with(|id| *id).ok()
}

/// How a line is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LineFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("`text` or `json` is wanted"),
        }
    }
}

impl fmt::Display for LineFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Starts logging. A filter that does not read is replaced by `info`, and said so.
pub fn start(filter: &str, format: LineFormat) {
    let (filter, problem) = match EnvFilter::try_new(filter) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    // The database's own notices ("relation exists, skipping") are about nothing a host can mend.
    let filter = match "sqlx::postgres::notice=warn".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    let in_color = format == LineFormat::Text && std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(in_color)
        // With `debug`, each stage of a load says how long it took.
        .with_span_events(FmtSpan::CLOSE)
        .event_format(Lines::of(format, in_color))
        .init();
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG does not read ({problem}); logging at `info`");
    }
}

/// Writes lines.
struct Lines {
    format: LineFormat,
    text: Format<Full>,
}

impl Lines {
    fn of(format: LineFormat, in_color: bool) -> Self {
        let text = tracing_subscriber::fmt::format();
        Self {
            format,
            text: text.with_target(false).with_ansi(in_color),
        }
    }
}

impl<S> FormatEvent<S, DefaultFields> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, DefaultFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let request = REQUEST.try_with(|id| *id).ok();
        let request = request.as_ref().and_then(|id| str::from_utf8(id).ok());
        if self.format == LineFormat::Json {
            return writeln!(writer, "{}", json(context, event, request));
        }
        let mut line = String::new();
        let inner = Writer::new(&mut line);
        self.text.format_event(context, inner, event)?;
        // What is logged may come from outside: it must not look like lines of ours.
        let line = line.trim_end().replace('\r', "\\r").replace('\n', "\\n");
        match request {
            Some(request) => writeln!(writer, "{line} request={request}"),
            None => writeln!(writer, "{line}"),
        }
    }
}

/// An event as a JSON object: moment, level, message, its fields, and what it happened within.
fn json<S>(
    context: &FmtContext<'_, S, DefaultFields>,
    event: &Event<'_>,
    request: Option<&str>,
) -> Value
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let mut fields = Fields(Map::new());
    let mut moment = String::new();
    if SystemTime
        .format_time(&mut Writer::new(&mut moment))
        .is_ok()
    {
        fields.put("timestamp", Value::String(moment));
    }
    let level = event.metadata().level().as_str();
    fields.put("level", Value::String(level.to_ascii_lowercase()));
    let target = event.metadata().target();
    fields.put("target", Value::String(target.to_owned()));
    if let Some(request) = request {
        fields.put("request", Value::String(request.to_owned()));
    }
    event.record(&mut fields);
    let within: Vec<Value> = context
        .event_scope()
        .into_iter()
        .flat_map(tracing_subscriber::registry::Scope::from_root)
        .map(|span| {
            let mut words = span.name().to_owned();
            if let Some(said) = span.extensions().get::<FormattedFields<DefaultFields>>()
                && !said.is_empty()
            {
                let _ = write!(words, "{{{said}}}");
            }
            Value::String(words)
        })
        .collect();
    if !within.is_empty() {
        fields.put("within", Value::Array(within));
    }
    Value::Object(fields.0)
}

/// The fields of an event, by name.
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field.name(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field.name(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex, PoisonError};
    use tracing_subscriber::fmt::MakeWriter;

    /// What was written.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            written.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Paper {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }

    /// What is logged while something is done.
    fn lines(format: LineFormat, work: impl FnOnce()) -> Vec<String> {
        let paper = Paper::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(paper.clone())
            .with_ansi(false)
            .event_format(Lines::of(format, false))
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let written = paper.0.lock().unwrap().clone();
        let text = String::from_utf8(written).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn answer_a_request() {
        let work = within_request(*b"0000000000004711", async {
            let span = tracing::info_span!("stage", rows = 3);
            let _entered = span.enter();
            tracing::warn!(status = 503_u16, slow = true, error = %"gone\nINFO forged", "no \"answer\"");
        });
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(work);
        tracing::info!("outside");
    }

    #[test]
    fn lines_of_a_request_carry_its_id_and_others_none() {
        let lines = lines(LineFormat::Text, answer_a_request);
        assert_eq!(lines.len(), 2, "one a line, whatever is logged: {lines:?}");
        assert!(lines[0].contains("WARN") && lines[0].contains("status=503"));
        assert!(lines[0].ends_with("request=0000000000004711"), "{lines:?}");
        assert!(lines[1].ends_with("outside"), "{lines:?}");
    }

    #[test]
    fn a_line_of_json_is_one_object_whatever_it_says() {
        let lines = lines(LineFormat::Json, answer_a_request);
        assert_eq!(lines.len(), 2, "{lines:?}");
        let line: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(line["level"], "warn");
        assert_eq!(line["message"], "no \"answer\"");
        assert_eq!(
            (&line["status"], &line["slow"]),
            (&503.into(), &true.into())
        );
        assert_eq!(line["error"], "gone\nINFO forged");
        assert_eq!(line["request"], "0000000000004711");
        assert_eq!(line["within"][0], "stage{rows=3}");
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
        let line: Value = serde_json::from_str(&lines[1]).unwrap();
        assert!(line.get("request").is_none(), "{line}");
    }
}
