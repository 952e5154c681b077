import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOurs } from '../../../src/licensing/rules/ownership.js';
import type { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { HOUR, MINUTE } from '../../support/core-samples.js';
import { completeNow } from '../../support/core-sync.js';
import { notify, openHouse } from './notified.js';

/** Something at Apple, and the product or person that a notification of it names. */
type Change =
  | { what: 'buy' | 'lose' | 'take-back' | 'unlist'; adamId: string }
  | { what: 'assign'; adamId: string; person: string }
  | { what: 'register' | 'forget'; person: string };

type Event =
  | { do: 'change'; change: Change; told: number; wrongly: boolean }
  | { do: 'late'; pick: number }
  | { do: 'settle' }
  | { do: 'sync' }
  | { do: 'sync-half' }
  | { do: 'trouble' };

const adamId = fc.constantFrom('1', '2', '3', '8', '9');
const person = fc.constantFrom('vb1.ada', 'vb1.bo', 'vb1.cy', 'foreign-user');

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    what: fc.constantFrom('buy' as const, 'lose' as const, 'take-back' as const, 'unlist' as const),
    adamId,
  }),
  fc.record({ what: fc.constant('assign' as const), adamId, person }),
  fc.record({ what: fc.constantFrom('register' as const, 'forget' as const), person }),
);

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('change' as const), change, told: fc.nat(2), wrongly: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('late' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'settle' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sync' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'sync-half' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'trouble' as const }) },
);

function apply({ apple }: TestHouse, one: Change): void {
  if (!('adamId' in one)) {
    if (one.what === 'register') apple.register(one.person, { status: 'Associated' });
    else apple.forget(one.person);
  } else if (one.what === 'assign') assign(apple, one.adamId, one.person);
  else if (one.what === 'buy') apple.buy(one.adamId, 4);
  else if (one.what === 'lose') apple.lose(one.adamId, 3);
  else if (one.what === 'take-back') apple.takeBack(one.adamId);
  else apple.unlist(one.adamId);
}

/** A person holds a licence of an app once. */
function assign(apple: TestHouse['apple'], product: string, clientUserId: string): void {
  const held = apple.assignmentRows.some(({ row }) => row.adamId === product && row.clientUserId === clientUserId);
  const listed = apple.assetRows.some(({ row }) => row.adamId === product);
  if (listed && !held) apple.assign(product, { clientUserId });
}

/** A notification of it; a lying one names something else of the same kind. */
function named(one: Change, wrongly: boolean) {
  if ('adamId' in one) return { kind: 'ASSET_MANAGEMENT', adamIds: [wrongly ? '5' : one.adamId] } as const;
  return { kind: 'USER_MANAGEMENT', clientUserIds: [wrongly ? 'vb1.nobody' : one.person] } as const;
}

class Run {
  readonly house: TestHouse;
  #sent: ReturnType<typeof named>[] = [];
  #ids = 0;

  constructor(house: TestHouse) {
    this.house = house;
  }

  async does(one: Event): Promise<void> {
    const { house } = this;
    house.now += MINUTE;
    if (one.do === 'change') await this.#change(one);
    if (one.do === 'late') await this.#late(one.pick);
    if (one.do === 'settle') await this.#work();
    if (one.do === 'sync') await completeNow(house);
    if (one.do === 'sync-half')
      await this.#under(
        (call) => call === 'assignments',
        () => this.#syncAnyhow(),
      );
    if (one.do === 'trouble')
      await this.#under(
        (call) => call === 'assetsOf',
        () => this.#work(),
      );
  }

  /** Told never, once, or twice under the same id. */
  async #change({ change: one, told, wrongly }: Extract<Event, { do: 'change' }>): Promise<void> {
    apply(this.house, one);
    this.#sent.push(named(one, wrongly));
    this.#ids += 1;
    for (let times = 0; times < told; times += 1) await notify(this.house, `n${this.#ids}`, named(one, wrongly));
  }

  /** One from before, out of order and under an id of its own. */
  async #late(pick: number): Promise<void> {
    const earlier = this.#sent[pick % Math.max(1, this.#sent.length)];
    this.#ids += 1;
    if (earlier !== undefined) await notify(this.house, `n${this.#ids}`, earlier);
  }

  async #work(): Promise<void> {
    this.house.background.work();
    await this.house.drain();
  }

  async #syncAnyhow(): Promise<void> {
    await this.house.ring();
    await completeNow(this.house).catch(() => undefined);
  }

  async #under(fails: (call: string) => boolean, work: () => Promise<void>): Promise<void> {
    this.house.apple.interfere = (call) => (fails(call) ? { before: unreachable({ effect: 'none' }) } : undefined);
    await work();
    this.house.apple.interfere = () => undefined;
  }
}

/** Records and mirror as they stand after a full sync, without the times at which things were read. */
async function afterFullSync(house: TestHouse) {
  house.now += HOUR;
  await completeNow(house);
  house.now += MINUTE;
  await house.ring();
  const assets = (await house.records.list('asset')).map(({ id, value }) => {
    const { readAt: _, catalogueReadAt: __, ...asset } = value;
    return [id, asset] as const;
  });
  const { mirror } = house.core;
  const open = (await house.records.list('notification')).filter(({ value }) => value.settledAt === null);
  return {
    // Whoever saw a product come and go keeps its last figures; whoever never saw it has no record.
    assets: assets.filter(([, asset]) => asset.presence === 'listed'),
    counts: [...mirror.countsByAsset()].sort(),
    totals: mirror.totals(),
    open: open.length,
  };
}

it('whatever comes in whatever order, a full sync ends in the same state as a full sync alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 14 }), async (events) => {
      const [told, quiet] = [new Run(await openHouse()), await openHouse()];
      for (const one of events) {
        await told.does(one);
        if (one.do === 'change') apply(quiet, one.change);
      }
      quiet.now = told.house.now;
      expect(await afterFullSync(told.house)).toEqual(await afterFullSync(quiet));
      const stored = await told.house.records.list('notification');
      expect(stored.flatMap(({ value }) => value.clientUserIds).filter((id) => !isOurs(id))).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
