import { appMethods } from './app.js';
import { chatMethods } from './chat.js';
import { conversationMethods } from './conversations.js';
import { fileMethods } from './files.js';
import type { Method } from './method.js';
import { peopleMethods } from './people.js';
import { scheduleMethods } from './schedule.js';
import { viewMethods } from './views.js';

/** Every method that the stand-in answers; any other name is `unknown_method`. */
export const methods = {
  ...appMethods,
  ...chatMethods,
  ...scheduleMethods,
  ...viewMethods,
  ...peopleMethods,
  ...conversationMethods,
  ...fileMethods,
} satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

/** The method of this name, or `undefined`. */
export function methodOf(name: string): Method | undefined {
  const table: Record<string, Method> = methods;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
