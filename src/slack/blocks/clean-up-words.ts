import type { RequestOf } from '../../licensing/rules/request.js';
import type { RequestWords } from './request-words.js';

export function cleanUpRequestWords(_request: RequestOf<'clean-up'>): RequestWords {
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
