import type { Begin } from './confirm-request.js';

export const beginTakeBack: Begin<'take-back'> = async () => ({ result: 'over' });
