//! A static server like the one the page is hosted on: files under a sub-path, and nothing else. A thread for every connection
//! and one answer on each: browsers open several at once and keep some idle, and none may wait for another.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::command::Failure;

/// The longest request that is read.
const LONGEST: u64 = 64 * 1024;
/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server. It stops when it is dropped.
pub(crate) struct Server {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    port: u16,
}

impl Server {
    /// Serves a folder under a path. Port 0 takes any free one.
    pub(crate) fn start(folder: &Path, base: &str, port: u16) -> Result<Self, Failure> {
        let failure = |error| Failure::new(format!("cannot listen on port {port}: {error}; try `--port N`"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failure)?;
        let port = listener.local_addr().map_err(failure)?.port();
        let stopped = Arc::new(AtomicBool::new(false));
        let (stop, folder, base) = (Arc::clone(&stopped), Arc::<Path>::from(folder), Arc::<str>::from(base));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Acquire) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (folder, base) = (Arc::clone(&folder), Arc::clone(&base));
                std::thread::spawn(move || {
                    let _ = converse(stream, &folder, &base);
                });
            }
        });
        Ok(Self { stopped, thread: Some(thread), port })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Serves until the process is stopped.
    pub(crate) fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // Whoever waits for a connection gets one and sees that it is over.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

/// One request and its answer.
fn converse(mut stream: TcpStream, folder: &Path, base: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut first = String::new();
    let mut lines = BufReader::new((&stream).take(LONGEST));
    lines.read_line(&mut first)?;
    // The rest of the head says nothing that matters; it is read so that the connection ends in order.
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 && !line.trim_end().is_empty() {
        line.clear();
    }
    let mut words = first.split_ascii_whitespace();
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(()) };
    let answer = answer(method, target, folder, base);
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status);
    for (name, value) in answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", answer.body.len());
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

fn answer(method: &str, target: &str, folder: &Path, base: &str) -> Answer {
    let words = |status, text: &str| Answer { status, headers: Vec::new(), body: text.as_bytes().to_vec() };
    if !matches!(method, "GET" | "HEAD") {
        return words("405 Method Not Allowed", "only GET");
    }
    let url = target.split(['?', '#']).next().unwrap_or("/");
    let Some(path) = url.strip_prefix(base) else {
        let is_door = url == "/" || format!("{url}/") == base;
        let moved = words(if is_door { "302 Found" } else { "404 Not Found" }, "moved");
        return Answer { headers: vec![("Location", base.to_owned())], ..moved };
    };
    let file = file(folder, path);
    if !path.ends_with('/') && file.as_ref().is_some_and(|file| file.is_dir()) {
        return Answer { headers: vec![("Location", format!("{url}/"))], ..words("301 Moved Permanently", "moved") };
    }
    let found = file.and_then(|file| Some((std::fs::read(&file).ok()?, file)));
    let Some((body, file)) = found else { return words("404 Not Found", "not found") };
    let headers = vec![("Content-Type", kind(&file).to_owned()), ("Cache-Control", "no-store".to_owned())];
    Answer { status: "200 OK", headers, body }
}

/// The file that a path means, of a folder its index; none for paths that would leave the folder.
fn file(folder: &Path, path: &str) -> Option<PathBuf> {
    let index = if path.is_empty() || path.ends_with('/') { "index.html" } else { "" };
    let path = format!("{path}{index}");
    let relative = Path::new(&path);
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
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(port: u16, request: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn files_are_served_under_the_path_and_idle_connections_hold_nobody_up() {
        let folder = std::env::temp_dir().join(format!("podreach-server-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("inner")).unwrap();
        std::fs::write(folder.join("index.html"), "<p>hello").unwrap();
        std::fs::write(folder.join("inner/index.html"), "<p>inner").unwrap();
        let server = Server::start(&folder, "/podreach/", 0).unwrap();
        let idle: Vec<TcpStream> =
            (0..20).map(|_| TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap()).collect();
        let page = ask(server.port(), "GET /podreach/?yaml=x HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.ends_with("\r\n\r\n<p>hello"), "{page}");
        assert!(page.contains("Content-Type: text/html") && page.contains("Content-Length: 8\r\n"), "{page}");
        assert!(ask(server.port(), "HEAD /podreach/ HTTP/1.1\r\n\r\n").ends_with("close\r\n\r\n"));
        assert!(ask(server.port(), "GET / HTTP/1.1\r\n\r\n").contains("302 Found\r\nLocation: /podreach/\r\n"));
        assert!(ask(server.port(), "GET /podreach/inner/ HTTP/1.1\r\n\r\n").ends_with("<p>inner"));
        let folder_alone = ask(server.port(), "GET /podreach/inner HTTP/1.1\r\n\r\n");
        assert!(folder_alone.contains("301 Moved Permanently\r\nLocation: /podreach/inner/\r\n"), "{folder_alone}");
        assert!(ask(server.port(), "GET /podreach/none HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
        assert!(ask(server.port(), "POST /podreach/ HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
        drop(idle);
        drop(server);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn paths_stay_in_the_folder() {
        let folder = Path::new("/x");
        assert_eq!(file(folder, ""), Some(PathBuf::from("/x/index.html")));
        assert_eq!(file(folder, "a/"), Some(PathBuf::from("/x/a/index.html")));
        assert_eq!(file(folder, "a/b.js"), Some(PathBuf::from("/x/a/b.js")));
        for bad in ["../a", "/etc/passwd", "a/../../b", "./a/.."] {
            assert_eq!(file(folder, bad), None, "{bad}");
        }
    }
}
