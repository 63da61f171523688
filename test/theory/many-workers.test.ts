import { checkModels } from './check-models.ts';
import { manyWorkers } from './models/stations.ts';

checkModels(manyWorkers);
