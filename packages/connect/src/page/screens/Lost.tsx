// The server does not answer. It is asked again by itself; the button is for those who do not want to wait.
import type { Lost as State } from "../flow/State.ts"
import { useAround } from "./Around.ts"
import { Actions, Body, Button, Heading, Sign } from "./Parts.tsx"

export const Lost = ({ state }: { readonly state: State }) => {
  const { words, send } = useAround()
  return (
    <>
      <Body>
        <Sign name="cloud" mood="mixed" />
        <Heading>{words.lost.title}</Heading>
        <p class="lead">{words.lost.text}</p>
        {state.unsure && <p>{words.lost.unsure}</p>}
      </Body>
      <Actions>
        <Button kind="primary" busy={state.trying} onPress={() => send({ type: "retry" })}>
          {state.trying ? words.lost.trying : words.lost.again}
        </Button>
      </Actions>
    </>
  )
}
