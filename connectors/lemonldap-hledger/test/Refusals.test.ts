import { assert, it } from "@effect/vitest"
import { Html } from "@tomada/connector-kit"

import type { Page } from "../src/pages.ts"
import { refusal } from "../src/refusals.ts"

const saying = (message: number | null): Page => ({
  document: Html.parse(""),
  text: "",
  url: "http://auth.bank.test/",
  isPortal: true,
  message
})

it("each number of the portal that stands in the way has a name of its own", () => {
  const named = (message: number) => {
    const found = refusal(saying(message))
    const more = found?._tag === "ChallengeFailed" ? found.why : found?._tag === "UserActionNeeded" ? found.action : ""
    return `${found?._tag ?? "nothing"} ${more}`.trim()
  }
  assert.deepStrictEqual([5, 86, 25, 36, 76, 96, 82, 103, 75, 24].map(named), [
    "InvalidCredentials",
    "AccountLocked",
    "UserActionNeeded change-password",
    "UserActionNeeded accept-terms",
    "ChallengeFailed wrong",
    "ChallengeFailed wrong",
    "ChallengeFailed timeout",
    "UserActionNeeded enable-mfa",
    "Blocked",
    "InstitutionDown"
  ])
})

it("a number that nobody knows, an offer to sign in and silence are no refusal", () => {
  for (const message of [9, 999, null]) assert.isNull(refusal(saying(message)))
})
