// The integrating application with React: the component alone, as its own page describes it.
import { createElement } from "react"
import { createRoot } from "react-dom/client"
import { PluggyConnect, type PluggyConnectInstance } from "react-pluggy-connect"

import { recorder, withCallbacks } from "./Asked.ts"

window.start = (props) => {
  const container = document.createElement("div")
  document.body.append(container)
  const innerRef = (instance: PluggyConnectInstance | null) => {
    if (instance === null) return
    window.show = () => instance.show()
    window.hide = () => instance.hide()
  }
  createRoot(container).render(
    createElement(PluggyConnect, { ...withCallbacks(props), innerRef, onLoadError: recorder("onLoadError") })
  )
}
