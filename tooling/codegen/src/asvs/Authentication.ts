// Chapter 6: how applications and the operator prove who they are. Persons have no account here: a bank knows them, and an application.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

const noAccounts =
  "Nobody registers or chooses a password: secrets are made here, but for one that the operator may set for the first application."

export const authentication: ReadonlyArray<Answer> = [
  met(
    "6.1.1",
    "against guessing, written down",
    "docs/security/limits.md tells the rates and why nobody is locked out.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "6.1.3",
    "ways in, written down",
    "docs/security/access.md has every way in, with what proves it and how long it lasts.",
    Tests.securityPages("quote what stands in the files that they link to"),
    Tests.matrix("has a row for every operation of the document, and no other")
  ),
  met(
    "6.2.1",
    "length",
    "A secret set by a person has 15 characters or more, an operator's token 32; those made here have 256 bits.",
    Tests.firstApplication("that could be guessed are refused without being repeated"),
    Tests.operatorToken("that could be guessed is refused without being repeated, and an empty one is none")
  ),
  met(
    "6.2.2",
    "change",
    "The operator gives an application another secret; the old one ends at once.",
    Tests.operator(
      "makes an application whose secret is told once, and gives it another that stops the old one at once"
    )
  ),
  ...notApplicable(noAccounts, {
    "6.1.2": "words that passwords may not hold",
    "6.2.3": "change: the current one asked",
    "6.2.4": "common passwords",
    "6.2.5": "composition",
    "6.2.9": "long passwords",
    "6.2.10": "no forced change",
    "6.2.11": "passwords with such words",
    "6.2.12": "passwords that leaked",
    "6.4.1": "first passwords and codes",
    "6.4.2": "hints and questions",
    "6.4.4": "a factor that was lost"
  }),
  open(
    "6.2.6",
    "masked fields",
    "The widget's fields of a bank's password are masked and may be shown; only the proof in a browser looks at it.",
    "a test of the widget's field in the bounded run"
  ),
  open(
    "6.2.7",
    "pasting and password programs",
    "Nothing hinders pasting, but the fields say `autocomplete=off`, because a bank's password should not be kept under the application's name.",
    "the application's choice, and a test of it"
  ),
  met(
    "6.2.8",
    "exactly as typed",
    "A secret is compared as it came; a bank's password keeps its spaces.",
    Tests.secretHash("verifies the secret it was made of and no other"),
    Tests.form("that is a password keeps the spaces that were typed")
  ),
  met(
    "6.3.1",
    "against guessing",
    "Ten wrong secrets of one application from one address in a minute, then the right one is not told from a wrong one.",
    Tests.limits(
      "may be wrong ten times in a minute, whatever address it claims; the right secret is not told from a wrong one after that"
    ),
    Tests.secretHash("costs its full price once, then next to nothing; a wrong secret and an unknown client always pay")
  ),
  met(
    "6.3.2",
    "default accounts",
    "The first application's secret and the operator's token are made at the first start, by chance, each in a closed file.",
    Tests.firstApplication("are made once, kept in a closed file, and read from it afterwards"),
    Tests.operatorToken("is made once, kept in a closed file, and is the only one that is accepted")
  ),
  open(
    "6.3.3",
    "more than one factor",
    "An application proves itself by its secret and the operator by a token; neither has a second factor.",
    "client certificates at the proxy, or keys bound to a program's own key pair (DPoP)"
  ),
  met(
    "6.3.4",
    "no other way in",
    "A table holds every operation against every asker, and a route outside the contract is looked at by its own test.",
    Tests.matrix("has a row for every operation of the document, and no other"),
    Tests.operator("is known by the token of the data folder, and by nothing that an application has"),
    Tests.metrics("are told to the operator alone")
  ),
  met(
    "6.4.3",
    "a secret that was forgotten",
    "Only the operator, with the token of the data folder, gives another.",
    Tests.operator(
      "makes an application whose secret is told once, and gives it another that stops the old one at once"
    ),
    Tests.cliOperator(
      "gives the first application another secret in its file, whose secret the next start takes and changes nothing else"
    )
  ),
  ...notApplicable("Tomada sends and checks no codes of its own: those of banks are passed on once and destroyed.", {
    "6.5.1": "codes: once",
    "6.5.2": "codes: stored hashed",
    "6.5.3": "codes: by chance",
    "6.5.4": "codes: entropy",
    "6.5.5": "codes: lifetime",
    "6.6.1": "telephone",
    "6.6.2": "codes: bound to their request",
    "6.6.3": "codes: guessing"
  }),
  ...notApplicable("No identity provider is trusted: a bank's login opens the bank, not Tomada.", {
    "6.8.1": "identities of several providers",
    "6.8.2": "signed assertions",
    "6.8.3": "SAML replay",
    "6.8.4": "strength at the provider"
  })
]
