//! How JSON is written: by `Serialize` of documented types alone, either indented or an element a line. The types are what
//! the schemas are made from.

use std::fmt::{self, Write};
use std::io;
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, PrettyFormatter};

/// Writes a value as a document, indented.
pub(crate) fn indented(out: &mut dyn Write, value: &impl Serialize) -> fmt::Result {
    write(out, value, PrettyFormatter::new())?;
    out.write_char('\n')
}

/// Writes an object with a key a line, or an array, and the elements of its arrays on lines of their own: a valid document
/// that also reads and diffs well.
pub(crate) fn by_line(out: &mut dyn Write, value: &impl Serialize) -> fmt::Result {
    write(out, value, ByLine::default())?;
    out.write_char('\n')
}

fn write(out: &mut dyn Write, value: &impl Serialize, formatter: impl Formatter) -> fmt::Result {
    let mut text = Text { out, line: Vec::new() };
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter)).map_err(|_| fmt::Error)?;
    io::Write::flush(&mut text).map_err(|_| fmt::Error)
}

/// Takes the pieces of a document, each of which is text, and passes them on in lines.
struct Text<'a> {
    out: &'a mut dyn Write,
    line: Vec<u8>,
}

/// A line is passed on in pieces where it has more bytes than this.
const LONGEST: usize = 1 << 16;
/// Lines are passed on together while they have no more bytes than this.
const SHORT: usize = 1 << 12;

impl io::Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    /// There are many pieces of a few bytes, so that this has to be short.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.line.len() > SHORT && (bytes.first() == Some(&b'\n') || self.line.len() > LONGEST) {
            self.flush()?;
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = std::str::from_utf8(&self.line).map_err(io::Error::other)?;
        self.out.write_str(text).map_err(io::Error::other)?;
        self.line.clear();
        Ok(())
    }
}

/// Compact, but for the outermost array or object and the arrays in it.
#[derive(Default)]
struct ByLine {
    depth: usize,
    /// Whether something has been written into the outermost array or object.
    any: bool,
}

impl ByLine {
    fn end(&mut self, out: &mut (impl ?Sized + io::Write), bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 && self.any {
            out.write_all(b"\n")?;
        }
        out.write_all(bracket)
    }

    fn comma(first: bool, out: &mut (impl ?Sized + io::Write)) -> io::Result<()> {
        if first { Ok(()) } else { out.write_all(b",") }
    }
}

impl Formatter for ByLine {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    #[inline]
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        Self::comma(first, out)?;
        match self.depth {
            1 => {
                self.any = true;
                out.write_all(b"\n")
            }
            2 => out.write_all(b"\n  "),
            _ => Ok(()),
        }
    }

    #[inline]
    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.depth += 1;
        out.write_all(b"{")
    }

    #[inline]
    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    #[inline]
    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        Self::comma(first, out)?;
        if self.depth > 1 {
            return Ok(());
        }
        self.any = true;
        out.write_all(b"\n")
    }

    #[inline]
    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth > 1 { b":" } else { b": " })
    }
}

/// Elements that are made one by one while they are written: there may be more than memory holds.
pub(crate) struct Each<'a, T>(Box<dyn Fn() -> Box<dyn Iterator<Item = T> + 'a> + 'a>);

impl<'a, T: 'a> Each<'a, T> {
    /// The elements of an iterator.
    pub(crate) fn new<I: Iterator<Item = T> + 'a>(make: impl Fn() -> I + 'a) -> Self {
        Self(Box::new(move || Box::new(make())))
    }
}

impl<T: Serialize> Serialize for Each<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

/// A value whose objects have their keys in order of the alphabet, all the way down.
pub(crate) struct Sorted<T>(pub(crate) T);

impl<T: Serialize> Serialize for Sorted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::to_value(&self.0).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

/// A value that is made once and written in many places, its keys in order as of [`Sorted`].
#[derive(Clone)]
pub(crate) struct Shared(Rc<serde_json::Value>);

impl Shared {
    /// Makes it; null where a value has no form in JSON.
    pub(crate) fn new(value: &impl Serialize) -> Self {
        Self(Rc::new(serde_json::to_value(value).unwrap_or_default()))
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(value: &serde_json::Value) -> String {
        let mut out = String::new();
        by_line(&mut out, value).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap(), *value);
        out
    }

    #[test]
    fn elements_stand_on_lines() {
        assert_eq!(written(&json!([])), "[]\n");
        assert_eq!(written(&json!([{"a": [1, 2]}, "é"])), "[\n{\"a\":[1,2]},\n\"é\"\n]\n");
        let object = json!({"a": [], "b": [{"c": {}}, [[]]], "d": {"e": [1, 2], "f": 3}});
        let lines = "{\n\"a\": [],\n\"b\": [\n  {\"c\":{}},\n  [[]]],\n\"d\": {\"e\":[1,2],\"f\":3}\n}\n";
        assert_eq!(written(&object), lines);
        written(&json!({"long": vec!["x".repeat(LONGEST); 3]}));
    }
}
