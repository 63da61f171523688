import { checkModels } from './check-models.ts';
import { caches } from './models/caches.ts';

checkModels(caches);
