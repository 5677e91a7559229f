//! Where the links of the pages lead, within the project.

use std::fs;
use std::path::Path;

use super::{pages, root};

/// The targets of a page's links.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let after = page.split("](").skip(1);
    after.filter_map(|rest| Some(rest.split_once(')')?.0))
}

/// The names by which the headings of a page are linked to.
fn anchors(page: &str) -> Vec<String> {
    let mut is_code = false;
    let headings = page.lines().filter(|line| {
        is_code ^= line.starts_with("```");
        !is_code && line.starts_with('#')
    });
    let name = |heading: &str| {
        let kept = heading.chars().filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c => c.is_alphanumeric().then_some(c),
        });
        kept.collect::<String>().to_lowercase()
    };
    headings
        .map(|heading| name(heading.trim_start_matches('#').trim()))
        .collect()
}

#[test]
fn each_link_leads_somewhere() {
    let others = ["docs/compile-errors.md", "examples/README.md"].map(str::to_owned);
    let mut count = 0;
    for page in pages().into_iter().chain(others) {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        let folder = Path::new(&page).parent().unwrap();
        for link in links(&text).filter(|link| !link.starts_with("http")) {
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = match file {
                "" => root().join(&page),
                file => root().join(folder).join(file),
            };
            assert!(path.exists(), "{page}: {link}");
            if !anchor.is_empty() {
                let target = fs::read_to_string(path).unwrap();
                let is_there = anchors(&target).iter().any(|name| name == anchor);
                assert!(is_there, "{page}: {link}");
            }
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn a_heading_goes_by_its_words() {
    let page = "# One `type`, two\n```\n# none\n```\n## What's left\n";
    assert_eq!(anchors(page), ["one-type-two", "whats-left"]);
    assert_eq!(
        links("[a](b.md#c) and [d](e)").collect::<Vec<_>>(),
        ["b.md#c", "e"]
    );
}
