import { checkModels } from './check-models.ts';
import { balancers } from './models/balancers.ts';
import { networks } from './models/networks.ts';

checkModels([...balancers, ...networks]);
