// Carries out what the flow says: asks the server, sets the timers, reports to the application. What is still on its way when the flow has
// said "stop" no longer counts.
import type { Client } from "./api/Client.ts"
import type { Clock } from "./api/Platform.ts"
import type { Answer } from "./api/Wire.ts"
import type { Asked, Command, Event } from "./flow/Event.ts"
import { begin, transition } from "./flow/Flow.ts"
import type { State } from "./flow/State.ts"
import { mayShow } from "./host/Framing.ts"
import type { Host } from "./host/Host.ts"

export interface Widget {
  readonly state: () => State
  readonly send: (event: Event) => void
  readonly onChange: (call: () => void) => void
  readonly start: () => void
}

interface Outside {
  readonly client: Client
  readonly clock: Clock
  readonly host: Host
  readonly origin: string
}

export const makeWidget = ({ client, clock, host, origin }: Outside): Widget => {
  const { options } = host
  const [first, commands] = begin(options)
  let state = first
  let changed = () => {}
  let callOff = () => {}
  let round = 0

  const later = (milliseconds: number, call: () => void) => {
    callOff()
    callOff = clock.after(milliseconds, call)
  }

  const send = (event: Event): void => {
    const [next, toDo] = transition(state, event)
    const differs = next !== state
    state = next
    if (differs) changed()
    for (const command of toDo) carryOut(command)
  }

  const take = <A>(asked: Asked, answer: Answer<A>, tell: (value: A) => Event): void => {
    if (answer.kind === "answered") send(tell(answer.value))
    else if (answer.kind === "refused") send({ type: "refused", asked, refusal: answer.refusal })
    else send({ type: "unreachable", asked })
  }

  /** Who is asked for, the institution and the Item, as far as they are known before the person chooses. */
  const open = async (): Promise<void> => {
    const grant = await client.grant()
    if (grant.kind !== "answered") return take("opening", grant, () => ({ type: "back" }))
    if (!mayShow(host.framedBy, grant.value, origin)) return send({ type: "barred" })
    const itemId = options.updateItem ?? grant.value.itemId
    const item = itemId === null ? null : await client.item(itemId)
    if (item !== null && item.kind !== "answered") return take("opening", item, () => ({ type: "back" }))
    const connectorId = item === null ? options.selectedConnectorId : item.value.connector.id
    const choice = connectorId === null ? null : await client.choice(connectorId)
    if (choice !== null && choice.kind !== "answered" && (item !== null || choice.kind === "unreachable"))
      return take("opening", choice, () => ({ type: "back" }))
    return send({
      type: "opened",
      grant: grant.value,
      choice: choice?.kind === "answered" ? choice.value : null,
      item: item?.value ?? null
    })
  }

  const poll = async (itemId: string): Promise<void> => {
    const asked = round
    const answer = await client.item(itemId)
    if (asked === round) take("poll", answer, (item) => ({ type: "item", item, polled: true }))
  }

  const carryOut = (command: Command): void => {
    switch (command.do) {
      case "open":
        return void open()
      case "list":
        return void client
          .connectors(options)
          .then((answer) => take("list", answer, (connectors) => ({ type: "listed", connectors })))
      case "choose":
        return void client
          .choice(command.connectorId)
          .then((answer) => take("choice", answer, (choice) => ({ type: "choice", choice })))
      case "create": {
        const { connectorId, parameters, products } = command
        const body = { connectorId, parameters, ...(products.length > 0 ? { products } : {}) }
        return void client
          .create(body)
          .then((answer) => take("create", answer, (item) => ({ type: "item", item, polled: false })))
      }
      case "update": {
        const body = command.parameters === null ? {} : { parameters: command.parameters }
        return void client
          .update(command.itemId, body, command.agreed)
          .then((answer) => take("update", answer, (item) => ({ type: "item", item, polled: false })))
      }
      case "answer":
        return void client
          .answer(command.itemId, command.parameters)
          .then((answer) => take("answer", answer, (item) => ({ type: "item", item, polled: false })))
      case "poll":
        return later(command.after, () => void poll(command.itemId))
      case "retry":
        return later(command.after, () => send({ type: "retry" }))
      case "stop":
        round += 1
        return callOff()
      case "tell":
        return host.event(command.event)
      case "succeed":
        return host.success(command.item)
      case "fail":
        return command.data === null ? host.error(command.message) : host.error(command.message, command.data)
    }
  }

  return {
    state: () => state,
    send,
    onChange: (call) => {
      changed = call
    },
    start: () => {
      host.opened()
      for (const command of commands) carryOut(command)
    }
  }
}
