import { checkModels } from './check-models.ts';
import { fanOuts, retries } from './models/calls.ts';

checkModels([...fanOuts, ...retries]);
