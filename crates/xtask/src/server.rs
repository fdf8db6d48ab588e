//! A static server like the one the page is hosted on: files under a sub-path, and nothing else.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use tiny_http::{Header, Method, Request, Response};

use crate::command::Failure;

/// A running server. It stops when it is dropped.
pub(crate) struct Server {
    http: Arc<tiny_http::Server>,
    threads: Vec<JoinHandle<()>>,
    port: u16,
}

impl Server {
    /// Serves a folder under a path. Port 0 takes any free one.
    pub(crate) fn start(folder: &Path, base: &str, port: u16) -> Result<Self, Failure> {
        let http = tiny_http::Server::http(("127.0.0.1", port))
            .map_err(|error| Failure::new(format!("cannot listen on port {port}: {error}; try `--port N`")))?;
        let http = Arc::new(http);
        let port = http.server_addr().to_ip().map_or(port, |address| address.port());
        let threads = (0..4)
            .map(|_| {
                let (http, folder, base) = (Arc::clone(&http), folder.to_owned(), base.to_owned());
                std::thread::spawn(move || {
                    while let Ok(request) = http.recv() {
                        let _ = answer(request, &folder, &base);
                    }
                })
            })
            .collect();
        Ok(Self { http, threads, port })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Serves until the process is stopped.
    pub(crate) fn wait(mut self) {
        for thread in std::mem::take(&mut self.threads) {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for _ in &self.threads {
            self.http.unblock();
        }
    }
}

fn answer(request: Request, folder: &Path, base: &str) -> std::io::Result<()> {
    let url = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::from_string("only GET").with_status_code(405));
    }
    let Some(path) = url.strip_prefix(base) else {
        let mut response = Response::from_string("moved")
            .with_status_code(if url == "/" || format!("{url}/") == base { 302 } else { 404 });
        if let Ok(header) = Header::from_bytes("Location", base) {
            response.add_header(header);
        }
        return request.respond(response);
    };
    let file = file(folder, path);
    match file.as_ref().and_then(|file| std::fs::read(file).ok().map(|bytes| (file, bytes))) {
        Some((file, bytes)) => {
            let mut response = Response::from_data(bytes);
            for (name, value) in [("Content-Type", kind(file)), ("Cache-Control", "no-store")] {
                if let Ok(header) = Header::from_bytes(name, value) {
                    response.add_header(header);
                }
            }
            request.respond(response)
        }
        None => request.respond(Response::from_string("not found").with_status_code(404)),
    }
}

/// The file that a path means; none for paths that would leave the folder.
fn file(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(if path.is_empty() { "index.html" } else { path });
    relative.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(relative))
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_folder() {
        let folder = Path::new("/x");
        assert_eq!(file(folder, ""), Some(PathBuf::from("/x/index.html")));
        assert_eq!(file(folder, "a/b.js"), Some(PathBuf::from("/x/a/b.js")));
        for bad in ["../a", "/etc/passwd", "a/../../b", "./a/.."] {
            assert_eq!(file(folder, bad), None, "{bad}");
        }
    }
}
