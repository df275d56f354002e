// An institution's logo from this server, and where it has none its initials on its own colour, in letters that can be read on it.
import { useState } from "preact/hooks"

import type { Connector } from "../api/Wire.ts"
import { initials, wantsDarkInk } from "../flow/Listing.ts"

export const Logo = ({ connector }: { readonly connector: Connector }) => {
  const { id, name, primaryColor } = connector
  const [missing, setMissing] = useState(false)
  if (!missing)
    return (
      <span class="logo">
        <img
          src={`/connect/logos/${id}.svg`}
          alt=""
          width="44"
          height="44"
          loading="lazy"
          onError={() => setMissing(true)}
        />
      </span>
    )
  const style = { backgroundColor: `#${primaryColor}`, color: wantsDarkInk(primaryColor) ? "#000000" : "#ffffff" }
  return (
    <span class="logo" style={style} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
