// The process of the bare flow, so that its CPU time is nothing else's. It is told over the channel to its parent what to do how often, and
// answers with what that took; it ends when the channel does.
import * as BareFlow from "./BareFlow.ts"

export interface Order {
  readonly steps: ReadonlyArray<BareFlow.Step>
  readonly person: BareFlow.Person
  readonly times: number
}

/** Milliseconds for all the times together, or why it could not be done. */
export type Outcome = { readonly cpu: number; readonly wall: number } | { readonly failed: string }

const [bank = ""] = process.argv.slice(2)
const flow = BareFlow.make(bank)

const carriedOut = async ({ person, steps, times }: Order): Promise<Outcome> => {
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  try {
    for (let time = 0; time < times; time++) await flow.run(steps, person)
  } catch (error) {
    return { failed: String(error) }
  }
  const { system, user } = process.cpuUsage(cpu)
  return { cpu: (user + system) / 1000, wall: performance.now() - wall }
}

process.on("message", (order: Order) => {
  void carriedOut(order).then((outcome) => process.send?.(outcome))
})
process.on("disconnect", () => void flow.close())
