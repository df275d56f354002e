// Where the demo begins. It plays an application that integrates Tomada; the widget that it opens is a page of its own.
import { render } from "preact"

import { App } from "./App.tsx"

const root = document.querySelector("#root")
if (root !== null) render(<App />, root)
