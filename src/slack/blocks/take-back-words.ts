import type { RequestOf } from '../../licensing/rules/request.js';
import type { RequestWords } from './request-words.js';

export function takeBackRequestWords(_request: RequestOf<'take-back'>): RequestWords {
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
