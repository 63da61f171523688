/** The engine in a worker. The page starts it twice: one looks ahead, one plays. */
import { outlookTask } from './outlook-runner.ts';
import { createPlayRunner } from './play-runner.ts';
import { createSlicer } from './slices.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

const scope = globalThis as unknown as {
  postMessage: (message: FromWorker, transfer: Transferable[]) => void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

const post = (message: FromWorker, transfer: Transferable[] = []) => scope.postMessage(message, transfer);
const slicer = createSlicer();
const player = createPlayRunner(slicer.run, post);

scope.onmessage = ({ data }) => {
  if (data.type === 'outlook') slicer.run(outlookTask(data, post));
  else if (data.type === 'play') player.play(data);
  else player.ask(data);
};
