// Spans are made for every request, statement and step of a visit, and nobody is told of them: no exporter is offered. So they are off, for
// they cost much for nothing. Whoever offers an exporter turns them on where it is provided.
import { Layer, References } from "effect"

/** Has the layers that it is provided to make no spans. */
export const off: Layer.Layer<never> = Layer.succeed(References.TracerEnabled, false)
