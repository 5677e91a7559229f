//! What the published crate is built of, as CycloneDX 1.5 (<https://cyclonedx.org/docs/1.5/json/>), on standard output:
//!
//! `cargo run --locked --quiet -p json-mode-sbom > json-mode.cdx.json`
//!
//! The components are those of `cargo tree` for the crate with all features, on all platforms, without what only tests
//! use; those of the default features are `required`, the others `optional`. Licences, sources and edges are from `cargo
//! metadata`, hashes from `Cargo.lock`. The same commit gives the same text.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::process::{Command, ExitCode};
use std::{env, fs};

use serde_json::{Map, Value, json};

const ROOT: &str = "json-mode";

/// A crate's name and version.
type Id = (String, String);

fn main() -> ExitCode {
    match bom() {
        Ok(bom) => {
            println!("{bom:#}");
            let count = bom["components"].as_array().map_or(0, Vec::len);
            eprintln!("{count} components, each with its licence and its hash");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("no list of components: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bom() -> Result<Value, Box<dyn Error>> {
    let all = tree(&["--all-features"])?;
    let default = tree(&[])?;
    let metadata: Value = serde_json::from_str(&cargo(&[
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--all-features",
    ])?)?;
    let hashes = hashes(&fs::read_to_string(
        text(&metadata["workspace_root"])? + "/Cargo.lock",
    )?);

    let mut ids: HashMap<&str, Id> = HashMap::new();
    let mut components = BTreeMap::new();
    for package in list(&metadata["packages"]) {
        let id = (text(&package["name"])?, text(&package["version"])?);
        if all.contains(&id) {
            ids.insert(package["id"].as_str().unwrap_or_default(), id.clone());
            let component = component(package, &id, default.contains(&id), hashes.get(&id))?;
            components.insert(id, component);
        }
    }
    if let Some((name, version)) = all.iter().find(|id| !components.contains_key(*id)) {
        return Err(format!("{name} {version} is in the tree and not in the metadata").into());
    }
    let (root, root_component) = components
        .iter()
        .find(|((name, _), _)| name == ROOT)
        .map(|(id, component)| (id.clone(), component.clone()))
        .ok_or("the crate itself is missing")?;
    components.remove(&root);

    Ok(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": root_component },
        "components": components.into_values().collect::<Vec<_>>(),
        "dependencies": dependencies(&metadata, &ids),
    }))
}

fn component(
    package: &Value,
    id: &Id,
    is_default: bool,
    hash: Option<&String>,
) -> Result<Value, Box<dyn Error>> {
    let (name, version) = id;
    // The old way to say it is with a slash.
    let licence = package["license"]
        .as_str()
        .map(|text| text.replace('/', " OR "));
    let licence = licence.ok_or_else(|| format!("{name} names no licence"))?;
    let mut out = Map::new();
    out.insert("type".into(), "library".into());
    out.insert("bom-ref".into(), purl(id).into());
    out.insert("name".into(), name.as_str().into());
    out.insert("version".into(), version.as_str().into());
    out.insert(
        "scope".into(),
        if is_default { "required" } else { "optional" }.into(),
    );
    // What stands in this repository has no hash of a registry.
    if !package["source"].is_null() {
        let hash = hash.ok_or_else(|| format!("{name} {version} has no hash in Cargo.lock"))?;
        out.insert(
            "hashes".into(),
            json!([{ "alg": "SHA-256", "content": hash }]),
        );
    }
    out.insert("licenses".into(), json!([{ "expression": licence }]));
    out.insert("purl".into(), purl(id).into());
    if let Some(url) = package["repository"].as_str() {
        out.insert(
            "externalReferences".into(),
            json!([{ "type": "vcs", "url": url }]),
        );
    }
    Ok(Value::Object(out))
}

/// Which component depends on which, but for what only tests use.
fn dependencies(metadata: &Value, ids: &HashMap<&str, Id>) -> Vec<Value> {
    let known = |id: &Value| id.as_str().and_then(|id| ids.get(id)).map(purl);
    let is_built = |dependency: &&Value| {
        let kinds = list(&dependency["dep_kinds"]);
        kinds.iter().any(|kind| kind["kind"] != "dev")
    };
    let edges: BTreeMap<String, BTreeSet<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .filter_map(|node| {
            let dependencies = list(&node["deps"]).iter().filter(is_built);
            let dependencies = dependencies.filter_map(|dependency| known(&dependency["pkg"]));
            Some((known(&node["id"])?, dependencies.collect()))
        })
        .collect();
    edges
        .into_iter()
        .map(|(from, to)| json!({ "ref": from, "dependsOn": to }))
        .collect()
}

/// Where the package is, in the words of package-url.
fn purl((name, version): &Id) -> String {
    format!("pkg:cargo/{name}@{version}")
}

/// The crates that a build takes with these features, on any platform.
fn tree(features: &[&str]) -> Result<BTreeSet<Id>, Box<dyn Error>> {
    let mut arguments = vec!["tree", "--locked", "-p", ROOT, "-e", "normal,build"];
    arguments.extend(["--target", "all", "--prefix", "none", "--format", "{p}"]);
    arguments.extend(features);
    let tree = cargo(&arguments)?;
    let id = |line: &str| {
        let (name, rest) = line.split_once(" v")?;
        let version = rest.split_whitespace().next()?;
        Some((name.to_owned(), version.to_owned()))
    };
    Ok(tree.lines().filter_map(id).collect())
}

/// The hash of each crate in a lock file.
fn hashes(lock: &str) -> HashMap<Id, String> {
    let value = |block: &str, name: &str| {
        block.lines().find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix(" = \"")?;
            value.strip_suffix('"').map(str::to_owned)
        })
    };
    lock.split("[[package]]")
        .filter_map(|block| {
            let id = (value(block, "name")?, value(block, "version")?);
            Some((id, value(block, "checksum")?))
        })
        .collect()
}

fn cargo(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(arguments).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn text(value: &Value) -> Result<String, Box<dyn Error>> {
    Ok(value
        .as_str()
        .ok_or("the metadata lacks a text")?
        .to_owned())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
