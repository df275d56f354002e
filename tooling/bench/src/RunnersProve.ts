// `pnpm prove:runners [--runners 3] [--items 12] [--stop 90] [--no-write]`: runners on one PostgreSQL, one of which is killed, one frozen and
// woken, one told to stop, while people wait for their visits and answer: what becomes of its Items. Writes its section of docs/proofs.md.
// Exit 1: an Item took longer than fifteen seconds to go on, did not end well and once, or changed by a runner that had lost it.
import { setTimeout as sleep } from "node:timers/promises"
import { parseArgs } from "node:util"

import * as Proofs from "./Proofs.ts"
import * as Proving from "./Proving.ts"
import { open, type Runner, type Seen, until, type World } from "./RunnersWorld.ts"

const { values } = parseArgs({
  options: {
    runners: { type: "string", default: "3" },
    items: { type: "string", default: "12" },
    stop: { type: "string", default: "90" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "items" | "runners" | "stop"): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 2) throw new Error(`--${name} is a number from 2 on`)
  return number
}

const options = { runners: count("runners"), items: count("items"), stop: count("stop") }

/** Seconds in which an Item of a runner that is gone must go on. */
const goal = 15
/** Seconds that visits may go on in a runner that is told to stop. */
const drain = 60
const patience = 240_000

/** Items that are made after a runner was told to stop. */
const newcomers = 6

/** How often Items are made anew when none of them is met in its visit. */
const mostRounds = 5

/** Connectors of the sandbox: one that asks the person, one that does not. */
const asks = 3
const asksNothing = 2

interface Life {
  /** Seconds after the signal at which another runner took an Item, by Item. */
  readonly moved: ReadonlyMap<string, number>
  /** Items whose answer was taken before they moved, and how many of them asked again. */
  readonly meanwhile: number
  readonly askedAgain: number
  /** Items that did not end well, or not once. */
  readonly lost: ReadonlyArray<string>
}

const last = (seen: ReadonlyMap<string, ReadonlyArray<Seen>>, itemId: string): Seen | undefined =>
  seen.get(itemId)?.at(-1)

const endedWell = (executions: ReadonlyArray<Seen> | undefined): boolean =>
  executions?.length === 1 && executions[0]?.ended === true && executions[0].status === "SUCCESS"

/** Answers every question once, as people do, until every Item has ended; `begun` is when the signal was sent. */
const live = async (world: World, items: ReadonlyArray<string>, begun: number): Promise<Life> => {
  const moved = new Map<string, number>()
  const answers = new Map<string, { readonly question: string; taken: boolean; readonly after: number }[]>()
  const underWay: Array<Promise<void>> = []
  const answer = (id: string, question: string, after: number) => {
    const given = { question, taken: false, after }
    answers.set(id, [...(answers.get(id) ?? []), given])
    underWay.push(world.answer(id).then((taken) => void (given.taken = taken)))
  }
  let seen = await world.seen()
  await until(async () => {
    seen = await world.seen()
    const after = (performance.now() - begun) / 1000
    for (const id of items) {
      const execution = last(seen, id)
      if (execution === undefined) continue
      if (execution.fence > 1 && !moved.has(id)) moved.set(id, after)
      const given = answers.get(id) ?? []
      const { question, status } = execution
      if (question === null || status !== "WAITING_USER_INPUT" || given.some((one) => one.question === question))
        continue
      answer(id, question, after)
    }
    return items.every((id) => last(seen, id)?.ended === true)
  }, patience)
  await Promise.all(underWay)
  const early = [...moved].flatMap(([id, at]) => {
    const given = answers.get(id) ?? []
    return given.some(({ after, taken }) => taken && after < at) ? [given.length > 1] : []
  })
  return {
    moved,
    meanwhile: early.length,
    askedAgain: early.filter(Boolean).length,
    lost: items.filter((id) => !endedWell(seen.get(id)))
  }
}

/** What is under way when a signal is sent to the runner. */
interface Scene {
  readonly items: ReadonlyArray<string>
  readonly runner: Runner
  /** Items of the runner that wait for their person, and that are being visited. */
  readonly waiting: ReadonlyArray<string>
  readonly visited: ReadonlyArray<string>
}

/** The runner that has the most Items of each kind. */
const choose = async (world: World, items: ReadonlyArray<string>): Promise<Scene | undefined> => {
  const [holders, seen] = await Promise.all([world.holders(), world.seen()])
  const scenes = world.runners().map((runner) => {
    const open = items.filter((id) => holders.get(id) === runner && last(seen, id)?.ended === false)
    const waits = (id: string) => last(seen, id)?.status === "WAITING_USER_INPUT"
    return { items, runner, waiting: open.filter(waits), visited: open.filter((id) => !waits(id)) }
  })
  const least = ({ visited, waiting }: Scene) => Math.min(visited.length, waiting.length)
  const [scene] = scenes.toSorted((a, b) => least(b) - least(a))
  return scene !== undefined && least(scene) > 0 ? scene : undefined
}

/** Items that wait for their person, others that are visited, and a runner that has some of each at this moment. */
const busy = async (world: World): Promise<Scene> => {
  const half = Math.ceil(options.items / 2)
  const create = (connector: number, many: number) =>
    Promise.all(Array.from({ length: many }, () => world.create(connector, "user-ok")))
  const items = await create(asks, half)
  const wait = await until(async () => {
    const seen = await world.seen()
    return items.every((id) => last(seen, id)?.status === "WAITING_USER_INPUT")
  }, patience)
  if (!wait) throw new Error("the Items do not ask")
  for (let rounds = 0; rounds < mostRounds; rounds++) {
    items.push(...(await create(asksNothing, options.items - half)))
    let scene: Scene | undefined
    let seen = await world.seen()
    await until(async () => {
      scene = await choose(world, items)
      seen = await world.seen()
      return scene !== undefined || items.slice(half).every((id) => last(seen, id)?.ended === true)
    }, patience)
    if (scene !== undefined) return scene
  }
  throw new Error("no runner has a visit of each kind")
}

interface Trial extends Life {
  readonly scene: Scene
  /** Visits of the runner that were told by the fence that they are another's. */
  readonly refusals: number
  /** What an execution that had ended became after the runner was woken: nothing may. */
  readonly changed: number
  readonly seconds: number
}

const goOn = ({ moved }: Life): number => Math.max(0, ...moved.values())

/** How many began in time. */
const promptly = ({ moved }: Life): number => [...moved.values()].filter((seconds) => seconds <= goal).length

/** Items that waited in a runner that is gone and were not taken from it. */
const left = ({ moved, scene }: Trial): ReadonlyArray<string> => scene.waiting.filter((id) => !moved.has(id))

const killed = async (world: World): Promise<Trial> => {
  const scene = await busy(world)
  const begun = performance.now()
  scene.runner.signal("SIGKILL")
  const life = await live(world, scene.items, begun)
  return { ...life, scene, refusals: 0, changed: 0, seconds: (performance.now() - begun) / 1000 }
}

const frozen = async (world: World): Promise<Trial> => {
  const scene = await busy(world)
  const { items, runner } = scene
  const begun = performance.now()
  runner.signal("SIGSTOP")
  const life = await live(world, items, begun)
  await sleep(Math.max(0, options.stop * 1000 - (performance.now() - begun)))
  const before = await world.seen()
  const refused = runner.refusals()
  runner.signal("SIGCONT")
  await until(() => Promise.resolve(runner.refusals() > refused), patience)
  await sleep(5_000)
  const after = await world.seen()
  const same = (id: string) => JSON.stringify(before.get(id)) === JSON.stringify(after.get(id))
  return {
    ...life,
    scene,
    refusals: runner.refusals() - refused,
    changed: items.filter((id) => !same(id)).length,
    seconds: (performance.now() - begun) / 1000
  }
}

/** Here nothing that waits may move: its bank's session is where the person's answer must go. */
const told = async (world: World): Promise<Trial & { readonly newcomers: Life }> => {
  const scene = await busy(world)
  const { items, runner } = scene
  const begun = performance.now()
  runner.signal("SIGTERM")
  const late = await Promise.all(Array.from({ length: newcomers }, () => world.create(asksNothing, "user-ok")))
  const came = performance.now()
  const started = new Map<string, number>()
  const watching = until(async () => {
    const seen = await world.seen()
    for (const id of late) {
      const status = last(seen, id)?.fence ?? 0
      if (status > 0 && !started.has(id)) started.set(id, (performance.now() - came) / 1000)
    }
    return started.size === late.length
  }, patience)
  await sleep(5_000)
  const life = await live(world, items, begun)
  await watching
  const later = await live(world, late, came)
  await runner.ended()
  return {
    ...life,
    scene,
    refusals: 0,
    changed: 0,
    seconds: (performance.now() - begun) / 1000,
    newcomers: { ...later, moved: started }
  }
}

interface Trials {
  readonly killed: Trial
  readonly frozen: Trial
  readonly told: Trial & { readonly newcomers: Life }
  /** Items of the first two trials whose transactions are as many as those of the others. */
  readonly alike: boolean
}

const failures = ({ alike, frozen, killed, told }: Trials): ReadonlyArray<string> =>
  [
    [left(killed).length + left(frozen).length === 0, "an Item stayed with a runner that was gone"],
    [goOn(killed) <= goal && goOn(frozen) <= goal, `an Item went on later than after ${goal} s`],
    [killed.lost.length + frozen.lost.length + told.lost.length + told.newcomers.lost.length === 0, "an Item was lost"],
    [frozen.refusals > 0, "the fence refused nothing"],
    [frozen.changed === 0, "the woken runner wrote"],
    [promptly(told.newcomers) * 2 > newcomers, "Items waited for a runner that was told to stop"],
    [alike, "Items differ in their transactions"]
  ].flatMap(([well, what]) => (well === true ? [] : [String(what)]))

const proofOf = ({ frozen, killed, told }: Trials): Proofs.Proof => {
  const row = (what: string, of: (trial: Trial) => string | number) => [
    what,
    ...[killed, frozen, told].map((trial) => String(of(trial)))
  ]
  return {
    name: "runners",
    title: "Many machines",
    command: "pnpm prove:runners",
    table: {
      head: ["One runner is", "killed", `frozen for ${options.stop} s`, "told to stop"],
      rows: [
        row("Items", ({ scene }) => scene.items.length),
        row("of these, the runner's: waiting for a person", ({ scene }) => scene.waiting.length),
        row("of these, the runner's: being visited", ({ scene }) => scene.visited.length),
        row("Items moved to another runner", ({ moved }) => moved.size),
        row(`the last went on after, s (goal: at most ${goal})`, (life) =>
          life.moved.size === 0 ? "-" : goOn(life).toFixed(1)
        ),
        row("answers taken before the move", ({ meanwhile }) => meanwhile),
        row("of these, people who were asked again", ({ askedAgain }) => askedAgain),
        row("visits of the woken runner refused by the fence", ({ refusals }) => refusals),
        row("executions that changed after it woke", ({ changed }) => changed),
        row("Items lost, or with more than one execution", ({ lost }) => lost.length)
      ]
    },
    notes: [
      `${options.runners} runners, a server that answers the API alone and one PostgreSQL, each a process of one computer. The runner is one that has both Items that wait for their person, who answers at once after the signal, and Items that are being visited. ` +
        "An answer that was taken for a session that died with its runner cannot be used in another one: the visit is made anew, and the person is asked again; one that had used its answer goes on with the session that it saved.",
      `Told to stop, a runner lets its visits end. Of ${newcomers} Items that were made after the signal ${promptly(told.newcomers)} began within ${goal} s, the last after ${goOn(told.newcomers).toFixed(1)} s: ` +
        "the Items are divided into 300 parts, and one that shares its part with a visit under way waits for that visit's end."
    ]
  }
}

const began = performance.now()
/** Says on standard error how far it is. */
const say = (what: string) => console.error(`${((performance.now() - began) / 1000).toFixed(0)} s: ${what}`)

const prove = async (world: World): Promise<boolean> => {
  say("all is open")
  const trialOfKill = await killed(world)
  say("one was killed")
  await world.start()
  await sleep(3_000)
  const trialOfFreeze = await frozen(world)
  say("one was frozen and woken")
  const trialOfStop = await told(world)
  say("one was told to stop")
  const seen = await world.seen()
  const rows = new Map<number, Array<string>>()
  for (const id of seen.keys()) {
    const count = await world.rows(id)
    const ends = (seen.get(id) ?? []).map(({ fence, status }) => `${status} at fence ${fence}`)
    rows.set(count, [...(rows.get(count) ?? []), `${id} ${ends.join(", ")}`])
  }
  for (const [count, items] of rows) say(`${items.length} Items have ${count} transactions`)
  if (rows.size > 1) for (const [count, items] of rows) for (const item of items) say(`${count}: ${item}`)
  const trials: Trials = { killed: trialOfKill, frozen: trialOfFreeze, told: trialOfStop, alike: rows.size === 1 }
  const proof = proofOf(trials)
  for (const row of [proof.table.head, ...proof.table.rows]) {
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(52) : cell.padStart(16))).join(""))
  }
  console.log(proof.notes[1])
  const failed = failures(trials)
  for (const failure of failed) console.error(`prove:runners: ${failure}`)
  if (failed.length === 0 && !values["no-write"]) Proofs.write(proof)
  return failed.length === 0
}

await Proving.run("prove:runners", () => open(options.runners, drain), prove)
