// The contract suite as tests of vitest: one for each check that applies to a connector, over its recordings in `cassettes/<slug>`. What
// nothing was recorded for is listed and is no success. The only module that needs vitest, so the index leaves it out.
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { Browsers, type Connector } from "@tomada/connector-kit"
import type { Quality } from "@tomada/core"
import { Context, Effect, Exit, Layer, References, Scope } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"

import * as Chromium from "./Chromium.ts"
import type { CheckId } from "./contract/Check.ts"
import * as Evidence from "./contract/Evidence.ts"
import * as EvidenceFile from "./contract/EvidenceFile.ts"
import * as Subject from "./contract/Subject.ts"
import * as Suite from "./contract/Suite.ts"
import * as PackageFiles from "./PackageFiles.ts"
import * as Shelf from "./Shelf.ts"
import type * as Stage from "./Stage.ts"

export interface Options {
  /** For connectors that need one; otherwise a Chromium of this computer. */
  readonly browsers?: Layer.Layer<Browsers.Browsers>
  /** Milliseconds that one check may take: it replays every recording, and may bend each in many ways. 2 minutes unless given. */
  readonly timeout?: number
  /** Which host the visits are behind: in this process unless given. Evidence is not asked then, which is of visits there. */
  readonly host?: Stage.HostOf
  /** These checks alone, where all of them take too long to be run each time; all unless given. */
  readonly checks?: ReadonlyArray<CheckId>
}

/** Visits that fail on purpose would fill the run with their logs. */
const quietly = <A>(effect: Effect.Effect<A>): Promise<A> =>
  Effect.runPromise(Effect.provideService(effect, References.MinimumLogLevel, "None"))

const assertPassed = (result: Suite.Result): void => {
  if (result.outcome._tag === "Failed") assert.fail(Suite.words(result))
}

/** Evidence that is written down is what was found here, or it would be somebody's word. */
const heldTo = (
  written: EvidenceFile.EvidenceFile,
  looked: EvidenceFile.LookedAt,
  outcomes: () => Quality.Evidence["checks"]
): void => {
  const { slug } = written
  it("has evidence that says what was found here", async (context) => {
    const checks = outcomes()
    if (Suite.all.some(({ id }) => checks[id] === undefined)) return context.skip("not every check was run")
    const found = EvidenceFile.differences(written, await quietly(EvidenceFile.make(looked, checks)))
    const mend = `Run pnpm connector score ${slug} --write.`
    if (found.length > 0) assert.fail([`${EvidenceFile.pathOf(slug)} is out of date:`, ...found, mend].join("\n"))
  })
}

/** Without a recording all is known at once, and what is lacking stands in the names. */
const unrecorded = async (
  connector: Connector.Connector,
  files: Subject.Files
): Promise<() => Quality.Evidence["checks"]> => {
  const made = Subject.make(connector, [], { files })
  const results = await quietly(Effect.flatMap(made, (subject) => Suite.run(subject)))
  for (const result of results) {
    const { check, outcome } = result
    const { id, title } = check
    if (outcome._tag === "Unaudited") it.todo(`${id} ${title}: nobody knows yet, it lacks ${outcome.lacks}`)
    else if (outcome._tag !== "Exempt") it(`${id} ${title}`, () => assertPassed(result))
  }
  return () => Evidence.checks(results)
}

const browsersOf = Effect.fnUntraced(function* (layer: Layer.Layer<Browsers.Browsers>, scope: Scope.Scope) {
  return { browsers: Context.get(yield* Layer.buildWithScope(layer, scope), Browsers.Browsers) }
})

/** Over recordings a check first looks, and is skipped with its reason where it found nothing to look at. */
const recorded = (
  connector: Connector.Connector,
  { cassettes }: Shelf.Shelf,
  files: Subject.Files,
  { browsers = Chromium.layer, checks, host, timeout = 120_000 }: Options
): (() => Quality.Evidence["checks"]) => {
  const { manifest } = connector
  const scope = Scope.makeUnsafe()
  const needsOne = manifest.transport.startsWith("browser")
  let subject: Subject.Subject
  beforeAll(async () => {
    subject = await Effect.runPromise(
      Effect.flatMap(needsOne ? browsersOf(browsers, scope) : Effect.succeed({}), (options) =>
        Subject.make(connector, cassettes, { ...options, ...(host === undefined ? {} : { host }), files })
      )
    )
  })
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  const applying = Suite.applying(manifest)
  const outcomes: Record<string, Quality.CheckOutcome> = Object.fromEntries(
    Suite.all.filter((check) => !applying.includes(check)).map(({ id }) => [id, "Exempt"])
  )
  for (const check of applying.filter(({ id }) => checks?.includes(id) ?? true)) {
    it(`${check.id} ${check.title}`, { timeout }, async (context) => {
      const result: Suite.Result = { check, outcome: await quietly(Suite.judge(check, subject)) }
      outcomes[check.id] = result.outcome._tag
      assertPassed(result)
      if (result.outcome._tag === "Unaudited") context.skip(Suite.words(result))
    })
  }
  return () => outcomes
}

/**
 * Defines the tests of these connectors. `testFile` is `import.meta.url` of the test, which stands in the `test` folder of the package
 * whose `cassettes` are read.
 */
export const contract = (
  connectors: Connector.Connector | ReadonlyArray<Connector.Connector>,
  testFile: string,
  options: Options = {}
): void => {
  const root = fileURLToPath(new URL("..", testFile))
  const files = PackageFiles.of(root)
  const folder = join(root, "cassettes")
  for (const connector of [connectors].flat()) {
    describe(`the connector ${connector.manifest.slug}`, async () => {
      const shelf = Shelf.read(folder, connector.manifest)
      it("has recordings that can be read, and none of another connector", () => {
        if (shelf.problems.length > 0) assert.fail(shelf.problems.join("\n"))
      })
      const isRecorded = shelf.cassettes.length > 0
      const outcomes = isRecorded ? recorded(connector, shelf, files, options) : await unrecorded(connector, files)
      const written = await quietly(Effect.orDie(EvidenceFile.read(files, connector.manifest.slug)))
      if (written !== null && options.host === undefined)
        heldTo(written, { connector, cassettes: shelf.cassettes, files }, outcomes)
    })
  }
}
