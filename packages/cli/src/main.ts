#!/usr/bin/env node
// `tomada`: what operators type.
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { CliConfig, Command, GlobalFlag } from "effect/cli"

import { tomada } from "./Commands.ts"
import { presenter, reportFailures, teardown, watchProcess } from "./Ending.ts"

const flags = CliConfig.layer({
  builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions, GlobalFlag.LogLevel]
})

watchProcess()
Command.run(tomada, { version: "0.0.0" }).pipe(
  reportFailures,
  Effect.provide(Layer.mergeAll(NodeServices.layer, presenter, flags)),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
