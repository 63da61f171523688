/** Reading scenario texts, with the YAML parser: loaded when the first file is opened. */
import { formatProblem, parseScenario } from '../../sim-core/index.ts';
import type { Document } from '../store/contract.ts';

/** @throws Error that lists everything wrong with it */
export function readScenarioText(text: string): Document {
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => formatProblem(problem)).join('; '));
  return parsed.scenario.document;
}
