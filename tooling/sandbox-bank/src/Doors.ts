// Where a user stands once the login and its second factor are right, and the page that comes next.
import { Effect } from "effect"

import type * as Sessions from "./Sessions.ts"
import type * as Users from "./Users.ts"
import type { Visit } from "./Visit.ts"

/** The stage to enter and where it is shown. A device that was refused is asked about anew. */
export const doorOf = Effect.fnUntraced(function* (visit: Visit, user: Users.User) {
  const door = (stage: Sessions.Stage, location: string) => ({ stage, location })
  switch (user.atLogin) {
    case "action-required":
    case "password-change":
    case "not-supported":
      return door({ _tag: "Door", user, door: "refused" }, `/${user.atLogin}`)
    case "companies":
      return door({ _tag: "Door", user, door: "companies" }, "/companies")
    case "device": {
      const device = yield* visit.bank.sessions.device(user.name)
      if (device.state === "approved") return door({ _tag: "Open", user, company: undefined }, "/accounts")
      if (device.state === "refused") {
        yield* visit.bank.sessions.decide(user.name, "forget")
        yield* visit.bank.sessions.device(user.name)
      }
      return door({ _tag: "Door", user, door: "device" }, "/device")
    }
    default:
      return door({ _tag: "Open", user, company: undefined }, "/accounts")
  }
})
