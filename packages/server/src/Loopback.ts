// Whether a server is of this computer alone: bound to its loopback address and not published under any other. Behind a proxy it is bound to
// loopback too, but the world reaches it.
import { Option } from "effect"

import type { SettingsShape } from "./Settings.ts"

const pattern = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i

/** Whether the name or address of a host is this computer itself. */
export const isHost = (host: string): boolean => pattern.test(host)

/** Whether nobody beyond this computer can reach the server. */
export const only = ({ host, publicUrl }: Pick<SettingsShape, "host" | "publicUrl">): boolean =>
  isHost(host) && Option.match(publicUrl, { onNone: () => true, onSome: (url) => isHost(new URL(url).hostname) })
