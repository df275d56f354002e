// What a person does elsewhere: approves on a phone, scans a code, or logs in at the institution. The page goes on when the Item does. The
// window of the institution has to be opened in the click itself.
import { useState } from "preact/hooks"

import type { Acting as State } from "../flow/State.ts"
import { useAround } from "./Around.ts"
import { Countdown } from "./Countdown.tsx"
import { Icon } from "./Icon.tsx"
import { Actions, Alert, Body, Button, Heading, Institution, Sign, Titled } from "./Parts.tsx"
import { Qr } from "./Qr.tsx"

const Waiting = () => {
  const { words } = useAround()
  return (
    <p class="waiting">
      <span class="spinner small" aria-hidden="true" />
      <span>{words.second.waiting}</span>
    </p>
  )
}

const Redirect = ({ state }: { readonly state: State }) => {
  const { words, host, say } = useAround()
  const [opened, setOpened] = useState<"not yet" | "open" | "blocked">("not yet")
  const { name } = state.choice.connector
  const open = () => {
    const done = host.openRedirect(state.action.attributes?.["url"] ?? "")
    setOpened(done ? "open" : "blocked")
    if (done) say(words.second.redirectOpened)
  }
  return (
    <>
      <Body>
        <Titled connector={state.choice.connector}>{words.second.redirectTitle(name)}</Titled>
        <p class="lead">{opened === "open" ? words.second.redirectOpened : words.second.redirectText}</p>
        {opened === "blocked" && <Alert>{words.second.redirectBlocked}</Alert>}
        <Countdown until={state.action.expiresAt} />
        {opened === "open" && <Waiting />}
      </Body>
      <Actions>
        <Button kind={opened === "open" ? "secondary" : "primary"} onPress={open}>
          <Icon name="window" />
          {opened === "not yet" ? words.second.redirectOpen : words.second.redirectAgain}
        </Button>
      </Actions>
    </>
  )
}

export const Acting = ({ state }: { readonly state: State }) => {
  const { words } = useAround()
  const { action, choice } = state
  const { connector } = choice
  if (state.screen === "redirect") return <Redirect state={state} />
  const isQr = state.screen === "qr"
  return (
    <Body>
      <Institution connector={connector} />
      {!isQr && <Sign name="phone" mood="wait" />}
      <Heading>{isQr ? words.second.qrTitle : words.second.approveTitle}</Heading>
      <p class="lead">
        {isQr
          ? words.second.qrText(connector.name)
          : words.second.approveText(action.attributes?.["where"] ?? connector.name)}
      </p>
      {isQr && <Qr text={action.attributes?.["data"] ?? ""} label={words.second.qrAlt} />}
      <Countdown until={action.expiresAt} />
      <Waiting />
    </Body>
  )
}
