// Where the page begins: it shows the widget in the one element that the document has.
import { render } from "preact"

const root = document.querySelector("#root")
if (root !== null) render(<main />, root)
