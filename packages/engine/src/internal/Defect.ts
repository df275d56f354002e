// What may be logged of a defect: its kind and its place in the code. Its text is left out, because a connector's own
// error, or a parser's, repeats what it was given, and that may be what a person typed.
import { StorageFailure } from "@tomada/store"
import { Cause } from "effect"

const frame = /^\s+at /

const described = (defect: unknown): string =>
  defect instanceof Error
    ? [
        defect.name,
        ...(defect.stack ?? "")
          .replace(defect.message, "")
          .split("\n")
          .filter((line) => frame.test(line))
      ].join("\n")
    : typeof defect

/** Whether the database was lost, rather than anything of ours wrong. */
export const isOutage = (cause: Cause.Cause<unknown>): boolean => StorageFailure.isOutage(Cause.squash(cause))

/** The kinds and places of a cause's defects; empty when it has none. */
export const places = (cause: Cause.Cause<unknown>): ReadonlyArray<string> =>
  cause.reasons.filter(Cause.isDieReason).map(({ defect }) => described(defect))
