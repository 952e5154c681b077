import { z } from 'zod';

const id = z.string().min(1).max(300);

export const thePhone = z.object({ phone: id });
export const pressBody = z.object({ phone: id, prompt: id, choice: id });
export const lockBody = z.object({ phone: id, locked: z.boolean() });
export const switchOffBody = z.object({ phone: id, off: z.boolean() });
export const appOnPhoneBody = z.object({ phone: id, bundleId: id });
export const productBody = z.object({ phone: id, adamId: id });
export const signInBody = z.object({ phone: id, appleAccount: id.nullable() });
/** A further phone for somebody. */
export const addPhoneBody = z.object({ person: id, name: z.string().min(1).max(60) });
/** Whether what phones tell the MDM server is lost on its way to the bot. */
export const telling = z.object({ lost: z.boolean() });
