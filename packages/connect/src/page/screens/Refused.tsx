// The end where nothing can be done on this page: no key, a key that is over, or a frame that must not show it.
import type { Refused as State } from "../flow/State.ts"
import { useAround } from "./Around.ts"
import { Actions, Body, Button, Heading, Sign } from "./Parts.tsx"

export const Refused = ({ state }: { readonly state: State }) => {
  const { words, close } = useAround()
  return (
    <>
      <Body>
        <Sign name="warning" mood="bad" />
        <Heading>{words.refused.title}</Heading>
        <p class="lead">{words.refused[state.why]}</p>
      </Body>
      <Actions>
        <Button kind="primary" onPress={close}>
          {words.close}
        </Button>
      </Actions>
    </>
  )
}
