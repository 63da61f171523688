/** The whole run ahead of what is played, and the complete one before the last edit. */
import { hostWorker } from './worker-host.ts';
import type { FromWorker, Outlook, Topology } from './protocol.ts';
import type { Problem } from '../../sim-core/index.ts';
import type { Document } from '../store/contract.ts';

interface Run {
  runId: number;
  document: Document;
  /** What the last complete outlook becomes: the ghost, or nothing new. */
  ghost: 'drop' | 'keep' | 'replace';
}

/** While a parameter is dragged, the run under way is given so long (real ms) to finish before a newer one takes over. */
const PATIENCE_MS = 250;

export interface OutlookFeed {
  current: () => Outlook | null;
  previous: () => Outlook | null;
  run: (run: Run) => void;
}

export function createOutlookFeed(listen: {
  onOutlook: () => void;
  onTopology: (topology: Topology) => void;
  onProblems: (problems: Problem[]) => void;
  onRestarted: (isFinal: boolean) => void;
}): OutlookFeed {
  let run: Run | null = null;
  let runSinceRealMs = 0;
  /** Newest document of a drag, waiting for its turn. */
  let waiting: Run | null = null;
  let isAnswered = true;
  let current: Outlook | null = null;
  let lastComplete: Outlook | null = null;
  let previous: Outlook | null = null;

  const host = hostWorker(
    () => new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'outlook' }),
    receive,
    (isFinal) => {
      if (!isFinal) start();
      listen.onRestarted(isFinal);
    },
  );

  function begin(next: Run): void {
    run = next;
    waiting = null;
    isAnswered = false;
    runSinceRealMs = performance.now();
    start();
  }

  function start(): void {
    if (run) host.post({ type: 'outlook', runId: run.runId, document: run.document, replication: 0 });
  }

  function receive(message: FromWorker): void {
    if (message.type === 'outlook' && message.outlook.runId === run?.runId) {
      current = message.outlook;
      if (current.complete) lastComplete = current;
      listen.onOutlook();
      giveWay(current.complete);
    } else if (message.type === 'topology' && message.runId === run?.runId) listen.onTopology(message.topology);
    else if (message.type === 'problems' && message.runId === run?.runId) {
      listen.onProblems(message.problems);
      giveWay(true);
    }
  }

  function giveWay(isDone: boolean): void {
    isAnswered ||= isDone || performance.now() - runSinceRealMs >= PATIENCE_MS;
    if (isAnswered && waiting !== null) begin(waiting);
  }

  return {
    current: () => current,
    previous: () => previous,
    run: (next) => {
      if (next.ghost === 'drop') {
        previous = null;
        lastComplete = null;
        current = null;
      } else if (next.ghost === 'replace') previous = lastComplete;
      if (next.ghost === 'keep' && !isAnswered) waiting = next;
      else begin(next);
      // During a drag nothing to see has changed yet.
      if (next.ghost !== 'keep') listen.onOutlook();
    },
  };
}
