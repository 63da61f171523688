import { spawnSync } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { createSimulation, parseScenario, type RunResult, simulate } from '../../sim-core/index.ts';
import { launcher, root } from '../cli/callscape.ts';
import { runPreset } from '../presets/stories.ts';
import { everything, scenarioOf } from './scenes.ts';

/** Functions whose bits differ between engines, or that tell the time or chance of the machine. */
const FORBIDDEN_MATH = [
  ...['random', 'log', 'log2', 'log10', 'log1p', 'exp', 'expm1', 'pow', 'cbrt', 'hypot'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
] as const;

const restores: (() => void)[] = [];
afterEach(() => {
  while (restores.length > 0) restores.pop()?.();
});

function forbid(owner: object, name: string): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  if (!before) throw new Error(`there is no ${name}`);
  const stub = () => {
    throw new Error(`${name} was used`);
  };
  Object.defineProperty(owner, name, { configurable: true, writable: true, value: stub });
  restores.push(() => Object.defineProperty(owner, name, before));
}

it('a run asks the machine for no logarithm, no power, no chance and no time', () => {
  const expected = simulate(scenarioOf(everything()));
  for (const name of FORBIDDEN_MATH) forbid(Math, name);
  forbid(Date, 'now');

  const check = parseScenario(everything());
  const simulation = check.ok ? createSimulation(check.scenario, { histograms: true }) : undefined;
  simulation?.run();
  const result = simulation?.result();
  while (restores.length > 0) restores.pop()?.();

  expect(result?.digest).toBe(expected.digest);
  expect(result?.summary.system).toMatchObject(expected.summary.system);
});

it('a run is the same where the prototypes of objects and arrays are frozen', () => {
  const freeze = 'data:text/javascript,Object.freeze(Object.prototype);Object.freeze(Array.prototype)';
  const words = ['--import', freeze, launcher, 'run', 'hello', '--json'];

  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });

  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as RunResult).digest).toBe(runPreset('hello').result.digest);
});
