/** Reads the words after a command's name. Everything unknown is refused, with the nearest known name. */
import { nearest } from '../sim-core/index.ts';
import { type Arguments, type Command, HELP_OPTION, type Option } from './command.ts';
import { InputError } from './errors.ts';

/** @throws InputError */
export function readArguments(command: Command, words: readonly string[]): Arguments {
  const positionals: string[] = [];
  const options = new Map<string, string[]>();

  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') {
      positionals.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = optionNamed(command, name);
    const values = valueList(options, option);
    if (option.value === undefined) {
      if (equals >= 0) throw new InputError(`${name} takes no value`);
      continue;
    }
    if (equals < 0) i++;
    const value = equals < 0 ? words[i] : word.slice(equals + 1);
    if (value === undefined) throw new InputError(`${name} needs a value: ${name} ${option.value}`);
    if (values.length > 0 && !option.repeats) throw new InputError(`${name} is given twice`);
    values.push(value);
  }

  if (!options.has(HELP_OPTION.name)) checkPositionals(command, positionals);
  return { positionals, options };
}

function valueList(options: Map<string, string[]>, option: Option): string[] {
  const known = options.get(option.name);
  if (known) return known;
  const values: string[] = [];
  options.set(option.name, values);
  return values;
}

function optionNamed(command: Command, name: string): Option {
  if (name === '-h') return HELP_OPTION;
  const known = [...command.options, HELP_OPTION];
  const option = known.find((candidate) => candidate.name === name);
  if (option) return option;
  const hint = optionHint(name, known);
  throw new InputError(`${command.name} has no option ${name}${hint}: see callscape ${command.name} --help`);
}

/** @returns " (did you mean --json?)", or nothing: a part of a name that only one option begins with is near as well */
export function optionHint(name: string, known: readonly Option[]): string {
  const names = [...new Set(known.map((option) => option.name))];
  const beginning = names.filter((candidate) => name.length > 2 && candidate.startsWith(name));
  const meant = nearest(name, names) ?? (beginning.length === 1 ? beginning[0] : undefined);
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const wanted = command.positionals;
  if (positionals.length < wanted.length) {
    throw new InputError(
      `${command.name} needs ${wanted[positionals.length]}: callscape ${[command.name, ...wanted].join(' ')}`,
    );
  }
  if (positionals.length > wanted.length) {
    throw new InputError(`${command.name} takes nothing like ${JSON.stringify(positionals[wanted.length])}`);
  }
}
