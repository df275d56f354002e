// The floor: the requests of a sync with nothing but an HTTP client, one after the other on one connection. Of the answers only the cookie,
// and the form's hidden fields are read; every page is received whole, as text.
import { Client } from "undici"

/** What is asked for, in order. */
export interface Step {
  readonly method: string
  readonly target: string
}

export interface Person {
  readonly user: string
  readonly password: string
}

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ""

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
      const { status, text } = await ask(method, target, form)
      if (status !== (form === undefined ? 200 : 303))
        throw new Error(`the bank answered ${method} ${target} with ${status}`)
      last = text
    }
  }

  return { run, close: () => client.close() }
}
