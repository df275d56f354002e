// What somebody may do who can write the database and the keyring, but has not the key: each kind makes one attempt at a time, in
// ways that follow from the dice. A kind that changes a keyring entry says what is to lie there instead.
import type { SealContext } from "@tomada/core/CredentialVault"
import { Purpose } from "@tomada/core/CredentialVault"

import { concat } from "../src/internal/CanonicalBytes.ts"
import * as SealedBlob from "../src/internal/SealedBlob.ts"
import type { KeyringEntry } from "../src/Keyring.ts"
import { application, item, otherApplication, otherItem } from "./Folder.ts"

export interface Sealed {
  readonly context: SealContext
  readonly blob: Uint8Array
  readonly entry: KeyringEntry
}

export interface Attempt {
  readonly context: SealContext
  readonly blob: Uint8Array
  /** What is put into the keyring. */
  readonly entry?: KeyringEntry
  /** What lies in the entry's file, though it belongs elsewhere. */
  readonly laid?: KeyringEntry
  /** What the entry's file is made into. */
  readonly file?: (text: string) => string
}

export interface Dice {
  below(n: number): number
  oneOf<A>(list: ReadonlyArray<A>): A
}

/** Numbers that come again with the seed. */
export const dice = (seed: number): Dice => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0
    let mix = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mix = Math.imul(mix ^ (mix >>> 15), 0x735a2d97)
    return ((mix ^ (mix >>> 15)) >>> 0) / 0x1_0000_0000
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    oneOf: (list) => {
      const chosen = list[below(list.length)]
      if (chosen === undefined) throw new Error("nothing to choose from")
      return chosen
    }
  }
}

const bytes = (roll: Dice, length: number) => Uint8Array.from({ length }, () => roll.below(256))
const flipped = (blob: Uint8Array, at: number, bit: number) =>
  blob.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte))
const without = (blob: Uint8Array, from: number, to: number) => concat(blob.subarray(0, from), blob.subarray(to))
const withInserted = (blob: Uint8Array, at: number, more: Uint8Array) =>
  concat(blob.subarray(0, at), more, blob.subarray(at))

const payloadStart = 71
const regions = {
  "the marks of the format": [0, 7],
  "the reference of its data key": [7, 23],
  "the check of its context": [23, 39],
  "its commitment to one data key": [39, 71],
  "its nonce": [71, 83],
  "its ciphertext": [83, -16],
  "its tag": [-16, undefined]
} as const

type Kind = (sealed: Sealed, all: ReadonlyArray<Sealed>, roll: Dice) => Attempt

const flips = Object.entries(regions).map(([region, [from, to]]): readonly [string, Kind] => [
  `a bit of ${region} flipped`,
  ({ blob, context }, _, roll) => {
    const begin = from < 0 ? blob.length + from : from
    const end = to === undefined ? blob.length : to < 0 ? blob.length + to : to
    return { context, blob: flipped(blob, begin + roll.below(end - begin), roll.below(8)) }
  }
])

/** The header as it would stand there: all but the key is public. */
const headerFor = (context: SealContext, blob: Uint8Array, reference = blob.subarray(7, 23)) =>
  SealedBlob.header({ reference, context, commitment: blob.subarray(39, payloadStart) })

const elsewhere = (context: SealContext, roll: Dice) => ({
  "another application": {
    ...context,
    applicationId: context.applicationId === application ? otherApplication : application
  },
  "another Item": { ...context, itemId: context.itemId === item ? otherItem : item },
  "another purpose": { ...context, purpose: roll.oneOf(Purpose.literals.filter((one) => one !== context.purpose)) },
  "another version": { ...context, name: context.name === "1" ? "2" : "1" }
})
const places = ["another application", "another Item", "another purpose", "another version"] as const

const moves = places.flatMap((place): ReadonlyArray<readonly [string, Kind]> => [
  [`taken to ${place}`, ({ blob, context }, _, roll) => ({ context: elsewhere(context, roll)[place], blob })],
  [
    `taken to ${place} with its check and its data key's entry made to fit`,
    ({ blob, context, entry }, _, roll) => {
      const to = elsewhere(context, roll)[place]
      return {
        context: to,
        blob: concat(headerFor(to, blob), blob.subarray(payloadStart)),
        entry: { ...entry, context: { ...entry.context, ...to } }
      }
    }
  ]
])

const other = (sealed: Sealed, all: ReadonlyArray<Sealed>, roll: Dice) =>
  roll.oneOf(all.filter((one) => one !== sealed))
const sibling = (sealed: Sealed, all: ReadonlyArray<Sealed>) =>
  all.filter(
    (one) => one !== sealed && SealedBlob.equal(headerFor(one.context, sealed.blob), sealed.blob.subarray(0, 71))
  )
const wrapped = (sealed: Sealed, change: Partial<KeyringEntry["wrapped"]>): Attempt => ({
  context: sealed.context,
  blob: sealed.blob,
  entry: { ...sealed.entry, wrapped: { ...sealed.entry.wrapped, ...change } }
})

/** Every kind, under words that end "a sealed value, ...". */
export const kinds: ReadonlyArray<readonly [string, Kind]> = [
  ...flips,
  [
    "several bits flipped anywhere",
    ({ blob, context }, _, roll) => {
      const at = new Set(Array.from({ length: 2 + roll.below(30) }, () => roll.below(blob.length * 8)))
      return { context, blob: [...at].reduce((now, bit) => flipped(now, bit >> 3, bit & 7), blob) }
    }
  ],
  ["cut short", ({ blob, context }, _, roll) => ({ context, blob: blob.subarray(0, roll.below(blob.length)) })],
  [
    "without its beginning",
    ({ blob, context }, _, roll) => ({ context, blob: blob.subarray(1 + roll.below(blob.length)) })
  ],
  [
    "with a piece cut out",
    ({ blob, context }, _, roll) => {
      const from = roll.below(blob.length - 1)
      return { context, blob: without(blob, from, from + 1 + roll.below(blob.length - from - 1)) }
    }
  ],
  [
    "lengthened at an end or within",
    ({ blob, context }, _, roll) => ({
      context,
      blob: withInserted(blob, roll.oneOf([0, roll.below(blob.length), blob.length]), bytes(roll, 1 + roll.below(40)))
    })
  ],
  ["replaced by noise", ({ blob, context }, _, roll) => ({ context, blob: bytes(roll, roll.below(blob.length * 2)) })],
  ...moves,
  [
    "with the payload of another one",
    (sealed, all, roll) => ({
      context: sealed.context,
      blob: concat(sealed.blob.subarray(0, payloadStart), other(sealed, all, roll).blob.subarray(payloadStart))
    })
  ],
  [
    "with the payload of what was sealed before it under its very context",
    (sealed, all, roll) => ({
      context: sealed.context,
      blob: concat(sealed.blob.subarray(0, payloadStart), roll.oneOf(sibling(sealed, all)).blob.subarray(payloadStart))
    })
  ],
  [
    "pointing to the data key of another one, the check made to fit",
    (sealed, all, roll) => ({
      context: sealed.context,
      blob: concat(
        headerFor(sealed.context, sealed.blob, other(sealed, all, roll).blob.subarray(7, 23)),
        sealed.blob.subarray(payloadStart)
      )
    })
  ],
  [
    "with the wrapped key of another one",
    (sealed, all, roll) => wrapped(sealed, other(sealed, all, roll).entry.wrapped)
  ],
  [
    "with the wrapped key of what was sealed before it under its very context",
    (sealed, all, roll) => wrapped(sealed, roll.oneOf(sibling(sealed, all)).entry.wrapped)
  ],
  [
    "whose wrapped key names another version of the key",
    (sealed, all, roll) => {
      const { key } = sealed.entry.wrapped
      const versions = all.map((one) => one.entry.wrapped.key).filter(({ version }) => version !== key.version)
      const made = roll.oneOf([
        roll.oneOf(versions),
        { ...key, version: roll.oneOf(versions).version },
        { ...key, id: roll.oneOf(versions).id },
        { ...key, version: key.version + 1 + roll.below(99) }
      ])
      return wrapped(sealed, { key: made })
    }
  ],
  [
    "with a bit of its wrapped key flipped",
    (sealed, _, roll) => {
      const { bytes: held, nonce } = sealed.entry.wrapped
      return roll.below(2) === 0
        ? wrapped(sealed, { bytes: flipped(held, roll.below(held.length), roll.below(8)) })
        : wrapped(sealed, { nonce: flipped(nonce, roll.below(nonce.length), roll.below(8)) })
    }
  ],
  [
    "whose wrapped key or its nonce has another length",
    (sealed, _, roll) => {
      const { bytes: held, nonce } = sealed.entry.wrapped
      const resized = (given: Uint8Array) =>
        roll.below(2) === 0
          ? given.subarray(0, roll.below(given.length))
          : concat(given, bytes(roll, 1 + roll.below(20)))
      return roll.below(2) === 0
        ? wrapped(sealed, { bytes: resized(held) })
        : wrapped(sealed, { nonce: resized(nonce) })
    }
  ]
]

/** Kinds that only an entry in a file knows. */
export const fileKinds: ReadonlyArray<readonly [string, Kind]> = [
  [
    "in whose place in the keyring another entry lies",
    (sealed, all, roll) => ({
      context: sealed.context,
      blob: sealed.blob,
      laid: { ...sealed.entry, ...other(sealed, all, roll).entry, reference: sealed.entry.reference }
    })
  ],
  [
    "whose keyring entry says another application, Item, purpose or name",
    (sealed, _, roll) => ({
      context: sealed.context,
      blob: sealed.blob,
      laid: {
        ...sealed.entry,
        context: { ...sealed.entry.context, ...elsewhere(sealed.context, roll)[roll.oneOf(places)] }
      }
    })
  ],
  [
    "in whose keyring file one sign is another",
    ({ blob, context }, _, roll) => ({
      context,
      blob,
      file: (text) => {
        const at = roll.below(text.length)
        const sign = String.fromCharCode(32 + roll.below(95))
        return text.slice(0, at) + (sign === text[at] ? `${sign}~` : sign) + text.slice(at + 1)
      }
    })
  ],
  [
    "whose keyring file is cut short or empty",
    ({ blob, context }, _, roll) => ({ context, blob, file: (text) => text.slice(0, roll.below(text.length)) })
  ],
  [
    "whose keyring file is noise",
    ({ blob, context }, _, roll) => ({
      context,
      blob,
      file: (text) => String.fromCharCode(...bytes(roll, roll.below(text.length)))
    })
  ]
]
