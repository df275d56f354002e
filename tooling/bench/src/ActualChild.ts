// The peer, seen from the program that compares with it: a child process that is told one thing at a time. Its budgets are in a folder that
// goes with it.
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { PeerMissing } from "./ActualInstall.ts"
import type { Side } from "./ActualOurs.ts"
import type { Answer, Order } from "./ActualPeer.ts"
import * as ActualRows from "./ActualRows.ts"
import * as Child from "./Child.ts"

export interface Peer {
  /** Accounts of `total` rows a year. One side at a time: each begins a budget of its own. */
  readonly side: (total: number) => Side
  /** The amounts that an account holds after these imports, in hundredths. */
  readonly holds: (imports: ReadonlyArray<ReadonlyArray<ActualRows.PeerRow>>) => Promise<ReadonlyArray<number>>
  readonly close: () => Promise<void>
}

/** Starts the peer that is installed in this folder. Fails with `PeerMissing` when it does not start here. */
export const start = async (installed: string): Promise<Peer> => {
  const home = mkdtempSync(join(tmpdir(), "tomada-peer-"))
  const child = Child.start("tooling/bench/src/ActualPeer.ts", [installed, home], {})
  const ended = once(child.process, "exit")

  const answered = async (): Promise<Answer> => {
    const [message]: Array<unknown> = await Promise.race([
      once(child.process, "message"),
      ended.then(() => [{ answer: "failed", why: `it ended: ${child.lastWords()}` } satisfies Answer])
    ])
    return message as Answer // what the program on the other side sends
  }
  const told = async (order: Order): Promise<Answer> => {
    const answer = answered()
    child.process.send(order)
    return answer
  }
  const refused = (answer: Answer): Error =>
    new Error(`the peer: ${answer.answer === "failed" ? answer.why : `answered ${answer.answer}`}`)
  const close = async (): Promise<void> => {
    await child.end()
    rmSync(home, { recursive: true, force: true })
  }

  const first = await answered()
  if (first.answer !== "ready") {
    await close()
    throw new PeerMissing(`it does not start here: ${refused(first).message}`)
  }
  return {
    side: (total) => {
      let upTo = -1
      return {
        begin: async () => {
          const answer = await told({ order: "begin" })
          if (answer.answer !== "begun") throw refused(answer)
          upTo = -1
        },
        take: async (from, to) => {
          const rows = ActualRows.ofDays(from, to, total).map(ActualRows.forPeer)
          const answer = await told({ order: "import", rows })
          if (answer.answer !== "imported") throw refused(answer)
          const wanted = ActualRows.count(Math.max(from, upTo + 1), to, total)
          const { added, cpu, updated } = answer
          if (added !== wanted || updated > 0)
            throw new Error(`the peer made ${added} rows, not ${wanted}, changed ${updated}`)
          upTo = to
          return cpu
        },
        settle: () => Promise.resolve()
      }
    },
    holds: async (imports) => {
      const answer = await told({ order: "histories", imports })
      if (answer.answer !== "holds") throw refused(answer)
      return answer.amounts
    },
    close
  }
}
