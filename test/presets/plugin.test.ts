import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presets } from 'virtual:presets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseScenario } from '../../sim-core/index.ts';
import { readPresets } from '../../web/build/presets-plugin.ts';
import { presetNamed, presets as stored } from './stories.ts';

describe('the module of presets', () => {
  it('lists every preset in the order of the gallery', () => {
    expect(presets.map((preset) => preset.id)).toEqual(stored.map((preset) => preset.id));
    expect(presets.map((preset) => preset.id)).toEqual([
      'checkout',
      'one-service',
      'hello',
      'retry-storm',
      'retry-budget',
      'layered-retries',
      'jitter',
      'contention',
      'library-defaults',
      'timeout-tuning',
      'tail-at-scale',
      'slow-instance',
      'two-choices',
      'sinkhole',
      'stale-discovery',
      'cache-stampede',
      'hot-keys',
      'goodput-collapse',
      'open-and-closed',
      'work-in-vain',
      'adaptive-concurrency',
      'thundering-herd',
      'death-spiral',
      'bulkhead',
      'pool-exhaustion',
      'partial-failure',
      'panic-threshold',
    ]);
  });

  it('gives each document as a copy that fits', async () => {
    for (const preset of presets) {
      const document = await preset.load();
      document.name = 'changed';

      expect(parseScenario(document).ok).toBe(true);
      expect(await preset.load()).toEqual(presetNamed(preset.id).scenario);
    }
  });

  it('has times as milliseconds', () => {
    const storm = presets.find((preset) => preset.id === 'retry-storm');

    expect(storm?.steps[1].atMs).toBe(22_000);
    expect(storm?.steps[2].done?.withinMs).toEqual([180_000, 200_000]);
  });
});

describe('a preset that does not fit stops the build', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'presets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const { id: _, ...good } = presetNamed('hello');
  const [step] = good.steps;
  const plainStep = { title: step.title, text: step.text };

  it.each([
    [
      'a scenario with a mistake',
      { scenario: { ...good.scenario, duratoin: '5s' } },
      /duratoin.*did you mean duration\?/,
    ],
    [
      'an edit that leads nowhere',
      { steps: [plainStep, { ...plainStep, try: { path: 'services.helo.work', value: '1ms' } }] },
      /helo/,
    ],
    [
      'a text that is too long',
      { steps: [plainStep, { ...plainStep, text: { en: 'x'.repeat(111), zh: '好' } }] },
      /<=110/,
    ],
    ['a missing translation', { title: { en: 'Only English' } }, /zh/],
    ['one step', { steps: [plainStep] }, />=2/],
  ])('%s', (_name, change, words) => {
    const document = { ...good, steps: [plainStep, plainStep], ...change };
    writeFileSync(join(folder, 'hello.yaml'), stringify(document));

    expect(() => readPresets(folder)).toThrow(words);
  });
});
