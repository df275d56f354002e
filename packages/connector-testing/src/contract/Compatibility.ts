// Whether a new version can go on where the last published one stood: with what people gave it, with the sessions that are kept, and
// with the rows that are held. A raised major version says that it cannot, and that people will have to connect again.
import type { CredentialField } from "@tomada/core"
import { Effect } from "effect"

import { always, type Check, unaudited, verdict } from "./Check.ts"
import { unfit } from "./Fitting.ts"
import * as Published from "./Published.ts"

type Field = CredentialField.CredentialField

const narrower = (before: Field, now: Field): ReadonlyArray<string> => {
  const choices = new Set(now.options?.map(({ value }) => value))
  const rules: ReadonlyArray<readonly [isSo: boolean, found: string]> = [
    [before.type === now.type || now.type === "text" || now.type === "password", "is of another type"],
    [!before.optional || now.optional, "is required now"],
    [before.mfa === now.mfa, now.mfa ? "is asked for at each login now" : "is kept now"],
    [now.maxBytes >= before.maxBytes, "takes fewer bytes"],
    [now.options === null || (before.options ?? []).every(({ value }) => choices.has(value)), "has lost options"]
  ]
  return rules.flatMap(([isSo, found]) => (isSo ? [] : [`the field ${now.name} ${found}`]))
}

const ofForm = (before: ReadonlyArray<Field>, now: ReadonlyArray<Field>): ReadonlyArray<string> => {
  const held = new Map(before.map((field) => [field.name, field]))
  const names = new Set(now.map(({ name }) => name))
  const added = now.filter(({ name }) => !held.has(name))
  return [
    ...now.flatMap((field) => {
      const was = held.get(field.name)
      return was === undefined ? [] : narrower(was, field)
    }),
    ...added.filter(({ optional }) => !optional).map(({ name }) => `the field ${name} is new and required`),
    ...before
      .filter(({ name }) => !names.has(name) && added.length > 0)
      .map(({ name }) => `the field ${name} is gone or has another name`)
  ]
}

const ofIdentity = (before: Published.Identity, now: Published.Identity): ReadonlyArray<string> => {
  const held = new Map(before.accounts.map((account) => [account.key, account]))
  const same = now.accounts.filter(({ key }) => held.has(key))
  const strange = now.accounts.length - same.length
  const rows = same.filter(({ identities, key }) => held.get(key)?.identities !== identities)
  return [
    ...(strange > 0 ? [`${strange} of ${now.accounts.length} accounts have another key`] : []),
    ...(strange === 0 && now.accounts.length < before.accounts.length
      ? [`${before.accounts.length - now.accounts.length} accounts are not found any more`]
      : []),
    ...(rows.length > 0 ? [`the rows of ${rows.length} accounts are known by something else`] : [])
  ]
}

const majorOf = (version: string): number => Number(version.split(".")[0])

const compatible: Check = {
  id: "C-06",
  family: "declaration",
  title: "goes on with the credentials, sessions, accounts and rows that its last published version left",
  mend: "take the change back, or raise the major version, which tells everybody that they have to connect again",
  exempt: always,
  run: (subject) =>
    Effect.gen(function* () {
      const { manifest, session, trust } = subject.connector
      const path = Published.pathOf(manifest.slug)
      const text = subject.files === null ? null : yield* subject.files.read(path)
      if (text === null) return unaudited(`${path}, which is written when it is published: publish it first`)
      const read = yield* Effect.option(Published.read(text))
      if (read._tag === "None") return verdict([`${path} cannot be read`])
      const before = read.value
      if (majorOf(manifest.version) > majorOf(before.version)) return verdict([])
      const found = [
        ...ofForm(before.credentials, manifest.credentials),
        ...unfit(before.session, session.describe(), "session"),
        ...(before.trust === null
          ? []
          : trust === undefined
            ? ["trust is not kept any more"]
            : unfit(before.trust, trust.describe(), "trust"))
      ]
      if (before.identity === null) return verdict(found)
      const now = yield* Published.identity(subject)
      const isSame = now?.cassette === before.identity.cassette
      if (now !== null && isSame) return verdict([...found, ...ofIdentity(before.identity, now)])
      return found.length > 0
        ? verdict(found)
        : unaudited(`the recording ok by which version ${before.version} was published`)
    })
}

export const checks: ReadonlyArray<Check> = [compatible]
