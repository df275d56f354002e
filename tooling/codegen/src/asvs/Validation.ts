// Chapter 2: what is checked of what comes in, and the order and the limits of what may be done.
import { type Answer, met } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const validation: ReadonlyArray<Answer> = [
  met(
    "2.1.1",
    "rules of single values, written down",
    "The contract says the shape of each value; the document is made of the schemas that check it.",
    Tests.apiDocument("has every endpoint"),
    Tests.apiDocument("claims no strictness that the server does not have")
  ),
  met(
    "2.1.2",
    "rules of values together, written down",
    "docs/security/limits.md says which belong together.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "2.1.3",
    "limits of use, written down",
    "docs/security/limits.md names each with the line that holds it.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "2.2.1",
    "positive validation",
    "Bodies, queries, headers, settings and credentials are decoded by schemas; what does not fit is refused field by field.",
    Tests.apiRequests("with mistakes is answered with one sentence for each field"),
    Tests.credentials("tells every problem at once: 001 what is missing, 002 what breaks a rule")
  ),
  met(
    "2.2.2",
    "checked by the server",
    "The widget's checks are repeated by the server, which relies on none of them.",
    Tests.engineItems("is not made of parameters that the form refuses, and nothing is written or asked"),
    Tests.form("with a rule that no browser can read is the server's to check")
  ),
  met(
    "2.2.3",
    "values that belong together",
    "Products bring what they need, settings that need each other are refused alone, new credentials must open the same person's accounts.",
    Tests.engineItems("that asks for transactions asks for their accounts"),
    Tests.settings("that cannot be used are named with their rule"),
    Tests.logins("${why} change nothing that is held, and leave no session behind")
  ),
  met(
    "2.3.1",
    "steps in their order",
    "An answer is taken only while its question is open, an execution follows a total machine of states.",
    Tests.questions("takes one answer only, and none when nothing was asked"),
    Tests.questions("takes no answer under another name, and stays open")
  ),
  met(
    "2.3.2",
    "limits of use, held",
    "Floors of updates, budgets of institutions and rates of keys are held where they are documented.",
    Tests.operator("may bring one statement file right after another, but may not ask a bank again within the hour"),
    Tests.budgets("that an Item has used up keeps its visits from asking until the day is over at the bank"),
    Tests.limits("have a limit of their own, which other requests do not count against")
  ),
  met(
    "2.3.3",
    "all or nothing",
    "A merge, its events and the end of its execution are one transaction; when it fails all is as before.",
    Tests.outcomes("is MERGE_ERROR, with everything as before, when what was collected cannot be stored"),
    Tests.storedWebhooks("events go with the transaction that they are written in")
  ),
  met(
    "2.3.4",
    "locks",
    "The database allows one open execution an Item and fences every write.",
    Tests.races("of updates that race one wins, and the others are told that it runs"),
    Tests.races("claims that race raise the fence once each, and only the last may write")
  ),
  met(
    "2.4.1",
    "against automation",
    "Rates for each key and address, a limit of visits under way, and a limit of requests answered at once.",
    Tests.limits(
      "is told on every answer what is left of its minute, and refused beyond, whichever key of the application"
    ),
    Tests.admission("are refused, counting those that were begun since the last look"),
    Tests.earlyAnswers(
      "are refused with the time to come again; fewer are taken by a process that is behind, and health always"
    )
  )
]
