import type { RequestOf } from '../../licensing/rules/request.js';
import type { RequestWords } from './request-words.js';

export function decommissionRequestWords(_request: RequestOf<'decommission'>): RequestWords {
  return {
    title: '',
    asks: '',
    facts: [],
    consequences: [],
    begun: '',
    confirmText: '',
    confirmTitle: '',
    confirmDetail: '',
  };
}
