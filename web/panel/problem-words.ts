import type { Problem } from '../../sim-core/index.ts';
import type { PanelText } from '../i18n/panel.ts';

/** What was found, what is allowed and what was probably meant. */
export function problemWords(problem: Problem, text: PanelText, isChinese: boolean): string {
  const hint = problem.nearest === undefined ? '' : ` ${text.didYouMean(problem.nearest)}`;
  return mistakeWords(problem, text, isChinese) + hint;
}

/** The same without the hint. The English sentence is the validator's own. */
export function mistakeWords(problem: Problem, text: PanelText, isChinese: boolean): string {
  const { code, found, allowed, message } = problem;
  if (!isChinese) {
    const start = found === '' || message.includes(found) ? message : `${found}: ${message}`;
    return `${start}${allowed === '' || message.includes(allowed) ? '' : ` (${allowed})`}`;
  }
  const known: Readonly<Record<string, string>> = text.problem;
  return text.problemParts(known[code] ?? text.problem.other, found, inChinese(allowed));
}

/** What is allowed is names and numbers, joined by a few words. */
const ALLOWED_IN_CHINESE: readonly [RegExp, string][] = [
  [/^a call with probability below 1 somewhere in the circle$/, '环中至少有一次调用的概率小于 1'],
  [/^(?:a )?(?:whole )?(?:number |share )?from (\S+) to (\S+)(?: entries)?$/, '$1 至 $2'],
  [/^at most (\S+)(?: \w+)?$/, '最多 $1'],
  [/^(\d+) entr(?:y|ies)$/, '$1 项'],
  [/^a list$/, '列表'],
  [/^none$/, '无'],
  [/^(\S+) to (\S+)$/, '$1 至 $2'],
  [/^one of (.+)$/, '其中之一：$1'],
];

function inChinese(allowed: string): string {
  const [pattern, words] = ALLOWED_IN_CHINESE.find(([known]) => known.test(allowed)) ?? [/^/, ''];
  return allowed.replace(pattern, words).replaceAll(' or ', ' 或 ');
}
