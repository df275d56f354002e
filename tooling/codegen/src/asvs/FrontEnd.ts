// Chapter 3: what a browser is told of our pages and answers, and who may reach them from another page.
import { type Answer, met, notApplicable, open } from "./Answer.ts"
import * as Tests from "./Tests.ts"

export const frontEnd: ReadonlyArray<Answer> = [
  met(
    "3.2.1",
    "answers out of their context",
    "No answer is sniffed; a document is an attachment in a sandbox; an answer of the API may run nothing.",
    Tests.statements(
      "has a link that is good for half an hour, for what it names, and for nothing when it was changed"
    ),
    Tests.described("tells browsers on every answer to come by https alone, to keep nothing and to guess no kind")
  ),
  met(
    "3.2.2",
    "text shown as text",
    "No source of a package may parse HTML that it puts together.",
    Tests.sourceRules("hold in this checkout"),
    Tests.sourceRules("HTML made of text")
  ),
  ...notApplicable("No cookie is set: tokens travel in a header, and a test holds that no answer sets one.", {
    "3.3.1": "cookies: Secure",
    "3.3.2": "cookies: SameSite",
    "3.3.3": "cookies: prefix",
    "3.3.4": "cookies: HttpOnly"
  }),
  open(
    "3.4.1",
    "https alone",
    "Where the public address is https every answer says so for a year, but not for names below it, which are the operator's.",
    "the proxy, or a setting that speaks for the names below too"
  ),
  open(
    "3.4.2",
    "CORS",
    "What a connect token may ask is answered to any origin (`*`): no cookie can be ridden, but what comes back is the person's own reduced accounts.",
    "origins for each application, as it has them for frames, checked when a token is used in a browser"
  ),
  met(
    "3.4.3",
    "content security policy",
    "An answer may do nothing; the widget runs files of this server; the reference page runs the scripts whose hashes its policy names.",
    Tests.described("is answered to everybody, and asks for nothing of another host"),
    Tests.widget("comes from this server alone, runs nothing that stands in it and is not kept")
  ),
  met(
    "3.4.4",
    "no sniffing",
    "On every answer, those before there are routes too.",
    Tests.described("tells browsers on every answer to come by https alone, to keep nothing and to guess no kind")
  ),
  met(
    "3.4.5",
    "referrer",
    "No page of ours sends one.",
    Tests.widget("comes from this server alone, runs nothing that stands in it and is not kept")
  ),
  met(
    "3.4.6",
    "frames",
    "Nothing may be framed but the widget, by the origins that its application allows.",
    Tests.widget("is shown in frames of the origins that the application allows, from the moment it allows them"),
    Tests.framing("is refused by name where no application allows it"),
    Tests.described("tells browsers on every answer to come by https alone, to keep nothing and to guess no kind")
  ),
  met(
    "3.5.1",
    "forged requests of browsers",
    "Nothing is granted by what a browser sends by itself: the API asks for a header, the demo for its own origin.",
    Tests.limits("reads nothing else"),
    Tests.demo("answers nobody but its own page, under no name but the computer's own"),
    Tests.widgetConsent("cannot be told by a page of another origin")
  ),
  met(
    "3.5.2",
    "no way around the preflight",
    "A body that is not of JSON's content type is refused, and the key's header needs a preflight.",
    Tests.wire("with a body that is no JSON, or not of JSON's content type, is refused"),
    Tests.limits("reads nothing else")
  ),
  open(
    "3.5.3",
    "methods",
    "GET /webhook-secret makes the secret when it is asked for first, as clients of the wire expect; a header that no page can send unasked is needed.",
    "a secret made with the application"
  ),
  ...notApplicable("One application is served; which others share its host is the operator's choice.", {
    "3.5.4": "host names of their own"
  }),
  met(
    "3.5.5",
    "messages between windows",
    "The widget goes on only in a page whose origin was allowed, and hears nothing in any other.",
    Tests.hosts("in no other page, whatever frames are between, and in none that is unknown"),
    Tests.flow("a page that shows it without leave ends it, and hears nothing")
  ),
  met(
    "3.7.1",
    "technologies of the browser",
    "Scripts and styles of this server and no plugins, which the policy would not load.",
    Tests.widget("comes from this server alone, runs nothing that stands in it and is not kept"),
    Tests.bundle("names no other host, and has no script or style in its markup")
  ),
  open(
    "3.7.2",
    "leading a person elsewhere",
    "The way back from a bank leads to the one address that the application named for the Item, which no browser can change; there is no list of allowed ones.",
    "a list of redirect addresses for each application"
  )
]
