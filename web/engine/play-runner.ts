/** Answers the page's questions for frames of one run, in order. */
import { checkScenario } from '../../sim-core/index.ts';
import { buildFrame } from './frame-builder.ts';
import { createPlaySession } from './play-session.ts';
import type { Post } from './outlook-runner.ts';
import type { PlaySession } from './play-session.ts';
import type { ToWorker } from './protocol.ts';
import type { Task } from './slices.ts';

type Question = Extract<ToWorker, { type: 'frame' | 'step' }>;

export interface PlayRunner {
  play: (message: Extract<ToWorker, { type: 'play' }>) => void;
  ask: (question: Question) => void;
}

/** @param run takes the place of the task that runs */
export function createPlayRunner(run: (task: Task) => void, post: Post): PlayRunner {
  let current: { runId: number; session: PlaySession } | null = null;
  let questions: Question[] = [];
  let isAnswering = false;

  function* answer(): Generator<void, void, void> {
    isAnswering = true;
    for (let question = questions[0]; question !== undefined; question = questions[0]) {
      if (current?.runId === question.runId) yield* answerOne(current.session, question);
      questions.shift();
    }
    isAnswering = false;
  }

  function* answerOne(session: PlaySession, question: Question): Generator<void, void, void> {
    if (question.type === 'frame') yield* session.goTo(question.tMs);
    else session.step();
    const frame = buildFrame(session.simulation, question.runId, question.maxDots, session.turnedBack);
    post({ type: 'frame', frame });
  }

  return {
    play: (message) => {
      questions = [];
      isAnswering = false;
      const checked = checkScenario(message.document);
      // What is wrong is told by the worker that looks ahead.
      current = checked.ok
        ? { runId: message.runId, session: createPlaySession(checked.scenario, message.replication) }
        : null;
    },
    ask: (question) => {
      questions.push(question);
      if (!isAnswering) run(answer);
    },
  };
}
