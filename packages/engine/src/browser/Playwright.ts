// Playwright, loaded when a visit first needs a browser: it takes half a second and memory that most servers never need.
import { Effect } from "effect"

export const load = Effect.promise(() => import("playwright-core"))
