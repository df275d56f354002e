// Every scenario; those that end the server play alone.
import type { Scenario } from "../Scenario.ts"
import * as Items from "./Items.ts"
import * as Keyboard from "./Keyboard.ts"
import * as Logins from "./Logins.ts"
import * as SecondFactors from "./SecondFactors.ts"
import * as Secrets from "./Secrets.ts"
import * as Troubles from "./Troubles.ts"
import * as Windows from "./Windows.ts"

/** Those of every test run. */
export const together: ReadonlyArray<Scenario> = [
  Logins.succeeds,
  Logins.wrongThenRight,
  Logins.wrongForm,
  Logins.oneStepToken,
  Logins.partOfIt,
  Logins.statementFile,
  SecondFactors.code,
  SecondFactors.select,
  SecondFactors.image,
  SecondFactors.qr,
  SecondFactors.approve,
  SecondFactors.banksOwnLogin,
  SecondFactors.tooLate,
  Items.update,
  Items.reconnect,
  Items.duplicate,
  Troubles.tokenExpired,
  Troubles.slowServer,
  Troubles.notAllowed,
  Troubles.notAllowedUnnamed,
  Troubles.notAllowedOldBrowser,
  Windows.inBackground,
  Windows.closed,
  Keyboard.keyboard,
  Secrets.nowhere
]

/** Beside those, of the proof that takes its time. */
export const more: ReadonlyArray<Scenario> = [
  Logins.locked,
  SecondFactors.wrongCode,
  SecondFactors.refused,
  Items.updateWithCode,
  Items.chosen,
  Troubles.allowed,
  Windows.closedUnderWay,
  Keyboard.escape
]

/** They open the page by itself, whatever the SDK. */
export const byThemselves: ReadonlyArray<Scenario> = [Windows.byAddress]

export const alone: ReadonlyArray<Scenario> = [Troubles.serverGone, Troubles.serverGoneWhileReading]
