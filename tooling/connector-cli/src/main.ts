#!/usr/bin/env node
// `pnpm connector`. Results are on standard output, all else on standard error.
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, Logger } from "effect"
import { CliConfig, Command, GlobalFlag } from "effect/cli"

import { connector } from "./Commands.ts"
import { presenter, reportFailures, teardown } from "./Ending.ts"

const flags = CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.LogLevel] })
const log = Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)])

Command.run(connector, { version: "0.0.0" }).pipe(
  reportFailures,
  Effect.provide(Layer.mergeAll(NodeServices.layer, presenter, flags, log)),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
