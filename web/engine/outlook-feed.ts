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

  function start(): void {
    if (run) host.post({ type: 'outlook', runId: run.runId, document: run.document, replication: 0 });
  }

  function receive(message: FromWorker): void {
    if (message.type === 'outlook' && message.outlook.runId === run?.runId) {
      current = message.outlook;
      if (current.complete) lastComplete = current;
      listen.onOutlook();
    } else if (message.type === 'topology' && message.runId === run?.runId) listen.onTopology(message.topology);
    else if (message.type === 'problems' && message.runId === run?.runId) listen.onProblems(message.problems);
  }

  return {
    current: () => current,
    previous: () => previous,
    run: (next) => {
      run = next;
      if (next.ghost === 'drop') {
        previous = null;
        lastComplete = null;
        current = null;
      } else if (next.ghost === 'replace') previous = lastComplete;
      start();
      listen.onOutlook();
    },
  };
}
