// The sandbox bank in this process, on a port of its own: a scenario decides on the phone of one of its users without a page for it.
import { SandboxBank } from "@tomada/sandbox-bank"
import { Effect, ManagedRuntime } from "effect"

export interface Bank {
  readonly url: string
  /** What the person does on the phone; the answer is how many logins waited for it. */
  readonly decideOnPhone: (user: string, decision: "approve" | "refuse") => Promise<number>
  readonly passwordPosts: (user: string) => Promise<number>
  /** Puts faults such as `accounts-hold` on a user from now on; none takes them off. */
  readonly setFaults: (user: string, faults: ReadonlyArray<string>) => Promise<void>
  readonly close: () => Promise<void>
}

export const open = async (): Promise<Bank> => {
  const runtime = ManagedRuntime.make(SandboxBank.layer())
  const bank = await runtime.runPromise(Effect.service(SandboxBank))
  return {
    url: bank.url,
    decideOnPhone: (user, decision) => runtime.runPromise(bank.decideOnPhone(user, decision)),
    passwordPosts: (user) => runtime.runPromise(bank.passwordPosts(user)),
    setFaults: (user, faults) => runtime.runPromise(bank.setFaults(user, faults)),
    close: () => runtime.dispose()
  }
}
