import { checkModels } from './check-models.ts';
import { networks } from './models/networks.ts';

checkModels(networks);
