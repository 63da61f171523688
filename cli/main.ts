/** The command line: finds the command, gives it its arguments, and turns what happens into an exit code. */
import { nearest } from '../sim-core/index.ts';
import { optionHint, readArguments } from './arguments.ts';
import { type Command, has, HELP_OPTION, VERSION_OPTION } from './command.ts';
import { commands, NOT_YET } from './commands.ts';
import { FailedError, InputError, Interrupted, NobodyReads } from './errors.ts';
import { commandHelp, generalHelp, VERSION } from './help.ts';
import { print, printError, printLine } from './output.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    return await dispatch(words);
  } catch (error) {
    return report(error);
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return help(rest[0]);
  if (name === VERSION_OPTION.name || name === '-V') {
    printLine(VERSION);
    return 0;
  }
  if (name.startsWith('-')) throw new InputError(misplacedOption(name));
  const command = commandNamed(name);
  const given = readArguments(command, rest);
  if (has(given, '--help')) return help(command.name);
  return command.run(given);
}

function help(name: string | undefined): number {
  print(name === undefined ? generalHelp(commands) : commandHelp(commandNamed(name)));
  return 0;
}

/** Before a command only help and version can be asked for. */
function misplacedOption(word: string): string {
  const name = word.split('=')[0];
  const known = commands.flatMap(({ options }) => options);
  if (known.some((option) => option.name === name))
    return `${name} goes after the command: callscape COMMAND ... ${name}`;
  return `no option ${name}${optionHint(name, [HELP_OPTION, VERSION_OPTION, ...known])}: see callscape --help`;
}

function commandNamed(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  if (NOT_YET.includes(name)) throw new InputError(`${name} is not yet supported`);
  const meant = nearest(
    name,
    commands.map((candidate) => candidate.name),
  );
  throw new InputError(`no command ${name}${meant ? ` (did you mean ${meant}?)` : ''}: see callscape --help`);
}

function report(error: unknown): number {
  if (error instanceof NobodyReads) return 0;
  if (error instanceof Interrupted) return error.exitCode;
  const isExpected = error instanceof InputError || error instanceof FailedError;
  const text = isExpected ? error.message : `internal error: ${error instanceof Error ? error.stack : String(error)}`;
  try {
    printError(text);
  } catch {
    // Standard error is gone as well: the exit code still tells.
  }
  return isExpected ? error.exitCode : 1;
}
