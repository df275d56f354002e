// Makes a cassette: a person's first sync and an update of it, live, through the whole engine; then the redaction; then a replay that
// shows that the cassette is what was recorded. A cassette that is not clean or not faithful is not made.
import type { Browsers, Connector } from "@tomada/connector-kit"
import type { Product } from "@tomada/core"
import { DateTime, Effect, References } from "effect"

import * as BrowserTap from "./BrowserTap.ts"
import type * as Cassette from "./Cassette.ts"
import * as Faithful from "./Faithful.ts"
import { Observation } from "./Observed.ts"
import { Recording, type RawSync } from "./Recording.ts"
import type { Disguise } from "./redaction/Pseudonyms.ts"
import * as Redactor from "./redaction/Redactor.ts"
import * as Replay from "./Replay.ts"
import * as Stage from "./Stage.ts"

export interface Options {
  readonly connector: Connector.Connector
  /** The file's name: `ok`, `wrong-password`. */
  readonly scenario: string
  readonly parameters: Stage.Parameters
  /** All that the connector collects, unless given. */
  readonly products?: ReadonlyArray<Product.Product> | null
  readonly answers?: Stage.Answers
  /** The source of the connector, whose words stay. */
  readonly source: string
  readonly keep?: ReadonlyArray<string>
  readonly volatile?: ReadonlyArray<string>
  readonly disguise: Disguise
  readonly connectTo?: Readonly<Record<string, string>>
  readonly browsers?: Browsers.Browsers["Service"]
  /** Told what is being done, in a few words. */
  readonly progress?: (what: string) => Effect.Effect<void>
}

/** Differs at each login by nature: proof keys, states, nonces. */
const always = ["state", "nonce", "code_challenge", "code_verifier"]

const expected = ({ calls, item }: Stage.Ended): RawSync["expects"] => ({
  status: item.executionStatus,
  error: item.error?.code ?? null,
  records: Faithful.counts(calls)
})

const live = Effect.fnUntraced(function* (options: Options) {
  const { answers = Stage.nobody, browsers, connectTo = {}, connector, progress = () => Effect.void } = options
  const recording = new Recording()
  const observation = new Observation()
  const stage = yield* Stage.open({
    connector,
    tap: recording.tap,
    connectTo,
    observation,
    ...(browsers === undefined
      ? {}
      : { browsers: BrowserTap.recording(browsers, recording, () => observation.current) }),
    answers: (challenge) =>
      Effect.tap(answers(challenge), (answer) =>
        Effect.map(DateTime.now, (at) => void recording.questions.push({ at, challenge, answer }))
      ),
    pause: Stage.inRealTime
  })
  const syncs: Array<RawSync> = []
  const originals: Array<Faithful.Original> = []
  const sync = Effect.fnUntraced(function* (trigger: RawSync["trigger"], run: Effect.Effect<Stage.Ended>) {
    yield* progress(trigger === "first" ? "the first sync" : "an update")
    const began = yield* DateTime.now
    const ended = yield* run
    syncs.push({ trigger, began, expects: expected(ended), ...recording.take() })
    originals.push({ held: yield* Replay.held(stage, ended) })
    return ended
  })
  const { item } = yield* sync("first", stage.create(options.parameters, options.products))
  if (item.error === null) yield* sync("update", stage.update(item.id))
  return { syncs, originals }
}, Effect.scoped)

/** Fails with NotClean or NotFaithful, which say what to do. */
export const record = Effect.fn("Record.record")(function* (options: Options) {
  const { connector, disguise, keep = [], progress = () => Effect.void, scenario, source, volatile = [] } = options
  const { originals, syncs } = yield* live(options)
  yield* progress("the redaction")
  const cassette: Cassette.Cassette = yield* Redactor.redact({
    manifest: connector.manifest,
    scenario,
    parameters: options.parameters,
    products: options.products ?? null,
    source,
    keep,
    volatile: [...always, ...volatile],
    disguise,
    syncs,
    recordedAt: yield* DateTime.now
  })
  yield* progress("a replay")
  const { browsers } = options
  const replayed = yield* Replay.run(connector, cassette, browsers === undefined ? {} : { browsers }).pipe(
    // What goes otherwise than it was recorded is told below, in words.
    Effect.provideService(References.MinimumLogLevel, "None")
  )
  const problems = replayed.flatMap((each, index) => {
    const original = originals[index]
    return original === undefined ? [] : Faithful.problems(original, each, disguise.factor)
  })
  if (problems.length > 0) return yield* new Faithful.NotFaithful({ problems })
  return cassette
})
