import { z } from 'zod';

/** Text of a record. Bounded so that no single member can fill the disk. */
export const text = z.string().max(65_536);

/** A fixed-order list of a record. */
export const list = <S extends z.ZodType>(entry: S) => z.array(entry).max(100_000).readonly();

/** Milliseconds since the epoch. */
export const instant = z.number();

export const count = z.number();
