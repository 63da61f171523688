import { stringify } from 'yaml';
import { type Command, has, JSON_OPTION, valueOf } from './command.ts';
import { print, writeFile } from './output.ts';
import { checkSource, openLink } from './scenario-source.ts';

export const openCommand: Command = {
  name: 'open',
  positionals: ['LINK'],
  about: 'Turns a link back into a scenario',
  options: [
    { name: '--output', value: 'FILE', about: 'write a file instead of printing' },
    { ...JSON_OPTION, about: 'as JSON instead of YAML' },
  ],
  examples: [
    { line: "callscape open '?preset=retry-storm&seed=7' --output storm.yaml", about: 'a file to go on with' },
    { line: "callscape open 'http://localhost:4173/#s=1...' --json", about: 'the document as JSON' },
  ],
  async run(given) {
    const { document } = checkSource(await openLink(given.positionals[0]));
    const text = has(given, '--json') ? `${JSON.stringify(document, null, 2)}\n` : stringify(document);
    const file = valueOf(given, '--output');
    if (file === undefined) print(text);
    else writeFile(file, [text]);
    return 0;
  },
};
