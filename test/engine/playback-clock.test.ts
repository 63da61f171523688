import { describe, expect, it } from 'vitest';
import { createPlaybackClock } from '../../web/engine/playback-clock.ts';

function playing(speed: number) {
  const clock = createPlaybackClock();
  clock.set({ playing: true, speed });
  clock.tick(1000);
  return clock;
}

describe('playback clock', () => {
  it('lets simulated time pass at its speed', () => {
    const clock = playing(0.01);
    clock.tick(1016);
    clock.tick(1050);
    expect(clock.nowMs).toBeCloseTo(0.5, 12);
  });

  it('stands still while paused and takes up where it was', () => {
    const clock = playing(1);
    clock.tick(1016);
    clock.set({ playing: false, speed: 1 });
    clock.tick(1032);
    expect(clock.nowMs).toBe(16);
    clock.set({ playing: true, speed: 1 });
    clock.tick(9000);
    expect(clock.nowMs).toBe(16);
    clock.tick(9010);
    expect(clock.nowMs).toBe(26);
  });

  it('stands still while the engine is behind, without catching up later', () => {
    const clock = playing(2);
    clock.hold(true);
    clock.tick(1050);
    expect(clock.nowMs).toBe(0);
    clock.hold(false);
    clock.tick(1060);
    expect(clock.nowMs).toBe(20);
  });

  it('does not leap after a pause of the browser', () => {
    const clock = playing(1);
    clock.tick(61_000);
    expect(clock.nowMs).toBe(100);
  });

  it('moves in whole nanoseconds, and does not lose the parts of them', () => {
    const clock = playing(0.000_000_25);
    for (let realMs = 1001; realMs <= 1100; realMs++) clock.tick(realMs);
    expect(clock.nowMs).toBe(0.000_025);
    clock.jumpTo(1 / 3);
    expect(clock.nowMs).toBe(0.333_333);
  });

  it('stays between the start and the end', () => {
    const clock = playing(1);
    clock.setEnd(50);
    clock.tick(1080);
    expect(clock.nowMs).toBe(50);
    clock.jumpTo(-3);
    expect(clock.nowMs).toBe(0);
    clock.jumpTo(70);
    expect(clock.nowMs).toBe(50);
    clock.setEnd(20);
    expect(clock.nowMs).toBe(20);
  });
});
