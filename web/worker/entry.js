// The worker's entry. The page's first message says where the WebAssembly is, and which lock tells that this worker lives.
import init, { connect } from "./glue.js";

const hold = (name) =>
  new Promise((resolve) => {
    if (navigator.locks === undefined) {
      resolve();
      return;
    }
    const held = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(name, held).catch(resolve);
  });

self.onmessage = async ({ data: { wasm, lock } }) => {
  self.onmessage = null;
  try {
    await hold(lock);
    await init({ module_or_path: wasm });
    connect();
  } catch (error) {
    // An error that nobody catches in a promise does not reach the page.
    setTimeout(() => {
      throw error;
    });
  }
};
