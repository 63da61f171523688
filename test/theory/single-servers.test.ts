import { checkModels } from './check-models.ts';
import { singleServers } from './models/stations.ts';

checkModels(singleServers);
