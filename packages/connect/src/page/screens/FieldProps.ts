// What every way of filling in a field is given.
import type { Credential } from "../api/Wire.ts"

export interface FieldProps {
  readonly field: Credential
  readonly value: string
  readonly onValue: (value: string) => void
  readonly onLeave: () => void
  /** In words; empty when nothing is wrong. */
  readonly problem: string
}

/** How an input is tied to its label, its help and what is wrong with it. */
export interface Described {
  readonly id: string
  readonly name: string
  readonly "aria-describedby": string | undefined
  readonly "aria-invalid": "true" | undefined
  readonly "aria-required": "true" | undefined
}
