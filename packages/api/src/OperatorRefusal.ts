/** Refusals that only an operator meets, beside those of the wire (`Refusal`). Each takes the `errorId` first. */
import { Conflict, NotFound } from "./WireError.ts"

const absent = (errorId: string, codeDescription: string, message: string) =>
  new NotFound({ code: 404, message, codeDescription, errorId })
const clash = (errorId: string, codeDescription: string, message: string) =>
  new Conflict({ code: 409, message, codeDescription, errorId })

export const applicationNotFound = (errorId: string) =>
  absent(errorId, "APPLICATION_NOT_FOUND", "application not found")
/** Also of one whose time is over, and of a run that was in no browser. */
export const screenshotNotFound = (errorId: string) => absent(errorId, "SCREENSHOT_NOT_FOUND", "screenshot not found")
/** The environment says the secret; one made here would be undone by the next start. */
export const secretIsSetting = (errorId: string) =>
  clash(
    errorId,
    "SECRET_IS_A_SETTING",
    "the secret of this application is the setting TOMADA_CLIENT_SECRET: change it there and start Tomada again"
  )
/** Nothing can be collected unless the person is there. */
export const personNeeded = (errorId: string) =>
  clash(errorId, "PERSON_NEEDED", "this connector collects only while the person is there")
/** There is no such version, or several of that number. */
export const keyUnknown = (message: string) => (errorId: string) => absent(errorId, "KEY_NOT_FOUND", message)
/** New things are sealed under it, or it opens what nothing else does. */
export const keyInUse = (message: string) => (errorId: string) => clash(errorId, "KEY_IN_USE", message)
/** The environment or a service has the key. */
export const keyRotatedElsewhere = (message: string) => (errorId: string) => clash(errorId, "KEY_IS_ELSEWHERE", message)
/** A file of the keyring is damaged or its key is gone. */
export const keyUnusable = (message: string) => (errorId: string) => clash(errorId, "KEY_UNUSABLE", message)
