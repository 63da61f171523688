// A free port of this machine, so that several checkouts can serve side by side.
import { createServer } from 'node:net';

/**
 * @param {number} first preferred port; the next ones are tried in turn
 * @returns {Promise<number>} the first of 50 ports from `first` on that nobody listens on
 * @throws {Error} when all 50 are taken
 */
export async function freePort(first, host = '127.0.0.1') {
  for (let port = first; port < first + 50; port++) {
    if (await isFree(port, host)) return port;
  }
  throw new Error(`Ports ${first} to ${first + 49} on ${host} are all taken: name one with --port.`);
}

function isFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
