import { randomBytes, randomInt } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, symlink, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FolderInUse } from './faults.js';
import { codeOf } from './place.js';

const SOCKETS = /^lock\..+\.sock$/;

/** The address of a Unix socket holds 104 bytes on macOS and 108 on Linux, its closing zero included. */
const LONGEST_ADDRESS_BYTES = 100;

/** How often one tries while others try at the same moment. */
const ATTEMPTS = 50;

/** Somebody who takes the connection but says nothing for so long is believed to hold the folder. */
const ANSWER_MILLISECONDS = 1000;

/** What is said to whoever connects. */
const CONTENDING = 'c';
const HOLDING = 'h';

/** A held folder. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Holds a folder by listening on a Unix socket in it: the system lets go when the process ends, however it ends.
 * Throws `FolderInUse` when somebody answers there. It does not reach across machines that share a folder.
 *
 * Everybody listens on a socket of a new name first and then asks all others; only who finds none alive holds the
 * folder. So of two at least the later one sees the other, and a dead name never comes alive again, which makes
 * removing it safe.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  return withShortPath(folder, async (short) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const contender = await contend(folder, short);
      let won = false;
      try {
        won = await wins(contender);
      } finally {
        if (!won) await contender.withdraw();
      }
      if (won) return { release: () => contender.withdraw() };
      await wait(randomInt(10, 60));
    }
    throw new FolderInUse(folder);
  });
}

interface Contender {
  folder: string;
  short: string;
  name: string;
  /** From now on whoever connects hears that the folder is held. */
  hold(): void;
  withdraw(): Promise<void>;
}

async function contend(folder: string, short: string): Promise<Contender> {
  const name = `lock.${randomBytes(6).toString('hex')}.sock`;
  let answer = CONTENDING;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(answer);
  });
  await listen(server, join(short, name));
  // Already removed by a holder that came in between: `wins` finds that out.
  await chmod(join(folder, name), 0o600).catch(() => undefined);
  return {
    folder,
    short,
    name,
    hold: () => {
      answer = HOLDING;
    },
    withdraw: async () => {
      await unlink(join(folder, name)).catch(() => undefined);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.unref();
      resolve();
    });
  });
}

/** Of those who try at once, the one whose name comes first stays and waits for the others to withdraw. */
async function wins(contender: Contender): Promise<boolean> {
  const { folder, name } = contender;
  for (let look = 1; look <= ATTEMPTS; look += 1) {
    const names = (await readdir(folder)).filter((one) => SOCKETS.test(one));
    if (!names.includes(name)) return false;
    const others = names.filter((one) => one !== name);
    const states = await Promise.all(others.map((one) => ask(join(contender.short, one))));
    if (states.includes('holding')) throw new FolderInUse(folder);
    const alive = others.filter((_, index) => states[index] === 'contending');
    if (alive.some((other) => other < name)) return false;
    if (alive.length === 0) {
      contender.hold();
      await Promise.all(others.map((dead) => unlink(join(folder, dead)).catch(() => undefined)));
      return true;
    }
    await wait(5);
  }
  return false;
}

/** What stands behind a socket's name. */
function ask(address: string): Promise<'dead' | 'contending' | 'holding'> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.setTimeout(ANSWER_MILLISECONDS, () => {
      socket.destroy();
      resolve('holding');
    });
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1') === CONTENDING ? 'contending' : 'holding');
    });
    socket.once('end', () => resolve('holding'));
    socket.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve('dead');
      else if (code === 'ECONNRESET' || code === 'EPIPE') resolve('contending');
      else reject(error);
    });
  });
}

/** A path to the folder that is short enough: its own, or one through a link in a private temporary folder. */
async function withShortPath<T>(folder: string, use: (short: string) => Promise<T>): Promise<T> {
  const longest = join(folder, 'lock.000000000000.sock');
  if (Buffer.byteLength(longest) <= LONGEST_ADDRESS_BYTES) return use(folder);
  const temporary = await mkdtemp(join(tmpdir(), 'vpp-'));
  try {
    const short = join(temporary, 'd');
    await symlink(folder, short);
    return await use(short);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
