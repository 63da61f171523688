/** What the terminal can show. A pipe or file gets plain text of a fixed width. */

const WIDTH_ELSEWHERE = 100;

export function terminalWidth(): number {
  return process.stdout.isTTY ? Math.max(40, process.stdout.columns || WIDTH_ELSEWHERE) : WIDTH_ELSEWHERE;
}

/** See no-color.org: any non-empty value of NO_COLOR means none. */
function hasColour(): boolean {
  return process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

export function bold(text: string): string {
  return hasColour() ? `\x1b[1m${text}\x1b[22m` : text;
}

export function dim(text: string): string {
  return hasColour() ? `\x1b[2m${text}\x1b[22m` : text;
}
