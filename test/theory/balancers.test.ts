import { checkModels } from './check-models.ts';
import { balancers } from './models/balancers.ts';

checkModels(balancers);
