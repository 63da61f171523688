import { describe, expect, it } from 'vitest';
import { isDone } from './conditions.ts';
import { DIGESTS } from './digests.ts';
import { presets, runPreset } from './stories.ts';

describe.each(presets)('$id', (preset) => {
  const plain = runPreset(preset.id);

  it('runs to its end, and always the same way', () => {
    expect(plain.result.outcome).toBe('completed');
    expect(plain.result.digest).toBe(DIGESTS[preset.id]);
  });

  const tasks = preset.steps.flatMap(({ title, try: edit, done }) => (done ? [{ name: title.en, edit, done }] : []));

  it.each(tasks)('its step "$name" is done by what it offers, and by nothing less', ({ edit, done }) => {
    const run = edit ? runPreset(preset.id, [edit]) : plain;

    expect(isDone(done, run)).toBe(true);
    expect(edit !== undefined && isDone(done, plain)).toBe(false);
  });
});
