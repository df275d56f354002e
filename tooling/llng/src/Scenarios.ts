// What a person without a connector meets in each configuration: the portal's refusals by their numbers, the way back to where one wanted to
// go, and every row of the journal.
import * as CivilDay from "@tomada/sandbox-bank/CivilDay"

import * as Household from "./Household.ts"
import * as Journal from "./Journal.ts"
import * as PortalPage from "./PortalPage.ts"
import * as Register from "./Register.ts"
import { must, type Scenario, type Step } from "./Scenario.ts"
import type { Page, Visitor } from "./Visitor.ts"
import type { World } from "./World.ts"

const { messages } = PortalPage

const refusedWith = (page: Page, number: number): string => {
  const message = PortalPage.message(page.document)
  must(message === number, `the page's message is ${message ?? "none"}, not ${number}`)
  return `message ${number}`
}

const wanted = Register.path(Journal.checking.name)

/** Goes where a login is needed: the portal asks who it is. */
const arrive = async (world: World, visitor: Visitor): Promise<Page> => {
  const page = await visitor.get(world.application + wanted)
  must(page.url.startsWith(`${world.portal}/?url=`), `led to ${page.url}`)
  return page
}

const signIn = (visitor: Visitor, page: Page, fields: Readonly<Record<string, string>>): Promise<Page> =>
  visitor.submit(page, PortalPage.loginForm, fields)

const isBack = (world: World, page: Page): string => {
  must(page.url.startsWith(`${world.application}/register?`), `led to ${page.url}`)
  Register.read(page.document)
  return "back at the register"
}

/** Reads every account's register and compares it with the journal. */
const reads = async (world: World, visitor: Visitor): Promise<string> => {
  const journal = world.journal()
  let rows = 0
  for (const { name } of journal.accounts) {
    const said = Journal.rowsOf(journal, name)
    const { document } = await visitor.get(world.application + Register.path(name))
    const [difference] = Register.differences(Register.read(document), said)
    must(difference === undefined, `${name}: ${difference}`)
    rows += said.length
  }
  return `${rows} rows of ${journal.accounts.length} accounts as in the journal`
}

/** Two equal rows on the day after the journal's last one, and one that comes late. */
const news = (journal: Journal.Journal): ReadonlyArray<Journal.Transaction> => {
  const day = (journal.transactions.at(-1)?.day ?? 0) + 1
  const coffee = Journal.move(day, "CAFÉ DA ESQUINA", 950, Journal.checking.name, "expenses:coffee")
  return [coffee, coffee, Journal.move(day - 7, "ESTORNO TARIFA", 1_290, "income:bank", Journal.checking.name)]
}

const plain = (world: World): ReadonlyArray<Step> => {
  const visitor = world.visitor()
  const { password, user } = world.login
  return [
    {
      name: "leads to the portal",
      run: async () => refusedWith(await arrive(world, visitor), messages.notLoggedIn)
    },
    {
      name: "refuses a bad password",
      run: async () => {
        const page = await signIn(visitor, await arrive(world, visitor), { user, password: `not ${password}` })
        return refusedWith(page, messages.badPassword)
      }
    },
    {
      name: "takes the right one",
      run: async () => isBack(world, await signIn(visitor, await arrive(world, visitor), world.login))
    },
    { name: "shows the journal", run: () => reads(world, visitor) },
    {
      name: "shows rows that come later",
      run: async () => {
        await world.append(news(world.journal()))
        return await reads(world, visitor)
      }
    },
    {
      name: "asks again once it has ended the session",
      run: async () => {
        world.endSessions()
        const page = await arrive(world, visitor)
        const refused = refusedWith(page, messages.sessionEnded)
        return `${refused}, then ${isBack(world, await signIn(visitor, page, world.login))}`
      }
    },
    {
      name: "takes a logout",
      run: async () => {
        await visitor.get(`${world.application}/logout`)
        return refusedWith(await arrive(world, visitor), messages.notLoggedIn)
      }
    }
  ]
}

const totp = (world: World): ReadonlyArray<Step> => {
  const visitor = world.visitor()
  let secret = ""
  const asked = async (): Promise<Page> => {
    const page = await signIn(visitor, await arrive(world, visitor), world.login)
    must(page.text.includes('name="code"'), "no code was asked for")
    return page
  }
  return [
    {
      name: "enrols a code",
      run: async () => {
        secret = await world.enrolTotp()
        return `a secret of ${secret.length} letters`
      }
    },
    {
      name: "asks for the code",
      run: async () => {
        await asked()
        return "asked for a code after the password"
      }
    },
    {
      name: "refuses 000000",
      run: async () => {
        const page = await visitor.submit(await asked(), PortalPage.codeForm, { code: "000000" })
        must(!page.text.includes('name="code"'), "the same page took another code")
        return `${refusedWith(page, messages.badCode)}, and the password is asked for again`
      }
    },
    {
      name: "takes the next code",
      run: async () => {
        const code = await world.nextCode(secret)
        return isBack(world, await visitor.submit(await asked(), PortalPage.codeForm, { code }))
      }
    },
    { name: "shows the journal", run: () => reads(world, visitor) }
  ]
}

const captcha = (world: World): ReadonlyArray<Step> => {
  const visitor = world.visitor()
  const answered = async (answerOf: (page: Page) => string): Promise<Page> => {
    const page = await arrive(world, visitor)
    return await signIn(visitor, page, { ...world.login, captcha: answerOf(page) })
  }
  return [
    {
      name: "shows a picture",
      run: async () => {
        const picture = PortalPage.captcha((await arrive(world, visitor)).document)
        must(picture !== undefined, "there is no picture in the page")
        const bytes = Buffer.from(picture ?? [])
        must(bytes.toString("latin1", 1, 4) === "PNG", "the picture is no PNG")
        return `a PNG of ${bytes.readUInt32BE(16)} x ${bytes.readUInt32BE(20)}`
      }
    },
    { name: "refuses no answer", run: async () => refusedWith(await answered(() => ""), messages.badCaptcha) },
    { name: "refuses a wrong answer", run: async () => refusedWith(await answered(() => "no"), messages.badCaptcha) },
    {
      name: "takes the right answer",
      run: async () =>
        isBack(world, await answered(({ document }) => world.captchaAnswer(PortalPage.token(document) ?? "")))
    },
    { name: "shows the journal", run: () => reads(world, visitor) }
  ]
}

const lockOut = (world: World): ReadonlyArray<Step> => {
  const visitor = world.visitor()
  const { password, user } = world.login
  return [
    {
      name: "refuses three bad passwords",
      run: async () => {
        let page = await arrive(world, visitor)
        for (const attempt of [1, 2, 3]) {
          page = await signIn(visitor, page, { user, password: `${attempt} ${password}` })
          refusedWith(page, messages.badPassword)
        }
        return refusedWith(page, messages.badPassword)
      }
    },
    {
      name: "refuses the right one after them",
      run: async () => refusedWith(await signIn(visitor, await arrive(world, visitor), world.login), messages.wait)
    }
  ]
}

export const all: ReadonlyArray<Scenario> = [
  { name: "plain", locks: {}, steps: plain },
  { name: "totp", locks: { totp: true }, steps: totp },
  { name: "captcha", locks: { captcha: true }, steps: captcha },
  { name: "lock-out", locks: { lockOut: true }, steps: lockOut }
]

/** The journal that they begin with, up to the day before `today`, so that rows of today may come. */
export const journal = (seed: string, today: CivilDay.CivilDay): Journal.Journal =>
  Household.journal({ seed, lastDay: today - 1 })

/** Of four months, for recordings that people look through. */
export const briefly = (seed: string, today: CivilDay.CivilDay): Journal.Journal =>
  Household.journal({ seed, lastDay: today - 1, months: 4 })

/** The bank's day at an instant of the epoch, in milliseconds. */
export const dayAt: (millis: number) => CivilDay.CivilDay = CivilDay.atInstant
