import { presets } from 'virtual:presets';
import { type Command, has, JSON_OPTION, valueOf } from './command.ts';
import { InputError } from './errors.ts';
import { printJson, printLine } from './output.ts';

export const presetsCommand: Command = {
  name: 'presets',
  positionals: [],
  about: 'Lists the scenarios that come with the program',
  options: [{ name: '--language', value: 'LANGUAGE', about: 'en or zh' }, JSON_OPTION],
  examples: [
    { line: 'callscape presets', about: 'names and what each one shows' },
    { line: 'callscape presets --language zh', about: 'in Chinese' },
  ],
  run(given) {
    if (has(given, '--json')) {
      printJson(
        presets.map(({ id, theme, title, summary, steps, sources }) => ({ id, theme, title, summary, steps, sources })),
      );
      return 0;
    }
    const language = valueOf(given, '--language') ?? 'en';
    if (language !== 'en' && language !== 'zh') throw new InputError(`no language ${language}: en or zh`);
    const width = Math.max(...presets.map((preset) => preset.id.length)) + 2;
    for (const preset of presets) {
      printLine(`${preset.id.padEnd(width)}${preset.title[language]}`);
      printLine(`${' '.repeat(width)}${preset.summary[language]}`);
    }
    return 0;
  },
};
