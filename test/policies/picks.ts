/** An observer that writes down what each attempt was and where it went. */
import { createSimulation } from '../../sim-core/index.ts';
import { Recorder } from '../determinism/recorder.ts';
import { scenario } from '../model/story.ts';
import type { Scenario, World } from '../../sim-core/index.ts';

export interface Pick {
  readonly atMs: number;
  readonly link: string;
  readonly caller: number;
  /** Number of the attempt in its call, from 1. */
  readonly number: number;
  /** Number of the instance in its service, from 1. */
  readonly instance: number;
  readonly request: number;
  readonly key: number;
}

export class PickRecorder extends Recorder {
  readonly picks: Pick[] = [];
  private seen: World | undefined;

  override begin(world: World): void {
    super.begin(world);
    this.seen = world;
  }

  override attemptStarted(attempt: number): void {
    const world = this.seen as World;
    const { attempts } = world;
    const link = attempts.link[attempt];
    this.picks.push({
      atMs: world.kernel.nowNs / 1e6,
      link: world.scenario.links[link].id,
      caller: attempts.caller[attempt] - world.callerBase[link],
      number: attempts.number[attempt],
      instance: attempts.instance[attempt] - world.links[link].firstInstance + 1,
      request: attempts.request[attempt],
      key: attempts.requestKey[attempt],
    });
  }
}

export function picksOf(document: Record<string, unknown>): Pick[] {
  return record(scenario(document)).picks;
}

export function record(of: Scenario): PickRecorder {
  const recorder = new PickRecorder();
  const simulation = createSimulation(of, { observers: [recorder], check: true });
  simulation.run();
  const violations = simulation.auditor?.report() ?? [];
  if (violations.length > 0) throw new Error(violations.map(({ message }) => message).join('\n'));
  return recorder;
}
