// The pictures of institutions that lie in the packages of connectors. They are drawings of strangers, shown as pictures: opened by itself one
// may run nothing and load nothing.
import { HttpServerResponse } from "effect/http"

import { logos, pictures } from "./ConnectorLogos.generated.ts"

/** The picture of the connector with this slug. */
export const of = (slug: string): string | undefined => {
  const name = Object.hasOwn(logos, slug) ? logos[slug] : undefined
  return name === undefined ? undefined : pictures[name]
}

export const folder = "/connect/logos/" as const

export const path = (id: number): string => `${folder}${id}.svg`

const asked = /^\/connect\/logos\/(\d{1,9})\.svg$/

/** The number of the connector whose picture the path names. */
export const idOf = (path: string): number | undefined => {
  const [, digits] = asked.exec(path) ?? []
  return digits === undefined ? undefined : Number(digits)
}

const headers = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  "cache-control": "public, max-age=3600",
  "cross-origin-resource-policy": "cross-origin"
}

export const answer = (picture: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(picture, { contentType: "image/svg+xml", headers })
