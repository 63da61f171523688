/** Numbers as the stage writes them, in the page's language. */
import type { Language } from '../store/contract.ts';

export interface StageNumbers {
  count(value: number): string;
  rate(perSecond: number): string;
  factor(value: number): string;
  percent(share: number): string;
  /** Inside a ring: no sign, nothing when unknown. */
  percentDigits(share: number): string;
  /** Whole seconds left of a duration in ms. */
  seconds(ms: number): string;
}

const cache = new Map<Language, StageNumbers>();

export function stageNumbers(language: Language): StageNumbers {
  const known = cache.get(language);
  if (known) return known;
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const count = (value: number) => (value < 10_000 ? whole.format(value) : `${short.format(value / 1000)}k`);
  const numbers: StageNumbers = {
    count,
    rate: (perSecond) => `${perSecond < 10 ? short.format(perSecond) : count(perSecond)}/s`,
    factor: (value) => short.format(value),
    percent: (share) => `${short.format(share * 100)}%`,
    percentDigits: (share) => (share >= 0 ? whole.format(Math.min(1, share) * 100) : ''),
    seconds: (ms) => `${whole.format(Math.ceil(ms / 1000))} s`,
  };
  cache.set(language, numbers);
  return numbers;
}
