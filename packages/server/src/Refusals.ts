// From what may go wrong inside to what a client is told. Each refusal gets an `errorId`, which the log line of a fault
// bears as well.
import { Refusal } from "@tomada/api"
import type { Answering, CredentialField } from "@tomada/core"
import type { Items } from "@tomada/engine"
import type { ExecutionStore } from "@tomada/store"
import { Effect } from "effect"

import { Entropy } from "./Entropy.ts"

export const errorId: Effect.Effect<string> = Effect.flatMap(Entropy, ({ uuid }) => uuid)

/** Fails with the refusal, under an id of its own. */
export const refuse = <E>(make: (errorId: string) => E): Effect.Effect<never, E> =>
  Effect.flatMap(errorId, (id) => Effect.fail(make(id)))

const details = (error: CredentialField.CredentialsRejected) =>
  error.problems.map(({ code, message, parameter }) => ({ code, message, parameter }))

/** For each tag, the refusal of the wire. */
export const byTag = {
  ItemNotFound: () => refuse(Refusal.itemNotFound),
  AccountNotFound: () => refuse(Refusal.accountNotFound),
  TransactionNotFound: () => refuse(Refusal.transactionNotFound),
  IdentityNotFound: () => refuse(Refusal.identityNotFound),
  ConnectorNotFound: () => refuse(Refusal.connectorNotFound),
  CredentialsRejected: (error: CredentialField.CredentialsRejected) =>
    refuse((id) => Refusal.connectorValidation(id, details(error))),
  ProductsNotSupported: ({ products }: Items.ProductsNotSupported) =>
    refuse((id) =>
      Refusal.invalidRequest(id, `These products are not supported by the connector: ${products.join(", ")}`)
    ),
  AlreadyUpdating: () => refuse(Refusal.itemAlreadyUpdating),
  NewCredentialsNeeded: () => refuse(Refusal.lastExecutionHadLoginError),
  AnswerMismatch: ({ expected }: Answering.AnswerMismatch) =>
    refuse((id) => Refusal.mfaParameterMismatch(id, expected)),
  ChallengeNotOpen: ({ why }: ExecutionStore.ChallengeNotOpen) => {
    switch (why) {
      case "none":
        return refuse(Refusal.mfaNotFound)
      case "answered":
        return refuse(Refusal.mfaAlreadyProvided)
      case "expired":
        return refuse(Refusal.mfaExpired)
    }
  }
} as const
