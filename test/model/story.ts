/** Runs a scenario and tells its story as lines such as "12.5 answered a#1 ok", times in milliseconds. */
import {
  CANCELLED,
  createSimulation,
  DOWNSTREAM,
  type Observer,
  OUTCOME_NAMES,
  PHASE_NAMES,
  type Scenario,
  type Simulation,
  type World,
} from '../../sim-core/index.ts';
import { accepted } from '../scenario/documents.ts';

export function scenario(document: Record<string, unknown>): Scenario {
  return accepted({ version: 1, duration: '10s', seed: 1, ...document });
}

export function play(document: Record<string, unknown>): { lines: string[]; simulation: Simulation } {
  const log = new StoryObserver();
  const simulation = createSimulation(scenario(document), { observers: [log] });
  simulation.run();
  return { lines: log.lines, simulation };
}

/** Lines that begin with one of the words. */
export function only(lines: readonly string[], ...words: string[]): string[] {
  return lines.filter((line) => words.includes(line.split(' ')[1]));
}

class StoryObserver implements Observer {
  readonly lines: string[] = [];
  private world!: World;

  begin(world: World): void {
    this.world = world;
  }
  callStarted(call: number): void {
    this.say(`call ${this.link(this.world.calls.link[call])}`);
  }
  callEnded(call: number, outcome: number): void {
    const { closed, opened } = this.world.endedPhases;
    const time = this.world.kernel.nowNs - this.world.calls.startNs[call];
    if (outcome !== CANCELLED) {
      if (sum(closed) !== time || sum(opened) !== time) throw new Error(`phases do not add up to ${time} ns`);
      if (opened[DOWNSTREAM] !== 0) throw new Error('opened phases have no downstream');
    }
    const phases = PHASE_NAMES.map((name, i) => (closed[i] === 0 ? '' : ` ${name}=${closed[i] / 1e6}`)).join('');
    this.say(
      `ended ${this.link(this.world.calls.link[call])} ${OUTCOME_NAMES[outcome]}${outcome === CANCELLED ? '' : phases}`,
    );
  }
  attemptStarted(attempt: number): void {
    this.say(`attempt ${this.instance(this.world.attempts.instance[attempt])} ${this.world.attempts.number[attempt]}`);
  }
  attemptEnded(attempt: number, outcome: number): void {
    this.say(`attemptEnded ${this.instance(this.world.attempts.instance[attempt])} ${OUTCOME_NAMES[outcome]}`);
  }
  attemptTurnedBack(): void {}
  messageSent(): void {}
  messageLost(attempt: number, direction: number): void {
    this.say(
      `lost ${this.instance(this.world.attempts.instance[attempt])} ${direction === 0 ? 'request' : 'response'}`,
    );
  }
  attemptAdmitted(attempt: number, waits: boolean): void {
    this.say(`admitted ${this.instance(this.world.attempts.instance[attempt])}${waits ? ' waits' : ''}`);
  }
  attemptRefused(attempt: number, outcome: number): void {
    this.say(`refused ${this.instance(this.world.attempts.instance[attempt])} ${OUTCOME_NAMES[outcome]}`);
  }
  attemptAnswered(attempt: number, outcome: number): void {
    this.say(`answered ${this.instance(this.world.attempts.instance[attempt])} ${OUTCOME_NAMES[outcome]}`);
  }
  quorumDecided(_frame: number, failed: number, extra: number): void {
    this.say(`quorum failed=${failed} extra=${extra}`);
  }
  cacheLookedUp(attempt: number, isHit: boolean): void {
    this.say(`${isHit ? 'hit' : 'miss'} ${this.instance(this.world.attempts.instance[attempt])}`);
  }
  instanceChanging(): void {}
  workerReleased(instance: number, heldNs: number, wastedNs: number): void {
    this.say(`released ${this.instance(instance)} held=${heldNs / 1e6} wasted=${wastedNs / 1e6}`);
  }
  instanceCrashed(instance: number): void {
    this.say(`crashed ${this.instance(instance)}`);
  }
  instanceStarted(instance: number): void {
    this.say(`up ${this.instance(instance)}`);
  }
  breakerChanged(breaker: number, phase: number): void {
    this.say(`breaker ${breaker} ${['closed', 'open', 'half-open'][phase]}`);
  }
  instancesEjected(caller: number, count: number): void {
    this.say(`ejected ${count} by ${caller}`);
  }
  end(): void {}
  snapshot(): unknown {
    return this.lines.slice();
  }
  restore(state: unknown): void {
    this.lines.splice(0, this.lines.length, ...(state as string[]));
  }

  private say(text: string): void {
    this.lines.push(`${this.world.kernel.nowNs / 1e6} ${text}`);
  }
  private link(link: number): string {
    return this.world.scenario.links[link].id;
  }
  private instance(instance: number): string {
    if (instance < 0) return 'broker';
    const service = this.world.instanceService[instance];
    return `${this.world.scenario.services[service].id}#${instance - this.world.instanceBase[service] + 1}`;
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
