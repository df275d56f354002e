// One field of a connector's form, with its help and what is wrong with it. Each kind of value has its own way in; all are labelled alike.
import { useState } from "preact/hooks"

import { kindOf, masked } from "../flow/Form.ts"
import { useAround } from "./Around.ts"
import type { Described, FieldProps } from "./FieldProps.ts"
import { FileInput } from "./FileInput.tsx"
import { Picture } from "./Picture.tsx"

export const fieldId = (name: string): string => `field-${name}`

const Text = ({ field, value, onValue, onLeave, described }: FieldProps & { readonly described: Described }) => {
  const { words } = useAround()
  const [shown, setShown] = useState(false)
  const secret = field.type === "password"
  const kind = kindOf(field)
  const numeric = field.type === "number" || kind === "cpf"
  const attributes = {
    ...described,
    inputMode: numeric ? "numeric" : "text",
    autocomplete: field.mfa === true ? "one-time-code" : "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: false,
    placeholder: field.placeholder ?? "",
    value,
    onInput: (event: Event & { readonly currentTarget: HTMLInputElement }) => {
      const next = masked(kind, event.currentTarget.value)
      if (next !== event.currentTarget.value) event.currentTarget.value = next
      onValue(next)
    },
    onBlur: onLeave
  } as const
  if (!secret) return <input type="text" {...attributes} />
  return (
    <span class="with-button">
      {shown ? <input type="text" {...attributes} /> : <input type="password" {...attributes} />}
      <button
        type="button"
        class="inside"
        aria-label={shown ? words.credentials.hideOf(field.label) : words.credentials.showOf(field.label)}
        onClick={() => setShown(!shown)}
      >
        {shown ? words.credentials.hide : words.credentials.show}
      </button>
    </span>
  )
}

const Choice = ({ field, value, onValue, onLeave, described }: FieldProps & { readonly described: Described }) => {
  const { words } = useAround()
  return (
    <select
      id={described.id}
      name={described.name}
      aria-describedby={described["aria-describedby"]}
      aria-invalid={described["aria-invalid"]}
      aria-required={described["aria-required"]}
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
      onBlur={onLeave}
    >
      <option value="">{words.credentials.choose}</option>
      {field.options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

export const Field = (props: FieldProps) => {
  const { words } = useAround()
  const { field, problem } = props
  const id = fieldId(field.name)
  const help = [field.instructions, field.assistiveText]
    .filter((text) => text !== null && text !== undefined && text !== "")
    .join(" ")
  const described: Described = {
    id,
    name: field.name,
    "aria-describedby":
      [help === "" ? "" : `${id}-help`, problem === "" ? "" : `${id}-problem`].join(" ").trim() || undefined,
    "aria-invalid": problem === "" ? undefined : "true",
    "aria-required": field.optional === true ? undefined : "true"
  }
  const Input = field.type === "select" ? Choice : field.type === "file" ? FileInput : Text
  return (
    <div class={problem === "" ? "field" : "field wrong"}>
      <label for={id}>
        {field.label}
        {field.optional === true && <span class="optional"> ({words.credentials.optional})</span>}
      </label>
      {help !== "" && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {field.type === "image" && field.data !== null && <Picture data={field.data} />}
      <Input {...props} described={described} />
      <p class="problem" id={`${id}-problem`} aria-live="polite">
        {problem}
      </p>
    </div>
  )
}
