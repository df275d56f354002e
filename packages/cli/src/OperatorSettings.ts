// What the environment says of the server that a command is to ask; all of it may be left out.
import { Config, Effect, Option, Redacted } from "effect"

export interface OperatorSettings {
  /** The data folder of a server on this computer. */
  readonly home: string
  /** Where a server elsewhere is reached. */
  readonly url: Option.Option<string>
  readonly token: Option.Option<Redacted.Redacted<string>>
}

const text = (name: string) =>
  Effect.map(Effect.orDie(Config.option(Config.String(name))), (given) =>
    Option.filter(
      Option.map(given, (value) => value.trim()),
      (value) => value !== ""
    )
  )

/** An empty variable counts as none. */
export const read: Effect.Effect<OperatorSettings> = Effect.gen(function* () {
  return {
    home: Option.getOrElse(yield* text("TOMADA_HOME"), () => ".tomada"),
    url: yield* text("TOMADA_URL"),
    token: Option.map(yield* text("TOMADA_OPERATOR_TOKEN"), (value) => Redacted.make(value))
  }
})
