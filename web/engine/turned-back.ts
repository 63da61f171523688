/**
 * Counts what never gets anywhere and leaves no row behind: attempts that their caller's own guards reject, and those that
 * are refused at the door of an instance. The last ones are kept, so that the stage can show them one by one.
 */
import { GUARD_COUNT, REJECTED, UNAVAILABLE } from '../../sim-core/index.ts';
import {
  TURNED_FROM,
  TURNED_GUARD,
  TURNED_ID,
  TURNED_LINK,
  TURNED_NUMBER,
  TURNED_SHOWN,
  TURNED_SIGN,
  TURNED_STRIDE,
} from './protocol.ts';
import { endOf, gateEnds } from './gate-reader.ts';
import { signOfTry } from './sign-of-try.ts';
import type { Observer, World } from '../../sim-core/index.ts';

interface Saved {
  readonly counts: Float64Array;
  readonly atDoor: Float64Array;
  readonly last: Float64Array;
  readonly total: number;
  readonly atGates: SavedSecond;
  readonly atDoors: SavedSecond;
}

interface SavedSecond {
  readonly second: number;
  readonly now: Float64Array;
  readonly before: Float64Array;
}

const NS_PER_SECOND = 1e9;

export class TurnedBack implements Observer {
  /** By end and guard, since the beginning; and by instance. */
  counts = new Float64Array(0);
  atDoor = new Float64Array(0);
  atGates = new LastSecond(0, () => 0);
  atDoors = new LastSecond(0, () => 0);
  private last = new Float64Array(TURNED_SHOWN * TURNED_STRIDE);
  private total = 0;
  private ends: number[] = [];
  declare private world: World;

  begin(world: World): void {
    this.world = world;
    this.ends = gateEnds(world);
    this.counts = new Float64Array(this.ends[this.ends.length - 1] * GUARD_COUNT);
    this.atDoor = new Float64Array(world.instanceCount);
    const second = () => Math.floor(world.kernel.nowNs / NS_PER_SECOND);
    this.atGates = new LastSecond(this.ends[this.ends.length - 1], second);
    this.atDoors = new LastSecond(world.instanceCount, second);
  }

  attemptTurnedBack(attempt: number, outcome: number): void {
    if (outcome !== REJECTED) return;
    const { attempts } = this.world;
    const link = attempts.link[attempt];
    const end = endOf(this.world, this.ends, link, attempts.caller[attempt]);
    const guard = attempts.rejectedBy[attempt];
    this.counts[end * GUARD_COUNT + guard]++;
    this.atGates.count(end);
    const at = (this.total++ % TURNED_SHOWN) * TURNED_STRIDE;
    this.last[at + TURNED_NUMBER] = this.total;
    this.last[at + TURNED_ID] = attempts.id[attempt];
    this.last[at + TURNED_LINK] = link;
    this.last[at + TURNED_FROM] = end - this.ends[link];
    this.last[at + TURNED_GUARD] = guard;
    this.last[at + TURNED_SIGN] = signOfTry(this.world, attempt);
  }

  attemptRefused(attempt: number, outcome: number): void {
    if (outcome !== UNAVAILABLE) return;
    const instance = this.world.attempts.instance[attempt];
    this.atDoor[instance]++;
    this.atDoors.count(instance);
  }

  /** The last ones, oldest first: rows of TURNED_STRIDE. */
  newest(): Float64Array {
    const count = Math.min(this.total, TURNED_SHOWN);
    const rows = new Float64Array(count * TURNED_STRIDE);
    for (let k = 0; k < count; k++) {
      const from = ((this.total - count + k) % TURNED_SHOWN) * TURNED_STRIDE;
      rows.set(this.last.subarray(from, from + TURNED_STRIDE), k * TURNED_STRIDE);
    }
    return rows;
  }

  callStarted(): void {}
  cacheLookedUp(): void {}
  callEnded(): void {}
  attemptStarted(): void {}
  attemptEnded(): void {}
  messageSent(): void {}
  messageLost(): void {}
  attemptAdmitted(): void {}
  attemptAnswered(): void {}
  quorumDecided(): void {}
  instanceChanging(): void {}
  workerReleased(): void {}
  instanceCrashed(): void {}
  instanceStarted(): void {}
  breakerChanged(): void {}
  instancesEjected(): void {}
  end(): void {}

  snapshot(): Saved {
    return {
      counts: this.counts.slice(),
      atDoor: this.atDoor.slice(),
      last: this.last.slice(),
      total: this.total,
      atGates: this.atGates.snapshot(),
      atDoors: this.atDoors.snapshot(),
    };
  }

  restore(state: unknown): void {
    const { counts, atDoor, last, total, atGates, atDoors } = state as Saved;
    this.counts.set(counts);
    this.atDoor.set(atDoor);
    this.last.set(last);
    this.total = total;
    this.atGates.restore(atGates);
    this.atDoors.restore(atDoors);
  }
}

/** Counts by number, of the second under way and of the one before it. */
class LastSecond {
  private second = 0;
  private now: Float64Array;
  private before: Float64Array;
  private readonly secondNow: () => number;

  constructor(size: number, secondNow: () => number) {
    this.now = new Float64Array(size);
    this.before = new Float64Array(size);
    this.secondNow = secondNow;
  }

  count(number: number): void {
    const second = this.secondNow();
    if (second !== this.second) {
      this.before = this.lastSecond().slice();
      this.now.fill(0);
      this.second = second;
    }
    this.now[number]++;
  }

  /** Of the last whole second; nothing changes for asking. */
  lastSecond(): Float64Array {
    const passed = this.secondNow() - this.second;
    if (passed === 0) return this.before;
    return passed === 1 ? this.now : new Float64Array(this.now.length);
  }

  snapshot(): SavedSecond {
    return { second: this.second, now: this.now.slice(), before: this.before.slice() };
  }

  restore({ second, now, before }: SavedSecond): void {
    this.second = second;
    this.now = now.slice();
    this.before = before.slice();
  }
}
