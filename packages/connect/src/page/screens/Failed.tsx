// What went wrong, in plain words, what the institution itself says of it, and the ways out that can help.
import type { Failed as State } from "../flow/State.ts"
import { type Way, waysOf } from "../flow/Ways.ts"
import { saidOf } from "../words/Words.ts"
import { useAround } from "./Around.ts"
import { Icon } from "./Icon.tsx"
import { Actions, Body, Button, Heading, Institution, Sign } from "./Parts.tsx"

const timeOf = (instant: string, language: string): string =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(new Date(instant))

export const Failed = ({ state }: { readonly state: State }) => {
  const { words, send, host, close } = useAround()
  const { connector } = state.choice
  const { title, text } = saidOf(words, state.code)
  const providerMessage = state.item?.error?.providerMessage ?? ""
  const go: Readonly<Record<Way, () => void>> = {
    again: () => send({ type: "again" }),
    change: () => send({ type: "change" }),
    other: () => send({ type: "other" }),
    reset: () => host.openLink(connector.resetPasswordUrl ?? ""),
    visit: () => host.openLink(connector.institutionUrl),
    close
  }
  return (
    <>
      <Body>
        <Sign name="warning" mood="bad" />
        <Heading>{title}</Heading>
        <p class="lead">{text}</p>
        {providerMessage === "" && <Institution connector={connector} />}
        {state.retryAfter !== null && <p>{words.error.retryAt(timeOf(state.retryAfter, words.language))}</p>}
        {providerMessage !== "" && (
          <figure class="quote">
            <figcaption>{words.error.provider(connector.name)}</figcaption>
            <blockquote>{providerMessage}</blockquote>
          </figure>
        )}
      </Body>
      <Actions>
        {waysOf(state).map((way, index) => (
          <Button key={way} kind={index === 0 ? "primary" : index === 1 ? "secondary" : "quiet"} onPress={go[way]}>
            {(way === "reset" || way === "visit") && <Icon name="window" />}
            {words.error.ways[way]}
          </Button>
        ))}
      </Actions>
    </>
  )
}
