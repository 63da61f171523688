import { checkModels } from './check-models.ts';
import { faults, wires } from './models/faults.ts';

checkModels([...faults, ...wires]);
