// Links to statement documents: an address of this server that a browser opens without a key. It bears a token that names the
// application, the account and the document and is good for half an hour; whoever has it may have the document. The document is
// fetched from the institution when the link is opened and kept nowhere. The token is Redacted at once: no log has it.
import { Refusal } from "@tomada/api"
import { AccountStatement, type Item } from "@tomada/core"
import { LiveReads, Telling } from "@tomada/engine"
import { AccountStatementStore } from "@tomada/store"
import { Signer } from "@tomada/vault"
import { Duration, Effect, Redacted, Schema } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

import { Admission } from "./Admission.ts"
import * as Answers from "./Answers.ts"
import { ApplicationAccess } from "./ApplicationAccess.ts"
import { ofStatement, refuse } from "./Refusals.ts"
import { SecurityEvents } from "./SecurityEvents.ts"

export const path = "/statement"

/** Half an hour, as clients of the wire know it. */
export const lifetime = Duration.minutes(30)

const Claims = Schema.Struct({ accountId: Schema.String, statementId: AccountStatement.AccountStatementId })

/** What makes links. */
export const make = Effect.gen(function* () {
  const signer = yield* Signer.Signer
  const url = yield* Telling.PublicUrl
  return Effect.fn("StatementLinks.make")(function* (
    applicationId: Item.ApplicationId,
    { accountId, id: statementId }: Pick<AccountStatement.AccountStatement, "accountId" | "id">
  ) {
    const claims = { accountId, statementId }
    const token = yield* signer.sign({ purpose: "statement-link", applicationId, claims, expiresIn: lifetime })
    return `${url}${path}?token=${Redacted.value(token)}`
  })
})

const policy = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** What a browser may be told of a document's kind; anything else is bytes. */
const kinds: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "application/x-ofx": "ofx",
  "application/zip": "zip",
  "application/xml": "xml",
  "text/csv": "csv",
  "text/plain": "txt",
  "image/png": "png",
  "image/jpeg": "jpg"
}

const kindOf = (contentType: string) => {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? ""
  const extension = kinds[type]
  return extension === undefined ? { type: "application/octet-stream", extension: "bin" } : { type, extension }
}

const tokenOf = (url: string): Redacted.Redacted<string> => {
  const [, query = ""] = /^[^?#]*\?([^#]*)/.exec(url) ?? []
  return Redacted.make(new URLSearchParams(query).get("token") ?? "")
}

export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const signer = yield* Signer.Signer
    const statements = yield* AccountStatementStore.AccountStatementStore
    const live = yield* LiveReads.LiveReads
    const admission = yield* Admission

    const events = yield* SecurityEvents
    const access = yield* ApplicationAccess
    const invalid = (error: Signer.TokenInvalid | Schema.SchemaError) =>
      Effect.andThen(
        events.tell("token.refused", {
          asked: `GET ${path}`,
          why: error._tag === "TokenInvalid" ? error.why : "malformed"
        }),
        refuse(Refusal.statementLinkInvalid)
      )
    const opened = Effect.fnUntraced(function* (token: Redacted.Redacted<string>) {
      const verified = yield* Effect.catch(signer.verify(token, "statement-link"), invalid)
      if (!(yield* access.isOn(verified.applicationId)))
        return yield* invalid(new Signer.TokenInvalid({ why: "expired" }))
      const { accountId, statementId } = yield* Effect.catch(
        Schema.decodeUnknownEffect(Claims)(verified.claims),
        invalid
      )
      const held = yield* statements.get(verified.applicationId, statementId)
      if (held.accountId !== accountId) return yield* new AccountStatementStore.StatementNotFound()
      yield* admission.visit
      const { bytes, contentType } = yield* live.statement(verified.applicationId, statementId)
      const { extension, type } = kindOf(contentType)
      return HttpServerResponse.uint8Array(bytes, {
        contentType: type,
        headers: {
          "content-disposition": `attachment; filename="statement-${held.monthYear}.${extension}"`,
          "content-security-policy": policy,
          "cross-origin-resource-policy": "same-origin"
        }
      })
    })
    const answered = (token: Redacted.Redacted<string>) =>
      opened(token).pipe(
        Effect.catchTags(ofStatement),
        Effect.catch((error) => Effect.succeed(Answers.answer(error)))
      )
    yield* router.add(
      "GET",
      path,
      // The router takes HEAD for GET; whoever only looks at the address must not have the institution asked.
      Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, originalUrl }) =>
        method === "GET"
          ? answered(tokenOf(originalUrl))
          : Effect.succeed(HttpServerResponse.empty({ status: 405, headers: { allow: "GET" } }))
      )
    )
  })
)
