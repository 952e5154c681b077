import type { Begin } from './confirm-request.js';

export const beginDecommission: Begin<'decommission'> = async () => ({ result: 'over' });
