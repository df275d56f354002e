// Chapter 1: what is decoded, what is written for an interpreter, and what never reaches one.
import { type Answer, met, notApplicable } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const encoding: ReadonlyArray<Answer> = [
  met(
    "1.1.1",
    "decoded once",
    "Paths, entities and bodies are decoded once, at the edge, before they are judged.",
    Tests.widget("gives out no other file"),
    Tests.sgml("decodes entities once, and only those of XML, nbsp and numbers")
  ),
  met(
    "1.1.2",
    "encoded last",
    "Values reach SQL as parameters and HTML through one escaping function, as the last step.",
    Tests.sqlTables("keep a text as it is, whatever it means to an array or to JSON"),
    Tests.widget("is refused to others in words for who builds their page, of which the log is told once")
  ),
  met(
    "1.2.1",
    "output for its context",
    "Pages written by hand escape what they repeat; answers are JSON; headers that a caller chooses are checked.",
    Tests.widget("is refused to others in words for who builds their page, of which the log is told once"),
    Tests.webhookDeliveries("cannot set what is not its own to set, nor what is no header")
  ),
  met(
    "1.2.2",
    "addresses",
    "Parts of addresses are encoded; addresses that run something are followed nowhere.",
    Tests.sdkMethods("keeps an id within its place in the path"),
    Tests.oauth("gets back to an app on a phone, and to no address that would run something"),
    Tests.hosts("is one of the web, never a script")
  ),
  met(
    "1.2.3",
    "scripts and JSON",
    "JSON comes from one writer, and pages hold no script that text could break out of.",
    Tests.written("is written as its schema says"),
    Tests.widget("comes from this server alone, runs nothing that stands in it and is not kept")
  ),
  met(
    "1.2.4",
    "queries",
    "Every statement is parameterised; what is put into its text is a name written in source.",
    Tests.sqlTables("keep a text as it is, whatever it means to an array or to JSON"),
    Tests.sqlTables("take a text that PostgreSQL cannot hold without what it cannot hold")
  ),
  met(
    "1.2.5",
    "commands of the system",
    "Programs are started with a list of arguments; no shell reads them.",
    Tests.sourceRules("hold in this checkout"),
    Tests.sourceRules("a shell")
  ),
  ...notApplicable("Nothing here speaks to such an interpreter.", {
    "1.2.6": "LDAP",
    "1.2.7": "XPath",
    "1.2.8": "LaTeX",
    "1.3.8": "JNDI",
    "1.3.9": "memcache",
    "1.3.11": "mail"
  }),
  met(
    "1.2.9",
    "patterns",
    "A pattern is made of words in source or of a connector's manifest alone, never of what a client or a bank sent.",
    Tests.sourceRules("hold in this checkout"),
    Tests.sourceRules("a pattern made of text"),
    Tests.form("with a rule that no browser can read is the server's to check")
  ),
  ...notApplicable(
    "Nobody can hand in HTML, SVG, stylesheets, templates or markup to be shown; text is shown as text.",
    {
      "1.3.1": "HTML of editors",
      "1.3.4": "drawings of strangers",
      "1.3.5": "markup and stylesheets",
      "1.3.7": "templates",
      "1.3.10": "format strings"
    }
  ),
  met(
    "1.3.2",
    "text run as a program",
    "No source of a package or a connector may run text.",
    Tests.sourceRules("hold in this checkout"),
    Tests.sourceRules("text that is run")
  ),
  met(
    "1.3.3",
    "dangerous contexts",
    "What is shown in a terminal, kept in the database or sent as a header loses or is refused for what is unsafe there.",
    Tests.operatorWords("take out of another's text what could steer a terminal or turn the direction of writing"),
    Tests.sqlTables("take a text that PostgreSQL cannot hold without what it cannot hold"),
    Tests.webhookDeliveries("cannot set what is not its own to set, nor what is no header")
  ),
  met(
    "1.3.6",
    "requests made for others",
    "Addresses of webhooks are judged by every address of their name, when subscribed and when called, and pinned; connectors reach the hosts of their manifest.",
    Tests.egressGuard("refuses every hostile target when it is subscribed"),
    Tests.egressGuard(
      "does not ask a name again once it was judged, so a name that changes its mind leads nowhere else"
    ),
    Tests.egressList("sends nobody to an address whose host is not listed"),
    Tests.browserEgress("refuses a listed name that resolves to a private address")
  ),
  ...notApplicable("Written in TypeScript, which manages memory and whose numbers do not wrap; money is decimal.", {
    "1.4.1": "buffers",
    "1.4.2": "overflow of integers",
    "1.4.3": "freed memory"
  }),
  met(
    "1.5.1",
    "entities of XML",
    "The one reader of XML is of statement files, knows no entities but XML's own and reads nothing else.",
    Tests.damage("cannot be made to expand entities"),
    Tests.sgml("leaves comments, declarations and an entity definition out")
  ),
  met(
    "1.5.2",
    "deserialization",
    "Only JSON is read, and each value is decoded by a schema that drops what it does not know.",
    Tests.apiRequests("keeps only the keys that are known"),
    Tests.connector("keeps its session as text and reads back nothing that its schema does not know")
  )
]
