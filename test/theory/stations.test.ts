import { checkModels } from './check-models.ts';
import { manyWorkers, singleServers } from './models/stations.ts';

checkModels([...singleServers, ...manyWorkers]);
