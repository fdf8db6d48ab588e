//! The editor element as seen from here: its methods are called by name, so that the page works before it has loaded.

use js_sys::{Array, Function, Object, Reflect};
use podreach_session::hunks::Hunk;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlTextAreaElement};

/// A range of a text with a message, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// `error`, `warning` or `note`.
    pub(crate) severity: &'static str,
    pub(crate) message: String,
}

/// A range of a text with what the rule there does, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ruled {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// As [`Sign::as_str`](podreach_session::page::Sign::as_str).
    pub(crate) sign: &'static str,
}

/// The element; a plain text field until it has loaded.
#[derive(Clone)]
pub(crate) struct EditorElement {
    element: Element,
}

impl EditorElement {
    pub(crate) fn new(element: Element) -> Self {
        Self { element }
    }

    /// Calls a method. Without the method, which is before the element has loaded, nothing happens.
    fn call(&self, method: &str, arguments: &Array) -> bool {
        let function =
            Reflect::get(&self.element, &method.into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
        function.is_some_and(|function| Reflect::apply(&function, &self.element, arguments).is_ok())
    }

    fn textarea(&self) -> Option<HtmlTextAreaElement> {
        self.element.query_selector("textarea").ok().flatten()?.dyn_into().ok()
    }

    /// Shows a text.
    pub(crate) fn show(&self, id: u32, text: &str) {
        let arguments = Array::of2(&id.to_string().into(), &text.into());
        if !self.call("switchDocument", &arguments)
            && let Some(textarea) = self.textarea()
            && textarea.value() != text
        {
            textarea.set_value(text);
        }
    }

    /// Drops what is kept of texts that are closed.
    pub(crate) fn keep_only(&self, ids: &[u32]) {
        let ids: Array = ids.iter().map(|id| JsValue::from(id.to_string())).collect();
        self.call("keepOnly", &Array::of1(&ids));
    }

    /// Underlines problems.
    pub(crate) fn set_diagnostics(&self, marks: &[Mark]) {
        let list: Array = marks.iter().map(mark_object).collect();
        self.call("setDiagnostics", &Array::of1(&list));
    }

    /// Marks the lines of rules.
    pub(crate) fn set_marks(&self, ranges: &[Ruled]) {
        let marked = |ruled: &Ruled| {
            let object = range_object(ruled.from, ruled.to);
            set(&object, "sign", &ruled.sign.into());
            object
        };
        let list: Array = ranges.iter().map(marked).collect();
        self.call("setMarks", &Array::of1(&list));
    }

    /// Folds all documents without one of the places; without a list, puts back the folds that were there before.
    pub(crate) fn fold_others(&self, ranges: Option<&[Ruled]>) {
        let list =
            |ranges: &[Ruled]| -> Array { ranges.iter().map(|ruled| range_object(ruled.from, ruled.to)).collect() };
        let places = ranges.map_or(JsValue::NULL, |ranges| list(ranges).into());
        self.call("foldOthers", &Array::of1(&places));
    }

    /// Opens the search panel.
    pub(crate) fn find(&self) {
        self.call("find", &Array::new());
    }

    /// Breaks long lines, or does not.
    pub(crate) fn wrap(&self, on: bool) {
        self.call("wrap", &Array::of1(&on.into()));
    }

    /// Hands over what answers questions about places of a text.
    pub(crate) fn set_ask(&self, ask: &JsValue) {
        // Setting a property of an element cannot fail.
        let _ = Reflect::set(&self.element, &"ask".into(), ask);
    }

    /// Shows lines that would be removed, and those that would be added behind them; nothing is written.
    pub(crate) fn set_changes(&self, hunks: &[Hunk]) {
        let change = |hunk: &Hunk| {
            let object = Object::new();
            set(&object, "line", &hunk.line.into());
            set(&object, "removed", &(hunk.removed.len() as u32).into());
            set(&object, "added", &hunk.added.iter().map(JsValue::from).collect::<Array>());
            object
        };
        let list: Array = hunks.iter().map(change).collect();
        self.call("setChanges", &Array::of1(&list));
    }

    /// Scrolls to a place and puts the cursor there; with the focus or without it.
    pub(crate) fn reveal(&self, from: u32, to: u32, focus: bool) {
        if !self.call("reveal", &Array::of3(&from.into(), &to.into(), &focus.into()))
            && let Some(textarea) = self.textarea().filter(|_| focus)
        {
            let _ = textarea.focus();
            let _ = textarea.set_selection_range(from, to);
        }
    }
}

/// Sets a property of a plain object.
pub(super) fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

/// An object with a range.
pub(super) fn range_object(from: u32, to: u32) -> Object {
    let object = Object::new();
    set(&object, "from", &from.into());
    set(&object, "to", &to.into());
    object
}

fn mark_object(mark: &Mark) -> Object {
    let object = range_object(mark.from, mark.to);
    set(&object, "severity", &mark.severity.into());
    set(&object, "message", &mark.message.as_str().into());
    object
}
