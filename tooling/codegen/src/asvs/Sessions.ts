// Chapters 7 to 9: what stands for a session here (API keys of two hours, connect tokens of thirty minutes), who may do what, and the tokens.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

const revocation = "an instant for each application before which its tokens count no more, looked at with each request"

export const sessions: ReadonlyArray<Answer> = [
  met(
    "7.1.1",
    "lifetimes, written down",
    "docs/security/access.md tells each with its reason, and that idleness ends none.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "7.1.2",
    "how many at once, written down",
    "docs/security/access.md: as many as are asked for, which share the application's rate.",
    Tests.securityPages("quote what stands in the files that they link to"),
    Tests.limits(
      "is told on every answer what is left of its minute, and refused beyond, whichever key of the application"
    )
  ),
  met(
    "7.2.1",
    "checked by the server",
    "Every token is verified by the server that signed it.",
    Tests.wire("without a key, with garbage, with an altered or an expired key, is refused alike"),
    Tests.matrix("is as the table says for ${asker}")
  ),
  open(
    "7.2.2",
    "tokens that are made, not kept",
    "Applications and persons work with tokens made for a while; the operator's token is the same until it is changed.",
    "a login of the operator that trades the token for one of minutes"
  ),
  ...notApplicable("Tokens are self-contained; none refers to a session kept here.", { "7.2.3": "reference tokens" }),
  open(
    "7.2.4",
    "a new token ends the old",
    "Each request for a key makes a new one; those before it live on until their time is over.",
    revocation
  ),
  open(
    "7.3.1",
    "idleness",
    "A token ends by its age alone.",
    "a record of each token's use, which self-contained tokens are without"
  ),
  met(
    "7.3.2",
    "an end by age",
    "Two hours for a key, thirty minutes for a connect token or a link.",
    Tests.signer("is accepted until its time is over, and then expired"),
    Tests.tokens("is a JWT of thirty minutes that names its application, under both paths, with and without a body"),
    Tests.wire("without a key, with garbage, with an altered or an expired key, is refused alike")
  ),
  met(
    "7.4.1",
    "ended means ended",
    "A token that is over, or whose application has its access off, is refused by every process; there is no logout.",
    Tests.wire("without a key, with garbage, with an altered or an expired key, is refused alike"),
    Tests.securityEvents("is refused within seconds with every token that it had, until it is on again")
  ),
  met(
    "7.4.2",
    "ended with the account",
    "Every token of an application ends within seconds of its access.",
    Tests.securityEvents("is refused within seconds with every token that it had, until it is on again")
  ),
  open("7.4.3", "ended with a changed secret", "Another secret leaves keys that were given out alone.", revocation),
  ...notApplicable("No page has a login that one could leave.", { "7.4.4": "a way out on each page" }),
  met(
    "7.4.5",
    "ended by administrators",
    "The operator turns an application's access off, and with it all its tokens.",
    Tests.securityEvents("is refused within seconds with every token that it had, until it is on again")
  ),
  ...notApplicable("There are no accounts with attributes of their own.", { "7.5.1": "asked again before changes" }),
  open("7.5.2", "sessions seen and ended by their owner", "Nothing is kept of tokens that were given out.", revocation),
  ...notApplicable("No session comes from another system's login.", {
    "7.1.3": "federated sessions, written down",
    "7.6.1": "federated lifetimes",
    "7.6.2": "federated sessions by consent"
  })
]

export const authorization: ReadonlyArray<Answer> = [
  met(
    "8.1.1",
    "who may do what, written down",
    "docs/security/access.md for people; the table of operations and askers for the tests.",
    Tests.securityPages("quote what stands in the files that they link to"),
    Tests.matrix("has a row for every operation of the document, and no other")
  ),
  met(
    "8.1.2",
    "who may see which field, written down",
    "docs/security/access.md says what a connect token is shown of an account and may set of an Item.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "8.2.1",
    "functions",
    "An endpoint is closed to connect tokens unless its contract opens it; the operator's are apart.",
    Tests.matrix("is as the table says for ${asker}"),
    Tests.tokens("is refused wherever the contract does not open an endpoint to it")
  ),
  met(
    "8.2.2",
    "rows",
    "Every query asks for one application's rows, and the database gives no others.",
    Tests.wire("for another application sees and changes nothing of this one, and a disabled one gets no key"),
    Tests.predicates("what is read by an id or in a list is another application's to nobody"),
    Tests.tokens("sees the Items that the token made, and no other of the application")
  ),
  met(
    "8.2.3",
    "fields",
    "A connect token sees reduced accounts and sets what its options leave to it.",
    Tests.tokens("sees accounts without amounts, owners and most of their numbers"),
    Tests.tokens("makes an Item for the user that the token names, whatever the browser says")
  ),
  met(
    "8.3.1",
    "decided by the server",
    "Nothing is decided in a page.",
    Tests.matrix("is as the table says for ${asker}"),
    Tests.tokens("is refused wherever the contract does not open an endpoint to it")
  ),
  met(
    "8.4.1",
    "between applications",
    "Row level security is forced on every table of applications, and requests work as a role that owns nothing.",
    Tests.tenancy("an application sees its own rows of every table and no others"),
    Tests.tenancy("an application changes, removes and makes no rows of another"),
    Tests.tenancy("is not let past a table that is neither an application's nor known as nobody's")
  )
]

export const selfContained: ReadonlyArray<Answer> = [
  met(
    "9.1.1",
    "signature first",
    "Nothing of a token counts before its signature.",
    Tests.signer("with any character changed is refused"),
    Tests.signer("whose payload was exchanged under the same signature is refused")
  ),
  met("9.1.2", "algorithms", "HMAC-SHA-256 alone.", Tests.signer("without a signature, alg none, is refused")),
  met(
    "9.1.3",
    "keys from here",
    "Keys come from the keyring; a token names one of them and brings none.",
    Tests.signer("signed with another key is refused, whether it names that key or ours"),
    Tests.signer("that names a key which is not ours is refused, even when ours signed it")
  ),
  met(
    "9.2.1",
    "validity in time",
    "Its end is checked.",
    Tests.signer("is accepted until its time is over, and then expired")
  ),
  met(
    "9.2.2",
    "kind of token",
    "A token is for one purpose.",
    Tests.signer("for one purpose is refused for another"),
    Tests.signer("that lacks what every token of ours has is malformed")
  ),
  met("9.2.3", "audience", "The purpose stands in `aud`.", Tests.signer("for one purpose is refused for another")),
  met(
    "9.2.4",
    "audiences of one key",
    "Each purpose is an audience of its own, and two servers share no key.",
    Tests.signer("is told by its purpose where either is accepted"),
    Tests.signer("do not accept each other's tokens")
  )
]
