/** What reads, checks and changes documents: a third of the page's program, so `load-editing.ts` fetches it by itself. */
export { checkScenario, decodeLink, encodeLink, formatProblem, setValue } from '../../sim-core/index.ts';
