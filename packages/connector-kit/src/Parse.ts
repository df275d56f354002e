// From an institution's texts to values. A text that does not parse is SiteChanged; the text itself is never repeated.
// Amounts and days in other notations: `Amount` and `Day`.
import { Effect, Option } from "effect"
import type { z } from "zod"

import * as Amount from "./Amount.ts"
import * as Day from "./Day.ts"
import { SiteChanged } from "./Errors.ts"
import type { CivilDate, Decimal } from "./Records.ts"

const anyComma: Amount.Notation = { ...Amount.comma, digits: "any" }
const anyPoint: Amount.Notation = { ...Amount.point, digits: "any" }

/** `R$ 1.234,56`, `-1.234,56`, `− 12,00` (Brazil, Germany, Spain ...), with any number of digits after the comma. */
export const decimalComma = (text: string, at: string): Effect.Effect<Decimal, SiteChanged> =>
  Amount.decimal(text, at, anyComma)

/** `1,234.56` or `1234.56`, with any number of digits after the point. */
export const decimalPoint = (text: string, at: string): Effect.Effect<Decimal, SiteChanged> =>
  Amount.decimal(text, at, anyPoint)

/** `dd/mm/yyyy`. */
export const dayMonthYear = (text: string, at: string): Effect.Effect<CivilDate, SiteChanged> =>
  Day.read(text, at, "dd/mm/yyyy")

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

const parsed = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** A body of JSON by its zod schema; what is no JSON at all, such as a page in its place, is SiteChanged too. */
export const json = <A>(schema: z.ZodType<A>, text: string, at: string): Effect.Effect<A, SiteChanged> =>
  Option.match(parsed(text), {
    onNone: () => Effect.fail(new SiteChanged({ at, expected: "JSON" })),
    onSome: (value) => payload(schema, value, at)
  })
