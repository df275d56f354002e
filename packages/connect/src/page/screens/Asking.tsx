// What the institution asks after the password: a code, one of several, or what stands in a picture. The form stays as it is while the page
// goes on asking the server, and is new only when something new is asked.
import { useState } from "preact/hooks"

import type { Credential } from "../api/Wire.ts"
import { problemOf, sent } from "../flow/Form.ts"
import type { Asking as State } from "../flow/State.ts"
import { saidOf } from "../words/Words.ts"
import { useAround } from "./Around.ts"
import { Countdown } from "./Countdown.tsx"
import { Field, fieldId } from "./Field.tsx"
import { focusOn } from "./Focus.ts"
import { Actions, Alert, Button, Heading, Institution } from "./Parts.tsx"

interface Options {
  readonly parameter: Credential
  readonly value: string
  readonly onValue: (value: string) => void
}

const Options = ({ parameter, value, onValue }: Options) => (
  <fieldset class="options">
    <legend>{parameter.label}</legend>
    {parameter.options?.map((option) => (
      <label key={option.value} class="option">
        <input
          type="radio"
          name={parameter.name}
          value={option.value}
          checked={value === option.value}
          onChange={() => onValue(option.value)}
        />
        <span>{option.label}</span>
      </label>
    ))}
  </fieldset>
)

export const Asking = ({ state }: { readonly state: State }) => {
  const { words, send } = useAround()
  const say = words.second
  const { parameter, choice, sending, trouble } = state
  const [value, setValue] = useState("")
  const [tried, setTried] = useState(false)
  const field = { ...parameter, mfa: true }
  const problem = problemOf(field, value)
  const title = { code: say.codeTitle, select: say.selectTitle, image: say.imageTitle }[state.screen]
  const problemText =
    !tried || problem === null
      ? ""
      : problem === "missing"
        ? words.credentials.missing
        : parameter.validationMessage || words.credentials.invalid

  const submit = () => {
    setTried(true)
    if (problem !== null) {
      const selector = state.screen === "select" ? "input[type=radio]" : `#${CSS.escape(fieldId(parameter.name))}`
      return focusOn(selector)
    }
    return send({ type: "answered", parameters: { [parameter.name]: sent(field, value) } })
  }

  const notTaken =
    trouble === "ITEM_MFA_EXPIRED"
      ? say.expired
      : trouble === "INVALID_CREDENTIALS_MFA"
        ? saidOf(words, trouble).title
        : say.notTaken
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
        <Institution connector={choice.connector} />
        <Heading>{title}</Heading>
        {state.screen === "code" && parameter.instructions === null && (
          <p class="lead">{say.codeText(choice.connector.name)}</p>
        )}
        <Countdown until={parameter.expiresAt} />
        {trouble !== "" && <Alert>{notTaken}</Alert>}
        {state.screen === "select" ? (
          <>
            <Options parameter={parameter} value={value} onValue={setValue} />
            <p class="problem" aria-live="polite">
              {problemText}
            </p>
          </>
        ) : (
          <Field field={field} value={value} onValue={setValue} onLeave={() => undefined} problem={problemText} />
        )}
      </div>
      <Actions>
        <Button kind="primary" submit busy={sending}>
          {sending ? say.sending : say.submit}
        </Button>
      </Actions>
    </form>
  )
}
