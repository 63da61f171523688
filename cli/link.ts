import { encodeLink } from '../sim-core/index.ts';
import { type Arguments, type Command, has, JSON_OPTION, valueOf } from './command.ts';
import { deflate } from './compression.ts';
import { editsOf, SCENARIO_OPTIONS } from './edits.ts';
import { InputError } from './errors.ts';
import { printJson, printLine } from './output.ts';
import { checkSource, describeProblems, openSource } from './scenario-source.ts';

export const linkCommand: Command = {
  name: 'link',
  positionals: ['SCENARIO'],
  about: 'Makes a link that opens the scenario in the page',
  options: [
    ...SCENARIO_OPTIONS,
    { name: '--base', value: 'URL', about: 'address of the page, put in front' },
    JSON_OPTION,
  ],
  examples: [
    { line: 'callscape link shop.yaml --base http://localhost:4173/', about: 'the whole document in the link' },
    { line: 'callscape link retry-storm --set seed=7', about: 'a preset and what differs from it' },
  ],
  async run(given) {
    const base = baseOf(given);
    const source = await openSource(given.positionals[0]);
    const edits = editsOf(given);
    const { document } = checkSource(source, edits);
    const preset = source.preset ?? null;
    const changes = preset === null ? [] : [...source.edits, ...edits];
    const made = await encodeLink({ preset, edits: changes, document }, deflate);
    if (!made.ok) throw new InputError(describeProblems(source.name, made.problems));
    const link = base + made.link;
    if (has(given, '--json')) printJson({ link });
    else printLine(link);
    return 0;
  },
};

/** @throws InputError for what a browser would not open as a page */
function baseOf(given: Arguments): string {
  const base = valueOf(given, '--base') ?? '';
  const isPage = base === '' || (/^(?:https?|file):\/\//.test(base) && URL.canParse(base));
  if (isPage) return base;
  throw new InputError(
    `--base needs an address that begins with http://, https:// or file://, not ${JSON.stringify(base)}`,
  );
}
