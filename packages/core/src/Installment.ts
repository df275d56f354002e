// What makes a card's row an instalment: its number, of how many, and its purchase. A bill that closes moves its day by weeks,
// so days say little of it.
import type { CollectedTransaction } from "./Transaction.ts"

/** Days by which a bill may move an instalment: that of the next bill, and of the one after. */
export const reachDays = 62

/** Whether the institution says that the row is one, by its number. */
export const isOne = ({ creditCardMetadata: card }: CollectedTransaction): boolean => card?.installmentNumber != null
