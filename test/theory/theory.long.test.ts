import { checkModels } from './check-models.ts';
import { MODELS } from './models.ts';

checkModels(MODELS, true);
