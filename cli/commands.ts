import type { Command } from './command.ts';
import { linkCommand } from './link.ts';
import { openCommand } from './open.ts';
import { presetsCommand } from './presets.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { showCommand } from './show.ts';
import { theoryCommand } from './theory.ts';
import { validateCommand } from './validate.ts';

export const commands: readonly Command[] = [
  runCommand,
  theoryCommand,
  validateCommand,
  schemaCommand,
  presetsCommand,
  showCommand,
  linkCommand,
  openCommand,
];

/** Names that are kept free for what they will do. */
export const NOT_YET: readonly string[] = ['replicate', 'sweep', 'compare', 'import', 'export', 'merge', 'worker'];
