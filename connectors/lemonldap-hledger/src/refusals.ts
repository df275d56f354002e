// What the portal's messages mean, by the numbers that LemonLDAP::NG gives them (its module Portal::Main::Constants).
import { Errors } from "@tomada/connector-kit"

import type { Page } from "./pages.ts"

const needed = (action: Errors.UserActionNeeded["action"]) =>
  new Errors.UserActionNeeded({ action, providerMessage: null })

/** What stands in the way after a form was sent; null where the number is none that is known. */
export const refusal = ({ message }: Page): Errors.LoginError | null => {
  switch (message) {
    case 2: // a field was empty
    case 4: // nobody has this name
    case 5:
    case 40: // no name of anybody looks like this
      return new Errors.InvalidCredentials({ fields: ["user", "password"] })
    case 21:
    case 86: // for so many seconds, which it says
      return new Errors.AccountLocked()
    case 22: // the password is too old
    case 25: // somebody else set it
      return needed("change-password")
    case 36: // something has to be read and accepted
      return needed("accept-terms")
    case 41: // the portal's rules let this person have no session
      return needed("contact")
    case 103: // a second factor is demanded, and the person has none
      return needed("enable-mfa")
    case 75:
      return new Errors.Blocked({ by: "the portal, which refuses this address" })
    case 76:
    case 77:
    case 96:
      return new Errors.ChallengeFailed({ why: "wrong" })
    case 1: // the person took so long that the page that asked has ended
    case 81:
    case 82:
      return new Errors.ChallengeFailed({ why: "timeout" })
    case 7:
    case 8:
    case 24:
      return new Errors.InstitutionDown({ how: "server-error" })
    default:
      return null
  }
}
