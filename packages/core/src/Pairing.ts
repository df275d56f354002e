// Which held record each collected one is, by what both have in common, the strongest first. No held record is ever taken by
// two. What is left with more than one candidate stays apart and is named as rivals.

/**
 * What a record is known by: no text, one, or several.
 *
 * - `key`: it names one record, by the connector's contract.
 * - `sole`: it usually does; believed only where one record on each side has it.
 * - `twins`: records that have it are interchangeable; each held one is taken once.
 */
export interface Identifier<C> {
  readonly kind: "key" | "sole" | "twins"
  readonly of: (record: C) => ReadonlyArray<string>
}

/** A collected record, by its place in the request, and the held one that it is. */
export interface Paired<H> {
  readonly held: H
  readonly index: number
}

/** Which records are held ones. A held one is in one pair at most. */
export interface Pairing<H> {
  readonly pairs: ReadonlyArray<Paired<H>>
  /** Pairs that would have been made if there had not been another that is as good. */
  readonly rivals: ReadonlyArray<Paired<H>>
}

/** Both sides in an order that decides between twins; `mayBe` forbids a pair. */
export const pair = <C extends object, H extends C>(request: {
  readonly held: ReadonlyArray<H>
  readonly records: ReadonlyArray<C>
  readonly identifiers: ReadonlyArray<Identifier<C>>
  readonly mayBe: (held: H, record: C) => boolean
}): Pairing<H> => {
  const pairs: Array<Paired<H>> = []
  const rivals: Array<Paired<H>> = []
  const free = new Set(request.held)
  const open = new Map(request.records.entries())

  const candidates = (of: Identifier<C>["of"]): ReadonlyArray<readonly [number, ReadonlyArray<H>]> => {
    const byText = new Map<string, Array<H>>()
    for (const held of free) {
      for (const text of new Set(of(held))) {
        const named = byText.get(text)
        if (named === undefined) byText.set(text, [held])
        else named.push(held)
      }
    }
    return [...open].map(([index, record]) => {
      const found = new Set(of(record).flatMap((text) => byText.get(text) ?? []))
      return [index, [...found].filter((held) => request.mayBe(held, record))] as const
    })
  }
  const take = (held: H, index: number): void => {
    pairs.push({ held, index })
    free.delete(held)
    open.delete(index)
  }

  for (const { kind, of } of request.identifiers) {
    const found = candidates(of)
    if (kind === "sole") {
      const wanted = new Map<H, number>()
      for (const held of found.flatMap(([, named]) => named)) wanted.set(held, (wanted.get(held) ?? 0) + 1)
      for (const [index, named] of found) {
        const [first, ...others] = named
        if (first !== undefined && others.length === 0 && wanted.get(first) === 1) take(first, index)
        else rivals.push(...named.map((held) => ({ held, index })))
      }
    } else {
      for (const [index, named] of found) {
        const first = named.find((held) => free.has(held))
        if (first !== undefined) take(first, index)
      }
    }
  }
  return { pairs, rivals: rivals.filter(({ held, index }) => free.has(held) && open.has(index)) }
}
