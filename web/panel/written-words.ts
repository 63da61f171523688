import { formatQuantity } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import { formOf } from './distributions.ts';
import { textOf } from './text-of.ts';
import { wordFor } from './word-for.ts';
import { isQuantity, numberOf } from './written.ts';
import type { Parameter } from '../../sim-core/index.ts';
import type { parameterText } from '../i18n/parameters.ts';

type Words = typeof parameterText.en;

/** A written value in a few words: "1s", "lognormal 2ms", "none". */
export function writtenWords(parameter: Parameter, written: unknown, words: Words, none: string): string {
  if (written === undefined || written === '' || written === 'infinite') return none;
  if (parameter.kind === 'distribution') return distributionWords(written, words, none);
  if (isQuantity(parameter.kind)) {
    const value = numberOf(parameter.kind, written);
    if (!Number.isNaN(value)) return formatQuantity(parameter.kind, value);
  }
  if (typeof written === 'boolean') return written ? words.yes : words.no;
  if (Array.isArray(written)) return written.map((one) => optionWords(String(one), words)).join(', ');
  return optionWords(textOf(written), words);
}

export function optionWords(option: string, words: Words): string {
  return wordFor({ ...words.reasons, ...words.options }, option);
}

export function distributionWords(written: unknown, words: Words, none: string): string {
  const form = formOf(written);
  if (form === undefined) return none;
  if (!isMap(written)) return textOf(written);
  const inner = written[form];
  const first = isMap(inner) ? Object.values(inner)[0] : Array.isArray(inner) ? '' : inner;
  const figure = typeof first === 'string' || typeof first === 'number' ? ` ${first}` : '';
  return `${words.forms[form]}${figure}`;
}
