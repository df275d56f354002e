// From an institution's texts to values. A text that does not parse is SiteChanged; the text itself is never repeated.
import { BigDecimal, Effect, Option } from "effect"
import type { z } from "zod"

import { SiteChanged } from "./Errors.ts"
import { CivilDate, type Decimal } from "./Records.ts"

const orChanged = <A>(value: Option.Option<A>, at: string, expected: string): Effect.Effect<A, SiteChanged> =>
  Option.match(value, {
    onNone: () => Effect.fail(new SiteChanged({ at, expected })),
    onSome: Effect.succeed
  })

// One sign, before or after a currency's sign or code: in money, what is not understood must not be passed over.
const amount =
  /^(?<outer>[-−–])?\s*(?:[A-Z]{0,2}\p{Sc}|[A-Z]{3})?\s*(?<inner>[-−–])?\s*(?<digits>\d[\d.,]*)\s*(?:\p{Sc}|[A-Z]{3})?$/u

const decimal = (text: string, whole: RegExp, group: "." | ",", point: "." | ","): Option.Option<Decimal> => {
  const { digits = "", inner = "", outer = "" } = amount.exec(text.trim())?.groups ?? {}
  if (!whole.test(digits) || (inner !== "" && outer !== "")) return Option.none()
  const sign = inner === outer ? "" : "-"
  return BigDecimal.fromString(sign + digits.replaceAll(group, "").replace(point, "."))
}

/** `R$ 1.234,56`, `-1.234,56`, `− 12,00` (Brazil, Germany, Spain ...). */
export const decimalComma = (text: string, at: string): Effect.Effect<Decimal, SiteChanged> =>
  orChanged(decimal(text, /^(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/, ".", ","), at, "an amount such as 1.234,56")

/** `1,234.56` or `1234.56`. */
export const decimalPoint = (text: string, at: string): Effect.Effect<Decimal, SiteChanged> =>
  orChanged(decimal(text, /^(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/, ",", "."), at, "an amount such as 1,234.56")

/** `dd/mm/yyyy`. */
export const dayMonthYear = (text: string, at: string): Effect.Effect<CivilDate, SiteChanged> => {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text.trim()) ?? []
  return orChanged(CivilDate.makeOption(`${year}-${month}-${day}`), at, "a day such as 31/12/2026")
}

/** A payload by its zod schema; the problem's place is told, its content is not. */
export const payload = <A>(schema: z.ZodType<A>, input: unknown, at: string): Effect.Effect<A, SiteChanged> =>
  Effect.suspend(() => {
    const parsed = schema.safeParse(input)
    if (parsed.success) return Effect.succeed(parsed.data)
    const [issue] = parsed.error.issues
    return Effect.fail(
      new SiteChanged({
        at: `${at}/${issue?.path.map(String).join("/") ?? ""}`,
        expected: issue?.code ?? "another shape"
      })
    )
  })
