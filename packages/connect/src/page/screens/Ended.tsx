// The end that a person wants to see: connected. Where something did not come, it says what came and what did not.
import type { Ended as State } from "../flow/State.ts"
import type { Outcome } from "../flow/Steps.ts"
import { outcomesOf } from "../flow/Steps.ts"
import { useAround } from "./Around.ts"
import { Icon } from "./Icon.tsx"
import { Actions, Body, Button, Heading, Sign } from "./Parts.tsx"

const Outcomes = ({ outcomes }: { readonly outcomes: ReadonlyArray<Outcome> }) => {
  const { words } = useAround()
  return (
    <ul class="outcomes">
      {outcomes.map(({ product, came, notes }) => (
        <li key={product} class={came ? "came" : "missing"}>
          <Icon name={came ? "check" : "warning"} />
          <div>
            <span>{words.products[product]}</span>
            {notes.map((note) => (
              <p key={note} class="note-text">
                {note}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}

export const Ended = ({ state }: { readonly state: State }) => {
  const { words, close } = useAround()
  const { connector } = state.choice
  const outcomes = outcomesOf(state.item)
  const came = outcomes.filter((outcome) => outcome.came)
  const missing = outcomes.filter((outcome) => !outcome.came)
  const partial = state.screen === "partial"
  return (
    <>
      <Body>
        <Sign name={partial ? "warning" : "check"} mood={partial ? "mixed" : "good"} />
        <Heading>{partial ? words.partial.title : words.success.title}</Heading>
        <p class="lead">
          {partial
            ? words.partial.text(connector.name)
            : words.success.text(connector.name, state.session.grant.applicationName)}
        </p>
        {missing.length > 0 && (
          <>
            <h2>{words.partial.missing}</h2>
            <Outcomes outcomes={missing} />
          </>
        )}
        {came.length > 0 && (
          <>
            <h2>{words.partial.came}</h2>
            <Outcomes outcomes={came} />
          </>
        )}
      </Body>
      <Actions>
        <Button kind="primary" onPress={close}>
          {words.success.done}
        </Button>
      </Actions>
    </>
  )
}
