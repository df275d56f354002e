// The connector's live test: the visits that its recordings show, at the programs themselves, and what a person holds after them against the
// journal.
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

import * as Guest from "./Guest.ts"
import * as Journal from "./Journal.ts"
import * as Ledger from "./Ledger.ts"
import { must, type Scenario, type Step } from "./Scenario.ts"
import * as Scenarios from "./Scenarios.ts"
import type { World } from "./World.ts"

type Visited = Guest.Visited

/** As the manifest has it. */
const initialDays = 365

const endedAs = ({ item }: Visited, status: string): void => {
  must(item.executionStatus === status, `it ended as ${item.executionStatus}, not as ${status}`)
}

/** Forms that went to the portal, and questions to the person. */
const tookPart = ({ asked, forms }: Visited, wanted: number, ...questions: ReadonlyArray<string>): void => {
  must(forms === wanted, `${forms} forms went to the portal, and not ${wanted}`)
  must(asked.join(" ") === questions.join(" "), `it asked ${asked.join(", ") || "nothing"}`)
}

const isRefused = async (visit: Promise<Visited>, status: string, ...questions: ReadonlyArray<string>) => {
  const visited = await visit
  endedAs(visited, status)
  must(visited.held.length === 0, "something is held")
  must(visited.asked.join(" ") === questions.join(" "), `it asked ${visited.asked.join(", ") || "nothing"}`)
  return visited
}

const holds = (world: World, visited: Visited): string => {
  endedAs(visited, "SUCCESS")
  const from = Scenarios.dayAt(Date.now()) - initialDays
  const [difference] = Ledger.differences(world.journal(), visited.held, from)
  must(difference === undefined, difference ?? "")
  const rows = visited.held.reduce((sum, { rows }) => sum + rows.length, 0)
  return `${rows} rows and ${visited.held.length} balances as in the journal`
}

/** `pnpm connector doctor`, as somebody types it. */
const doctor = ({ connectTo, login }: World): Promise<string> =>
  new Promise((resolve, reject) => {
    const main = fileURLToPath(new URL("../../connector-cli/src/main.ts", import.meta.url))
    const to = Object.entries(connectTo).flatMap(([host, address]) => ["--connect-to", `${host}=${address}`])
    const args = [main, "doctor", "lemonldap-hledger", "--parameters-from-stdin", ...to]
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] })
    let said = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text))
    child.once("error", reject)
    child.once("close", (code) => {
      const last = said.trim().split("\n").at(-1) ?? ""
      if (code === 0) resolve(last)
      else reject(new Error(`it ended with ${code}: ${said}`))
    })
    child.stdin.end(JSON.stringify(login))
  })

/** Two equal rows of today, and one that was booked late. */
const news = (): ReadonlyArray<Journal.Transaction> => {
  const day = Scenarios.dayAt(Date.now())
  const coffee = Journal.move(day, "CAFÉ DA ESQUINA", 950, Journal.checking.name, "expenses:coffee")
  return [coffee, coffee, Journal.move(day - 2, "ESTORNO TARIFA", 1_290, "income:bank", Journal.checking.name)]
}

/** Somebody at the bank from the first step that needs them on, until it is closed. */
const guestOf = (world: World, answer?: Parameters<typeof Guest.open>[1]): (() => Promise<Guest.Guest>) => {
  let opened: Promise<Guest.Guest> | undefined
  const open = async (): Promise<Guest.Guest> => {
    const guest = await Guest.open(world, answer)
    world.beforeClose(guest.close)
    return guest
  }
  return () => (opened ??= open())
}

const plain = (world: World): ReadonlyArray<Step> => {
  const guest = guestOf(world)
  let last: Visited | undefined
  const again = async (...trigger: ReadonlyArray<"SYNC">): Promise<Visited> => {
    if (last === undefined) throw new Error("nothing was connected")
    return await (await guest()).update(last.item, trigger[0])
  }
  return [
    {
      name: "is refused with a wrong password, once",
      run: async () => {
        const wrong = { ...world.login, password: "no-7h2wq-parrot" }
        tookPart(await isRefused((await guest()).connect(wrong), "INVALID_CREDENTIALS"), 1)
        return "INVALID_CREDENTIALS"
      }
    },
    {
      name: "reads a year of the journal",
      run: async () => {
        last = await (await guest()).connect({ ...world.login })
        tookPart(last, 1)
        return holds(world, last)
      }
    },
    {
      name: "goes on with its session and reads what came since",
      run: async () => {
        await world.append(news())
        const visited = await again()
        tookPart(visited, 0)
        return `no form, ${holds(world, visited)}`
      }
    },
    {
      name: "does not log in at night once the session has ended",
      run: async () => {
        world.endSessions()
        const visited = await again("SYNC")
        tookPart(visited, 0)
        endedAs(visited, "USER_INPUT_TIMEOUT")
        return "no form, USER_INPUT_TIMEOUT"
      }
    },
    {
      name: "logs in anew by day",
      run: async () => {
        const visited = await again()
        tookPart(visited, 1)
        return holds(world, visited)
      }
    },
    { name: "is well, says the doctor", run: () => doctor(world) }
  ]
}

const totp = (world: World): ReadonlyArray<Step> => {
  let secret = ""
  let answer = (): Promise<string> => Promise.resolve("000000")
  const guest = guestOf(world, () => answer())
  return [
    {
      name: "is refused with a wrong code",
      run: async () => {
        secret = await world.enrolTotp()
        await isRefused((await guest()).connect({ ...world.login }), "INVALID_CREDENTIALS_MFA", "Otp")
        return "INVALID_CREDENTIALS_MFA"
      }
    },
    {
      name: "reads the journal with a person's code",
      run: async () => {
        answer = () => world.nextCode(secret)
        const visited = await (await guest()).connect({ ...world.login })
        tookPart(visited, 2, "Otp")
        return holds(world, visited)
      }
    },
    {
      name: "makes the code itself of the seed",
      run: async () => {
        await world.nextCode(secret) // that of this step was given
        const visited = await (await guest()).connect({ ...world.login, seed: secret })
        tookPart(visited, 2)
        return holds(world, visited)
      }
    }
  ]
}

const captcha = (world: World): ReadonlyArray<Step> => {
  let answer = (): string => "zzzzzz"
  const guest = guestOf(world, () => Promise.resolve(answer()))
  return [
    {
      name: "is refused with a picture misread",
      run: async () => {
        await isRefused((await guest()).connect({ ...world.login }), "INVALID_CREDENTIALS_MFA", "Image")
        return "INVALID_CREDENTIALS_MFA"
      }
    },
    {
      name: "reads the journal with what the picture shows",
      run: async () => {
        answer = () => world.newestCaptcha()
        const visited = await (await guest()).connect({ ...world.login })
        tookPart(visited, 1, "Image")
        return holds(world, visited)
      }
    }
  ]
}

const lockOut = (world: World): ReadonlyArray<Step> => {
  const guest = guestOf(world)
  return [
    {
      name: "is refused with three wrong passwords",
      run: async () => {
        for (const attempt of [1, 2, 3]) {
          const wrong = { ...world.login, password: `no-7h2wq-parrot-${attempt}` }
          await isRefused((await guest()).connect(wrong), "INVALID_CREDENTIALS")
        }
        return "INVALID_CREDENTIALS"
      }
    },
    {
      name: "is locked out with the right one, and says so",
      run: async () => {
        tookPart(await isRefused((await guest()).connect({ ...world.login }), "ACCOUNT_LOCKED"), 1)
        return "ACCOUNT_LOCKED"
      }
    }
  ]
}

export const all: ReadonlyArray<Scenario> = [
  { name: "connector", locks: {}, steps: plain },
  { name: "connector-totp", locks: { totp: true }, steps: totp },
  { name: "connector-captcha", locks: { captcha: true }, steps: captcha },
  { name: "connector-lock-out", locks: { lockOut: true }, steps: lockOut }
]
