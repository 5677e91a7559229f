//! `docs/hosts.md`: the catalog as a page. The test fails when the page is stale; with `JSON_MODE_WRITE_DOCS=1` it
//! writes it.

use std::fmt::Write as _;
use std::path::Path;

use super::{
    Auth, Endpoint, Facts, Form, Format, JsonWord, KeyNeed, Provider, ReasoningIn, ResetIn, RoleIn,
    Rung, SchemaVisibility, Shape, UnknownFields, UsageIn,
};
use crate::schema::{
    AnyValue, Consts, Dialect, Enums, Limits, Maps, Nullable, Objects, Patterns, PropertyOrder,
    Recursion, Refs, Required, Root, Support, Tuples, Unions,
};

const HEAD: &str = "# Hosts

This page is generated from the constants in `sdk/src/provider/catalog`:
`JSON_MODE_WRITE_DOCS=1 cargo test -p json-mode --lib provider::page`. None of the facts was tried against the live
services; each names where it was read, and when. The **basis** of a fact is a **source** below its table; **assumed** is what
holds at most hosts and no source says otherwise; **unverified** is what no source at hand confirms.

A **rung** is one way for a schema to reach a model. The client starts at the first, or at what is known of the model,
and steps down when the host rejects a form: to one that is known to be taken, which is a form that the host's own words
name, else what every model of that host takes (in its table), else the schema in the prompt. So a model costs at most
one request more, for each client (with its clones) that does not know of it yet. Beyond that cost: a type whose schema
alone is refused, one more for that type; calls that are made at the same time, one each; a host that refuses what its
table or its own words say it takes, or a schema and then `json_object` too, one more. A form that is taken and not kept to
is known by one answer that no schema allows; where the host promises to keep to it (`strict`, or a list of the keywords that
hold) by two in a row, for one may be of a model that declined. **S** stands for the schema, **NAME** for its name. What a
**dialect** changes is undone in answers; what it loses is judged here after decoding
(`schema.lint(&Provider)` lists both for a type).
";

fn json(shape: &Shape) -> String {
    match shape {
        Shape::Text(text) => format!("{text:?}"),
        Shape::True => "true".to_owned(),
        Shape::Name => "NAME".to_owned(),
        Shape::Schema => "S".to_owned(),
        Shape::Object(members) => {
            let members = members.iter();
            let members: Vec<String> = members
                .map(|(key, shape)| format!("{key:?}: {}", json(shape)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

fn form(form: &Form) -> String {
    format!("`{:?}: {}`", form.field, json(&form.shape))
}

fn code(words: &[&str]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`", if word.is_empty() { "\"\"" } else { word }))
        .collect();
    words.join(", ")
}

fn row(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(out, "| {name} | {} |", value.replace('|', "\\|"));
    }
}

fn route(out: &mut String, name: &str, facts: &Facts, endpoint: Option<&Endpoint>) {
    let Some(endpoint) = endpoint else { return };
    let below = match endpoint.without {
        "" => String::new(),
        tail => format!(", below the base URL without `{tail}`"),
    };
    let rungs: Vec<String> = endpoint.rungs.iter().map(rung).collect();
    let start = facts
        .start
        .filter(|_| name == "chat")
        .map_or(String::new(), |format| {
            format!("; an unknown model starts at `{}`", format.name())
        });
    row(
        out,
        name,
        &format!("`{}`{below}: {}{start}", endpoint.path, rungs.join(" → ")),
    );
    let renames = endpoint.renames.iter();
    let renames: Vec<String> = renames
        .map(|(ours, theirs)| format!("`{ours}` as `{theirs}`"))
        .collect();
    row(out, &format!("{name}: fields"), &renames.join(", "));
}

fn rung(rung: &Rung) -> String {
    if rung.format.carries_schema() {
        format!("`{}` ({})", rung.format.name(), rung.dialect.name)
    } else {
        format!("`{}`", rung.format.name())
    }
}

fn host(out: &mut String, provider: &Provider) {
    let facts = provider.facts();
    let _ = write!(
        out,
        "\n## {}\n\n| fact | value | basis |\n| --- | --- | --- |\n",
        facts.name
    );
    out.push_str(&with_basis(facts, &rows(provider), &rows(&ANY)));
    list(out, facts);
}

/// A host of which nothing is said.
const ANY: Provider = Provider::host("any", "http://any/v1");

/// The rows, each with what it rests on: a source below, or none that is at hand, or nothing but that most hosts are so.
fn with_basis(facts: &Facts, rows: &str, any: &str) -> String {
    let mut out = String::new();
    let mut unverified = facts.unverified.to_vec();
    for line in rows.lines() {
        let name = line
            .split(" | ")
            .next()
            .unwrap_or(line)
            .trim_start_matches("| ");
        let is_the_hosts_own = ["chat", "base URL", "key"].contains(&name);
        let basis = if let Some(at) = unverified.iter().position(|known| *known == name) {
            unverified.swap_remove(at);
            "unverified"
        } else if !is_the_hosts_own && any.lines().any(|known| known == line) {
            "assumed"
        } else {
            "source"
        };
        let _ = writeln!(out, "{line} {basis} |");
    }
    assert_eq!(
        unverified, [""; 0],
        "{}: rows that are not there",
        facts.name
    );
    out
}

fn rows(provider: &Provider) -> String {
    let mut out = String::new();
    let facts = provider.facts();
    let out = &mut out;
    row(out, "base URL", &format!("`{}`", facts.base_url));
    row(out, "base URL from", &code(facts.url_variables));
    let need = match facts.key {
        KeyNeed::Required => "",
        KeyNeed::Optional => "optional",
    };
    let auth = match facts.auth {
        Auth::Bearer => String::new(),
        Auth::Header(name) => format!("in the header `{name}`"),
    };
    let key = [code(facts.key_variables), need.to_owned(), auth];
    let key: Vec<String> = key.into_iter().filter(|part| !part.is_empty()).collect();
    row(out, "key", &key.join(", "));
    let headers = facts.headers.iter();
    let headers: Vec<String> = headers.map(|(n, v)| format!("`{n}: {v}`")).collect();
    row(out, "headers", &headers.join(", "));
    route(out, "chat", facts, facts.chat.as_ref());
    route(out, "completions", facts, facts.completion.as_ref());
    route(out, "inference", facts, facts.inference.as_ref());
    let floor = facts.floor.map_or("", |format| format.name());
    if !floor.is_empty() {
        row(out, "every model takes", &code(&[floor]));
    }
    let ignores = facts.ignores.iter().map(|format| format.name());
    let ignores: Vec<&str> = ignores.collect();
    let ignores = if ignores.len() == Format::ALL.len() {
        "every form".to_owned()
    } else {
        code(&ignores)
    };
    row(out, "taken and ignored", &ignores);
    let accepts = facts.accepts.iter().map(|format| format.name());
    let accepts = accepts.chain(facts.other_types.iter().copied());
    row(out, "also taken", &code(&accepts.collect::<Vec<_>>()));
    let models = facts.models.iter();
    let models: Vec<String> = models
        .map(|(model, format)| format!("`{model}`: `{}`", format.name()))
        .collect();
    row(out, "models", &models.join(", "));
    let beside = facts.beside_form.iter();
    let beside: Vec<String> = beside
        .map(|(name, value)| format!("`{name:?}: {value}`"))
        .collect();
    row(out, "beside a form", &beside.join(", "));
    let seen = match facts.schema_visibility {
        SchemaVisibility::Shown => "by the host",
        SchemaVisibility::Hidden => "by the prompt",
    };
    row(out, "the model sees the schema", seen);
    if facts.json_word == JsonWord::Demanded {
        row(out, "`json_object`", "only if a message says \"JSON\"");
    }
    if facts.unknown_fields == UnknownFields::Refused {
        row(out, "unknown fields", "refused");
    }
    row(out, "`finish_reason`", &code(facts.finish_reasons));
    answers(out, facts);
    std::mem::take(out)
}

/// What its answers look like.
fn answers(out: &mut String, facts: &Facts) {
    let reasoning = facts.reasoning.iter().map(|place| match place {
        ReasoningIn::Field(name) => format!("`{name}`"),
        ReasoningIn::Think => "`<think>` in the text".to_owned(),
        ReasoningIn::Parts => "parts of `content`".to_owned(),
    });
    row(out, "reasoning", &reasoning.collect::<Vec<_>>().join(", "));
    let mut stream = vec![match facts.stream.usage {
        UsageIn::Apart => "usage in a chunk of its own, if asked for",
        UsageIn::OnFinish => "usage beside the finish reason",
        UsageIn::Running => "usage in every chunk",
        UsageIn::Nowhere => "no usage",
    }];
    if !facts.stream.space {
        stream.push("no space after `data:`");
    }
    if !facts.stream.done {
        stream.push("no `[DONE]`");
    }
    let comment = facts
        .stream
        .comment
        .map(|text| format!("comments `: {text}`"));
    stream.extend(comment.as_deref());
    match facts.stream.role {
        RoleIn::First => {}
        RoleIn::WithFirst => stream.push("the role beside the first text"),
        RoleIn::Every => stream.push("the role in every chunk"),
    }
    if !facts.stream.says_unfinished {
        stream.push("no `finish_reason` before the end");
    }
    if facts.stream.first_object.is_some() {
        stream.push("a first chunk without choices");
    }
    let last = facts.stream.last_object;
    let last = last.map(|name| format!("the last object is `{name}`"));
    stream.extend(last.as_deref());
    row(out, "stream", &stream.join(", "));
    let reset = match facts.rate_limits.reset {
        ResetIn::Duration => "; the reset as a duration (`6m0s`)",
        ResetIn::Seconds => "; the reset in seconds",
        ResetIn::EpochSeconds => "; the reset in seconds since 1970",
        ResetIn::Rfc3339 => "; the reset as a date (RFC 3339)",
        ResetIn::Nothing => "",
    };
    if !facts.rate_limits.headers.is_empty() {
        let headers = code(facts.rate_limits.headers);
        row(out, "rate limits", &format!("{headers}{reset}"));
    }
    row(out, "request id", &code(facts.request_id_headers));
}

/// What else is to be known of it, and where all was read.
fn list(out: &mut String, facts: &Facts) {
    if !facts.notes.is_empty() {
        out.push('\n');
    }
    for note in facts.notes {
        let _ = writeln!(out, "- {note}");
    }
    out.push_str("\nSources:\n");
    for source in facts.sources {
        let _ = writeln!(out, "- {}: {} ({})", source.facts, source.at, source.read);
    }
}

/// The words for what a dialect does otherwise than JSON Schema.
fn ways(dialect: &Dialect) -> Vec<&'static str> {
    let full = Dialect::FULL;
    let differs = [
        (dialect.root == Root::Object, "an object at the root"),
        (dialect.required == Required::All, "all properties required"),
        (dialect.objects == Objects::Closed, "objects closed"),
        (
            dialect.objects == Objects::Open,
            "no `additionalProperties`",
        ),
        (dialect.maps == Maps::Pairs, "maps as lists of pairs"),
        (dialect.tuples == Tuples::Object, "tuples as objects"),
        (dialect.unions == Unions::AnyOf, "`oneOf` as `anyOf`"),
        (
            dialect.composition != full.composition,
            "parts merged, alternatives alone",
        ),
        (dialect.refs == Refs::Bare, "`$ref` alone"),
        (dialect.refs == Refs::Inline, "no `$ref`"),
        (dialect.recursion == Recursion::Refused, "no recursion"),
        (dialect.nullable == Nullable::AnyOf, "null by `anyOf`"),
        (
            dialect.nullable == Nullable::Keyword,
            "null by `nullable: true`",
        ),
        (dialect.consts == Consts::Enum, "`const` as `enum`"),
        (dialect.enums == Enums::Texts, "texts only in `enum`"),
        (dialect.order == PropertyOrder::Listed, "`propertyOrdering`"),
        (dialect.any == AnyValue::Refused, "no place for any value"),
        (
            dialect.patterns == Patterns::Anchored,
            "patterns `^…$` only",
        ),
        (
            dialect.patterns == Patterns::WithoutLookaround,
            "patterns without look-around",
        ),
    ];
    differs
        .into_iter()
        .filter_map(|(differs, words)| differs.then_some(words))
        .collect()
}

fn keywords(dialect: &Dialect, wanted: Support) -> String {
    let names = dialect
        .keywords
        .iter()
        .filter(|(_, support)| *support == wanted);
    code(&names.map(|(name, _)| *name).collect::<Vec<_>>())
}

fn limits(limits: &Limits) -> String {
    let counts = [
        (limits.properties, "properties"),
        (limits.depth, "levels"),
        (limits.enum_values, "enum values"),
        (limits.string_chars, "characters of names and values"),
        (limits.union_branches, "branches of a union"),
    ];
    let mut said: Vec<String> = counts
        .into_iter()
        .filter_map(|(limit, what)| Some(format!("{} {what}", limit?)))
        .collect();
    if let Some((values, chars)) = limits.large_enum {
        said.push(format!(
            "{chars} characters in an enum of more than {values} values"
        ));
    }
    said.join(", ")
}

fn dialect(out: &mut String, dialect: &Dialect) {
    let _ = write!(
        out,
        "\n### {}\n\n| what | how |\n| --- | --- |\n",
        dialect.name
    );
    row(out, "shape", &ways(dialect).join("; "));
    row(out, "kept to", &keywords(dialect, Support::Enforced));
    row(
        out,
        "sent, may be broken",
        &keywords(dialect, Support::Unenforced),
    );
    row(out, "left out", &keywords(dialect, Support::Refused));
    for (name, support) in dialect.keywords {
        if let Support::UpTo(limit) = support {
            row(out, "kept to, up to a value", &format!("`{name}` {limit}"));
        }
    }
    let others = match dialect.other_keywords {
        Support::Refused => "left out, said in the description",
        _ => "sent, may be broken",
    };
    row(out, "other keywords", others);
    row(out, "formats", &code(dialect.formats));
    row(out, "at most", &limits(&dialect.limits));
}

fn page() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n## Forms\n\n| form | on the wire |\n| --- | --- |\n");
    for format in Format::ALL {
        let wire = match (format.form(), format) {
            (Some(form), _) => self::form(form),
            (None, Format::Prompt) => "the schema in the prompt".to_owned(),
            (None, _) => "no JSON is asked for".to_owned(),
        };
        row(&mut out, &format!("`{}`", format.name()), &wire);
    }
    let mut dialects: Vec<&Dialect> = Vec::new();
    for provider in Provider::ALL {
        host(&mut out, provider);
        let facts = provider.facts();
        let routes = [&facts.chat, &facts.completion, &facts.inference];
        for rung in routes.into_iter().flatten().flat_map(|route| route.rungs) {
            if rung.format.carries_schema()
                && !dialects.iter().any(|known| known.name == rung.dialect.name)
            {
                dialects.push(&rung.dialect);
            }
        }
    }
    dialects.extend([&super::dialects::ANTHROPIC, &super::dialects::GEMINI_SCHEMA]);
    out.push_str("\n## Dialects\n");
    for known in dialects {
        dialect(&mut out, known);
    }
    out
}

#[test]
fn the_page_of_hosts_is_as_the_catalog() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/hosts.md");
    let page = page();
    if std::env::var_os("JSON_MODE_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    // The packed crate has no `docs`.
    if let Ok(written) = std::fs::read_to_string(&path) {
        assert!(
            written == page,
            "docs/hosts.md is stale: run with JSON_MODE_WRITE_DOCS=1"
        );
    }
}

/// What every constant owes its readers.
#[test]
fn every_host_has_its_facts() {
    let mut names = Vec::new();
    for provider in Provider::ALL {
        let facts = provider.facts();
        let name = facts.name;
        assert!(!names.contains(&name), "{name} twice");
        names.push(name);
        assert!(!facts.sources.is_empty(), "{name} has no source");
        for source in facts.sources {
            assert!(
                !source.at.is_empty() && source.read.starts_with("20"),
                "{name}: {source:?}"
            );
        }
        let chat = facts.chat.as_ref().unwrap();
        let last = chat.rungs.last().unwrap();
        assert_eq!(last.format, Format::Prompt, "{name} must end in the prompt");
        let start = facts.start.iter();
        for format in start.chain(facts.models.iter().map(|(_, format)| format)) {
            assert!(
                chat.rungs.iter().any(|rung| rung.format == *format),
                "{name} starts at {format:?}, which is no rung"
            );
        }
        for (field, value) in facts.beside_form {
            let value: Result<serde_json::Value, _> = serde_json::from_str(value);
            assert!(value.is_ok(), "{name}: {field}");
        }
        assert!(
            facts.key == KeyNeed::Optional || !facts.key_variables.is_empty(),
            "{name} names no variable"
        );
    }
}
