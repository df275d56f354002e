// Chapter 10. Tomada is a client of banks' own logins; it gives out tokens of its own, but not by OAuth.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const oauthAnswers: ReadonlyArray<Answer> = [
  met(
    "10.1.1",
    "tokens where they are needed",
    "Codes and tokens of a bank stay in the visit and in its sealed session; no page, answer or log has them.",
    Tests.redirect("tells nobody its code, its verifier or what came with them"),
    Tests.secrets("that was given in any flow is nowhere afterwards but in the sealed rows")
  ),
  open(
    "10.1.2",
    "answers of the flow that was begun",
    "State and proof key are of one login and good once, but not of one browser: who sends somebody else the bank's address gets that person's consent.",
    "a page of ours that remembers the browser between leaving and coming back; until then the bank's own page must say for whom"
  ),
  met(
    "10.2.1",
    "forged callbacks",
    "Each login has a state of 256 bits and a proof key (S256); a callback is good once.",
    Tests.redirect("has a state and a verifier that no other login has"),
    Tests.callbacks("answers the login that it bears the state of, whole, and only once"),
    Tests.redirect("is made as RFC 7636 (appendix B) says")
  ),
  open(
    "10.2.2",
    "mixed-up servers",
    "The state finds the login and so the bank, but `iss` is not checked by the kit and all banks share one callback address.",
    "a callback address for each connector, or `iss` checked in the kit"
  ),
  ...notApplicable("The API takes tokens of its own, which no authorization server gives out.", {
    "10.3.1": "resource server: audience",
    "10.3.2": "resource server: scopes",
    "10.3.3": "resource server: whose",
    "10.3.4": "resource server: strength"
  }),
  ...notApplicable("There is no authorization server.", {
    "10.4.1": "redirect addresses",
    "10.4.2": "codes: once",
    "10.4.3": "codes: brief",
    "10.4.4": "grants",
    "10.4.5": "refresh tokens: replay",
    "10.4.6": "proof keys",
    "10.4.7": "registration",
    "10.4.8": "refresh tokens: end",
    "10.4.9": "tokens taken back",
    "10.4.10": "clients proved",
    "10.4.11": "scopes",
    "10.6.1": "OpenID provider: responses",
    "10.6.2": "OpenID provider: logout",
    "10.7.1": "consent to each request",
    "10.7.2": "consent: what it says",
    "10.7.3": "consent taken back"
  }),
  ...notApplicable("No ID token is read: a bank's login gives access to data, never an identity here.", {
    "10.5.1": "ID token: replay",
    "10.5.2": "ID token: whose",
    "10.5.3": "metadata of a server",
    "10.5.4": "ID token: audience",
    "10.5.5": "logout from behind"
  })
]
