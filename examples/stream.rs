//! A meeting's notes fill in while the model still writes them: a summary that grows, participants, things to do.

use std::io::{IsTerminal, Write, stdout};
use std::time::Instant;

use json_mode::{JsonResponse, Result, TypedStream};

/// The notes of a meeting.
#[derive(Debug, JsonResponse)]
struct Meeting {
    /// What was said, in two sentences.
    summary: String,
    /// Everyone who spoke.
    participants: Vec<Participant>,
    /// What somebody has to do.
    #[serde(rename = "actionItems")]
    action_items: Vec<ActionItem>,
}

#[derive(Debug, JsonResponse)]
struct Participant {
    name: String,
    /// What they do, in a few words.
    role: String,
}

#[derive(Debug, JsonResponse)]
struct ActionItem {
    what: String,
    who: String,
    /// The day, if one was named.
    due: Option<String>,
}

const TRANSCRIPT: &str = "Mara: The importer drops rows again. Jon: I saw it, the retry swallows the error. I can fix that \
    by Thursday. Mara: Good. Priya, could you write to the two customers? Priya: Today. I also want a dashboard for dropped \
    rows. Jon: I can add the metric, but not this week. Mara: Then next Tuesday. I will move the release to Friday.";

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("stream")?;
    let mut stream = host
        .client
        .chat(&host.model)
        .system("Write the notes of this meeting, in JSON.")
        .user(TRANSCRIPT)
        .max_tokens(600)
        .stream::<Meeting>()
        .await?;

    let mut view = View::new();
    while stream.next().await?.is_some() {
        view.draw(&stream);
    }
    view.end();

    let completion = stream.finish().await?;
    let Meeting {
        participants,
        action_items,
        ..
    } = &completion.value;
    let tokens = completion.usage.map_or(0, |usage| usage.completion_tokens);
    println!(
        "{} people, {} things to do, {tokens} tokens",
        participants.len(),
        action_items.len()
    );
    Ok(())
}

/// What is on the screen: on a terminal it is drawn over itself, elsewhere only what is new is printed.
struct View {
    started: Instant,
    on_terminal: bool,
    lines: Vec<String>,
    updates: usize,
}

impl View {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            on_terminal: stdout().is_terminal(),
            lines: Vec::new(),
            updates: 0,
        }
    }

    fn draw(&mut self, stream: &TypedStream<Meeting>) {
        self.updates += 1;
        let lines = lines(stream.partial());
        if self.on_terminal {
            let above = self.lines.len() + 1;
            if self.updates > 1 {
                print!("\x1b[{above}A");
            }
            for line in &lines {
                println!("\x1b[2K{line}");
            }
            println!(
                "\x1b[2K\x1b[2m{:>5.1} s  {:>4} bytes  at {}\x1b[0m",
                self.started.elapsed().as_secs_f64(),
                stream.text().len(),
                stream.path()
            );
            // A terminal shows what it is told to.
            let _ = stdout().flush();
        } else {
            // A line is final when another one has begun behind it.
            let done = self.lines.len().saturating_sub(1);
            for line in lines.iter().take(lines.len().saturating_sub(1)).skip(done) {
                println!("{line}");
            }
        }
        self.lines = lines;
    }

    fn end(&self) {
        if !self.on_terminal
            && let Some(last) = self.lines.last()
        {
            println!("{last}");
        }
        println!("\nfilled in by {} updates", self.updates);
    }
}

/// The notes as far as they have come, cut to the width of a terminal.
fn lines(partial: &MeetingPartial) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut lines = vec![String::new()];
    for word in text(&partial.summary).split_inclusive(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() <= 78 => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    for person in &partial.participants {
        lines.push(format!(
            "  * {}: {}",
            text(&person.name),
            text(&person.role)
        ));
    }
    for item in &partial.action_items {
        let due = item
            .due
            .as_ref()
            .map_or(String::new(), |due| format!(" (by {due})"));
        lines.push(format!(
            "  [ ] {}: {}{due}",
            text(&item.who),
            text(&item.what)
        ));
    }
    lines
}
