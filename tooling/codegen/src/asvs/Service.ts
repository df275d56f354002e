// Chapters 4 and 5: the HTTP service, and the files that come and go through it.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const service: ReadonlyArray<Answer> = [
  met(
    "4.1.1",
    "content types",
    "Each answer names its type, text with its charset.",
    Tests.wire("for a path that is not there is answered with 404 in JSON, with and without a key"),
    Tests.written("is JSON with status 200"),
    Tests.widget("loads files whose names change with them, which may be kept for good")
  ),
  ...notApplicable("Nothing here redirects from http to https.", { "4.1.2": "redirects to https" }),
  met(
    "4.1.3",
    "headers of proxies",
    "None is believed: limits go by the address of the connection, and what a proxy passes on is not of this computer.",
    Tests.limits(
      "may be wrong ten times in a minute, whatever address it claims; the right secret is not told from a wrong one after that"
    ),
    Tests.metrics("are told to a program of this computer, and not to what a proxy passes on")
  ),
  met(
    "4.2.1",
    "where a message ends",
    "A request whose end can be read in two ways is refused and its connection closed.",
    Tests.earlyAnswers("is refused and the connection closed: %j")
  ),
  ...notApplicable("There is no GraphQL.", { "4.3.1": "GraphQL: cost", "4.3.2": "GraphQL: introspection" }),
  ...notApplicable("There are no WebSockets.", {
    "4.4.1": "WebSocket: TLS",
    "4.4.2": "WebSocket: origin",
    "4.4.3": "WebSocket: tokens",
    "4.4.4": "WebSocket: from a session"
  })
]

export const files: ReadonlyArray<Answer> = [
  met(
    "5.1.1",
    "which files, written down",
    "docs/security/limits.md says which are taken and given, how large, and what is done with them.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "5.2.1",
    "size",
    "Bodies, files, documents and answers of institutions have a limit and are refused without being read to their end.",
    Tests.wire("that is too large is refused before it is read"),
    Tests.credentials("counts bytes, not characters"),
    Tests.http("that is too large is refused without being read to its end"),
    Tests.damage("stays below a multiple of the length, whatever the text is")
  ),
  met(
    "5.2.2",
    "contents",
    "A statement file is what its text says, whatever it is called; one that is none is refused.",
    Tests.e2eFiles("that is none, or a data URL that does not decode, is refused without its text"),
    Tests.damage("with one changed byte gives an error or as many rows as before")
  ),
  ...notApplicable("Nothing that somebody hands in is unpacked.", { "5.2.3": "archives" }),
  met(
    "5.3.1",
    "files that are run",
    "What is handed in is read once and kept as no file; what is served is read at start from one folder.",
    Tests.statementConnector(
      "keeps nothing of the file in its session, so that a new file is never shadowed by an old one"
    ),
    Tests.widget("gives out no other file")
  ),
  met(
    "5.3.2",
    "paths",
    "Nothing that is asked for becomes a path of the disk.",
    Tests.pages("are those of the folder, and what they load is below connect/ alone"),
    Tests.widget("gives out no other file")
  ),
  met(
    "5.4.1",
    "names of downloads",
    "A document is named by its month and by the kind that we know, never by what was sent.",
    Tests.statements("has a link that is good for half an hour, for what it names, and for nothing when it was changed")
  ),
  met(
    "5.4.2",
    "names in headers",
    "The name of a document is made of digits and of one of our own endings.",
    Tests.statements("has a link that is good for half an hour, for what it names, and for nothing when it was changed")
  ),
  open(
    "5.4.3",
    "scanning of files",
    "A bank's document goes from the bank to who asked for it, as an attachment in a sandbox, unscanned.",
    "a scanner of the operator's between the two"
  )
]
