// Every state that an Item can come to, walked from its creation with the real rules: each is answered, none is a trap, and
// every end of a run is among them. Moments are kept as ages, in steps that lie on either side of each wait; counters end just
// beyond the limits, which are low here. What the world does by itself (a connector goes and comes, another run ends) is no part
// of a state: each claim is made for every state of the world.
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Result } from "effect"

import {
  Progress,
  type ExecutionStatus,
  ExecutionStatus as Status,
  isFinal,
  itemStatus
} from "../src/ExecutionStatus.ts"
import * as ItemLife from "../src/ItemLife.ts"
import * as UpdateRecord from "../src/UpdateRecord.ts"
import { UpdateRefusal } from "../src/UpdateRefusal.ts"
import * as UpdateRules from "../src/UpdateRules.ts"
import { noon } from "./Ledger.ts"
import { once } from "./Once.ts"

const now = noon("2026-03-20")

/** Minutes: within the cooldown, within the back-off, within the floor of an hour, past everything. */
const ages = [1, 10, 30, 3000] as const
const oldest = ages.length - 1
const ago = (age: number | null) => (age === null ? null : DateTime.subtract(now, { minutes: ages[age] ?? Infinity }))
const older = (age: number | null) => (age === null ? null : Math.min(age + 1, oldest))

const policy: UpdateRules.UpdatePolicy = {
  ...UpdateRules.defaultPolicy,
  errorCooldownAfter: 2,
  maxConsecutiveFailedSyncs: 2
}
const maxLogins = 2
const maxFailures = 3

/** A state of an Item. `endedAge` and `updatedAge` are places in `ages`. */
interface Life {
  readonly status: ExecutionStatus
  readonly logins: number
  readonly failures: number
  readonly endedAge: number | null
  readonly updatedAge: number | null
  readonly pass: boolean
  readonly consented: boolean
}

interface World {
  readonly offline: boolean
  readonly twinRuns: boolean
}

const calm: World = { offline: false, twinRuns: false }
const worlds: ReadonlyArray<World> = [false, true].flatMap((offline) =>
  [false, true].map((twinRuns) => ({ offline, twinRuns }))
)

const created: Life = {
  status: "CREATED",
  logins: 0,
  failures: 0,
  endedAge: null,
  updatedAge: null,
  pass: false,
  consented: true
}

interface Form {
  readonly name: string
  readonly asks: boolean
  readonly oneStep: boolean
}

const forms: ReadonlyArray<Form> = [
  { name: "a password", asks: true, oneStep: false },
  { name: "a one-step code", asks: true, oneStep: true },
  { name: "nothing: the institution's own page asks", asks: false, oneStep: false }
]

interface Asking {
  readonly trigger: UpdateRules.UpdateRequest["trigger"]
  readonly newCredentials: boolean
  readonly code: UpdateRules.OneStepCode["value"]
}

/** A person in the widget who gives all that a login needs. */
const attended = (form: Form): Asking => ({ trigger: "USER", newCredentials: form.asks, code: "fresh" })

const codes = ["fresh", "repeated", "missing"] as const

const askings = (form: Form): ReadonlyArray<Asking> =>
  (["USER", "CLIENT", "SYNC", "INTERNAL"] as const).flatMap((trigger) =>
    (form.asks && (trigger === "USER" || trigger === "CLIENT") ? [false, true] : [false]).flatMap((newCredentials) =>
      (form.oneStep ? codes : (["missing"] as const)).map((code) => ({ trigger, newCredentials, code }))
    )
  )

const record = (life: Life): UpdateRecord.UpdateRecord => ({
  consecutiveFailedSyncs: life.failures,
  lastExecutionEndedAt: ago(life.endedAge),
  unblockedAt: life.pass ? now : null
})

const item = (life: Life) => ({
  executionStatus: life.status,
  consecutiveFailedLoginAttempts: life.logins,
  lastUpdatedAt: ago(life.updatedAge)
})

const ask = (life: Life, form: Form, asking: Asking, world: World = calm): Result.Result<void, UpdateRefusal> =>
  UpdateRules.decide(
    item(life),
    {
      trigger: asking.trigger,
      newCredentials: asking.newCredentials,
      oneStepCodes: form.oneStep ? [{ parameter: "token", value: asking.code }] : []
    },
    {
      now,
      record: record(life),
      credentials: !form.asks ? "none-asked" : life.consented ? "held" : "missing",
      consent: life.consented ? "given" : "revoked",
      connectorHealth: world.offline ? "OFFLINE" : "ONLINE",
      sandbox: false,
      minUpdateFrequencyHours: 1,
      sameCredentialsInFlight: world.twinRuns,
      policy
    }
  )

const start = (life: Life, asking: Asking): Life => ({
  ...life,
  status: "CREATED",
  pass: UpdateRecord.started(record(life)).unblockedAt !== null,
  consented: life.consented || asking.newCredentials || asking.trigger === "USER"
})

/** The run's end; that a run can come to each of them is proven of the execution's own machine. */
const end = (life: Life, status: ExecutionStatus): Life => {
  const after = UpdateRecord.followed(record(life), status, now)
  const updated = itemStatus(status) === "UPDATED"
  return {
    ...life,
    status,
    logins: updated ? 0 : Math.min(life.logins + (itemStatus(status) === "LOGIN_ERROR" ? 1 : 0), maxLogins),
    failures: Math.min(after.consecutiveFailedSyncs, maxFailures),
    endedAge: 0,
    updatedAge: updated ? 0 : life.updatedAge
  }
}

const unblock = (life: Life): Life => {
  const after = ItemLife.unblock({ item: item(life), record: record(life) }, now)
  return {
    ...life,
    logins: after.item.consecutiveFailedLoginAttempts,
    failures: after.record.consecutiveFailedSyncs,
    pass: after.record.unblockedAt !== null
  }
}

const wait = (life: Life): Life => ({ ...life, endedAge: older(life.endedAge), updatedAge: older(life.updatedAge) })

/** What may happen next. */
const steps = (life: Life, form: Form): ReadonlyArray<Life> => {
  if (!isFinal(life.status)) return Status.literals.filter(isFinal).map((status) => end(life, status))
  const started = askings(form)
    .filter((asking) => Result.isSuccess(ask(life, form, asking)))
    .map((asking) => start(life, asking))
  return [...started, unblock(life), wait(life), { ...life, consented: false }]
}

const keyOf = (life: Life): string => Object.values(life).join()

/** Refusals are made by the hundred thousand here, and nobody reads where. */
const untraced = <A>(work: () => A): A => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return work()
  } finally {
    Error.stackTraceLimit = limit
  }
}

interface Walk {
  readonly lives: ReadonlyMap<string, Life>
  readonly next: ReadonlyMap<string, ReadonlyArray<string>>
}

const walk = (form: Form): Walk => {
  const lives = new Map([[keyOf(created), created]])
  const next = new Map<string, ReadonlyArray<string>>()
  for (const [key, life] of lives) {
    const ahead = steps(life, form)
    next.set(key, ahead.map(keyOf))
    for (const one of ahead) if (!lives.has(keyOf(one))) lives.set(keyOf(one), one)
  }
  return { lives, next }
}

/** The states from which some path of at least one step leads to a state that fits. */
const leadingTo = ({ lives, next }: Walk, fits: (life: Life) => boolean): ReadonlySet<string> => {
  const before = new Map<string, Array<string>>()
  for (const [from, ahead] of next) {
    for (const to of ahead) {
      const known = before.get(to)
      if (known === undefined) before.set(to, [from])
      else known.push(from)
    }
  }
  const found = new Set<string>()
  const reached = [...lives].filter(([, life]) => fits(life)).map(([key]) => key)
  for (const key of reached) {
    for (const from of before.get(key) ?? []) {
      if (!found.has(from)) reached.push(from)
      found.add(from)
    }
  }
  return found
}

const isUpdated = (life: Life) => itemStatus(life.status) === "UPDATED"

describe.each(forms)("An Item whose form asks for $name", (form) => {
  const walked = once(() => untraced(() => walk(form)))
  const lives = () => [...walked().lives.values()]
  const resting = () => lives().filter(({ status }) => isFinal(status))

  it.effect("can come to every end of a run, from its creation", () =>
    Effect.sync(() =>
      assert.deepStrictEqual(
        new Set(resting().map(({ status }) => status)),
        new Set(Status.literals.filter((status) => isFinal(status)))
      )
    )
  )

  it.effect("is answered every request in every state, and in a run always that it runs", () =>
    Effect.sync(() =>
      untraced(() => {
        const running = Progress.literals.map((status) => ({ ...created, status }))
        for (const life of [...resting(), ...running]) {
          for (const asking of askings(form)) {
            const answer = ask(life, form, asking)
            const runs = Result.isFailure(answer) && answer.failure._tag === "AlreadyUpdating"
            assert.strictEqual(runs, !isFinal(life.status))
          }
        }
      })
    )
  )

  it.effect("finds a way to UPDATED from every state, and from UPDATED once more", () =>
    Effect.sync(() => {
      const free = leadingTo(walked(), isUpdated)
      assert.deepStrictEqual(
        [...walked().lives.keys()].filter((key) => !free.has(key)),
        []
      )
    })
  )

  it.effect("needs no waiting on that way: an unblock and what a login needs start a run at once", () =>
    Effect.sync(() =>
      untraced(() => {
        for (const life of resting()) {
          for (const world of worlds) {
            const answer = ask(unblock(life), form, attended(form), world)
            assert.strictEqual(
              Result.isFailure(answer) ? answer.failure._tag : null,
              world.twinRuns ? "SameCredentialsUpdating" : null
            )
          }
        }
      })
    )
  )

  it.effect("needs no operator on that way: after the wait a person in the widget starts a run", () =>
    Effect.sync(() =>
      untraced(() => {
        for (const life of resting()) {
          const answer = ask({ ...life, endedAge: oldest }, form, attended(form))
          assert.isTrue(Result.isSuccess(answer), keyOf(life))
        }
      })
    )
  )

  it.effect("never logs in unattended after a refused login, unless an operator said so", () =>
    Effect.sync(() =>
      untraced(() => {
        const refused = resting().filter(({ pass, status }) => itemStatus(status) === "LOGIN_ERROR" && !pass)
        for (const life of refused) {
          for (const trigger of ["SYNC", "INTERNAL"] as const) {
            assert.isTrue(Result.isFailure(ask(life, form, { trigger, newCredentials: false, code: "fresh" })))
          }
        }
      })
    )
  )

  it.effect("has thousands of states, with every refusal among their answers", () =>
    Effect.sync(() =>
      untraced(() => {
        const met = new Set<string>(
          lives().flatMap((life) =>
            askings(form).flatMap((asking) =>
              worlds.flatMap((world) => {
                const answer = ask(life, form, asking, world)
                return Result.isFailure(answer) ? [answer.failure._tag] : []
              })
            )
          )
        )
        const unmet = UpdateRefusal.members.map(({ identifier }) => identifier).filter((tag) => !met.has(tag))
        assert.deepStrictEqual(unmet, form.oneStep ? [] : ["OneStepCodeMissing", "OneStepCodeAlreadyUsed"])
        assert.isAbove(lives().length, 1000)
      })
    )
  )
})
