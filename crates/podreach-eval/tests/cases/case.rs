//! Reads case files.

use std::path::{Path, PathBuf};

/// One case.
#[derive(Debug, Default)]
pub(crate) struct Case {
    /// What it says, in one line.
    pub(crate) title: String,
    /// Where that is said.
    pub(crate) source: String,
    /// Line of the file that it begins at.
    pub(crate) line: usize,
    /// Names and contents of the files before it.
    pub(crate) given: Vec<(String, Vec<u8>)>,
    /// `name value` pairs.
    pub(crate) options: Vec<String>,
    /// Its own text, comments and all.
    pub(crate) text: String,
    /// What has to come of it.
    pub(crate) expectations: Vec<Expectation>,
}

/// What a line expects.
#[derive(Debug)]
pub(crate) enum Expectation {
    /// `#> …`, with the line of the file.
    Says(usize, String),
    /// Carets: bytes of the case's text, and what stands behind them.
    Marks { line: usize, start: usize, end: usize, says: String },
}

impl Expectation {
    /// The code that it names: `error L05 …`, `no L05`.
    pub(crate) fn code(&self) -> Option<&str> {
        let (Self::Says(_, says) | Self::Marks { says, .. }) = self;
        let mut words = says.split(' ');
        let word = words.next()?;
        words.next().filter(|code| matches!(word, "error" | "warning" | "note" | "no") && is_code(code))
    }
}

/// `S`, `V`, `N` or `L` and two or three digits.
pub(crate) fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(['S', 'V', 'N', 'L']).unwrap_or("");
    matches!(digits.len(), 2 | 3) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The cases of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<Case>, String> {
    let text = text_of(path)?;
    let mut cases: Vec<Case> = Vec::new();
    let mut above = (0, "");
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if let Some(title) = line.strip_prefix("#= ") {
            cases.push(Case { title: title.trim().into(), line: number, ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            return Err(format!("{}:{number}: text before the first case", path.display()));
        };
        let start = case.text.len();
        case.text.push_str(line);
        case.text.push('\n');
        if let Some(says) = line.strip_prefix("#> ") {
            case.expectations.push(Expectation::Says(number, says.trim().into()));
        } else if let Some(source) = line.strip_prefix("# source: ") {
            case.source = source.trim().into();
        } else if let Some(option) = line.strip_prefix("# option: ") {
            case.options.push(option.trim().into());
        } else if let Some(files) = line.strip_prefix("# with: ") {
            for file in files.split(',') {
                case.given.push(given(path, file.trim())?);
            }
        } else if let Some((from, to, says)) = carets(line) {
            let (line_start, line_above) = above;
            let byte = |column: usize| {
                line_above.char_indices().nth(column).map_or(line_above.len(), |(at, _)| at) + line_start
            };
            let marks = Expectation::Marks { line: number, start: byte(from), end: byte(to), says };
            case.expectations.push(marks);
        } else if ["#>", "#=", "#^"].iter().any(|mark| line.starts_with(mark)) {
            return Err(format!("{}:{number}: a mark without the blank behind it", path.display()));
        } else {
            above = (start, line);
        }
    }
    if cases.is_empty() { Err(format!("{}: there is no case in it", path.display())) } else { Ok(cases) }
}

/// A file beside the case file, or from the root of the repository when its path begins with `/`.
fn given(case: &Path, name: &str) -> Result<(String, Vec<u8>), String> {
    let path: PathBuf = match name.strip_prefix('/') {
        Some(rest) => Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(rest),
        None => case.with_file_name(name),
    };
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((name.into(), bytes))
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// First and last column of a line of carets, and the words behind them.
fn carets(line: &str) -> Option<(usize, usize, String)> {
    let rest = line.strip_prefix('#')?;
    let lead = rest.len() - rest.trim_start_matches(' ').len();
    let marks = rest.trim_start_matches(' ');
    let count = marks.len() - marks.trim_start_matches('^').len();
    (count > 0).then(|| (lead + 1, lead + 1 + count, marks.trim_start_matches('^').trim().into()))
}
