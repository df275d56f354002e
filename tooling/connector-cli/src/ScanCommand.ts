// `scan`: what may be somebody's, in files that are to be kept for ever. Of what is found its kind and line are told, never the text.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { PersonalData } from "@tomada/connector-testing"
import { Encodings } from "@tomada/core"
import { Console, Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"

import * as Checkout from "./Checkout.ts"
import { Found, Lacking } from "./Ending.ts"
import * as Flags from "./Flags.ts"
import * as Words from "./Words.ts"

/** Words of one's own, a line each, that must be in no file: git ignores the folder. */
export const ownWords = join(Checkout.root, ".tomada", "own-words.txt")

export interface Finding {
  readonly path: string
  readonly line: number
  readonly kind: PersonalData.Kind | "own word"
}

/** Name and version of a package are no address. */
const version = /^[\w.+-]+@v?\d+(?:\.\d+)+(?:[-+][\w.]+)?(?![\w.-]*[a-z])/i

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length

/** What one text may hold of somebody; `mine`: words that it must not hold in any writing. */
export const ofText = (path: string, text: string, mine: ReadonlyArray<string> = []): ReadonlyArray<Finding> => [
  ...PersonalData.find(text)
    .filter(({ at, kind }) => kind !== "e-mail" || !version.test(text.slice(at, at + 80)))
    .map(({ at, kind }) => ({ path, line: lineAt(text, at), kind })),
  ...mine.flatMap((word) => {
    const at = Encodings.of(word)
      .map((form) => text.indexOf(form))
      .find((index) => index >= 0)
    return at === undefined ? [] : [{ path, line: lineAt(text, at), kind: "own word" as const }]
  })
]

const wordsOfMine = (): ReadonlyArray<string> =>
  existsSync(ownWords)
    ? readFileSync(ownWords, "utf8")
        .split("\n")
        .map((word) => word.trim())
        .filter((word) => word.length >= 4)
    : []

const git = (...args: ReadonlyArray<string>) =>
  Effect.try({
    try: () => execFileSync("git", args, { encoding: "utf8", maxBuffer: 512 * 1024 * 1024 }),
    catch: () => new Lacking({ problem: `git ${args[0]} does not work here: is this a checkout?` })
  })

/** Written by machines from public names. */
const generated: ReadonlySet<string> = new Set(["pnpm-lock.yaml"])

const isCassette = (path: string): boolean => /(?:^|\/)cassettes\/.*\.jsonl$/.test(path)

/** Of a staged cassette the whole; of other files the lines that come with the commit. */
const staged = Effect.gen(function* () {
  const names = yield* git("diff", "--cached", "--name-only", "-z", "--diff-filter=ACMR")
  const paths = names.split("\0").filter((path) => path !== "" && !generated.has(path))
  return yield* Effect.forEach(paths, (path) =>
    isCassette(path)
      ? Effect.map(git("show", `:${path}`), (text) => ({ path, text }))
      : Effect.map(git("diff", "--cached", "--unified=0", "--no-color", "--", path), (diff) => ({
          path,
          text: added(diff)
        }))
  )
})

/** The added lines at the lines of the file where they will stand. */
export const added = (diff: string): string => {
  const lines: Array<string> = []
  let at = 0
  for (const line of diff.split("\n")) {
    const hunk = /^@@ -\S+ \+(\d+)/.exec(line)
    if (hunk !== null) at = Number(hunk[1]) - 1
    else if (line.startsWith("+") && !line.startsWith("+++ ")) lines[at++] = line.slice(1)
  }
  return Array.from(lines, (line) => line ?? "").join("\n")
}

const fromDisk = (paths: ReadonlyArray<string>) =>
  Effect.forEach(paths, (path) =>
    Effect.try({
      try: () => ({ path: Checkout.shown(path), text: readFileSync(path, "utf8") }),
      catch: () => new Lacking({ problem: `${path} cannot be read` })
    })
  )

const isStaged = Flag.Boolean("staged").pipe(
  Flag.withDefault(false),
  Flag.withDescription("What is about to be committed, whole cassettes and the added lines of all other files")
)

const files = Argument.String("file").pipe(
  Argument.variadic(),
  Argument.withDescription("Files to look at, instead of all cassettes")
)

export const scan = Command.make(
  "scan",
  { files, json: Flags.json, staged: isStaged },
  Effect.fn(function* (given) {
    const texts = given.staged
      ? yield* staged
      : yield* fromDisk(given.files.length > 0 ? given.files : Checkout.allCassettes())
    const mine = wordsOfMine()
    const findings = texts.flatMap(({ path, text }) => ofText(path, text, mine))
    if (given.json) yield* Console.log(JSON.stringify({ files: texts.length, findings }))
    else {
      for (const { kind, line, path } of findings)
        yield* Console.log(`${path}:${line}: what looks like somebody's ${kind}`)
      if (findings.length === 0) yield* Console.log(`nothing of anybody in ${Words.count(texts.length, "file")}`)
    }
    if (findings.length > 0) {
      return yield* new Found({
        problem: `${Words.count(findings.length, "place")} may be somebody's: record a cassette again, or write a made-up value instead, such as an address at example.com`
      })
    }
  })
).pipe(
  Command.withShortDescription("Look for what may be somebody's in cassettes and staged files"),
  Command.withDescription(
    `Look for numbers that prove themselves (CPF, CNPJ, IBAN, cards), telephone numbers, addresses and tokens in all cassettes, in the given
files, or in what is staged. Words of your own that must be in no file, such as your name, stand a line each in .tomada/own-words.txt,
which git ignores. Exit code 1 when something is found.`
  )
)
