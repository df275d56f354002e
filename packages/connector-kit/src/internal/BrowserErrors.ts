// What a failed step in a browser means. Playwright's texts hold selectors, addresses and at times what was typed, so
// they are read here for their kind and go no further.
import { Option } from "effect"

import { Blocked, InstitutionDown, RateLimited, SiteChanged } from "../Errors.ts"

export type BrowserError = InstitutionDown | Blocked | RateLimited | SiteChanged

export interface Circumstances {
  /** The connector's own name of the step. */
  readonly what: string
  /** The path of the page, without its query. */
  readonly at: string
  /** Whether the document of the page was still under way. */
  readonly loading: boolean
  /** The address that the last failed navigation of the page was under way to. */
  readonly failed: string
  /** Hosts that the egress list has refused. */
  readonly refused: ReadonlySet<string>
}

const known = [InstitutionDown, Blocked, RateLimited, SiteChanged]
const gone = /has been closed|(?:page|target) crashed|target closed|browser has disconnected|connection closed/i
// The process of the page ended under a navigation, and the browser's own page of an error came late.
const detached = "maybe frame was detached"
const overtaken = /interrupted by another navigation to "chrome-error:/
const network = /net::(ERR_[A-Z_0-9]+)(?: at (\S+))?/
const navigation = /^(?:page|frame)\.(?:goto|reload|goBack|goForward|waitForURL|waitForLoadState|waitForNavigation)/
const apiCall = /^[a-zA-Z]+\.\$?[$a-zA-Z]+: /

const hostOf = Option.liftThrowable((url: string) => new URL(url).host)

const byNetwork = (code: string, url: string, { at, failed, refused, what }: Circumstances): BrowserError => {
  if ([url, failed].some((url) => Option.exists(hostOf(url), (host) => refused.has(host))))
    return new Blocked({ by: "egress list (host)" })
  if (code === "ERR_ABORTED") return new SiteChanged({ at, expected: what })
  return new InstitutionDown({ how: /TIMED_OUT|TIMEOUT/.test(code) ? "no-answer" : "unreachable" })
}

/** The typed error that a rejected promise stands for; none when it is the connector's own mistake. */
export const classify = (cause: unknown, circumstances: Circumstances): Option.Option<BrowserError> => {
  if (known.some((error) => cause instanceof error)) return Option.some(cause as BrowserError) // tested just now
  if (!(cause instanceof Error)) return Option.none()
  const { at, loading, what } = circumstances
  const failed = network.exec(cause.message)
  if (cause.message.includes(detached) || overtaken.test(cause.message))
    return Option.some(byNetwork("ERR_FAILED", failed?.[2] ?? "", circumstances))
  if (failed?.[1] !== undefined) return Option.some(byNetwork(failed[1], failed[2] ?? "", circumstances))
  if (gone.test(cause.message)) return Option.some(new InstitutionDown({ how: "unreachable" }))
  if (cause.name === "TimeoutError") {
    const noAnswer = loading || navigation.test(cause.message)
    return Option.some(noAnswer ? new InstitutionDown({ how: "no-answer" }) : new SiteChanged({ at, expected: what }))
  }
  return apiCall.test(cause.message) ? Option.some(new SiteChanged({ at, expected: what })) : Option.none()
}

const ownFrame = /^\s+at (?:.*\()?(?:async )?(?:file:\/\/|node:|\/|[A-Z]:\\)/

/** The kind and place of a connector's own mistake, without its text. */
export const withoutText = (cause: unknown): { readonly kind: string; readonly frames: string } =>
  cause instanceof Error
    ? {
        kind: cause.name,
        frames: (cause.stack ?? "")
          .replace(cause.message, "")
          .split("\n")
          .filter((line) => ownFrame.test(line))
          .join("\n")
      }
    : { kind: typeof cause, frames: "" }
