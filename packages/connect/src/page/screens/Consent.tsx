// What a person is asked before anything else: who wants to read what, for how long, and where it connects. Where the institution is not
// chosen yet, its hosts and products are shown with its form, still before anything is sent.
import type { ComponentChildren } from "preact"

import type { Consent as State } from "../flow/State.ts"
import { productsOf } from "../flow/Steps.ts"
import { useAround } from "./Around.ts"
import { Hosts } from "./Hosts.tsx"
import { Icon, type IconName } from "./Icon.tsx"
import { Actions, Body, Button, Heading, Titled } from "./Parts.tsx"

const Point = ({
  icon,
  title,
  children
}: {
  readonly icon: IconName
  readonly title: string
  readonly children: ComponentChildren
}) => (
  <li>
    <Icon name={icon} />
    <div>
      <h2>{title}</h2>
      {children}
    </div>
  </li>
)

const Where = ({ hosts }: { readonly hosts: ReadonlyArray<string> }) => {
  const { words } = useAround()
  return hosts.length === 0 ? <p>{words.credentials.talksToNobody}</p> : <Hosts hosts={hosts} />
}

export const Consent = ({ state }: { readonly state: State }) => {
  const { words, send, leave } = useAround()
  const { choice, session } = state
  const { applicationName, consentDays } = session.grant
  const say = words.consent
  return (
    <>
      <Body>
        {choice === null ? (
          <Heading>{say.title(applicationName)}</Heading>
        ) : (
          <Titled connector={choice.connector}>{say.titleAt(applicationName, choice.connector.name)}</Titled>
        )}
        <p class="lead">{say.intro}</p>
        <ul class="points">
          <Point icon="eye" title={say.reads}>
            {choice === null ? (
              <p>{say.readsAll}</p>
            ) : (
              <p>
                {productsOf(choice.connector, session.options.products)
                  .map((product) => words.products[product])
                  .join(", ")}
              </p>
            )}
          </Point>
          <Point icon="clock" title={say.howLong}>
            <p>{consentDays === null ? say.untilRevoked : say.forDays(consentDays)}</p>
          </Point>
          <Point icon="globe" title={say.where}>
            {choice === null ? <p>{say.whereLater}</p> : <Where hosts={choice.hosts} />}
          </Point>
          <Point icon="lock" title={say.secrets}>
            <p>{say.secretsText(applicationName)}</p>
          </Point>
        </ul>
      </Body>
      <Actions last>
        <Button kind="primary" onPress={() => send({ type: "agreed" })}>
          {say.agree}
        </Button>
        <Button kind="quiet" onPress={leave}>
          {say.decline}
        </Button>
      </Actions>
    </>
  )
}
