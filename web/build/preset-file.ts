/** The wrapper around the scenario in a preset's file: the story in both languages, and where it comes from. */
import { z } from 'zod';

const words = (maxEnglish: number, maxChinese: number) =>
  z.strictObject({ en: z.string().min(1).max(maxEnglish), zh: z.string().min(1).max(maxChinese) });

const UNITS_MS = { ms: 1, s: 1000, m: 60_000 } as const;

const time = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?(ms|s|m)$/, 'a time such as 20s')
  .transform((text) => {
    const unit = text.endsWith('ms') ? 'ms' : text.endsWith('s') ? 's' : 'm';
    return Number.parseFloat(text) * UNITS_MS[unit];
  });

const condition = z
  .strictObject({
    scope: z.string().min(1),
    metric: z.string().min(1),
    op: z.enum(['<', '>']),
    value: z.number(),
    within: z.tuple([time, time]).optional(),
  })
  .transform(({ within, ...rest }) => ({ ...rest, ...(within && { withinMs: within }) }));

const step = z
  .strictObject({
    title: words(40, 40),
    text: words(110, 45),
    at: time.optional(),
    try: z.strictObject({ path: z.string().min(1), value: z.json() }).optional(),
    done: condition.optional(),
  })
  .transform(({ at, ...rest }) => ({ ...rest, ...(at !== undefined && { atMs: at }) }));

const source = z.strictObject({
  author: z.string().min(1),
  title: z.string().min(1),
  year: z.int().min(1900),
  url: z.url({ protocol: /^https$/ }).optional(),
});

/** Groups of the gallery, in its order. */
export const THEMES = ['calls', 'retries', 'balancing', 'caching', 'overload', 'isolation'] as const;

/** What stands in a file of the presets folder, before the scenario in it is looked at. */
export const presetFile = z.strictObject({
  theme: z.enum(THEMES),
  /** Place within its theme. */
  order: z.int().min(1),
  title: words(40, 20),
  summary: words(140, 60),
  steps: z.array(step).min(2).max(5),
  sources: z.array(source).min(1),
  scenario: z.record(z.string(), z.json()),
});

export type PresetFile = z.infer<typeof presetFile>;
