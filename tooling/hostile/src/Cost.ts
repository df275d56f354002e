// What a visit costs in a process of its own, beside the same visit in this one: wall time, and CPU time of this process with all that it
// starts, on the same bank in the same run. The bank's own work is in both.
import { ofTree, processes } from "@tomada/bench/CpuTime"
import { ConnectorHost, type Visit } from "@tomada/connector-kit"
import { connectors, host as bankHost } from "@tomada/connector-sandbox"
import { ConnectorChildren } from "@tomada/engine"
import { SandboxBank } from "@tomada/sandbox-bank"
import { Clock, Effect, Layer, Option, Redacted, Stream } from "effect"

/** Milliseconds of one visit: of wall time the middle one of all, of CPU time the mean, since it is counted in ticks. */
export interface Cost {
  readonly host: string
  readonly wall: number
  readonly cpu: number
}

const cpu = Effect.sync(() => ofTree(processes(), process.pid))

/** Read while all that it started is alive: what the kernel kills takes its account along. */
const visit = Effect.gen(function* () {
  const [began, before] = [yield* Clock.currentTimeMillis, yield* cpu]
  const host = yield* ConnectorHost.ConnectorHost
  const opened = yield* Effect.orDie(
    host.open({
      connectorId: 2 as Visit.VisitRequest["connectorId"], // with user and password alone
      parameters: Redacted.make({ user: "user-ok", password: "password-ok" }),
      saved: { session: Option.none(), trust: Option.none() },
      ask: () => Effect.die(new Error("nobody is asked"))
    })
  )
  yield* opened.login
  yield* Stream.runDrain(opened.collect("ACCOUNTS", null))
  yield* opened.saved
  return { wall: (yield* Clock.currentTimeMillis) - began, cpu: (yield* cpu) - before }
}).pipe(Effect.scoped)

const middle = (values: ReadonlyArray<number>): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

const measured = (name: string, visits: number) =>
  Effect.gen(function* () {
    yield* visit
    const taken = yield* Effect.forEach(Array.from({ length: visits }), () => visit)
    const cost: Cost = {
      host: name,
      wall: middle(taken.map(({ wall }) => wall)),
      cpu: taken.reduce((sum, { cpu }) => sum + cpu, 0) / visits
    }
    return cost
  })

/** Behind each host that there is here. */
export const measure = (visits: number) =>
  Effect.gen(function* () {
    const bank = yield* SandboxBank
    const connectTo = { [bankHost]: new URL(bank.url).host }
    const { layerInProcess, layerProcess } = ConnectorHost.ConnectorHost
    const here = yield* measured("this process", visits).pipe(Effect.provide(layerInProcess(connectors, { connectTo })))
    const kinds = new Set<ConnectorChildren.Isolation>(["permissions", ConnectorChildren.isolation()])
    const others = yield* Effect.forEach(kinds, (isolation) =>
      measured(`a process of its own, ${isolation}`, visits).pipe(
        Effect.provide(
          layerProcess([import.meta.resolve("@tomada/connector-sandbox")], { connectTo }).pipe(
            Layer.provide(ConnectorChildren.layer({ isolation }))
          )
        )
      )
    )
    return [here, ...others]
  }).pipe(Effect.provide(SandboxBank.layer()))
