// The package of the model connector, as far as it is looked at: a README that says what the manifest says.
import { Effect } from "effect"

import type { Files } from "../../src/contract/Subject.ts"

export const readme = `# Model Bank

## Products

\`ACCOUNTS\` and \`TRANSACTIONS\`.

## Challenges

A code on the phone, \`Otp\`, for whoever has one.

## Known limits

There is no such bank.

## How to test

Run the tests of connector-testing.

## Owner

Whoever breaks it.
`

/** A package of these files. */
export const files = (entries: Readonly<Record<string, string>>): Files => ({
  read: (path) => Effect.succeed(entries[path] ?? null),
  list: () => Effect.succeed(Object.keys(entries))
})
