// Chapters 13 and 14: how it is set up, where its secrets lie, and what becomes of data.
import { type Answer, met, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const configuration: ReadonlyArray<Answer> = [
  met(
    "13.1.1",
    "connections, written down",
    "docs/security/network.md has each, with who begins it and what guards it.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  open(
    "13.2.1",
    "our own processes prove themselves",
    "The embedded PostgreSQL gets a password at each start; one's own has the one of its address, and sockets between runners ask for nothing.",
    "a proof between runners"
  ),
  met(
    "13.2.2",
    "least privilege",
    "What serves owns no table, is held by row level security and is apart from the owner.",
    Tests.database("serves with a user that is apart from the owner, and with none that could pass the rows' rules"),
    Tests.tenancy("is told of a role that nothing would hold back")
  ),
  met(
    "13.2.3",
    "no default credentials",
    "The embedded PostgreSQL has a password made for it and asks for it.",
    Tests.embeddedPostgres("keeps its password and its files from other users and asks for it"),
    Tests.firstApplication("are made once, kept in a closed file, and read from it afterwards")
  ),
  met(
    "13.2.4",
    "which hosts may be reached",
    "A visit reaches the hosts of its manifest, in a browser too; webhooks public addresses and those that the operator named.",
    Tests.egressList("sends nobody to an address whose host is not listed"),
    Tests.browserEgress("leads to the hosts of the list, whatever a page tries"),
    Tests.egressGuard("is a list of hosts, addresses and networks, and nothing else")
  ),
  met(
    "13.2.5",
    "what the server may ask",
    "The same lists: the server asks nobody else.",
    Tests.egressList("lets nothing out where nothing is listed"),
    Tests.egressGuard("refuses every hostile target when something is delivered there, and dials nothing")
  ),
  open(
    "13.3.1",
    "secrets in a vault",
    "What belongs to persons, webhooks and tokens is sealed under a keyring; client.json and operator.json hold a secret each in clear, for their owner alone.",
    "both given by the environment, or asked of a secret store"
  ),
  met(
    "13.3.2",
    "who may read secrets",
    "Keys are files of one user, refused where others may read them; a request cannot read another application's sealed rows.",
    Tests.vaultFolder("whose key file others may read is refused until that is put right"),
    Tests.keyring("are open to their owner alone"),
    Tests.tenancy("an application sees its own rows of every table and no others")
  ),
  met("13.4.1", "source control", "Only built pages are served.", Tests.widget("gives out no other file")),
  met(
    "13.4.2",
    "debugging",
    "Errors tell nothing of the inside; a browser does not start where a debug variable would print what is typed.",
    Tests.wire("without a key, with garbage, with an altered or an expired key, is refused alike"),
    Tests.browserPool(
      "is refused to root, unless a setting gives its sandbox up, and where DEBUG would print what is typed"
    )
  ),
  met("13.4.3", "listings", "A folder is no page.", Tests.widget("gives out no other file")),
  met(
    "13.4.4",
    "TRACE",
    "Refused like every method that a path does not have.",
    Tests.wire("with a method that its path does not have is answered with 405 and the methods that it has")
  ),
  met(
    "13.4.5",
    "documents and measures",
    "The contract is public on purpose; measures are told to the operator, the operator's routes stand in no document.",
    Tests.metrics("are told to the operator alone"),
    Tests.described("is answered to everybody, and asks for nothing of another host")
  )
]

export const dataProtection: ReadonlyArray<Answer> = [
  met(
    "14.1.1",
    "kinds of data",
    "docs/security/data.md has each kind with its level.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  met(
    "14.1.2",
    "what each kind needs",
    "docs/security/data.md: sealed or not, how long, what destroys it, whether it may stand in a log.",
    Tests.securityPages("quote what stands in the files that they link to")
  ),
  open(
    "14.2.1",
    "nothing secret in addresses",
    "API keys travel in a header. Opened by its address the widget has its token in the query, and a link to a document too, as clients of the wire expect.",
    "links that are good once, and a widget that takes its token from the page around it alone"
  ),
  met(
    "14.2.2",
    "caches of servers",
    "No answer with data may be stored; staged pages are sealed and go with the run.",
    Tests.described("tells browsers on every answer to come by https alone, to keep nothing and to guess no kind"),
    Tests.staging("are sealed, merged, and gone with their keys at the end")
  ),
  met(
    "14.2.3",
    "third parties",
    "No page asks another host for anything.",
    Tests.bundle("names no other host, and has no script or style in its markup"),
    Tests.described("is answered to everybody, and asks for nothing of another host")
  ),
  met(
    "14.2.4",
    "held as it is written",
    "Sealing, deletion and forgetting are each held by a test.",
    Tests.secrets("that was given in any flow is nowhere afterwards but in the sealed rows"),
    Tests.deletion("leaves a tombstone and the word that it is gone, of its data nothing, and others' data as it was"),
    Tests.webhookForgetting("are forgotten after thirty days, however many they are, and not before")
  ),
  open(
    "14.3.1",
    "cleared in the browser",
    "The widget keeps everything in the memory of its page and nothing elsewhere, but does not empty it before the page is closed.",
    "a form that is emptied when the connection ends, and a test that looks"
  ),
  met(
    "14.3.2",
    "not kept by browsers",
    "`no-store` on all but files that never change.",
    Tests.described("tells browsers on every answer to come by https alone, to keep nothing and to guess no kind"),
    Tests.widget("loads files whose names change with them, which may be kept for good")
  ),
  met(
    "14.3.3",
    "storage of browsers",
    "No page of ours may use any.",
    Tests.sourceRules("hold in this checkout"),
    Tests.sourceRules("let a page keep nothing in the browser")
  )
]
