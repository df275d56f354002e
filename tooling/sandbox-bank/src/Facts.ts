// What really happens on an account, and how the bank lets on: a fact has one face after another, each shown from a day on, and perhaps a day when
// it is gone. Everything the statement does (late, pending, restated, voided) is a list of faces, so the day decides and nothing is remembered.
import type { CivilDay } from "./CivilDay.ts"
import type { Centavos } from "./Money.ts"
import * as Prng from "./Prng.ts"

export type Phenomenon = "plain" | "pending" | "hold" | "late" | "restated" | "twin"

export type RowKind =
  | "salary"
  | "pix-in"
  | "pix-out"
  | "boleto"
  | "debit"
  | "transfer"
  | "card-payment"
  | "investment"
  | "fee"
  | "purchase"
  | "payment"
  | "refund"
  | "charge"

/** One way in which a fact is shown, from a day on. */
export interface Face {
  readonly from: CivilDay
  readonly id: string
  readonly date: CivilDay
  readonly status: "posted" | "pending"
  readonly description: string
  readonly amount: Centavos
}

export interface Fact {
  readonly truthId: string
  readonly phenomenon: Phenomenon
  readonly kind: RowKind
  readonly born: CivilDay
  readonly sequence: number
  readonly counterpart: string
  readonly counterpartDocument: string
  readonly instalment: string
  readonly faces: readonly [Face, ...ReadonlyArray<Face>]
  readonly gone: CivilDay | undefined
}

/** What a fact says, before the bank's habits turn it into faces. */
export interface Entry {
  readonly kind: RowKind
  readonly description: string
  readonly amount: Centavos
  readonly counterpart?: string
  readonly counterpartDocument?: string
  readonly instalment?: string
}

/** How an account spells its institution ids. */
export interface IdStyle {
  readonly posted: string
  readonly pending: string
}

/** Makes the facts of one account and day. Sequences are unique within the day; they order its rows and make the ids. */
export interface DayScribe {
  readonly day: CivilDay
  /** The account's position in the cycles of habits: every residue of 2 and of 3 recurs on time, so each phenomenon does. */
  readonly cycle: number
  readonly random: Prng.Prng
  readonly plain: (sequence: number, entry: Entry, phenomenon?: Phenomenon) => Fact
  /** Pending today, posted after `lag` days under another id, perhaps with a suffix and the posting day as its date. */
  readonly pending: (sequence: number, entry: Entry, lag: number, suffix: string, moved: boolean) => Fact
  /** Pending today and voided after six days. */
  readonly hold: (sequence: number, entry: Entry) => Fact
  /** Dated today, shown only after `lag` days. */
  readonly late: (sequence: number, entry: Entry, lag: number) => Fact
  /** Posted today as `provisional`, completed after three days under the same id. */
  readonly restated: (sequence: number, provisional: Entry, final: Entry) => Fact
  /** An amount of whole reais whose centavos tell apart all pending, held, late and restated rows (slots 0 to 3) of 24 days. */
  readonly amount: (slot: 0 | 1 | 2 | 3, from: number, to: number) => Centavos
}

const ids = 10_000_000_000

/** The last face: what the fact is in the end. */
export const final = (fact: Fact): Face => fact.faces[fact.faces.length - 1] ?? fact.faces[0]

/** The face shown on a day, or undefined when the fact is not (or no longer) shown. */
export const faceAt = (fact: Fact, today: CivilDay): Face | undefined =>
  fact.gone !== undefined && fact.gone <= today ? undefined : fact.faces.findLast((face) => face.from <= today)

/** The scribe of one account (`key` names seed, user and account) on one day. */
export const scribe = (key: string, accountId: string, style: IdStyle, day: CivilDay): DayScribe => {
  const random = Prng.make(`${key}|${day}`)
  const keyHash = Prng.hash(key)
  const cycle = day + 25_572 + (keyHash % 6)
  const offset = Prng.hash(`${key}|ids`)
  const numberOf = (sequence: number, factor: number) =>
    String((((((day + 25_567) * 10_000 + sequence) * factor) % ids) + offset) % ids).padStart(10, "0")
  const postedId = (sequence: number) => style.posted + numberOf(sequence, 104_729)
  const pendingId = (sequence: number) => style.pending + numberOf(sequence, 1_299_709)
  const fact = (
    phenomenon: Phenomenon,
    sequence: number,
    entry: Entry,
    faces: Fact["faces"],
    gone?: CivilDay
  ): Fact => ({
    truthId: `${accountId}:${day}:${sequence}`,
    phenomenon,
    kind: entry.kind,
    born: day,
    sequence,
    counterpart: entry.counterpart ?? "",
    counterpartDocument: entry.counterpartDocument ?? "",
    instalment: entry.instalment ?? "",
    faces,
    gone
  })
  const posted = (sequence: number, entry: Entry, from = day, date = day): Face => ({
    from,
    id: postedId(sequence),
    date,
    status: "posted",
    description: entry.description,
    amount: entry.amount
  })
  const open = (sequence: number, entry: Entry): Face => ({
    ...posted(sequence, entry),
    id: pendingId(sequence),
    status: "pending"
  })
  return {
    day,
    cycle,
    random,
    plain: (sequence, entry, phenomenon = "plain") => fact(phenomenon, sequence, entry, [posted(sequence, entry)]),
    pending: (sequence, entry, lag, suffix, moved) =>
      fact("pending", sequence, entry, [
        open(sequence, entry),
        posted(sequence, { ...entry, description: entry.description + suffix }, day + lag, moved ? day + lag : day)
      ]),
    hold: (sequence, entry) => fact("hold", sequence, entry, [open(sequence, entry)], day + 6),
    late: (sequence, entry, lag) => fact("late", sequence, entry, [posted(sequence, entry, day + lag)]),
    restated: (sequence, provisional, completed) =>
      fact("restated", sequence, completed, [posted(sequence, provisional), posted(sequence, completed, day + 3)]),
    amount: (slot, from, to) => random.int(from, to) * 100 + (cycle % 24) * 4 + slot + 1
  }
}

/** An amount as in a shop window: its centavos never meet those of `DayScribe.amount`. */
export const shopAmount = (random: Prng.Prng, from: number, to: number): Centavos =>
  random.int(from, to) * 100 + random.pick([0, 97, 98, 99])
