// The integrating application as the SDK's own page describes it, without a framework.
import { PluggyConnect, type PluggyConnectProps } from "pluggy-connect-sdk"

import { recorder, withCallbacks } from "./Asked.ts"

window.start = (props) => {
  // The test gives props of the SDK's names.
  const connect = new PluggyConnect(withCallbacks(props) as unknown as PluggyConnectProps)
  window.show = () => connect.show()
  window.hide = () => connect.hide()
  connect.init().catch(recorder("onLoadError"))
}
