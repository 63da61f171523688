/** What a command tells about itself: help, checks of the arguments and suggestions are all made from it. */

export interface Option {
  /** "--set" */
  readonly name: string;
  /** Name of its value in help; absent: a switch. */
  readonly value?: string;
  readonly repeats?: boolean;
  readonly about: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  /** By option name with its dashes; switches have an empty list. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

export interface Command {
  readonly name: string;
  /** Names of what it needs, in order: ["SCENARIO"]. */
  readonly positionals: readonly string[];
  readonly about: string;
  readonly options: readonly Option[];
  readonly examples: readonly { readonly line: string; readonly about: string }[];
  /** @returns the exit code */
  run(given: Arguments): Promise<number> | number;
}

export const JSON_OPTION: Option = { name: '--json', about: 'print JSON for programs' };
export const HELP_OPTION: Option = { name: '--help', about: 'print this help' };
export const VERSION_OPTION: Option = { name: '--version', about: 'print the version' };

export const SET_OPTION: Option = {
  name: '--set',
  value: 'PATH=VALUE',
  repeats: true,
  about:
    'change one value of the scenario; ~ may be written for ->; the value is plain text, JSON, or YAML in {} or []',
};

export function has(given: Arguments, name: string): boolean {
  return given.options.has(name);
}

export function valueOf(given: Arguments, name: string): string | undefined {
  return given.options.get(name)?.[0];
}

export function valuesOf(given: Arguments, name: string): readonly string[] {
  return given.options.get(name) ?? [];
}
