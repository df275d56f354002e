// A queue by instants out of which anything can be taken: a binary heap that knows where each of its entries stands. What is due
// of a million Items is found without a look at the others.

interface Entry<K> {
  readonly key: K
  readonly at: number
  /** Of entries of one instant the one that was put first comes first. */
  readonly turn: number
}

const isBefore = <K>(a: Entry<K>, b: Entry<K>): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn)

export class DueQueue<K> {
  readonly #heap: Array<Entry<K>> = []
  readonly #places = new Map<K, number>()
  #turns = 0

  get first(): { readonly key: K; readonly at: number } | undefined {
    return this.#heap[0]
  }

  /** Puts the key at this instant, wherever it was before. */
  put(key: K, at: number): void {
    const held = this.#heap[this.#places.get(key) ?? -1]
    if (held?.at === at) return
    this.remove(key)
    this.#settle({ key, at, turn: this.#turns++ }, this.#heap.length)
  }

  remove(key: K): void {
    const place = this.#places.get(key)
    if (place === undefined) return
    this.#places.delete(key)
    const last = this.#heap.pop()
    if (last !== undefined && place < this.#heap.length) this.#settle(last, place)
  }

  /** Finds the entry a place, for which this one is free. */
  #settle(entry: Entry<K>, free: number): void {
    let place = free
    for (;;) {
      const above = (place - 1) >> 1
      const parent = place === 0 ? undefined : this.#heap[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      this.#set(place, parent)
      place = above
    }
    for (;;) {
      const [left, right] = [this.#heap[2 * place + 1], this.#heap[2 * place + 2]]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (child === undefined || !isBefore(child, entry)) break
      this.#set(place, child)
      place = 2 * place + (isRight ? 2 : 1)
    }
    this.#set(place, entry)
  }

  #set(place: number, entry: Entry<K>): void {
    this.#heap[place] = entry
    this.#places.set(entry.key, place)
  }
}
