// The floor: the requests of a sync with nothing but an HTTP client, one after the other on one connection. Of the answers only the cookie,
// the form's hidden fields and the link to the next page are read; every page is received whole, as text.
import { Client } from "undici"

/** What is asked for, in order: pages after the first of a list are not named, the flow finds them by their links. */
export interface Step {
  readonly method: string
  readonly target: string
}

export interface Person {
  readonly user: string
  readonly password: string
}

const pageOf = (target: string): string | null => new URL(target, "http://bank").searchParams.get("page")

/** The steps of a flow that asks for all that a sync asked for. */
export const stepsOf = (asked: ReadonlyArray<Step>): ReadonlyArray<Step> =>
  asked.flatMap(({ method, target }) => ((pageOf(target) ?? "1") === "1" ? [{ method, target }] : []))

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ""

const nextPage = (html: string): string | undefined =>
  /id="next-page"[^>]* href="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&")

export interface BareFlow {
  /** Goes through the steps once, with the session of the last time unless they log in. Rejects when the bank refuses one. */
  readonly run: (steps: ReadonlyArray<Step>, person: Person) => Promise<void>
  readonly close: () => Promise<void>
}

/** A client of the bank at this address. */
export const make = (bank: string): BareFlow => {
  const client = new Client(bank)
  let cookie = ""

  const ask = async (method: string, path: string, body?: string): Promise<{ status: number; text: string }> => {
    const answer = await client.request({
      method,
      path,
      body: body ?? null,
      headers: {
        ...(cookie === "" ? {} : { cookie }),
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" })
      }
    })
    const [set] = [answer.headers["set-cookie"] ?? []].flat()
    if (set !== undefined) cookie = set.split(";")[0] ?? ""
    const text = await answer.body.text()
    return { status: answer.statusCode, text }
  }

  const run = async (steps: ReadonlyArray<Step>, person: Person): Promise<void> => {
    let last = ""
    for (const { method, target } of steps) {
      const form =
        method === "POST"
          ? new URLSearchParams({
              _csrf: hidden(last, "_csrf"),
              channel: hidden(last, "channel"),
              ...person
            }).toString()
          : undefined
      if (target === "/login" && method === "GET") cookie = ""
      for (let next: string | undefined = target; next !== undefined; next = nextPage(last)) {
        const { status, text } = await ask(method, next, form)
        if (status !== (form === undefined ? 200 : 303))
          throw new Error(`the bank answered ${method} ${next} with ${status}`)
        last = text
      }
    }
  }

  return { run, close: () => client.close() }
}
