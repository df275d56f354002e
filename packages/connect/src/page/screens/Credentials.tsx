// The connector's form. Before its button stand the hosts that it will talk to and what it reads: whoever presses it has seen both. What is
// typed lives in this component only and is gone with it; fields that are no secrets come back when the form does.
import { useState } from "preact/hooks"

import type { Credential, Parameters } from "../api/Wire.ts"
import { asked, parametersOf, prefilled, problemOf } from "../flow/Form.ts"
import type { Credentials as State } from "../flow/State.ts"
import { productsOf } from "../flow/Steps.ts"
import { useAround } from "./Around.ts"
import { Field, fieldId } from "./Field.tsx"
import { focusOn } from "./Focus.ts"
import { Hosts } from "./Hosts.tsx"
import { Icon } from "./Icon.tsx"
import { Actions, Alert, Button, Titled } from "./Parts.tsx"

const isRemembered = (field: Credential): boolean =>
  ["text", "number", "select"].includes(field.type) && field.mfa !== true

export const Credentials = ({ state }: { readonly state: State }) => {
  const { words, send, host, typed } = useAround()
  const say = words.credentials
  const { choice, session, freshOnly, sending, trouble } = state
  const { connector, hosts } = choice
  const fields = asked(connector.credentials, freshOnly)
  const key = (field: Credential) => `${connector.id}/${field.name}`

  const [values, setValues] = useState<Parameters>(() => ({
    ...prefilled(connector.credentials, session.options.openFinanceParameters),
    ...Object.fromEntries(
      connector.credentials.flatMap((field) => {
        const value = typed.get(key(field))
        return value === undefined ? [] : [[field.name, value]]
      })
    )
  }))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())

  const put = (field: Credential, value: string) => {
    setValues((before) => ({ ...before, [field.name]: value }))
    setChanged((before) => new Set([...before, field.name]))
    if (isRemembered(field)) typed.set(key(field), value)
  }

  const problemText = (field: Credential): string => {
    const problem = problemOf(field, values[field.name] ?? "")
    if (problem !== null && left.has(field.name))
      return problem === "missing" ? say.missing : field.validationMessage || say.invalid
    return changed.has(field.name) ? "" : (state.problems[field.name] ?? "")
  }

  const submit = () => {
    const wrong = fields.find((field) => problemOf(field, values[field.name] ?? "") !== null)
    setLeft(new Set(fields.map((field) => field.name)))
    setChanged(new Set())
    if (wrong !== undefined) return focusOn(`#${CSS.escape(fieldId(wrong.name))}`)
    return send({ type: "submitted", parameters: parametersOf(fields, values) })
  }

  const unsure = state.item === null ? say.unsure : say.unsureUpdate
  return (
    <form
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        if (!sending) submit()
      }}
    >
      <div class="body">
        <Titled connector={connector}>
          {hosts.length === 0
            ? connector.name
            : fields.length === 0
              ? say.titleAtBank(connector.name)
              : say.title(connector.name)}
        </Titled>
        <div class="talks">
          <Icon name="globe" />
          <div>
            <h2>{hosts.length === 0 ? say.talksToNobody : say.talksTo}</h2>
            {hosts.length > 0 && <Hosts hosts={hosts} />}
          </div>
        </div>
        {trouble === "unsure" && <Alert>{unsure}</Alert>}
        {trouble === "invalid" && <Alert>{say.check}</Alert>}
        {fields.length === 0 && <p>{say.atBank}</p>}
        {freshOnly && <p>{say.fresh}</p>}
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name] ?? ""}
            problem={problemText(field)}
            onValue={(value) => put(field, value)}
            onLeave={() =>
              setLeft((before) => ((values[field.name] ?? "") === "" ? before : new Set([...before, field.name])))
            }
          />
        ))}
        {freshOnly && (
          <Button kind="quiet" onPress={() => send({ type: "change" })}>
            {say.all}
          </Button>
        )}
        {connector.resetPasswordUrl !== null && fields.length > 0 && (
          <Button kind="quiet" onPress={() => host.openLink(connector.resetPasswordUrl ?? "")}>
            <Icon name="window" />
            {say.reset}
          </Button>
        )}
        <div class="note">
          <h2>{say.reading}</h2>
          <p>
            {productsOf(connector, session.options.products)
              .map((product) => words.products[product])
              .join(", ")}
          </p>
          <p class="secure">
            <Icon name="lock" />
            <span>{say.secure}</span>
          </p>
        </div>
      </div>
      <Actions>
        <Button kind="primary" submit busy={sending}>
          {sending ? say.sending : fields.length === 0 ? words.continue : say.submit}
        </Button>
      </Actions>
    </form>
  )
}
