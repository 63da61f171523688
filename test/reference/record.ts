/**
 * Runs the engine and writes down what it does, and what the reference has to be told of its draws. Work has no event
 * of its own that observers are told, nor have queues: both are read from the columns after every event.
 */
import {
  createSimulation,
  FRAME_ABANDONED,
  FRAME_WORKING,
  type Observer,
  OUTCOME_NAMES,
  type Scenario,
  type World,
} from '../../sim-core/index.ts';
import { NO_EVENT } from '../../sim-core/kernel/event-queue.ts';
import { attemptLabel, callLabel, type Line, type Recording, requestLabel } from './trace.ts';

const RESET = OUTCOME_NAMES.indexOf('reset');
const CANCELLED = OUTCOME_NAMES.indexOf('cancelled');
const EVENTS_MAX = 5_000;

export function record(scenario: Scenario): Recording {
  const recorder = new Recorder();
  const simulation = createSimulation(scenario, { observers: [recorder] });
  const { kernel } = simulation.world;
  while (simulation.events < EVENTS_MAX && simulation.step()) {
    recorder.lookAtWork();
    if (kernel.nextTimeNs() > kernel.nowNs) recorder.lookAtInstances();
  }
  const { lines, arrivals, picks, backoffs, resets, ends } = recorder;
  const endNs = simulation.status === 'completed' ? scenario.resolved.durationNs : kernel.nowNs;
  return { lines, endNs, arrivals, picks, backoffs, resets, ends };
}

class Recorder implements Observer {
  readonly lines: Line[] = [];
  readonly arrivals = new Map<string, number[]>();
  readonly picks = new Map<string, number>();
  readonly backoffs = new Map<string, number>();
  readonly resets = new Map<string, number>();
  readonly ends = new Map<string, number>();
  private world!: World;
  private readonly calls: string[] = [];
  private readonly attempts: string[] = [];
  private readonly callsMade = new Map<string, number>();
  private readonly waitingSince = new Map<string, number>();
  /** By handle of the event that ends it. */
  private working = new Map<number, string>();
  private states: string[] = [];

  begin(world: World): void {
    this.world = world;
    for (const { id } of world.scenario.workloads) this.arrivals.set(id, []);
    this.states = Array.from({ length: world.instanceCount }, (_, instance) => this.stateOf(instance));
  }

  callStarted(call: number): void {
    const { calls, frames, kernel, links, scenario } = this.world;
    const service = scenario.services[links[calls.link[call]].callee].id;
    const frame = calls.parentFrame[call];
    if (frame < 0) {
      this.calls[call] = requestLabel(calls.request[call], service);
      if (calls.user[call] < 0) this.arrivals.get(scenario.workloads[calls.workload[call]].id)?.push(kernel.nowNs);
    } else {
      const attempt = this.attempts[frames.attempt[frame]];
      const number = (this.callsMade.get(attempt) ?? 0) + 1;
      this.callsMade.set(attempt, number);
      this.calls[call] = callLabel(attempt, service, number);
    }
    this.say(`call ${this.calls[call]}`);
  }
  callEnded(call: number, outcome: number): void {
    this.say(`call ${this.calls[call]} ended: ${OUTCOME_NAMES[outcome]}`);
  }
  attemptStarted(attempt: number): void {
    const { attempts, instanceBase, instanceService, kernel } = this.world;
    const call = this.calls[attempts.call[attempt]];
    const label = attemptLabel(call, attempts.number[attempt]);
    const instance = attempts.instance[attempt];
    this.attempts[attempt] = label;
    this.picks.set(label, instance - instanceBase[instanceService[instance]]);
    const waitingSince = this.waitingSince.get(call);
    if (waitingSince !== undefined) this.backoffs.set(label, kernel.nowNs - waitingSince);
    this.say(`attempt ${label} of ${this.nameOf(instance)}`);
  }
  attemptEnded(attempt: number, outcome: number): void {
    this.ends.set(this.attempts[attempt], this.ends.size);
    if (outcome !== CANCELLED)
      this.waitingSince.set(this.calls[this.world.attempts.call[attempt]], this.world.kernel.nowNs);
    this.say(`attempt ${this.attempts[attempt]} ended: ${OUTCOME_NAMES[outcome]}`);
  }
  attemptTurnedBack(): void {}
  messageSent(attempt: number, direction: number, bytes: number): void {
    this.say(`${direction === 0 ? 'request' : 'response'} of ${this.attempts[attempt]} sent, ${bytes} bytes`);
  }
  messageLost(attempt: number, direction: number): void {
    this.say(`${direction === 0 ? 'request' : 'response'} of ${this.attempts[attempt]} lost`);
  }
  attemptAdmitted(attempt: number, waits: boolean): void {
    this.say(`${this.attempts[attempt]} admitted${waits ? ', waits' : ''}`);
  }
  attemptRefused(attempt: number, outcome: number): void {
    this.say(`${this.attempts[attempt]} refused: ${OUTCOME_NAMES[outcome]}`);
  }
  attemptAnswered(attempt: number, outcome: number): void {
    if (outcome === RESET) this.resets.set(this.attempts[attempt], this.resets.size);
    this.say(`${this.attempts[attempt]} answered: ${OUTCOME_NAMES[outcome]}`);
  }
  cacheLookedUp(): void {}
  quorumDecided(frame: number, failed: number, extra: number): void {
    this.say(`${this.attempts[this.world.frames.attempt[frame]]} has its quorum, ${failed} failed, ${extra} extra`);
  }
  instanceChanging(): void {}
  workerReleased(instance: number, heldNs: number, wastedNs: number): void {
    this.say(`worker of ${this.nameOf(instance)} released, held ${heldNs} ns, for nobody ${wastedNs} ns`);
  }
  breakerChanged(): void {}
  instancesEjected(): void {}
  instanceCrashed(instance: number): void {
    this.say(`${this.nameOf(instance)} crashed`);
  }
  instanceStarted(instance: number): void {
    this.say(`${this.nameOf(instance)} up`);
  }
  end(): void {}
  snapshot(): unknown {
    return null;
  }
  restore(): void {}

  /** Who began work and who ended it in the last event. */
  lookAtWork(): void {
    const { frames } = this.world;
    const now = new Map<number, string>();
    for (let frame = 0; frame < frames.pool.used; frame++) {
      const state = frames.state[frame];
      const handle = frames.event[frame];
      const isWorking = state === FRAME_WORKING || (state === FRAME_ABANDONED && handle !== NO_EVENT);
      if (!isWorking) continue;
      const known = this.working.get(handle);
      const label = known ?? `${this.attempts[frames.attempt[frame]]} branch ${frames.branch[frame]}`;
      if (known === undefined) this.say(`${label} works until ${frames.untilNs[frame]} ns`);
      now.set(handle, label);
    }
    for (const [handle, label] of this.working) {
      if (!now.has(handle)) this.say(`${label} has worked`);
    }
    this.working = now;
  }

  /** Workers and queues as they stand at the end of an instant. */
  lookAtInstances(): void {
    this.states.forEach((before, instance) => {
      const now = this.stateOf(instance);
      if (now === before) return;
      this.states[instance] = now;
      this.say(now);
    });
  }

  private stateOf(instance: number): string {
    const { instanceBusy, instanceQueued, instanceUp, instanceWorking } = this.world;
    const workers = `${instanceBusy[instance]} held, ${instanceWorking[instance]} working`;
    return `${this.nameOf(instance)} is ${instanceUp[instance] === 1 ? 'up' : 'down'}: ${workers}, ${instanceQueued[instance]} waiting`;
  }

  private nameOf(instance: number): string {
    const { instanceBase, instanceService, scenario } = this.world;
    const service = instanceService[instance];
    return `${scenario.services[service].id}[${instance - instanceBase[service]}]`;
  }

  private say(text: string): void {
    this.lines.push({ timeNs: this.world.kernel.nowNs, text });
  }
}
