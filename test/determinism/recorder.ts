/** An observer that writes down when requests begin and how long each attempt is at a server, by key. */
import type { Observer } from '../../sim-core/model/observer.ts';
import type { World } from '../../sim-core/model/world.ts';

export class Recorder implements Observer {
  /** By workload and number of the request: when it began; ns. */
  readonly arrivals = new Map<string, number>();
  /** By key of the attempt: time at the server and outcome there. */
  readonly demands = new Map<string, string>();
  private world: World | undefined;

  begin(world: World): void {
    this.world = world;
  }

  callStarted(call: number): void {
    const { calls, kernel } = this.begun();
    if (calls.site[call] >= 0) return;
    this.arrivals.set(`${calls.workload[call]}/${calls.request[call]}`, kernel.nowNs);
  }

  attemptAnswered(attempt: number, outcome: number): void {
    const { attempts, kernel } = this.begun();
    // A service that calls others spends their time too.
    if (attempts.depth[attempt] < 2) return;
    const key = `${attempts.keys[2 * attempt]},${attempts.keys[2 * attempt + 1]}`;
    this.demands.set(key, `${kernel.nowNs - attempts.arrivedNs[attempt]} ns, outcome ${outcome}`);
  }

  callEnded(): void {}
  attemptStarted(_attempt: number): void {}
  attemptEnded(): void {}
  attemptTurnedBack(): void {}
  messageSent(): void {}
  messageLost(): void {}
  attemptAdmitted(): void {}
  attemptRefused(): void {}
  quorumDecided(): void {}
  cacheLookedUp(): void {}
  instanceChanging(): void {}
  workerReleased(): void {}
  instanceCrashed(): void {}
  instanceStarted(): void {}
  breakerChanged(): void {}
  instancesEjected(): void {}
  end(): void {}
  snapshot(): unknown {
    return null;
  }
  restore(): void {}

  private begun(): World {
    if (!this.world) throw new Error('the run has not begun');
    return this.world;
  }
}
