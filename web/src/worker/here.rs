//! For tests: a worker that is none. The host works in the page's own thread, as soon as nothing else is to be done.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use podreach_session::worker::Host;
use podreach_session::worker::message::{FromWorker, ToWorker};

type Hear = Rc<RefCell<dyn FnMut(FromWorker)>>;

/// Stands for the way to a worker.
pub(super) struct Port {
    host: Rc<RefCell<Host>>,
    hear: Hear,
}

impl Port {
    pub(super) fn open(hear: impl FnMut(FromWorker) + 'static, _died: impl FnMut() + 'static) -> Option<Self> {
        let hear: Hear = Rc::new(RefCell::new(hear));
        let greet = Rc::clone(&hear);
        Timeout::new(0, move || (*greet.borrow_mut())(Host::greeting())).forget();
        Some(Self { host: Rc::new(RefCell::new(Host::new())), hear })
    }

    pub(super) fn send(&self, message: &ToWorker) {
        self.host.borrow_mut().take(message.clone());
        let (host, hear) = (Rc::clone(&self.host), Rc::clone(&self.hear));
        Timeout::new(0, move || {
            while host.borrow().is_busy() {
                let messages = host.borrow_mut().step();
                for message in messages {
                    (*hear.borrow_mut())(message);
                }
            }
        })
        .forget();
    }
}
