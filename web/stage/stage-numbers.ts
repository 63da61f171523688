/** Numbers as the stage writes them, in the page's language. */
import { formatCount, formatFactor, formatRate, formatRatio, UNIT_SPACE } from '../scene/format.ts';
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

const numbersOf = (language: Language): StageNumbers => ({
  count: formatCount,
  rate: (perSecond) => formatRate(perSecond, language),
  factor: formatFactor,
  percent: formatRatio,
  percentDigits: (share) => (share >= 0 ? String(Math.round(Math.min(1, share) * 100)) : ''),
  seconds: (ms) => `${Math.ceil(ms / 1000)}${UNIT_SPACE}s`,
});

const NUMBERS: Readonly<Record<Language, StageNumbers>> = { en: numbersOf('en'), 'zh-CN': numbersOf('zh-CN') };

export function stageNumbers(language: Language): StageNumbers {
  return NUMBERS[language];
}
