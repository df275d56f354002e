// The program that `main.ts` starts. Results are on standard output, all else on standard error.
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Layer, Logger, References } from "effect"
import { CliConfig, Command, GlobalFlag } from "effect/cli"

import { connector } from "./Commands.ts"
import { presenter, reportFailures, teardown } from "./Ending.ts"

const flags = CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.LogLevel] })
/** What the engine notes of visits is told by the commands; `--log-level info` tells it as well. */
const log = Layer.merge(
  Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
  Layer.succeed(References.MinimumLogLevel, "Warn")
)

Command.run(connector, { version: "0.0.0" }).pipe(
  reportFailures,
  Effect.provide(Layer.mergeAll(NodeServices.layer, presenter, flags, log)),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
