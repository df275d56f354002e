// Chapters 15 to 17: what it is made of, how it keeps going, what it says in its log, and media, of which there are none.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

const reported =
  "Weaknesses that are reported have days in SECURITY.md; libraries are updated by hand, without a promise of days."

export const architecture: ReadonlyArray<Answer> = [
  open("15.1.1", "days until libraries are mended", reported, "days that somebody answers for"),
  met(
    "15.1.2",
    "inventory of libraries",
    "The lockfile has each with its version and digest; docs/decisions/0010-libraries.md why it was taken.",
    Tests.lockfile("takes every package by its digest, from the registry and nowhere else")
  ),
  met(
    "15.1.3",
    "what is dear, written down",
    "docs/security/limits.md says what costs much and what bounds it.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  open("15.2.1", "libraries within those days", reported, "a look for known weaknesses in CI"),
  met(
    "15.2.2",
    "what is dear, bounded",
    "Visits, hashes, requests under way and the time of a loop have limits; what comes on top is told when to come again.",
    Tests.admission("are refused, counting those that were begun since the last look"),
    Tests.turns("leave the loop to others after a few milliseconds, however many they are"),
    Tests.secretHash("is not made again for each of many first requests at once"),
    Tests.pdf("is not had of a file with too many bytes or pages")
  ),
  open(
    "15.2.3",
    "nothing for trying out",
    "The demo is there on loopback alone, but the sandbox bank and its connectors are on unless a setting turns them off.",
    "a sandbox that is off where others than this computer reach the server"
  ),
  met(
    "15.3.1",
    "only the fields that are meant",
    "An answer is written by its schema.",
    Tests.written("tells of a row nothing that the contract does not know"),
    Tests.operator("reads Items page by page, and of each everything but its credentials"),
    Tests.apiAnswers("has every key, absent values being null")
  ),
  met(
    "15.3.2",
    "redirects of others",
    "Webhooks follow none; visits follow to listed hosts alone and take no secret to another.",
    Tests.egressGuard("refuses every hostile target when a receiver redirects there, and dials the receiver alone"),
    Tests.httpRedirects("to a host that is not listed are Blocked, and nothing is sent there"),
    Tests.httpRedirects("take the author's headers along to the same host, and to another nothing that may be a key")
  ),
  met(
    "15.3.3",
    "fields that were not meant to be set",
    "A body keeps the keys that its endpoint knows.",
    Tests.apiRequests("keeps only the keys that are known"),
    Tests.tokens("makes an Item for the user that the token names, whatever the browser says")
  ),
  open(
    "15.3.4",
    "addresses behind proxies",
    "The address of the connection counts, which behind a proxy is the proxy's; a header is never believed.",
    "a setting that names the proxies whose header is believed"
  ),
  met(
    "15.3.5",
    "types",
    "Input is decoded into types before anything looks at it.",
    Tests.apiRequests("takes ids in any case and numbers as text"),
    Tests.apiRequests("tells a civil day from a moment")
  ),
  met(
    "15.3.6",
    "prototypes",
    "What was typed is read by the form's own names.",
    Tests.credentials("takes nothing from a prototype")
  ),
  met(
    "15.3.7",
    "parameters that come twice",
    "A list is a list in one way; what may be there once has not been said where it comes twice.",
    Tests.apiRequests("takes lists with commas, with repeated keys, and a lonely question mark"),
    Tests.redirect("that says a thing twice has not said it")
  )
]

export const logging: ReadonlyArray<Answer> = [
  met(
    "16.1.1",
    "what is logged, written down",
    "docs/security/logging.md.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "16.2.1",
    "when, where, who, what",
    "A line has its moment, event, address, application and route.",
    Tests.securityEvents(
      "tells of each key that was given or refused, to whom, from where and when, and repeats no secret"
    )
  ),
  met(
    "16.2.2",
    "time",
    "Every line begins with its moment in UTC.",
    Tests.securityEvents(
      "tells of each key that was given or refused, to whom, from where and when, and repeats no secret"
    ),
    Tests.log("keeps an event on one line, whatever stands in its words")
  ),
  open(
    "16.2.3",
    "nowhere else",
    "Lines go to standard error, PostgreSQL's own into the data folder; no test looks for others.",
    "a test that watches what a server writes"
  ),
  met(
    "16.2.4",
    "a common form",
    "Every line is logfmt.",
    Tests.log("keeps an event on one line, whatever stands in its words")
  ),
  met(
    "16.2.5",
    "nothing secret",
    "No secret of any flow, no key and no link stands in a line.",
    Tests.secrets("that was given in any flow is nowhere afterwards but in the sealed rows"),
    Tests.secrets("of a caller, its API key, is in no log line"),
    Tests.engineSecrets("are in no message of the cluster, no log line and nothing held in clear")
  ),
  met(
    "16.3.1",
    "who was let in",
    "Each key that was given or refused, and each wrong token of the operator.",
    Tests.securityEvents(
      "tells of each key that was given or refused, to whom, from where and when, and repeats no secret"
    ),
    Tests.securityEvents("tells of a wrong operator's token, and of what the operator changed")
  ),
  open(
    "16.3.2",
    "who asked for more than is theirs",
    "Tokens that are refused or ask for what is closed to them are told; another application's rows are invisible and so not told from none.",
    "a count of answers that found nothing, for each application"
  ),
  open(
    "16.3.3",
    "attempts to get around",
    "Rates that were exceeded and frames that were refused are told; bodies and webhook addresses that were refused are not.",
    "an event for each of the two"
  ),
  met(
    "16.3.4",
    "faults",
    "With their cause and the id that the answer bears.",
    Tests.log("says everything else each time, with its cause")
  ),
  met(
    "16.4.1",
    "forged lines",
    "An event is one line, whatever stands in it.",
    Tests.log("keeps an event on one line, whatever stands in its words")
  ),
  open(
    "16.4.2",
    "protection of the log",
    "The log is the standard error of the process, which the operator keeps.",
    "a guide that says how it is collected and kept from changes"
  ),
  open(
    "16.4.3",
    "another place for the log",
    "Nothing is sent anywhere: a collector of the operator's has to take it away.",
    "the same guide"
  ),
  met(
    "16.5.1",
    "what an error tells",
    "A refusal has a code, a sentence and an id; no path, query or stack.",
    Tests.wire("for a path that is not there is answered with 404 in JSON, with and without a key"),
    Tests.sqlTables("fail with a defect that repeats nothing of what was to be written")
  ),
  met(
    "16.5.2",
    "when others fail",
    "Without a database nothing is changed and who asks is told when to come again; a bank that is down ends a run typed.",
    Tests.admission("reads where nothing can be written, and changes nothing"),
    Tests.recovery("for longer leaves the execution to the sweeper, and the visit is made again"),
    Tests.webhookDeliveries("is tried again after anything else, and says what it met")
  ),
  met(
    "16.5.3",
    "closed when in doubt",
    "A missing key, an uncovered table or a role without bounds keeps the server from starting.",
    Tests.vaultFolder("without its key file is refused by the id of the key, and no new key is made"),
    Tests.tenancy("is told of a role that nothing would hold back"),
    Tests.webhookDeliveries("whose headers or secret do not open any more is not sent without them")
  )
]

export const media: ReadonlyArray<Answer> = notApplicable("There is no WebRTC, nor other media.", {
  "17.1.1": "TURN: addresses",
  "17.2.1": "DTLS: key",
  "17.2.2": "DTLS: suites",
  "17.2.3": "SRTP: authentication",
  "17.2.4": "SRTP: malformed",
  "17.3.1": "signalling: floods",
  "17.3.2": "signalling: malformed"
})
