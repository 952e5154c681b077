import type { Asset, Assignment, Holder } from './location-rows.js';

/** Who holds what, of the assignments that were made one by one. */
export class Holdings {
  readonly #held = new Map<Holder, Map<Asset, Assignment>>();

  of(holder: Holder): Assignment[] {
    return [...(this.#held.get(holder)?.values() ?? [])];
  }

  has(asset: Asset, holder: Holder): boolean {
    return this.#held.get(holder)?.has(asset) === true;
  }

  add(assignment: Assignment): void {
    const { asset, holder } = assignment;
    const held = this.#held.get(holder) ?? new Map<Asset, Assignment>();
    this.#held.set(holder, held.set(asset, assignment));
    asset.stored.add(assignment);
  }

  /** Takes an assignment out; null when there was none. */
  take(asset: Asset, holder: Holder): Assignment | null {
    const held = this.#held.get(holder);
    const assignment = held?.get(asset);
    if (held === undefined || assignment === undefined) return null;
    held.delete(asset);
    if (held.size === 0) this.#held.delete(holder);
    asset.stored.delete(assignment);
    return assignment;
  }
}
