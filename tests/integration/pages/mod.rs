//! The pages: their blocks of Rust are code that is compiled and runs here.
//!
//! A block stands behind a remark such as `<!-- readme.rs: types -->`: the file below this folder and the name of the part,
//! which stands there between `// part: types` and `// end`. `JSON_MODE_WRITE_DOCS=1` writes the pages anew from the files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

// `docs/cookbook.md`: a file a recipe.
mod cookbook;
// `docs/features.md`.
mod features;
// `docs/compile-errors.md`, which is written from the UI cases.
mod gallery;
// The links between pages.
mod links;
// `docs/pacing.md`.
mod pacing;
// `README.md`.
mod readme;

/// Every page but the gallery, which is written as a whole.
fn pages() -> Vec<String> {
    let in_folder = |folder: &str| {
        let files = fs::read_dir(root().join(folder)).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let pages = names.filter(|name| name.ends_with(".md"));
        pages
            .map(|name| format!("{folder}{name}"))
            .collect::<Vec<_>>()
    };
    let mut pages = [in_folder(""), in_folder("docs/")].concat();
    pages.retain(|page| page != "docs/compile-errors.md");
    pages
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn every_block_is_code_that_runs() {
    let pages = pages();
    assert!(pages.contains(&"README.md".to_owned()) && pages.len() > 10);
    for page in pages {
        let path = root().join(&page);
        let stands = fs::read_to_string(&path).unwrap();
        let written = with_blocks(&stands).unwrap_or_else(|problem| panic!("{page}: {problem}"));
        if stands == written {
            continue;
        }
        assert!(
            env::var_os("JSON_MODE_WRITE_DOCS").is_some(),
            "{page} has another text than the code; JSON_MODE_WRITE_DOCS=1 writes it anew"
        );
        fs::write(path, written).unwrap();
    }
}

/// The page, each block of Rust as the code that it names has it.
fn with_blocks(page: &str) -> Result<String, String> {
    let mut written = String::with_capacity(page.len());
    let mut named = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(written, "{line}").unwrap();
        if line.starts_with("```rust") {
            let name = named.take().ok_or(format!("no remark before {line}"))?;
            if line != "```rust" {
                return Err(format!("a block that would not be compiled: {line}"));
            }
            written.push_str(&part(name)?);
            lines
                .by_ref()
                .find(|line| *line == "```")
                .ok_or("a block without an end")?;
            written.push_str("```\n");
        } else if line.starts_with("```") {
            for line in lines.by_ref() {
                writeln!(written, "{line}").unwrap();
                if line == "```" {
                    break;
                }
            }
        }
        named = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
    }
    Ok(written)
}

/// What stands between `// part: name` and `// end`, without the indent that it has as a whole.
fn part(remark: &str) -> Result<String, String> {
    let (file, name) = remark
        .split_once(": ")
        .ok_or(format!("which part: {remark}"))?;
    let folder = match file.strip_prefix("examples/") {
        Some(_) => root(),
        None => root().join("tests/integration/pages"),
    };
    let text = fs::read_to_string(folder.join(file)).map_err(|error| format!("{file}: {error}"))?;
    let begin = format!("// part: {name}");
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.trim() != begin)
        .skip(1)
        .take_while(|line| line.trim() != "// end")
        .collect();
    let indent = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .ok_or(format!("{file} has no part {name}"))?;
    Ok(lines.iter().fold(String::new(), |mut part, line| {
        writeln!(part, "{}", line.get(indent..).unwrap_or("")).unwrap();
        part
    }))
}

/// What a page says is shown by a test has that test.
#[test]
fn every_command_runs_a_test() {
    let list = Command::new(env::current_exe().unwrap())
        .args(["--list", "--format", "terse"])
        .output()
        .unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let tests: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .collect();
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for word in text.lines().flat_map(filters) {
            count += 1;
            let runs = tests.iter().any(|test| test.contains(word));
            assert!(runs, "{page}: no test has `{word}` in its name");
        }
    }
    assert!(count > 30, "{count}");
}

/// The words by which the commands of a line choose tests of this program.
fn filters(line: &str) -> impl Iterator<Item = &str> {
    let commands = line.split('`').skip(1).step_by(2);
    commands.flat_map(|command| {
        let words = match command.split_once("cargo test ") {
            Some((_, words)) if words.contains("--test integration") => words,
            _ => "",
        };
        let words = words
            .split_whitespace()
            .skip_while(|word| *word != "integration");
        words.skip(1).filter(|word| !word.starts_with('-'))
    })
}

#[test]
fn the_words_of_a_command_are_found() {
    let line = "shown by `cargo test -p json-mode-tests --test integration -- a b::c --nocapture` or `cargo test d`";
    assert_eq!(filters(line).collect::<Vec<_>>(), ["a", "b::c"]);
    assert_eq!(filters("`cargo test --lib e`, integration").count(), 0);
}

#[test]
fn a_block_without_code_is_found() {
    assert!(with_blocks("```rust\nlet a = 1;\n```\n").is_err());
    assert!(with_blocks("<!-- readme.rs: nothing -->\n```rust\n```\n").is_err());
    assert!(with_blocks("<!-- readme.rs: first -->\n```rust,ignore\n```\n").is_err());
    let old = "<!-- readme.rs: first -->\n```rust\nold\n```\nafter\n";
    let new = with_blocks(old).unwrap();
    assert!(new.contains("Alice") && !new.contains("old") && new.ends_with("```\nafter\n"));
    assert_eq!(
        with_blocks("```sh\n```rust\n```\n").unwrap(),
        "```sh\n```rust\n```\n"
    );
}
