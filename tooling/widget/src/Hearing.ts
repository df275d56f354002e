// Things that are told one after the other, and waiting for one of them: whoever asks is answered as soon as it is there, or after half a minute
// with what was there instead.
export interface Hearing<A> {
  readonly all: ReadonlyArray<A>
  readonly hear: (one: A) => void
  readonly first: (what: string, is: (one: A) => boolean, describe: (one: A) => string) => Promise<A>
}

export const patience = 30_000

export const make = <A>(): Hearing<A> => {
  const all: Array<A> = []
  const waiting = new Set<() => void>()
  return {
    all,
    hear: (one) => {
      all.push(one)
      for (const look of waiting) look()
    },
    first: (what, is, describe) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer)
          waiting.delete(look)
        }
        const look = (): void => {
          const found = all.find(is)
          if (found === undefined) return
          end()
          resolve(found)
        }
        const timer = setTimeout(() => {
          end()
          reject(new Error(`never heard ${what}, but: ${all.map(describe).join(", ")}`))
        }, patience)
        waiting.add(look)
        look()
      })
  }
}
