/** The engine in a worker. The page starts it twice: one looks ahead, one plays. */
import { outlookTask } from './outlook-runner.ts';
import { createPlayRunner } from './play-runner.ts';
import { createSlicer } from './slices.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const scope = globalThis as unknown as {
  postMessage: (message: FromWorker) => void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

// Copied, never transferred: once a worker has given one buffer away, V8 checks at every access to any typed array
// whether its buffer is still there, and the engine takes a fifth longer (docs/adr/0006).
const post = (message: FromWorker) => scope.postMessage(message);
const slicer = createSlicer();
const player = createPlayRunner(slicer.run, post);

scope.onmessage = ({ data }) => {
  if (data.type === 'outlook') slicer.run(outlookTask(data, post));
  else if (data.type === 'play') player.play(data);
  else player.ask(data);
};
