//! Hears of an element's size.

use leptos::prelude::*;
use leptos::web_sys::{Element, ResizeObserver};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Runs something when the element is laid out and whenever it has another size, until the owner of the call is gone.
pub(crate) fn on_resize(element: &Element, run: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(run);
    if let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
    }
}
