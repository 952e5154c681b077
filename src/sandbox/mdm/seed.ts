import type { PhoneSeed } from './phone.js';

const of = (personId: string, name: string, handle: string, more: Partial<PhoneSeed> = {}): PhoneSeed => {
  const email = `${handle}@northwind.example`;
  return { name, kind: 'iphone', personId, urlUser: email, ownAccount: email, signedIn: true, ...more };
};

/**
 * The phones of a small organisation: two whose enrolment profiles name their owner, one whose profile names nobody,
 * one that its owner brought along, and an iPad that belongs to nobody yet.
 */
export const northwindPhones: readonly PhoneSeed[] = [
  of('U0000EMMA', 'Emma’s iPhone', 'emma.berg', { privateApps: { 'com.example.diary': 'Diary' } }),
  of('U0000FILI', 'Filip’s iPhone', 'filip.sand', { kind: 'supervised-iphone' }),
  of('U0000DORA', 'Dora’s iPhone', 'dora.holm', { urlUser: null }),
  of('U0000CARL', 'Carl’s own iPhone', 'carl.nyman', { kind: 'own-iphone' }),
  {
    ...{ name: 'Warehouse iPad', kind: 'supervised-ipad', personId: null },
    ...{ urlUser: null, ownAccount: null, signedIn: false },
  },
];
