/** Refusals that only paths beside the wire know, beside those of the wire (`Refusal`). Each takes the `errorId` first. */
import { Conflict, NotFound } from "./WireError.ts"

const absent = (errorId: string, codeDescription: string, message: string) =>
  new NotFound({ code: 404, message, codeDescription, errorId })
const clash = (errorId: string, codeDescription: string, message: string) =>
  new Conflict({ code: 409, message, codeDescription, errorId })

export const executionNotFound = (errorId: string) => absent(errorId, "EXECUTION_NOT_FOUND", "execution not found")
/** Also of a webhook that is disabled: nothing is sent to it. */
export const deliveryNotFound = (errorId: string) => absent(errorId, "DELIVERY_NOT_FOUND", "delivery not found")
export const suggestionNotFound = (errorId: string) => absent(errorId, "SUGGESTION_NOT_FOUND", "suggestion not found")
/** It is accepted already, or there is no acceptance to undo. */
export const suggestionSettled = (errorId: string, state: "open" | "accepted" | "undone") =>
  clash(
    errorId,
    "SUGGESTION_SETTLED",
    state === "accepted" ? "the suggestion is accepted already" : "the suggestion is not accepted"
  )
/** The rows are no longer what the suggestion was made of. */
export const suggestionOutdated = (errorId: string) =>
  clash(
    errorId,
    "SUGGESTION_OUTDATED",
    "the institution shows the rows otherwise now, so the suggestion no longer holds"
  )
/** A run of the Item may be about to change the rows. */
export const suggestionOfRunningItem = (errorId: string) =>
  clash(errorId, "ITEM_IS_RUNNING", "the Item is being updated; try again when it has ended")
