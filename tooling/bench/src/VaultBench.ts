// `pnpm bench:vault [--values 5000] [--rounds 7] [--no-write]`: what it costs to open a credential, its data key unwrapped, beside a bare
// node:crypto open of as many bytes, and to move wrapped keys to a new version of the key. Writes its section of docs/proofs.md. Nothing
// passes or fails by time: a goal that is missed is said in the table. Exit 1: something did not open.
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, randomUUID } from "node:crypto"
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"

import { NodeFileSystem, NodePath, NodeRuntime } from "@effect/platform-node"
import { CredentialVault, type SealContext } from "@tomada/core/CredentialVault"
import { ApplicationId, ItemId } from "@tomada/core/Item"
import { EnvelopeVault, Keyring, KeyProvider, Rotation, Vault } from "@tomada/vault"
import { Effect, FileSystem, Layer, Redacted } from "effect"

import * as Garbage from "./Garbage.ts"
import * as MergeCpu from "./MergeCpu.ts"
import * as Proofs from "./Proofs.ts"
import * as VaultFigures from "./VaultFigures.ts"

const { values } = parseArgs({
  options: {
    values: { type: "string", default: "5000" },
    rounds: { type: "string", default: "7" },
    "no-write": { type: "boolean", default: false }
  }
})

const count = (name: "values" | "rounds"): number => {
  const number = Number(values[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes numbers from 1 on`)
  return number
}

const [size, rounds] = [count("values"), count("rounds")]
/** The first rounds fill the paths of the compiler. */
const warmUps = 2

/** As long as the credentials of a bank are: a user, a password, an account and what is around them. */
const credential = JSON.stringify({
  user: "12345678900",
  password: "correct horse battery staple",
  more: "x".repeat(165)
})

interface Value {
  readonly context: SealContext
  readonly blob: Uint8Array
}

/** Microseconds of CPU for each of `size`. */
const measured = Effect.fnUntraced(function* <E, R>(work: Effect.Effect<unknown, E, R>) {
  Garbage.collect()
  const before = MergeCpu.own()
  yield* work
  return ((MergeCpu.own() - before) * 1000) / size
})

const sealAll = Effect.gen(function* () {
  const vault = yield* CredentialVault
  const applicationId = ApplicationId.make(randomUUID())
  return yield* Effect.forEach(Array.from({ length: size }), () =>
    Effect.gen(function* () {
      const context: SealContext = {
        applicationId,
        itemId: ItemId.make(randomUUID()),
        purpose: "credentials",
        name: "1"
      }
      const value: Value = { context, blob: yield* vault.seal(context, Redacted.make(credential)) }
      return value
    })
  )
})

const openAll = Effect.fnUntraced(function* (sealed: ReadonlyArray<Value>) {
  const vault = yield* CredentialVault
  for (const { blob, context } of sealed) {
    const opened = yield* vault.open(context, blob)
    if (Redacted.value(opened) !== credential) return yield* Effect.die(new Error("a value opened as another"))
  }
})

/** What one open comes to without any of the vault: one key at hand, one cipher run, as many bytes and associated bytes. */
const bareOpening = () => {
  const key = createSecretKey(randomBytes(32))
  const aad = randomBytes(180)
  const all = Array.from({ length: size }, () => {
    const nonce = randomBytes(12)
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad)
    return { nonce, bytes: Buffer.concat([cipher.update(credential), cipher.final()]), tag: cipher.getAuthTag() }
  })
  return Effect.sync(() => {
    for (const { bytes, nonce, tag } of all) {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(aad).setAuthTag(tag)
      const text = Buffer.concat([decipher.update(bytes), decipher.final()]).toString("utf8")
      if (text !== credential) throw new Error("a value opened as another")
    }
  })
}

/** As many files of the size of a keyring's, each written beside its place, flushed and renamed into it. */
const bareWriting = (folder: string) =>
  Effect.sync(() => {
    mkdirSync(folder, { recursive: true })
    const content = randomBytes(400)
    for (let at = 0; at < size; at++) {
      const path = join(folder, String(at))
      const file = openSync(`${path}.new`, "w", 0o600)
      writeSync(file, content)
      fsyncSync(file)
      closeSync(file)
      renameSync(`${path}.new`, path)
    }
  })

const bench = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped({ prefix: "tomada-bench-vault-" })
  const keys = Vault.layerKeys({ folder, createIfMissing: true })
  const onFiles = yield* Layer.build(EnvelopeVault.layer.pipe(Layer.provideMerge(keys)))
  const inMemory = yield* Layer.build(
    EnvelopeVault.layer.pipe(Layer.provideMerge(Keyring.Keyring.layerMemory), Layer.provideMerge(keys))
  )
  const inFiles = yield* Effect.provideContext(sealAll, onFiles)
  const held = yield* Effect.provideContext(sealAll, inMemory)
  const bare = bareOpening()
  const places = yield* Vault.locations(folder)

  const round = Effect.gen(function* () {
    const result: VaultFigures.Round = {
      bare: yield* measured(bare),
      memory: yield* measured(Effect.provideContext(openAll(held), inMemory)),
      files: yield* measured(Effect.provideContext(openAll(inFiles), onFiles)),
      rewrap: yield* measured(
        Effect.gen(function* () {
          yield* KeyProvider.KeyProvider.use((provider) => provider.rotate)
          const { rewrapped, unreadable } = yield* Rotation.rewrapAll(places)
          if (rewrapped !== size || unreadable > 0) return yield* Effect.die(new Error("not every key was moved"))
        }).pipe(Effect.provideContext(onFiles))
      ),
      bareRewrap: yield* measured(bareWriting(`${folder}/bare`))
    }
    return result
  })

  const taken: Array<VaultFigures.Round> = []
  for (let turn = 1; turn <= rounds + warmUps; turn += 1) {
    const figures = yield* round
    if (turn > warmUps) taken.push(figures)
  }
  return taken
})

const told = (taken: ReadonlyArray<VaultFigures.Round>) => {
  const proof: Proofs.Proof = {
    name: "bench-vault",
    title: "What it costs to open a credential, and to change the key",
    command: "pnpm bench:vault",
    table: {
      head: ["", "median", "min", "max", "goal, at most"],
      rows: VaultFigures.lines(taken).map(VaultFigures.row)
    },
    notes: [
      `${size.toLocaleString("en-US")} credentials of ${credential.length} bytes, each with an Item and a data key of its own. ${rounds} rounds after ${warmUps} that are not counted; a ratio is made ` +
        "inside its round. The bare side opens as many bytes with AES-256-GCM under one key that is ready, and nothing else.",
      "The vault finds the data key in the keyring, unwraps it, checks that the value belongs to its Item and commits to that key, and opens it. Moving a key writes its file beside its " +
        "place, flushes it and renames it; the bare side does the same with as many files and no cipher."
    ]
  }
  for (const row of [proof.table.head, ...proof.table.rows]) {
    console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(62) : cell.padStart(14))).join(""))
  }
  if (!values["no-write"]) Proofs.write(proof)
}

NodeRuntime.runMain(Effect.scoped(bench).pipe(Effect.map(told), Effect.provide([NodeFileSystem.layer, NodePath.layer])))
