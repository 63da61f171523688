/** Starts a worker and starts it again when it crashes, at most a few times in a row. */
import type { FromWorker, ToWorker } from './protocol.ts';

export interface WorkerHost {
  post: (message: ToWorker) => void;
}

const RESTARTS_MAX = 3;

/**
 * @param create makes the worker
 * @param onMessage its messages
 * @param onRestarted called after a new worker stands in for a crashed one, to send it what it must know; `isFinal`
 *   says that it has crashed too often and no new one was started
 */
export function hostWorker(
  create: () => Worker,
  onMessage: (message: FromWorker) => void,
  onRestarted: (isFinal: boolean) => void,
): WorkerHost {
  let restarts = 0;
  let worker = start();

  function start(): Worker {
    const started = create();
    started.onmessage = (event: MessageEvent<FromWorker>) => {
      if (event.data.type === 'crashed') replace(started);
      else onMessage(event.data);
    };
    started.onerror = () => replace(started);
    return started;
  }

  function replace(crashed: Worker): void {
    if (crashed !== worker) return;
    crashed.terminate();
    const isFinal = restarts++ >= RESTARTS_MAX;
    if (!isFinal) worker = start();
    onRestarted(isFinal);
  }

  return { post: (message) => worker.postMessage(message) };
}
