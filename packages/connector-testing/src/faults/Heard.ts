// Everything that a visit says beside what it sends: log lines, spans, errors, texts of executions, rows. It holds whatever was said, secrets
// too where there are any, and is asked for one thing alone: whether a text is in it, in any writing.
import { inspect } from "node:util"

import { Encodings } from "@tomada/core"
import { Exit, type Logger, References, Tracer } from "effect"

import type { Tried } from "./Trial.ts"

/** Where something was said, in the words of who reads about it. */
export type Place = "a log line" | "a span" | "an error" | "the execution" | "what is stored"

interface Said {
  readonly place: Place
  readonly step: string | null
  readonly text: string
}

const whole = { depth: 12, maxArrayLength: null, maxStringLength: null, showHidden: true } as const

/** Every text of an error, whatever it makes of itself. */
const wordsOf = (error: unknown): string => {
  const told = error instanceof Error ? [error.name, error.message, error.stack ?? "", error.cause] : []
  return inspect([error, String(error), ...told, JSON.stringify(error)], whole)
}

/** What a step returned goes on in memory alone; no exporter of spans is given it. */
const failureOf = (status: Tracer.SpanStatus): unknown =>
  status._tag === "Ended" && Exit.isFailure(status.exit) ? status.exit.cause : null

export class Heard {
  readonly #said: Array<Said> = []
  readonly #spans: Array<Tracer.NativeSpan> = []

  readonly logged = ({ cause, fiber, message }: Logger.Options<unknown>): void => {
    const text = inspect([message, cause, fiber.getRef(References.CurrentLogAnnotations)], whole)
    this.#said.push({ place: "a log line", step: null, text })
  }

  readonly tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      this.#spans.push(span)
      return span
    }
  })

  /** Takes in what came of a sync. */
  take({ calls, held, item }: Tried): void {
    for (const { end, step } of calls) {
      if (end._tag === "Failed") this.#said.push({ place: "an error", step, text: wordsOf(end.error) })
      if (end._tag === "Died") this.#said.push({ place: "an error", step, text: wordsOf(end.defect) })
    }
    this.#said.push({ place: "the execution", step: null, text: inspect(item, whole) })
    this.#said.push({ place: "what is stored", step: null, text: inspect(held, whole) })
  }

  #all(): ReadonlyArray<Said> {
    return [
      ...this.#said,
      ...this.#spans.map(({ attributes, events, name, status }) => ({
        place: "a span" as const,
        step: null,
        text: inspect([name, [...attributes], events, failureOf(status)], whole)
      }))
    ]
  }

  /** Where the text was said, in any of its writings. */
  where(secret: string, places: (place: Place) => boolean = () => true): ReadonlyArray<string> {
    const forms = [secret, ...Encodings.of(secret)].filter((form) => form.length >= Encodings.shortest)
    const found = this.#all().filter(({ place, text }) => places(place) && forms.some((form) => text.includes(form)))
    return [...new Set(found.map(({ place, step }) => (step === null ? place : `${place} of ${step}`)))]
  }
}
