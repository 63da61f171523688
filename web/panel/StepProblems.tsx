import { usePage } from '../store/page-store.ts';
import { isCircleThrough } from './circle-through.ts';
import { Mistake } from './Mistake.tsx';

/** Keys of steps whose values have controls that say themselves what is wrong with them. */
const HAS_CONTROL =
  /\.(work|delay|probability|count|need|p|hitRatio|ttl|capacity|scope|singleFlight|staleOnError)(\.|$)/;

/** What is wrong with the order of things rather than with one value: circles, empty lists, shares that do not add up. */
export function StepProblems({ path, service }: { path: string; service: string }) {
  const problems = usePage((state) => state.problems);
  // A service without endpoints has one that is called so.
  const endpoint = /\.endpoints\.([^.]+)\.steps$/.exec(path)?.[1] ?? 'default';
  return problems
    .filter((problem) => {
      const isBelow = problem.path === path || problem.path.startsWith(`${path}.`);
      const hasControl = HAS_CONTROL.test(problem.path.slice(path.length));
      return isCircleThrough(problem, `${service}.${endpoint}`) || (isBelow && !hasControl);
    })
    .map((problem) => <Mistake key={`${problem.path} ${problem.code}`} problem={problem} />);
}
