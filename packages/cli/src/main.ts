#!/usr/bin/env node
// `tomada`: what operators type. Its version is the package's, whichever of src and dist this file lies in.
import { readFileSync } from "node:fs"

import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { CliConfig, Command, GlobalFlag } from "effect/cli"

import { tomada } from "./Commands.ts"
import { presenter, reportFailures, teardown, watchProcess } from "./Ending.ts"

const flags = CliConfig.layer({
  builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel]
})

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }

watchProcess()
Command.run(tomada, { version }).pipe(
  reportFailures,
  Effect.provide(Layer.mergeAll(NodeServices.layer, presenter, flags)),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
