/** Long work in a worker, cut into slices between which newer messages are heard. */

/** Real ms of one slice. */
export const SLICE_MS = 12;

export type Task = () => Generator<void, void, void>;

/**
 * Runs one task at a time; a newer one takes the place of the one that runs. Timers would be clamped to 4 ms, so the
 * next slice is a message to itself, which waits its turn behind the page's messages.
 */
export function createSlicer(): { run: (task: Task) => void } {
  const channel = new MessageChannel();
  let current: Generator<void, void, void> | null = null;
  let isScheduled = false;

  channel.port1.onmessage = () => {
    isScheduled = false;
    if (current === null) return;
    if (current.next().done) current = null;
    else schedule();
  };

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    channel.port2.postMessage(null);
  }

  return {
    run: (task) => {
      current = task();
      schedule();
    },
  };
}
