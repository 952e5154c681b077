import { z } from 'zod';

const percent = z.int().min(0).max(100);

/** What an operator may have set up otherwise, what nobody could confirm, and the knobs that make things go wrong. */
export const switchSchema = z.strictObject({
  pushCertificate: z
    .boolean()
    .default(true)
    .describe('Without one every push fails with HTTP 500 while the command is queued all the same (seen by running).'),
  unknownEnrolment: z
    .enum(['queued', 'refused'])
    .default('queued')
    .describe('An enrolment that nobody made: queued for nobody (key-value storage) or a command_error (SQL storage).'),
  queueRedelivers: z
    .boolean()
    .default(false)
    .describe('The fault of the key-value queue that delivers an answered last command once more (seen by running).'),
  checkOutWhenRemoved: z
    .boolean()
    .default(true)
    .describe('Whether the profile lets a device say CheckOut when it is removed. Apple documents it as optional.'),
  installMilliseconds: z
    .int()
    .min(0)
    .max(600_000)
    .default(4_000)
    .describe('How long a download and installation takes, in wire time; 0 is done at the next look.'),
  plistFormat: z
    .enum(['xml', 'binary'])
    .default('xml')
    .describe('How devices write what they say. iOS writes XML; some clients write binary.'),
  webhookLoss: percent
    .default(0)
    .describe('How many of a hundred events never arrive. There is no second try (seen by running).'),
  webhookDuplicates: percent
    .default(0)
    .describe('How many of a hundred arrive twice. Apple documents that a device may say the same twice.'),
  webhookOrder: z
    .enum(['arrival', 'shuffled'])
    .default('arrival')
    .describe('The order of events that are told together. NanoMDM tells them concurrently and promises nothing.'),
  webhookSeed: z.int().min(0).default(1).describe('Draws which are lost, doubled and moved; the same in every run.'),
});

export type MdmSwitches = z.output<typeof switchSchema>;
export type SwitchName = keyof MdmSwitches;

export type MdmSwitchChanges = Partial<MdmSwitches>;

/** The defaults with these changes. Throws ZodError on an unknown name or value. */
export function switchesOf(changes: unknown = {}): MdmSwitches {
  return switchSchema.parse(changes);
}

/** Changes the switches in place. Throws ZodError and changes nothing otherwise. */
export function changeSwitches(switches: MdmSwitches, changes: Readonly<Record<string, unknown>>): void {
  Object.assign(switches, switchSchema.parse({ ...switches, ...changes }));
}
