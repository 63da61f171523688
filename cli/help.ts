import { ENGINE_VERSION } from '../sim-core/index.ts';
import { type Command, HELP_OPTION, type Option } from './command.ts';

export const VERSION = ENGINE_VERSION;

const GAP = 2;

export function generalHelp(commands: readonly Command[]): string {
  const rows = commands.map((command): [string, string] => [synopsisOf(command), command.about]);
  return [
    'callscape - simulates distributed calls: how long they take, how many are answered, and what faults do to them',
    '',
    'usage: callscape COMMAND [OPTIONS]',
    '',
    ...columns(rows),
    '',
    'A SCENARIO is a file (YAML or JSON), - for standard input, the name of a preset, or a share link.',
    'callscape COMMAND --help tells more and gives examples.',
    'Exit codes: 0 done, 1 the run failed, 2 the input is wrong, 130 interrupted.',
    '',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = [...command.options, HELP_OPTION].map((option): [string, string] => [wordsOf(option), option.about]);
  return [
    `usage: callscape ${synopsisOf(command)} [OPTIONS]`,
    '',
    `${command.about}.`,
    '',
    ...columns(options),
    '',
    'examples:',
    ...columns(command.examples.map(({ line, about }): [string, string] => [line, about])),
    '',
  ].join('\n');
}

function synopsisOf(command: Command): string {
  return [command.name, ...command.positionals].join(' ');
}

function wordsOf(option: Option): string {
  const repeats = option.repeats ? ' ...' : '';
  return option.value === undefined ? option.name : `${option.name} ${option.value}${repeats}`;
}

function columns(rows: readonly [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + GAP;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}
