import type { Problem } from '../../sim-core/index.ts';
import type { PanelText } from '../i18n/panel.ts';

/** What was found and what is allowed. The English sentence is the validator's own. */
export function problemWords(problem: Problem, text: PanelText, isChinese: boolean): string {
  const { code, found, allowed, message, nearest } = problem;
  const meant = nearest === undefined ? '' : ` ${text.didYouMean(nearest)}`;
  if (!isChinese) {
    const start = found === '' || message.includes(found) ? message : `${found}: ${message}`;
    return `${start}${allowed === '' || message.includes(allowed) ? '' : ` (${allowed})`}${meant}`;
  }
  const known: Readonly<Record<string, string>> = text.problem;
  return text.problemParts(known[code] ?? text.problem.other, found, allowed) + meant;
}
