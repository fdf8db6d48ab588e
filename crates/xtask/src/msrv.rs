//! The oldest Rust that the project builds with is the one that its manifest names: no dependency asks for a newer one.
//! `clippy::incompatible_msrv` watches the standard library, the workflow on GitHub builds with that very Rust.

use serde_json::Value;

use crate::command::{Failure, Run};

/// Looks at every package that the lock file holds; returns how many there are.
pub(crate) fn check() -> Result<usize, Failure> {
    let (ok, text) = Run::cargo(["metadata", "--format-version", "1", "--locked", "--quiet"]).output()?;
    // What cargo says besides comes after the one line of JSON.
    let line = text.lines().find(|line| line.starts_with('{')).filter(|_| ok);
    let metadata = line.and_then(|line| serde_json::from_str(line).ok());
    let metadata: Value = metadata.ok_or_else(|| Failure::new(format!("`cargo metadata` failed:\n{text}")))?;
    let (count, newer) = newer(&metadata)?;
    if newer.is_empty() { Ok(count) } else { Err(Failure::new(newer.join("\n"))) }
}

/// How many packages there are, and what is wrong with some.
fn newer(metadata: &Value) -> Result<(usize, Vec<String>), Failure> {
    let text = |package: &Value, key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let packages = metadata.get("packages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    // Packages of other projects have a source.
    let (ours, others): (Vec<&Value>, Vec<&Value>) =
        packages.iter().partition(|package| package.get("source").is_none_or(Value::is_null));
    let own = ours.first().map(|package| text(package, "rust_version")).filter(|version| !version.is_empty());
    let own = own.ok_or_else(|| Failure::new("the workspace names no `rust-version`"))?;
    let mut newer = Vec::new();
    for package in ours {
        let (name, version) = (text(package, "name"), text(package, "rust_version"));
        if version != own {
            newer.push(format!("`{name}` does not inherit `rust-version`, {own}: it has `{version}`"));
        }
    }
    for package in others {
        let (name, version, asks) = (text(package, "name"), text(package, "version"), text(package, "rust_version"));
        if numbers(&asks) > numbers(&own) {
            newer.push(format!("`{name}` {version} asks for Rust {asks}; `rust-version` is {own}"));
        }
    }
    Ok((packages.len(), newer))
}

/// A version as numbers: `1.90` is `1.90.0`.
fn numbers(version: &str) -> [u32; 3] {
    let mut numbers = version.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_asks_for_more_is_named() {
        let metadata = json!({"packages": [
            {"name": "ours", "source": null, "rust_version": "1.90"},
            {"name": "second", "source": null, "rust_version": null},
            {"name": "silent", "source": "registry", "version": "1.0.0", "rust_version": null},
            {"name": "older", "source": "registry", "version": "1.0.0", "rust_version": "1.9.1"},
            {"name": "same", "source": "registry", "version": "1.0.0", "rust_version": "1.90.0"},
            {"name": "newer", "source": "registry", "version": "2.1.0", "rust_version": "1.91"},
        ]});
        let (count, found) = newer(&metadata).unwrap();
        assert_eq!(count, 6);
        assert_eq!(
            found,
            [
                "`second` does not inherit `rust-version`, 1.90: it has ``",
                "`newer` 2.1.0 asks for Rust 1.91; `rust-version` is 1.90",
            ]
        );
        assert!(newer(&json!({"packages": []})).is_err());
    }
}
