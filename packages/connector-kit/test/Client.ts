// Clients of visits to the loopback server under two names.
import type { ServerResponse } from "node:http"

import { Context, Effect, Layer, type Scope } from "effect"

import * as Http from "../src/Http.ts"
import { Loopback } from "./Loopback.ts"

export const home = "http://bank.test"

/** A client of its own for one visit. */
export const client = (options: Partial<Http.HttpOptions> = {}) =>
  Effect.gen(function* () {
    const { address } = yield* Loopback
    const context = yield* Layer.build(
      Layer.fresh(
        Http.Http.layer({
          hosts: ["bank.test", "other.test"],
          connectTo: { "bank.test": address, "other.test": address },
          timeout: "30 seconds",
          ...options
        })
      )
    )
    return Context.get(context, Http.Http)
  })

export const inBank = <A, E>(test: Effect.Effect<A, E, Loopback | Scope.Scope>) =>
  test.pipe(Effect.scoped, Effect.provide(Layer.fresh(Loopback.layer)))

export const redirect = (response: ServerResponse, status: number, location: string) =>
  response.writeHead(status, { location }).end()
