// The commands of `pnpm connector`, all of which run connectors in the engine as production does.
import { Command } from "effect/cli"

import { baseline } from "./BaselineCommand.ts"
import { dev } from "./DevCommand.ts"
import { doctor } from "./DoctorCommand.ts"
import { explain } from "./ExplainCommand.ts"
import { list } from "./ListCommand.ts"
import { record } from "./RecordCommand.ts"
import { replay } from "./ReplayCommand.ts"
import { scan } from "./ScanCommand.ts"
import { score } from "./ScoreCommand.ts"
import { test } from "./TestCommand.ts"

export const connector = Command.make("connector").pipe(
  Command.withDescription(
    "What an author of a connector types: pnpm connector <command> <number or slug> ...\nExit codes: 0 well; 1 the connector or a cassette is not as it should be; 2 it cannot be done as asked; 3 a visit failed."
  ),
  Command.withSubcommands([dev, doctor, record, replay, explain, test, score, list, baseline, scan])
)
