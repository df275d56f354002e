// Every scenario, those apart that end the server and so play alone.
import type { Scenario } from "../Scenario.ts"
import * as Items from "./Items.ts"
import * as Keyboard from "./Keyboard.ts"
import * as Logins from "./Logins.ts"
import * as SecondFactors from "./SecondFactors.ts"
import * as Secrets from "./Secrets.ts"
import * as Troubles from "./Troubles.ts"
import * as Windows from "./Windows.ts"

export const together: ReadonlyArray<Scenario> = [
  Logins.succeeds,
  Logins.wrongThenRight,
  Logins.wrongForm,
  Logins.oneStepToken,
  Logins.partOfIt,
  Logins.statementFile,
  Logins.locked,
  SecondFactors.code,
  SecondFactors.wrongCode,
  SecondFactors.select,
  SecondFactors.image,
  SecondFactors.qr,
  SecondFactors.approve,
  SecondFactors.refused,
  SecondFactors.banksOwnLogin,
  SecondFactors.tooLate,
  Items.update,
  Items.updateWithCode,
  Items.reconnect,
  Items.duplicate,
  Items.chosen,
  Troubles.tokenExpired,
  Troubles.notAllowed,
  Troubles.notAllowedUnnamed,
  Troubles.notAllowedOldBrowser,
  Troubles.allowed,
  Windows.inBackground,
  Windows.closed,
  Windows.closedUnderWay,
  Keyboard.keyboard,
  Keyboard.escape,
  Secrets.nowhere
]

/** They open the page by itself, whatever the SDK. */
export const byThemselves: ReadonlyArray<Scenario> = [Windows.byAddress]

export const alone: ReadonlyArray<Scenario> = [Troubles.serverGone, Troubles.serverGoneWhileReading]
