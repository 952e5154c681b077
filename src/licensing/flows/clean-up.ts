import type { Begin } from './confirm-request.js';

export const beginCleanUp: Begin<'clean-up'> = async () => ({ result: 'over' });
