import { parseScenario } from '../sim-core/index.ts';
import { type Command, has, JSON_OPTION } from './command.ts';
import { editsOf, SCENARIO_OPTIONS } from './edits.ts';
import { printJson, printLine } from './output.ts';
import { describeProblems, fileReader, openSource } from './scenario-source.ts';

export const validateCommand: Command = {
  name: 'validate',
  positionals: ['SCENARIO'],
  about: 'Tells every problem of a scenario, with line and column',
  options: [...SCENARIO_OPTIONS, JSON_OPTION],
  examples: [
    { line: 'callscape validate shop.yaml', about: 'prints what is wrong, or that nothing is' },
    { line: 'callscape validate shop.yaml --json', about: 'the same as JSON, for editors' },
  ],
  async run(given) {
    const source = await openSource(given.positionals[0]);
    const edits = editsOf(given);
    const check = parseScenario(source.content, { set: [...source.edits, ...edits], readFile: fileReader(source) });
    const problems = check.ok ? [] : check.problems;
    const warnings = check.ok ? check.scenario.warnings : [];
    if (has(given, '--json')) printJson({ ok: check.ok, problems, warnings });
    else if (!check.ok) printLine(describeProblems(source.name, problems, edits));
    else printLine([`${source.name}: ok`, ...warnings.map(({ path, message }) => `  ${path}: ${message}`)].join('\n'));
    return check.ok ? 0 : 2;
  },
};
