import { stringify } from 'yaml';
import { type Command, has, JSON_OPTION } from './command.ts';
import { print, printJson } from './output.ts';
import { openPreset } from './scenario-source.ts';

export const showCommand: Command = {
  name: 'show',
  positionals: ['PRESET'],
  about: 'Prints the scenario of a preset',
  options: [{ ...JSON_OPTION, about: 'as JSON instead of YAML' }],
  examples: [
    { line: 'callscape show checkout > shop.yaml', about: 'a file to start from' },
    { line: 'callscape show checkout --json', about: 'the same as JSON' },
  ],
  async run(given) {
    const { content } = await openPreset(given.positionals[0]);
    if (has(given, '--json')) printJson(content);
    else print(stringify(content));
    return 0;
  },
};
