import { checkModels } from './check-models.ts';

checkModels(true);
