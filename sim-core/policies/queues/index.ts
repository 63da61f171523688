/** Queue disciplines: one file per discipline and this list. A new one is a file and a line here. */
import { adaptiveLifo } from './adaptive-lifo.ts';
import { fifo } from './fifo.ts';
import { lifo } from './lifo.ts';
import { priority } from './priority.ts';
import { processorSharing } from './processor-sharing.ts';
import type { DisciplineName, QueueDiscipline } from './discipline.ts';

export type { DisciplineName, QueueDiscipline, QueueView } from './discipline.ts';

export const disciplines: Readonly<Record<DisciplineName, QueueDiscipline>> = {
  fifo,
  lifo,
  'adaptive-lifo': adaptiveLifo,
  priority,
  ps: processorSharing,
};
