//! Files for the person: texts and pictures as downloads, by way of a blob. Nothing is asked of a server.

use gloo_file::{Blob, ObjectUrl};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement};

/// Pixels of a picture for each pixel of the drawing.
const SCALE: f64 = 2.0;
/// Browsers make no larger pictures, by side and by area; a larger drawing gets fewer pixels.
const SIDE: f64 = 16_000.0;
const AREA: f64 = 120_000_000.0;

/// Saves a text as a file.
pub(crate) fn save(text: &str, media_type: &str, name: &str) {
    save_blob(&Blob::new_with_options(text, Some(media_type)), name);
}

/// Saves what is at hand as a file.
pub(crate) fn save_blob(blob: &Blob, name: &str) {
    let url = ObjectUrl::from(blob.clone());
    let anchor = document().create_element("a").ok().and_then(|found| found.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
        // The download has taken the address over by the time this runs.
        gloo_timers::callback::Timeout::new(10_000, move || drop(url)).forget();
    }
}

/// A drawing as an image, and the address that has to live as long as the image is needed.
pub(crate) async fn image(svg: &str) -> Option<(HtmlImageElement, ObjectUrl)> {
    let url = ObjectUrl::from(Blob::new_with_options(svg, Some("image/svg+xml")));
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&url);
    JsFuture::from(image.decode()).await.ok()?;
    Some((image, url))
}

/// A drawing as PNG, with two pixels for each of the drawing's where there is room for them.
pub(crate) async fn png(svg: &str) -> Option<Blob> {
    let (image, url) = image(svg).await?;
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = scale(width, height)?;
    let canvas = document().create_element("canvas").ok()?.dyn_into::<HtmlCanvasElement>().ok()?;
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let context = canvas.get_context("2d").ok()??.dyn_into::<CanvasRenderingContext2d>().ok()?;
    let (wide, high) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, wide, high).ok()?;
    drop(url);
    let made = js_sys::Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::NULL, &blob);
        });
        if canvas.to_blob(done.unchecked_ref()).is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    let blob = JsFuture::from(made).await.ok()?.dyn_into::<web_sys::Blob>().ok()?;
    Some(Blob::from(blob))
}

/// How many pixels each of the drawing's gets; none for a drawing without size.
fn scale(width: f64, height: f64) -> Option<f64> {
    let fits = width >= 1.0 && height >= 1.0;
    fits.then(|| SCALE.min(SIDE / width.max(height)).min((AREA / (width * height)).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::{AREA, SCALE, SIDE, scale};

    #[test]
    fn large_drawings_get_fewer_pixels() {
        assert_eq!(scale(1200.0, 800.0), Some(SCALE));
        for (width, height) in [(60_000.0, 100.0), (9_000.0, 9_000.0), (20_000.0, 20_000.0)] {
            let found = scale(width, height).unwrap();
            assert!(found < SCALE && width * found <= SIDE + 1.0 && width * height * found * found <= AREA + 1.0);
        }
        assert_eq!(scale(0.0, 100.0), None);
    }
}
