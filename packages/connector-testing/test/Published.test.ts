// A connector beside what its last published version promised: what may change, what may not, and what a raised major version allows.
import { assert, describe, it } from "@effect/vitest"
import { Connector, Field } from "@tomada/connector-kit"
import { Effect, Stream } from "effect"

import { checks } from "../src/contract/Compatibility.ts"
import * as Published from "../src/contract/Published.ts"
import * as Subject from "../src/contract/Subject.ts"
