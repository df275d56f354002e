// What a person would read in the pictures of login pages: the portal keeps it beside its sessions, under the token of the page.
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"

const read = (path: string): string | undefined => {
  const kept: { readonly captcha?: string } = JSON.parse(readFileSync(path, "utf8"))
  return kept.captcha
}

/** Of the login page with this token. */
export const answer = (sessions: string, token: string): string => {
  if (!/^[0-9a-f]+$/.test(token)) throw new Error("that is no token of a login page")
  const signs = read(join(sessions, token))
  if (signs === undefined) throw new Error("the login page with this token has no captcha")
  return signs
}

/** Of the login page that was shown last. */
export const newest = (sessions: string): string => {
  const found = readdirSync(sessions).flatMap((name) => {
    const path = join(sessions, name)
    const signs = statSync(path).isFile() ? read(path) : undefined
    return signs === undefined ? [] : [{ signs, at: statSync(path).mtimeMs }]
  })
  const [last] = found.toSorted((one, other) => other.at - one.at)
  if (last === undefined) throw new Error("no login page has shown a captcha")
  return last.signs
}
