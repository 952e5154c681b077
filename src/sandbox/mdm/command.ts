import { z } from 'zod';
import { type Dictionary, isDictionary, readPlist } from './plist.js';

/** A command as it was queued. */
export interface Command {
  readonly uuid: string;
  readonly requestType: string;
  /** Everything in `Command`, RequestType included. */
  readonly fields: Dictionary;
  /** The plist as it came. */
  readonly raw: Buffer;
}

const schema = z.object({
  CommandUUID: z.string().min(1),
  Command: z.looseObject({ RequestType: z.string().min(1) }),
});

/** Reads the plist of a whole command. `parse`: no plist; `invalid`: CommandUUID or RequestType is missing. */
export function readCommand(raw: Buffer): Command | 'parse' | 'invalid' {
  const plist = readPlist(raw);
  if (plist === null) return 'parse';
  const read = schema.safeParse(plist);
  const fields = plist.Command;
  if (!read.success || !isDictionary(fields)) return 'invalid';
  return { uuid: read.data.CommandUUID, requestType: read.data.Command.RequestType, fields, raw };
}
