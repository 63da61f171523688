import { checkModels } from './check-models.ts';
import { fanOuts, retries } from './models/calls.ts';
import { faults, wires } from './models/faults.ts';

checkModels([...fanOuts, ...retries, ...faults, ...wires]);
